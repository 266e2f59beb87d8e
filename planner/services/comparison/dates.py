"""When a workload goes live in a plan, against when it is wanted."""

from dataclasses import dataclass
from typing import Any

from assessments.language import say, say_plural
from planner.charts.figures import NOTHING, number, quarter
from planner.charts.figures import chance as chance_text
from planner.charts.marks import STATUS_WORDS, status_of, status_word
from planner.charts.reading import Snapshot, go_live, part, periods, whole, words, workloads
from planner.services.comparison.measures import Measured
from planner.sizing.demand import quarter_number, quarter_text

_RANKS = {status: -rank for rank, status in enumerate(STATUS_WORDS)}


@dataclass(frozen=True, slots=True)
class LiveDate:
    """quarter: in which it is live, counted from year 0; None for not within the plan. is_today: it can go live now.

    wanted: quarter by whose end it is wanted; None without a date. value: its weight among the workloads.
    """

    quarter: int | None
    wanted: int | None
    is_today: bool
    value: float = 1.0

    @property
    def is_in_time(self) -> bool:
        """Whether it is live by the date, or within the plan where there is none."""
        return self.quarter is not None and (self.wanted is None or self.quarter <= self.wanted)

    @property
    def text(self) -> str:
        """The date, and how late that is."""
        if self.is_today:
            return say("can go live now")
        if self.quarter is None:
            return say("not within the plan")
        shown = quarter(quarter_text(self.quarter))
        if self.wanted is None:
            return shown
        late = self.quarter - self.wanted
        if late <= 0:
            return say("{quarter}, in time", quarter=shown)
        return say_plural(
            "{quarter}, one quarter late", "{quarter}, {count} quarters late", late, quarter=shown
        )


def live_date(snapshot: Snapshot, name: str) -> LiveDate | None:
    """Return when a workload goes live; None for a plan that does not know it."""
    item = go_live(snapshot, name)
    start = _start(snapshot)
    if not item or start is None:
        return None
    period, deadline = whole(item, "period"), whole(item, "deadline")
    return LiveDate(
        quarter=None if period is None else start + max(period, 0),
        wanted=None if deadline is None else start + deadline,
        is_today=period is not None and period < 0,
        value=_value(snapshot, name),
    )


def date_of(snapshot: Snapshot, name: str) -> Measured:
    """When a workload goes live; what never does, comes after the end of the plan."""
    found = live_date(snapshot, name)
    if found is None:
        return Measured(NOTHING)
    after = (_start(snapshot) or 0) + 2 * len(periods(snapshot))
    if found.quarter is None:
        return Measured(found.text, float(after), is_comparable=False)
    return Measured(found.text, float(found.quarter))


def status_today(snapshot: Snapshot, name: str) -> Measured:
    """The verdict on a workload; a better one has a higher rank."""
    judged = next((one for one in workloads(snapshot) if one.get("name") == name), None)
    if judged is None:
        return Measured(NOTHING)
    status = status_of(judged.get("status"))
    return Measured(status_word(status), float(_RANKS[status]))


def chance_of_date(snapshot: Snapshot, name: str) -> Measured:
    """The chance that a workload is live by its planned date."""
    share = number(part(snapshot, "roadmap", "robustness", "go_live").get(name))
    return Measured(chance_text(share), share)


def _start(snapshot: Snapshot) -> int | None:
    named = periods(snapshot)
    try:
        return quarter_number(named[0]) if named else None
    except ValueError:
        return None


def _value(snapshot: Snapshot, name: str) -> float:
    described: list[Any] = [
        one for one in part(snapshot, "inputs").get("workloads", []) if words(one, "name") == name
    ]
    return (number(described[0].get("value")) or 1.0) if described else 1.0
