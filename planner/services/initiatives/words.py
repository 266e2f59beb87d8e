"""What an initiative says, in words: one line for each of its figures, and what differs between two of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.language import number
from planner.charts.figures import Interval, significant, with_span
from planner.charts.plan_charts import role_title
from planner.roadmap.catalogue import Effort, Initiative
from planner.roadmap.written_initiatives import entry_of


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure of an initiative as people read it."""

    key: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is not the same in two initiatives; before is "" for one that is new."""

    label: str
    before: str
    after: str


def lines_of(item: Initiative, titles: Mapping[str, str]) -> list[FigureLine]:
    """Return what an initiative says. titles: of practices and of other initiatives, by id."""
    cost = item.cost_usd
    return [
        FigureLine("title", _("Title"), item.title),
        FigureLine("summary", _("What is done"), item.summary),
        FigureLine("lifts", _("Lifts"), "; ".join(_lifts(item, titles))),
        FigureLine(
            "cost_usd", _("Cost (P10–P90)"), with_span(Interval(cost.low, cost.likely, cost.high), "USD")
        ),
        FigureLine("effort", _("Effort in person-months (P10–P90)"), "; ".join(_efforts(item)) or "–"),
        FigureLine("duration", _("Duration"), quarters_text(item.duration)),
        FigureLine(
            "lead_time", _("Lead time"), quarters_text(item.lead_time) if item.lead_time else _("none")
        ),
        FigureLine("after", _("Waits for"), "; ".join(titles.get(name, name) for name in item.after) or "–"),
        FigureLine("risk", _("Risk of being late"), risk_text(item.risk_name)),
        FigureLine("done_when", _("Done when"), item.done_when),
        FigureLine("references", _("References"), "; ".join(item.references) or "–"),
    ]


def differences_between(
    before: Initiative | None, after: Initiative, titles: Mapping[str, str]
) -> tuple[Difference, ...]:
    """Return what is not the same; everything for one that was not there before."""
    if before is None:
        return tuple(Difference(line.label, "", line.text) for line in lines_of(after, titles))
    old, new = entry_of(before), entry_of(after)
    pairs = zip(lines_of(before, titles), lines_of(after, titles), strict=True)
    return tuple(_difference(one, other, old, new) for one, other in pairs if old[one.key] != new[one.key])


def _difference(
    one: FigureLine, other: FigureLine, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Difference:
    if one.text != other.text:
        return Difference(one.label, one.text, other.text)
    # Figures that are the same when rounded are told exactly.
    return Difference(one.label, str(old[one.key]), str(new[one.key]))


def quarters_text(count: int) -> str:
    """Return a time in quarters."""
    return ngettext("%(number)s quarter", "%(number)s quarters", count) % {"number": count}


def risk_text(name: str) -> str:
    """Return the word for a risk."""
    words = {"low": _("low, 5 %"), "medium": _("medium, 15 %"), "high": _("high, 30 %")}
    return words[name]


def _lifts(item: Initiative, titles: Mapping[str, str]) -> Iterator[str]:
    for lift in item.lifts:
        yield _("%(practice)s from level %(low)s to %(high)s") % {
            "practice": titles.get(lift.practice, lift.practice),
            "low": number(lift.from_level, "d"),
            "high": number(lift.to_level, "d"),
        }


def _efforts(item: Initiative) -> Iterator[str]:
    for role, effort in item.effort.items():
        yield f"{role_title(role)}: {_months(effort)}"


def _months(effort: Effort) -> str:
    likely = significant(effort.likely)
    if effort.low == effort.high:
        return likely
    return f"{likely} ({significant(effort.low)}–{significant(effort.high)})"
