"""The few words beside a workload: when it can go live, or what blocks it."""

from collections.abc import Mapping
from typing import Any

from assessments.language import say
from planner.charts.figures import quarter
from planner.charts.reading import Snapshot, go_live, periods, whole, words


def remark_of(snapshot: Snapshot, workload: Mapping[str, Any]) -> str:
    """Return "live in Q3 2027", "ready today" or "not inside this plan"."""
    if workload.get("status") == "ready":
        return say("ready today")
    start = live_from(snapshot, words(workload, "name"))
    if start is not None:
        named = periods(snapshot)
        if not 0 <= start < len(named):
            return say("live within the plan")
        return say("live in {quarter}", quarter=quarter(named[start]))
    return say("not inside this plan") if periods(snapshot) else say("no plan yet")


def live_from(snapshot: Snapshot, name: str) -> int | None:
    """Return the quarter (counted from the first) by whose end a workload goes live."""
    return whole(go_live(snapshot, name), "period")
