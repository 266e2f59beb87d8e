"""Ways to get the accelerators of each workload: what is paid at once and in each year, added up and discounted."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from assessments.language import say
from planner.charts import reading
from planner.charts.figures import Interval, interval
from planner.charts.reading import Snapshot, part, title_of
from planner.charts.way_charts import cost_of, way_title, ways_of
from planner.charts.way_payments import LONGEST, Payments, payments_of, present_share, ways_rate
from planner.exports.model import Column, Live, Row, Table, Value
from planner.exports.tables.rates import WAYS_RATE


def way_tables(snapshot: Snapshot) -> Iterator[Table]:
    """Yield a table for each workload whose ways are known."""
    rate = ways_rate(snapshot)
    for index, workload in enumerate(reading.workloads(snapshot), start=1):
        option = reading.chosen_option(snapshot, workload)
        ways = ways_of(option)
        if ways:
            yield _table(f"ways-{index}", title_of(workload), option, ways, rate)


def _table(
    key: str, workload: str, option: Mapping[str, Any], ways: Mapping[str, Mapping[str, Any]], rate: float
) -> Table:
    years = _years(option)
    columns = (
        Column("way", say("Way"), width=38),
        Column("at-once", say("At once, USD"), "usd", 15),
        *(
            Column(_year_key(year), say("Year {number}, USD", number=year), "usd", 15)
            for year in range(1, years + 1)
        ),
        Column("total", say("All payments, USD"), "usd", 15),
        Column("present", say("Net present cost, USD"), "usd", 15),
        Column("low", say("P10, USD"), "usd", 15),
        Column("high", say("P90, USD"), "usd", 15),
        Column("use", say("Pays from a use of"), "share", 12),
    )
    paid = {one.name: one for one in payments_of(option, rate)} if years else {}
    found = tuple(
        _row(key, way_title(option, name), way, paid.get(name), years, rate, index)
        for index, (name, way) in enumerate((n, w) for n, w in ways.items() if cost_of(w) is not None)
    )
    note = say(
        "Likely payments (P50); years are paid at their end. What is paid at once and what each year are those that "
        "give both the likely sum and the likely net present cost; they need not be the likely price and running cost "
        "of themselves. P10 and P90 are of the net present cost, at the rate of the plan."
    )
    title = say("{workload}: ways to get the accelerators", workload=workload)
    return Table(key, title, columns, found, note=note)


def _years(option: Mapping[str, Any]) -> int:
    """Return how many years have a column; none for a run, or where the years are no whole number."""
    known = interval(part(option, "comparison").get("years"))
    if known is None or not known.is_exact or known.p50 != round(known.p50) or known.p50 > LONGEST:
        return 0
    return round(known.p50)


def _year_key(year: int) -> str:
    return f"year-{year}"


def _row(
    key: str, title: str, way: Mapping[str, Any], paid: Payments | None, years: int, rate: float, index: int
) -> Row:
    total, present = interval(way.get("total_usd")), cost_of(way)
    use = interval(way.get("break_even_utilisation"))
    fixed: tuple[Value, ...] = (
        *([None] * (years + 1)),
        None if total is None else total.p50,
        None if present is None else present.p50,
    )
    return (
        title,
        *(_live_cells(key, paid, present, years, rate, index) or fixed),
        None if present is None else present.p10,
        None if present is None else present.p90,
        None if use is None else use.p50,
    )


def _live_cells(
    key: str, paid: Payments | None, present: Interval | None, years: int, rate: float, index: int
) -> tuple[Value, ...] | None:
    """Return payments, their sum and their present value as formulas; None where that is not what was computed."""
    if paid is None or present is None or rate <= 0 or paid.years != years:
        return None
    at_once, yearly = round(paid.once, 6), round(paid.yearly, 6)
    discounted = at_once + yearly * years * present_share(years, rate)
    if not math.isclose(discounted, present.p50, rel_tol=1e-6, abs_tol=0.01):
        return None
    once, first, last = (
        f"<{key}.{column}.{index}>" for column in ("at-once", _year_key(1), _year_key(years))
    )
    return (
        at_once,
        *([yearly] * years),
        Live(at_once + years * yearly, f"=SUM({once}:{last})"),
        Live(discounted, f"={once}+NPV({WAYS_RATE},{first}:{last})"),
    )
