"""Options side by side: what each workload costs bought, reserved or rented, and from which use owning is cheaper."""

from collections.abc import Iterator, Mapping
from typing import Any

from assessments.language import say
from planner.charts import reading
from planner.charts.figures import NOTHING, interval, percent, with_span
from planner.charts.reading import Snapshot, title_of
from planner.charts.way_charts import cheapest_way, cost_of, ways_of, years_of
from planner.reports.content.model import Table
from planner.reports.content.wording import short

_SHOWN = ("buy", "colocation", "reserve", "rent")


def options_table(snapshot: Snapshot) -> Table | None:
    """Return the net present cost of each way for each workload; None for a plan that knows none."""
    lines = tuple(_lines(snapshot))
    if not lines:
        return None
    columns = (
        say("Workload"),
        say("Own machines, own room"),
        say("Own machines, rented room"),
        say("Reserved by contract"),
        say("Rented on demand"),
        say("Owning is cheaper from a use of"),
    )
    return Table(columns, lines, (0.25, 0.155, 0.155, 0.155, 0.155, 0.13), numeric=(1, 2, 3, 4, 5))


def _lines(snapshot: Snapshot) -> Iterator[tuple[str, ...]]:
    for workload in reading.workloads(snapshot):
        option = reading.chosen_option(snapshot, workload)
        ways = ways_of(option)
        if not ways:
            continue
        least = cheapest_way(ways)
        term = years_of(option) or say("one run")
        title = say("{workload} ({term})", workload=short(title_of(workload), 60), term=term)
        yield title, *(_cost(ways[name], is_least=name == least) for name in _SHOWN), _from(ways["buy"])


def _cost(way: Mapping[str, Any], *, is_least: bool) -> str:
    cost = cost_of(way)
    if cost is None:
        return NOTHING
    shown = with_span(cost, "USD")
    return say("least: {cost}", cost=shown) if is_least else shown


def _from(way: Mapping[str, Any]) -> str:
    use = interval(way.get("break_even_utilisation"))
    if use is None:
        return NOTHING
    if use.p50 > 1:
        return say("never")
    low, high = (percent(min(end, 1.0)) for end in (use.p10, use.p90))
    return percent(use.p50) if use.is_exact else f"{percent(use.p50)} ({low}–{high})"
