"""What can be said of each workload: when it goes live, what holds it back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.language import inside_a_sentence, say, say_plural
from planner.charts.from_snapshot import dimension_title
from planner.charts.marks import status_of
from planner.charts.reading import Snapshot, go_live, periods, rows, title_of, whole, words, workloads
from planner.charts.remarks import live_from
from planner.reports.content.wording import in_words, joined, short, when


@dataclass(frozen=True, slots=True)
class Readiness:
    """A workload in a few facts. period, deadline: quarters by whose end; hurdles: dimensions, worst first."""

    name: str
    title: str
    status: str
    period: int | None
    deadline: int | None
    late_by: int
    reason: str
    blocked: tuple[str, ...]
    conditional: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        return self.status == "ready"


def readiness_of(snapshot: Snapshot) -> list[Readiness]:
    """Return the readiness of every judged workload, in the snapshot's order."""
    return [_readiness(snapshot, workload) for workload in workloads(snapshot)]


def _readiness(snapshot: Snapshot, workload: Mapping[str, Any]) -> Readiness:
    name = words(workload, "name")
    live = go_live(snapshot, name)
    by_status: dict[str, list[str]] = {"blocked": [], "conditional": [], "unknown": [], "ready": []}
    for cell in rows(workload, "dimensions"):
        title = inside_a_sentence(dimension_title(words(cell, "dimension")))
        by_status[status_of(cell.get("status"))].append(title)
    return Readiness(
        name=name,
        title=short(title_of(workload)),
        status=status_of(workload.get("status")),
        period=live_from(snapshot, name),
        deadline=whole(live, "deadline"),
        late_by=whole(live, "late_by") or 0,
        reason=words(live, "reason"),
        blocked=tuple(by_status["blocked"]),
        conditional=tuple(by_status["conditional"]),
        unknown=tuple(by_status["unknown"]),
    )


def headline_of_all(snapshot: Snapshot) -> str:
    """Return the answer to "can we, and when" in one sentence."""
    found = readiness_of(snapshot)
    if not found:
        return say("No workload has been described yet, so readiness can only be told as maturity")
    if len(found) > 3:
        return _many(snapshot, found)
    named = periods(snapshot)
    clauses = [_ready_today(item) for item in found if item.is_ready]
    planned = sorted(
        (i for i in found if not i.is_ready and i.period is not None), key=lambda i: i.period or 0
    )
    clauses += [
        say("{workload} can go live in {quarter}", workload=item.title, quarter=when(named, item.period))
        for item in planned
    ]
    clauses += [_hindrance(item) for item in found if not item.is_ready and item.period is None]
    return "; ".join(clauses)


def _ready_today(item: Readiness) -> str:
    return say("{workload} is ready today", workload=item.title)


def _many(snapshot: Snapshot, found: list[Readiness]) -> str:
    live = [item for item in found if item.is_ready or item.period is not None]
    planned = sorted(
        (i for i in found if not i.is_ready and i.period is not None), key=lambda i: i.period or 0
    )
    counts = {"live": len(live), "count": len(found)}
    start = say("{live} of {count} workloads can go live within the plan", **counts)
    if ready := sum(item.is_ready for item in found):
        start = say_plural(
            "{live} of {all} workloads can go live within the plan, one of them today",
            "{live} of {all} workloads can go live within the plan, {ready} of them today",
            ready,
            live=len(live),
            all=len(found),
            ready=in_words(ready),
        )
    elif planned:
        start = say(
            "{live} of {count} workloads can go live within the plan, the first in {quarter}",
            **counts,
            quarter=when(periods(snapshot), planned[0].period),
        )
    hurdles = [hurdle for item in found if item not in live for hurdle in item.blocked]
    if not hurdles:
        return start
    most = max(sorted(set(hurdles)), key=hurdles.count)
    blocked = say("the others are blocked, most often by {dimension}", dimension=most)
    return f"{start}; {blocked}"


def _hindrance(item: Readiness) -> str:
    if item.blocked:
        return say(
            "{workload} is blocked by {dimensions}", workload=item.title, dimensions=joined(item.blocked)
        )
    if item.unknown:
        return say_plural(
            "{workload} cannot be judged before {dimensions} is known",
            "{workload} cannot be judged before {dimensions} are known",
            len(item.unknown),
            workload=item.title,
            dimensions=joined(item.unknown),
        )
    if item.conditional:
        return say(
            "{workload} depends on {dimensions}", workload=item.title, dimensions=joined(item.conditional)
        )
    return say("{workload} has no date inside this plan", workload=item.title)


def headline_of(snapshot: Snapshot, item: Readiness) -> str:
    """Return a workload's page headline."""
    if item.is_ready:
        return _ready_today(item)
    if item.period is None:
        return _hindrance(item)
    return "; ".join([_date(snapshot, item), *_what_stands_against(item)])


def _date(snapshot: Snapshot, item: Readiness) -> str:
    quarter = when(periods(snapshot), item.period)
    if item.late_by <= 0:
        return say("{workload} can go live in {quarter}", workload=item.title, quarter=quarter)
    return say_plural(
        "{workload} can go live in {quarter}, one quarter after its deadline",
        "{workload} can go live in {quarter}, {late} quarters after its deadline",
        item.late_by,
        workload=item.title,
        quarter=quarter,
        late=in_words(item.late_by),
    )


def _what_stands_against(item: Readiness) -> Iterator[str]:
    if hurdles := item.blocked or item.conditional:
        yield say_plural(
            "{dimensions} holds it back today",
            "{dimensions} hold it back today",
            len(hurdles),
            dimensions=joined(hurdles),
        )
    if item.unknown:
        yield say_plural(
            "{dimensions} is not known",
            "{dimensions} are not known",
            len(item.unknown),
            dimensions=joined(item.unknown),
        )
