"""What can be said of each workload: when it goes live, what holds it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.charts.from_snapshot import dimension_title
from planner.charts.marks import status_of
from planner.charts.reading import Snapshot, go_live, periods, rows, title_of, whole, words, workloads
from planner.charts.remarks import live_from
from planner.reports.content.wording import counted, joined, short, when


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
        by_status[status_of(cell.get("status"))].append(dimension_title(words(cell, "dimension")).lower())
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
        return "No workload has been described yet, so readiness can only be told as maturity"
    if len(found) > 3:
        return _many(snapshot, found)
    named = periods(snapshot)
    clauses = [f"{item.title} is ready today" for item in found if item.is_ready]
    planned = sorted(
        (i for i in found if not i.is_ready and i.period is not None), key=lambda i: i.period or 0
    )
    clauses += [f"{item.title} can go live in {when(named, item.period)}" for item in planned]
    clauses += [
        f"{item.title} {_hindrance(item)}" for item in found if not item.is_ready and item.period is None
    ]
    return "; ".join(clauses)


def _many(snapshot: Snapshot, found: list[Readiness]) -> str:
    live = [item for item in found if item.is_ready or item.period is not None]
    planned = sorted(
        (i for i in found if not i.is_ready and i.period is not None), key=lambda i: i.period or 0
    )
    start = f"{len(live)} of {len(found)} workloads can go live within the plan"
    if any(item.is_ready for item in found):
        start += f", {counted(sum(item.is_ready for item in found), 'of them', 'of them')} today"
    elif planned:
        start += f", the first in {when(periods(snapshot), planned[0].period)}"
    hurdles = [hurdle for item in found if item not in live for hurdle in item.blocked]
    if not hurdles:
        return start
    most = max(sorted(set(hurdles)), key=hurdles.count)
    return f"{start}; the others are blocked, most often by {most}"


def _hindrance(item: Readiness) -> str:
    if item.blocked:
        return f"is blocked by {joined(item.blocked)}"
    if item.unknown:
        return f"cannot be judged before {joined(item.unknown)} is known"
    if item.conditional:
        return f"depends on {joined(item.conditional)}"
    return "has no date inside this plan"


def headline_of(snapshot: Snapshot, item: Readiness) -> str:
    """Return a workload's page headline."""
    if item.is_ready:
        return f"{item.title} is ready today"
    if item.period is None:
        return f"{item.title} {_hindrance(item)}"
    late = f", {counted(item.late_by, 'quarter')} after its deadline" if item.late_by > 0 else ""
    hurdles = item.blocked or item.conditional
    today = f"; {joined(hurdles)} {'holds' if len(hurdles) == 1 else 'hold'} it back today" if hurdles else ""
    if item.unknown:
        today += f"; {joined(item.unknown)} {'is' if len(item.unknown) == 1 else 'are'} not known"
    return f"{item.title} can go live in {when(periods(snapshot), item.period)}{late}{today}"
