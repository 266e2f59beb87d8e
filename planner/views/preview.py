"""What people see of a plan that is still being made."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from planner.charts import reading
from planner.charts.figures import NOTHING, number, quantity, quarter
from planner.charts.from_snapshot import preview_charts
from planner.charts.reading import language_of, numbers, part, rows, title_of, whole, words
from planner.models import Preview
from planner.services.frozen.summary import gap_text
from planner.sizing.wording import count_of
from planner.views.dashboard import NARROW, WIDE, Figure


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure of the goals, in the order in which they count."""

    label: str
    value: str
    note: str


def preview_page(preview: Preview) -> dict[str, Any]:
    """Return the context of a preview: its state in the reader's language, its charts in the plan's."""
    content = preview.content
    roadmap, charts = part(content, "roadmap"), preview_charts(content)
    return {
        "key": preview.key,
        "status": words(roadmap, "status", "improving"),
        "gap": gap_text(number(roadmap.get("gap"))),
        "language": language_of(content),
        "facts": [_workloads(roadmap), _maturity(roadmap), _spending(roadmap)],
        "dates": _dates(content),
        "roadmap": Figure(charts["roadmap"], WIDE),
        "spending": Figure(charts["spending"], NARROW),
    }


def _workloads(roadmap: Mapping[str, Any]) -> Fact:
    dates = rows(roadmap, "go_live")
    live = [date for date in dates if whole(date, "period") is not None]
    late = sum(bool(whole(date, "late_by")) for date in live)
    value = _("%(live)s of %(all)s") % {"live": len(live), "all": len(dates)}
    note = _("%(late)s of them after their deadline") % {"late": late} if late else _("none of them late")
    return Fact(_("Workloads that go live"), value, note if live else "")


def _maturity(roadmap: Mapping[str, Any]) -> Fact:
    now, then = (number(part(roadmap, "index").get(name)) for name in ("now", "then"))
    value, today = (NOTHING if index is None else f"{index:.0f}" for index in (then, now))
    return Fact(_("Maturity index at the end"), value, _("today %(index)s") % {"index": today})


def _spending(roadmap: Mapping[str, Any]) -> Fact:
    budget = numbers(roadmap, "budget")
    value = quantity(sum(numbers(roadmap, "spending")), "USD")
    limit = _("of a budget of %(amount)s") % {"amount": quantity(sum(budget), "USD")}
    return Fact(_("Spending"), value, limit if budget else _("without a limit"))


def _dates(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the table of when each workload goes live."""
    named = reading.periods(content)
    return {
        "columns": (_("Workload"), _("Live in"), _("Deadline")),
        "rows": [
            (
                title_of(date),
                _live(named, date),
                _quarter(named, whole(date, "deadline"), NOTHING),
            )
            for date in rows(part(content, "roadmap"), "go_live")
        ],
    }


def _quarter(named: list[str], period: int | None, never: str) -> str:
    if period is None:
        return never
    return quarter(named[period]) if 0 <= period < len(named) else _("after the plan")


def _live(named: list[str], date: Mapping[str, Any]) -> str:
    live = _quarter(named, whole(date, "period"), _("not inside this plan"))
    late = whole(date, "late_by")
    if not late:
        return live
    return _("%(live)s, late by %(quarters)s") % {"live": live, "quarters": count_of(late, "quarter")}
