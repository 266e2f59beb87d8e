"""The verdicts of a workload with all that stands behind them: answers, practices, chances, figures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.language import localised, say, to_say
from planner.charts.figures import number
from planner.charts.from_snapshot import dimension_title
from planner.charts.marks import status_of
from planner.charts.reading import Snapshot, periods, rows, values, whole, words
from planner.reports.content.wording import when
from planner.services.frozen.summary import status_text
from planner.sizing.wording import amount, percent
from planner.views.traces import Answered, Link, Sources

_ORDER = ("blocked", "unknown", "conditional", "ready")
_HELD_AGAINST = ("count", "bytes", "bytes_per_second", "watts", "seconds", "usd", "fte", "tokens")
# Dimensions whose requirement the sizing computed, and those that rest on the limits of the engagement.
_SIZED = (
    "compute",
    "memory",
    "storage",
    "network",
    "power",
    "latency",
    "money",
    "delivery",
    "people",
    "data",
)
_LIMITED = ("money", "delivery")
_DESCRIBED = (
    to_say("How the workload is described"),
    to_say("Money, people and dates of the plan"),
    to_say("The figures of this workload"),
)


@dataclass(frozen=True, slots=True)
class TracedNeed:
    """A practice that the workload needs at a level. have: the level it is at, in words."""

    practice: Link
    status: str
    shown_status: str
    have: str
    needed: str
    reason: str
    reference: str


@dataclass(frozen=True, slots=True)
class TracedVerdict:
    """One dimension: status, reason, what would change it, and everything it rests on."""

    dimension: str
    status: str
    shown_status: str
    reason: str
    remedy: str
    chance: str
    short: str
    answers: tuple[Answered, ...]
    needs: tuple[TracedNeed, ...]
    links: tuple[Link, ...]

    @property
    def is_open(self) -> bool:
        """Whether something is left to do."""
        return self.status != "ready"

    @property
    def to_ask(self) -> tuple[Answered, ...]:
        """The questions whose answers are missing."""
        return self.answers if self.status == "unknown" else ()


def verdicts_of(workload: Mapping[str, Any], sources: Sources, index: int) -> tuple[TracedVerdict, ...]:
    """Return the dimensions of a workload, the worst first. index: the place of its panel on the page."""
    found = [_verdict(cell, words(workload, "name"), sources, index) for cell in rows(workload, "dimensions")]
    return tuple(sorted(found, key=lambda verdict: _ORDER.index(verdict.status)))


def _verdict(cell: Mapping[str, Any], name: str, sources: Sources, index: int) -> TracedVerdict:
    status = status_of(cell.get("status"))
    return TracedVerdict(
        dimension=dimension_title(words(cell, "dimension")),
        status=status,
        shown_status=status_text(status),
        reason=words(cell, "reason", say("No reason was given")),
        remedy=words(cell, "would_change"),
        chance=_chance(cell),
        short=_shortfall(cell),
        answers=tuple(
            sources.question(question, is_open=status == "unknown")
            for question in values(cell, "questions")
            if isinstance(question, str)
        ),
        needs=tuple(_need(need, sources) for need in rows(cell, "practices")),
        links=tuple(_links(words(cell, "dimension"), name, sources, index)),
    )


def _chance(cell: Mapping[str, Any]) -> str:
    probability = number(cell.get("probability"))
    if probability is None:
        return ""
    return say("What there is suffices with a chance of {chance}.", chance=percent(probability))


def _shortfall(cell: Mapping[str, Any]) -> str:
    missing, unit = cell.get("shortfall"), words(cell, "unit")
    middle, high = (
        number(missing.get(key)) if isinstance(missing, Mapping) else None for key in ("p50", "p90")
    )
    if (not middle and not high) or unit not in _HELD_AGAINST:
        return ""
    if not middle:
        return say("Short by {p90} at the ninetieth percentile.", p90=amount(high or 0.0, unit))
    return say(
        "Short by {p50} at the median, by {p90} at the ninetieth percentile.",
        p50=amount(middle, unit),
        p90=amount(high or 0.0, unit),
    )


def _need(need: Mapping[str, Any], sources: Sources) -> TracedNeed:
    have, needed = number(need.get("have")), number(need.get("needed")) or 0.0
    short = needed - (have or 0.0)
    status = (
        "unknown" if have is None else "ready" if short <= 0 else "conditional" if short <= 1 else "blocked"
    )
    return TracedNeed(
        practice=sources.practice(words(need, "id"), words(need, "title")),
        status=status,
        shown_status=status_text(status),
        have=say("not known") if have is None else localised(f"{have:g}"),
        needed=localised(f"{needed:g}"),
        reason=words(need, "reason"),
        reference=words(need, "reference"),
    )


def _links(dimension: str, name: str, sources: Sources, index: int) -> Iterator[Link]:
    described, limits, figures = (say(text) for text in _DESCRIBED)
    if dimension in _SIZED:
        yield Link(figures, f"#figures-{index}")
    if page := sources.workload_page(name):
        yield Link(described, page)
    if dimension in _LIMITED and (page := sources.limits_page()):
        yield Link(limits, page)


@dataclass(frozen=True, slots=True)
class TracedInitiative:
    """An initiative of the roadmap: why it is there, what it lifts, and which workloads need it."""

    title: str
    when: str
    why: str
    done_when: str
    lifts: tuple[Link, ...]
    workloads: tuple[Link, ...]


def initiatives_of(snapshot: Snapshot, sources: Sources) -> list[TracedInitiative]:
    """Return the initiatives of the plan with links to the practices and to the panels of the workloads."""
    panels = {
        words(workload, "name"): Link(words(workload, "title"), f"#workload-{index}")
        for index, workload in enumerate(rows(snapshot["verdicts"], "workloads"), start=1)
    }
    named = periods(snapshot)
    return [
        TracedInitiative(
            title=words(item, "title"),
            when=when(named, whole(item, "start")),
            why=words(item, "why"),
            done_when=words(item, "done_when"),
            lifts=tuple(_lift(lift, sources) for lift in rows(item, "lifts")),
            workloads=tuple(panels[name] for name in values(item, "unlocks") if name in panels),
        )
        for item in rows(snapshot["roadmap"], "initiatives")
    ]


def _lift(lift: Mapping[str, Any], sources: Sources) -> Link:
    practice = sources.practice(words(lift, "practice"))
    text = say(
        "{practice} from level {low} to {high}",
        practice=practice.text,
        low=localised(f"{number(lift.get('from')) or 0:g}"),
        high=localised(f"{number(lift.get('to')) or 0:g}"),
    )
    return Link(text, practice.address)
