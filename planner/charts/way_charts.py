"""The chart of the ways to get the accelerators of a workload, and the rows of its table."""

from collections.abc import Iterator, Mapping
from typing import Any

from assessments.language import say, say_plural, to_say
from planner.charts import reading
from planner.charts.amounts import AmountRow, amount_bars
from planner.charts.figures import NOTHING, Interval, interval, with_span
from planner.charts.model import Chart
from planner.charts.reading import Snapshot, part, title_of

WAYS = {
    "rent": to_say("Rented on demand"),
    "reserve": to_say("Reserved by contract"),
    "spot": to_say("Rented on spot"),
    "buy": to_say("Bought for an own room"),
    "colocation": to_say("Bought for a rented room"),
}
_OWN = {"buy": to_say("Own machines in an own room"), "colocation": to_say("Own machines in a rented room")}
_MISSING = {
    "buy": to_say("Missing machines bought for an own room"),
    "colocation": to_say("Missing machines bought for a rented room"),
}


def ways_of(option: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return what each way to get an option's accelerators costs, by its name; empty for a plan without them."""
    known = part(option, "comparison", "ways")
    found = {name: part(known, name) for name in WAYS}
    return found if any(cost_of(way) for way in found.values()) else {}


def way_title(option: Mapping[str, Any], name: str) -> str:
    """Return what a way is called: nobody buys what the estate has."""
    bought = interval(option.get("purchase_usd"))
    if name in _MISSING and option.get("in_estate") and bought is not None and bought.p50 > 0:
        return say(_MISSING[name])
    return say(_OWN[name]) if option.get("acquired") == "own" and name in _OWN else say(WAYS[name])


def cost_of(way: Mapping[str, Any]) -> Interval | None:
    """Return the net present cost of a way, in USD."""
    return interval(way.get("net_present_cost_usd"))


def cheapest_way(ways: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the name of the way whose net present cost is likely the least. Raises ValueError without a price."""
    priced = [(cost.p50, name) for name, way in ways.items() if (cost := cost_of(way)) is not None]
    return min(priced)[1]


def years_of(option: Mapping[str, Any]) -> str:
    """Return over how many years an option's ways are compared, in words; nothing for a run, which is made once."""
    known = interval(part(option, "comparison").get("years"))
    return "" if known is None else say_plural("one year", "{count} years", max(1, round(known.p50)))


def missing_way(name: str) -> str:
    """Return why a way has no cost."""
    return say("not for this work") if name == "spot" else say("no price known")


def way_charts(snapshot: Snapshot, workload: Mapping[str, Any], index: int, source: str) -> Iterator[Chart]:
    """Yield the chart of the ways to get the accelerators of the judged option, if they are known."""
    option = reading.chosen_option(snapshot, workload)
    ways = ways_of(option)
    if not ways:
        return
    best = cheapest_way(ways)
    bars = [
        AmountRow(way_title(option, name), cost_of(way), missing_way(name), is_marked=name == best)
        for name, way in ways.items()
    ]
    table = way_rows(option)
    yield Chart(
        key=f"ways-{index}",
        title=say("{workload}: ways to get the accelerators", workload=title_of(workload)),
        units=_units(years_of(option)),
        source=source,
        description="; ".join(f"{row[0]}: {row[2]}" for row in table),
        columns=way_columns(),
        table=table,
        paint=lambda width, theme, part: amount_bars(
            bars[part], "USD", width, theme, marked=to_say("Likely cheapest")
        ),
        rows=len(bars),
    )


def _units(years: str) -> str:
    if not years:
        return say("Net present cost in USD of one run; P50 (P10–P90)")
    return say("Net present cost in USD over {years}; P50 (P10–P90)", years=years)


def way_columns() -> tuple[str, str, str, str]:
    """Return the heads of `way_rows`."""
    return (say("Way"), say("All payments"), say("Net present cost"), say("Pays from a use of"))


def way_rows(option: Mapping[str, Any]) -> tuple[tuple[str, str, str, str], ...]:
    """Return (way, all payments, net present cost, use from which it pays) of each way; the cheapest says so."""
    ways = ways_of(option)
    best = cheapest_way(ways)
    return tuple(
        _way_row(way_title(option, name), missing_way(name), way, is_best=name == best)
        for name, way in ways.items()
    )


def _way_row(title: str, missing: str, way: Mapping[str, Any], *, is_best: bool) -> tuple[str, str, str, str]:
    cost = cost_of(way)
    if cost is None:
        return title, missing, NOTHING, NOTHING
    return (
        say("{way} (likely cheapest)", way=title) if is_best else title,
        with_span(interval(way.get("total_usd")), "USD"),
        with_span(cost, "USD"),
        _break_even(interval(way.get("break_even_utilisation"))),
    )


def _break_even(use: Interval | None) -> str:
    if use is None:
        return NOTHING
    return say("never") if use.p50 > 1 else with_span(use, "ratio")
