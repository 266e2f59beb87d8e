"""The business case over five years: benefit less cost added up, and when the plan has paid for itself."""

from collections.abc import Iterator
from itertools import accumulate

from assessments.language import say, to_say
from planner.charts import reading
from planner.charts.crossings import Crossing, Line, cash_lines
from planner.charts.figures import Interval, interval, number, quantity, with_span
from planner.charts.model import Chart
from planner.charts.reading import Snapshot, numbers, part, rows, whole, words
from planner.charts.yearly_charts import organisation_figures

QUARTERS = 20  # that are counted at least, as in the business case
_SOURCE = to_say("Roadmap of this plan; the benefit that was answered, in full once all workloads are live")


def business_charts(snapshot: Snapshot) -> Iterator[Chart]:
    """Yield cash where the benefit of a year is known."""
    net = net_cash(snapshot)
    if not net:
        return
    payback = _payback(snapshot)
    line = Line(say("Benefit less cost"), tuple((index / 4, usd) for index, usd in enumerate(net)))
    years = (len(net) - 1) / 4
    is_paid = payback is not None and payback.p50 < years
    crossing = Crossing(payback, 0.0, say("paid back")) if payback is not None and is_paid else None
    told = (
        say("The plan has paid for itself after {time}.", time=with_span(payback, "years"))
        if is_paid
        else say("The plan does not pay for itself within {years}.", years=quantity(round(years), "years"))
    )
    end = say("{amount} at the end.", amount=quantity(net[-1], "USD"))
    yield Chart(
        key="cash",
        title=say("Benefit less cost, added up"),
        units=say("Likely USD, not discounted; payback with P10–P90"),
        source=say(_SOURCE),
        description=f"{told} {end}",
        columns=(say("Years from the start"), line.title),
        table=tuple((f"{index // 4}", quantity(net[index], "USD")) for index in range(0, len(net), 4)),
        paint=lambda width, theme, part: cash_lines(
            [line], crossing, say("Years from the start of the plan"), width, theme
        ),
    )


def net_cash(snapshot: Snapshot) -> list[float]:
    """Return likely benefit less cost up to each quarter, USD; empty when the benefit or the plan is not known.

    As the business case has it: the plan's spending, then what stays in use; of the benefit, the share of the
    workloads by their value that have gone live before the quarter.
    """
    benefit, running = _benefit(snapshot), _figure(snapshot, "running_usd_per_year")
    spending = numbers(part(snapshot, "roadmap"), "spending")
    if benefit is None or running is None or not spending:
        return []
    count = max(len(spending), QUARTERS)
    cost = [*spending, *([running.p50 / 4] * count)][:count]
    live = _share_live(snapshot, count)
    return list(accumulate(benefit / 4 * share - usd for share, usd in zip(live, cost, strict=True)))


def _benefit(snapshot: Snapshot) -> float | None:
    """Return the benefit of a year: the third amount that the payback was worked out from, after plan and running."""
    figure = next((f for f in organisation_figures(snapshot) if words(f, "id") == "payback_years"), {})
    known = [number(step.get("value")) for step in rows(figure, "derivation") if words(step, "unit") == "usd"]
    return known[2] if len(known) > 2 and interval(figure.get("value")) is not None else None


def _figure(snapshot: Snapshot, id: str) -> Interval | None:
    found = (f for f in organisation_figures(snapshot) if words(f, "id") == id)
    return interval(next(found, {}).get("value"))


def _payback(snapshot: Snapshot) -> Interval | None:
    return _figure(snapshot, "payback_years")


def _share_live(snapshot: Snapshot, count: int) -> list[float]:
    values = {
        words(workload, "name"): number(workload.get("value")) or 1.0
        for workload in rows(part(snapshot, "inputs"), "workloads")
    }
    whole_value = sum(values.values()) or 1.0
    share = [0.0] * count
    for name, value in values.items():
        start = whole(reading.go_live(snapshot, name), "period")
        if start is not None:
            for index in range(start + 1, count):
                share[index] += value / whole_value
    return share
