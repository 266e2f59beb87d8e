"""What the workloads take as they go live, quarter by quarter: accelerators, and power on top of today."""

from collections.abc import Iterator, Mapping
from typing import Any

from assessments.language import say, to_say
from planner.charts import reading
from planner.charts.fans import Fan, fan
from planner.charts.figures import Interval, interval, quantity, quarter, with_span
from planner.charts.model import Chart
from planner.charts.reading import Snapshot, rows, whole, words, workloads

_UNITS = to_say("At the end of each quarter; the band is all low together to all high together (P10–P90)")
_NONE = Interval(0.0, 0.0, 0.0)


def capacity_charts(snapshot: Snapshot, source: str) -> Iterator[Chart]:
    """Yield capacity-accelerators and capacity-power where a workload goes live that needs them."""
    named = reading.periods(snapshot)
    if not named:
        return
    working = _by_quarter(snapshot, "compute", len(named))
    if working[-1].p90 > 0:
        shown = Fan(tuple(working), "count", is_stepped=True)
        yield _chart("capacity-accelerators", say("Accelerators that work, by quarter"), named, shown, source)
    power = _by_quarter(snapshot, "power", len(named))
    if power[-1].p90 > 0:
        free = _free_power(snapshot)
        limit = () if free is None else (free,) * len(named)
        shown = Fan(tuple(power), "watts", limit, say("Free today"), is_stepped=True)
        yield _chart(
            "capacity-power", say("Additional power of the workloads, by quarter"), named, shown, source
        )


def _by_quarter(snapshot: Snapshot, dimension: str, count: int) -> list[Interval]:
    """Return what all workloads that are live take: from the quarter after the one by whose end they are."""
    found = [_NONE] * count
    for workload in workloads(snapshot):
        need = interval(_cell(workload, dimension).get("requirement"))
        start = whole(reading.go_live(snapshot, words(workload, "name")), "period")
        if workload.get("status") == "ready" and start is None:
            start = -1
        if need is not None and start is not None:
            for index in range(start + 1, count):
                found[index] = _sum(found[index], need)
    return found


def _sum(one: Interval, other: Interval) -> Interval:
    return Interval(one.p10 + other.p10, one.p50 + other.p50, one.p90 + other.p90)


def _cell(workload: Mapping[str, Any], dimension: str) -> Mapping[str, Any]:
    return next((cell for cell in rows(workload, "dimensions") if cell.get("dimension") == dimension), {})


def _free_power(snapshot: Snapshot) -> float | None:
    known = (interval(_cell(workload, "power").get("estate")) for workload in workloads(snapshot))
    free = next((value for value in known if value is not None), None)
    return None if free is None else free.p50


def _chart(key: str, title: str, named: list[str], shown: Fan, source: str) -> Chart:
    limit = [quantity(value, shown.unit) for value in shown.limit]
    columns = (say("Quarter"), say("Likely (P10–P90)"), *([shown.limit_name] if limit else []))
    return Chart(
        key=key,
        title=title,
        units=say(_UNITS),
        source=source,
        description=say(
            "{amount} from {quarter} on.",
            amount=with_span(shown.values[-1], shown.unit),
            quarter=quarter(named[_last_change(shown.values)]),
        ),
        columns=columns,
        table=tuple(
            (quarter(name), with_span(shown.values[index], shown.unit), *limit[index : index + 1])
            for index, name in enumerate(named)
        ),
        paint=lambda width, theme, part: fan(named, shown, width, theme),
    )


def _last_change(values: tuple[Interval, ...]) -> int:
    changes = [index for index in range(1, len(values)) if values[index] != values[index - 1]]
    return changes[-1] if changes else 0
