"""How the accelerators of a workload can be got, and what moves its results, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from assessments.language import inside_a_sentence, say, to_say
from planner.charts import reading
from planner.charts.cause_charts import causes_of, causes_text
from planner.charts.figures import quantity
from planner.charts.reading import Snapshot, part, words
from planner.charts.way_charts import (
    WAYS,
    cheapest_way,
    cost_of,
    way_columns,
    way_rows,
    ways_of,
    years_of,
)
from planner.reports.content.model import Page, Point, Table

_MOVED = {
    "cost_usd": to_say("What moves the cost"),
    "days": to_say("What moves the time for one run"),
    "accelerators": to_say("What moves the number of accelerators"),
}


def ways_page(snapshot: Snapshot, workload: Mapping[str, Any]) -> Page | None:
    """Return the page on ways and causes; None for a plan that knows neither."""
    option = reading.chosen_option(snapshot, workload)
    ways, points = ways_of(option), tuple(_causes(snapshot, words(workload, "name")))
    if not ways:
        return Page(say("What moves the results"), "", points) if points else None
    table = Table(way_columns(), way_rows(ways), (0.34, 0.24, 0.24, 0.18), numeric=(1, 2, 3))
    notes = (
        say(
            "Accelerators with their servers, power and rooms only. Net present cost: all payments in the money of"
            " today. From the use named on, hardware that is held costs less than renting by the hour. Prices only:"
            " where the workload may run is not weighed here."
        ),
    )
    return Page(_headline(ways), _lead(ways, years_of(option)), points, table, notes)


def _headline(ways: Mapping[str, Mapping[str, Any]]) -> str:
    best = cheapest_way(ways)
    cost = cost_of(ways[best])
    return say(
        "Likely cheapest: {way}, at {cost} in the money of today",
        way=inside_a_sentence(say(WAYS[best])),
        cost=quantity(None if cost is None else cost.p50, "USD"),
    )


def _lead(ways: Mapping[str, Mapping[str, Any]], years: str) -> str:
    """Say over what time, and whether the next best way may well be the cheapest after all."""
    best = cheapest_way(ways)
    others = {name: way for name, way in ways.items() if name != best and cost_of(way) is not None}
    span = say("The same work over {years}, got in different ways.", years=years)
    if not others:
        return span
    second = cheapest_way(others)
    least, next_best = cost_of(ways[best]), cost_of(others[second])
    if least is None or next_best is None or next_best.p10 > least.p90:
        return span
    close = say("The ranges overlap: {way} may turn out cheaper.", way=inside_a_sentence(say(WAYS[second])))
    return f"{span} {close}"


def _causes(snapshot: Snapshot, name: str) -> Iterator[Point]:
    known = part(reading.sized(snapshot, name), "sensitivity")
    for result, title in _MOVED.items():
        causes = causes_of(known, result)
        if causes:
            yield Point(say(title), causes_text(causes) + ".")
