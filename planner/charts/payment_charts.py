"""The ways to get accelerators over the years: what is paid when, when buying is paid back, from which use it pays."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assessments.language import localised, say, say_plural
from planner.charts import reading
from planner.charts.crossings import Crossing, Line, cash_lines
from planner.charts.figures import NOTHING, Interval, quantity, significant, span
from planner.charts.model import Chart
from planner.charts.reading import Snapshot, title_of
from planner.charts.stacks import StackRow, yearly_stacks
from planner.charts.thresholds import ThresholdRow, threshold_text, use_thresholds
from planner.charts.way_payments import OWNED, Payments, payback_year, payments_of, ways_rate


def payment_charts(
    snapshot: Snapshot, workload: Mapping[str, Any], index: int, source: str
) -> Iterator[Chart]:
    """Yield tco-<n>, for work that goes on cash-<n>, and break-even-<n>, of the judged option."""
    payments = payments_of(reading.chosen_option(snapshot, workload), ways_rate(snapshot))
    if not payments:
        return
    title = title_of(workload)
    yield _tco(payments, title, index, source)
    if payments[0].years is not None:
        yield _cash(payments, title, index, source)
    if any(one.break_even is not None for one in payments):
        yield _break_even(payments, title, index, source)


def _tco(payments: Sequence[Payments], title: str, index: int, source: str) -> Chart:
    years = payments[0].years
    bars = [
        StackRow(one.title, one.once, (one.yearly,) * (years or 1), one.total, years is None, one.is_best)
        for one in payments
    ]
    heads = [say("Year {number}", number=number) for number in range(1, (years or 0) + 1)]
    table = tuple(
        (
            one.title,
            quantity(one.once, "USD"),
            *([quantity(one.yearly, "USD")] * (years or 1)),
            quantity(one.total.p50, "USD"),
            NOTHING if one.total.is_exact else span(one.total, "USD"),
        )
        for one in payments
    )
    return Chart(
        key=f"tco-{index}",
        title=say("{workload}: all payments by way and year", workload=title),
        units=_over(years),
        source=source,
        description="; ".join(f"{row[0]}: {row[-2]} ({row[-1]})" for row in table),
        columns=(
            say("Way"), say("At once"), *(heads or [say("For the run")]), say("All payments"), say("P10–P90"),
        ),
        table=table,
        paint=lambda width, theme, part: yearly_stacks(bars[part], width, theme),
        rows=len(bars),
    )  # fmt: skip


def _over(years: int | None) -> str:
    if years is None:
        return say("USD of one run, not discounted; the least net present cost is bold")
    return say_plural(
        "USD over one year, not discounted; the least net present cost is bold",
        "USD over {count} years, not discounted; the least net present cost is bold",
        years,
    )


def _cash(payments: Sequence[Payments], title: str, index: int, source: str) -> Chart:
    years = payments[0].years or 1
    lines = [Line(one.title, ((0.0, one.once), (float(years), one.paid_by(years)))) for one in payments]
    paid = _paid_back(payments)
    crossing = None
    if paid is not None:
        own, year = paid
        crossing = Crossing(Interval(year, year, year), own.paid_by(year), _payback_text(year))
    below = say("Years from the start")
    return Chart(
        key=f"cash-{index}",
        title=say("{workload}: money spent, added up", workload=title),
        units=say("Likely payments in USD, not discounted, with the same amount in each year"),
        source=source,
        description=_payback_told(payments, paid),
        columns=(below, *(one.title for one in payments)),
        table=tuple(
            (str(year), *(quantity(one.paid_by(year), "USD") for one in payments))
            for year in range(years + 1)
        ),
        paint=lambda width, theme, part: cash_lines(lines, crossing, below, width, theme),
    )


def _paid_back(payments: Sequence[Payments]) -> tuple[Payments, float] | None:
    """Return the way of owning that is paid back the soonest, and after how many years."""
    rent = next((one for one in payments if one.name == "rent"), None)
    if rent is None:
        return None
    found = [
        (year, one) for one in payments if one.name in OWNED and (year := payback_year(one, rent)) is not None
    ]
    return None if not found else min(((one, year) for year, one in found), key=lambda pair: pair[1])


def _payback_text(year: float) -> str:
    if year < 1:
        months = max(1, round(12 * year))
        return say_plural("paid back after one month", "paid back after {count} months", months)
    return say("paid back after {years} years", years=significant(year))


def _payback_told(payments: Sequence[Payments], paid: tuple[Payments, float] | None) -> str:
    told = "; ".join(f"{one.title}: {quantity(one.total.p50, 'USD')}" for one in payments)
    if paid is None:
        return say("{amounts}. No way of owning is paid back within these years.", amounts=told)
    own, year = paid
    return say("{amounts}. Against renting on demand, {way} is {paid}.", amounts=told, way=own.title,
               paid=_payback_text(year))  # fmt: skip


def _break_even(payments: Sequence[Payments], title: str, index: int, source: str) -> Chart:
    bars = [ThresholdRow(one.title, one.break_even) for one in payments if one.break_even is not None]
    return Chart(
        key=f"break-even-{index}",
        title=say("{workload}: from which use it pays to hold accelerators", workload=title),
        units=say("Share of the time in which they work, {low} to {high}",
                  low=localised("0 %"), high=localised("100 %")),
        source=source,
        description="; ".join(f"{bar.title}: {threshold_text(bar.share)}" for bar in bars),
        columns=(say("Way"), say("Cheaper than on demand from"), say("P10–P90")),
        table=tuple((bar.title, threshold_text(bar.share), span(bar.share, "ratio")) for bar in bars),
        paint=lambda width, theme, part: use_thresholds(bars[part], width, theme),
        rows=len(bars),
    )  # fmt: skip
