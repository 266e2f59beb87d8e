"""How the accelerators of a workload can be got, and what moves its results, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from assessments.language import inside_a_sentence, say, to_say
from planner.charts import reading
from planner.charts.cause_charts import causes_of, causes_text
from planner.charts.figures import quantity
from planner.charts.reading import Snapshot, part, words
from planner.charts.way_charts import (
    cheapest_way,
    cost_of,
    way_columns,
    way_rows,
    way_title,
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
    table = Table(way_columns(), way_rows(option), (0.34, 0.24, 0.24, 0.18), numeric=(1, 2, 3))
    notes = (
        say(
            "Accelerators with their servers, power and rooms only. Net present cost: all payments in the money of"
            " today. From the use named on, hardware that is held costs less than renting by the hour. Prices only:"
            " where the workload may run is not weighed here."
        ),
        *_shared(reading.sized(snapshot, words(workload, "name"))),
    )
    return Page(_headline(option, ways), _lead(option, ways), points, table, notes)


def _shared(sized: Mapping[str, Any]) -> Iterator[str]:
    """Say what work that ends pays of machines that stay."""
    if sized.get("kind") != "inference":
        yield say(
            "This work does not use machines all the time: of machines that are bought it pays the share of their"
            " life that it uses; other work must pay the rest."
        )


def _headline(option: Mapping[str, Any], ways: Mapping[str, Mapping[str, Any]]) -> str:
    best = cheapest_way(ways)
    cost = cost_of(ways[best])
    return say(
        "Likely cheapest: {way}, at {cost} in the money of today",
        way=inside_a_sentence(way_title(option, best)),
        cost=quantity(None if cost is None else cost.p50, "USD"),
    )


def _lead(option: Mapping[str, Any], ways: Mapping[str, Mapping[str, Any]]) -> str:
    """Say over what time, and whether the next best way may well be the cheapest after all."""
    best = cheapest_way(ways)
    others = {name: way for name, way in ways.items() if name != best and cost_of(way) is not None}
    span = say("The same work over {years}, got in different ways.", years=years_of(option))
    if not others:
        return span
    second = cheapest_way(others)
    least, next_best = cost_of(ways[best]), cost_of(others[second])
    if least is None or next_best is None or next_best.p10 > least.p90:
        return span
    close = say(
        "The ranges overlap: {way} may turn out cheaper.", way=inside_a_sentence(way_title(option, second))
    )
    return f"{span} {close}"


def _causes(snapshot: Snapshot, name: str) -> Iterator[Point]:
    known = part(reading.sized(snapshot, name), "sensitivity")
    for result, title in _MOVED.items():
        causes = causes_of(known, result)
        if causes:
            yield Point(say(title), causes_text(causes) + ".")
