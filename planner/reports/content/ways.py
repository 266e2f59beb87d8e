"""How the accelerators of a workload can be got, and what moves its results, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from assessments.language import inside_a_sentence, say, to_say
from planner.charts import reading
from planner.charts.cause_charts import causes_of, causes_text
from planner.charts.figures import interval, quantity
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
        *_charged(option, words(reading.sized(snapshot, words(workload, "name")), "kind")),
    )
    return Page(_headline(option, ways), _lead(option, ways), points, table, notes)


def _charged(option: Mapping[str, Any], kind: str) -> Iterator[str]:
    """Say on which basis the ways are compared: what the work pays of machines that are bought."""
    basis, is_service = part(option, "comparison").get("basis"), kind == "inference"
    purchase, used = interval(option.get("purchase_usd")), interval(option.get("amortised_usd"))
    if basis is None and not is_service:  # plans from before a purchase was charged in full
        yield say(
            "This work does not use machines all the time: of machines that are bought it pays the share of their"
            " life that it uses; other work must pay the rest."
        )
    if basis is None or purchase is None or used is None or not purchase.p50:
        return
    whole, share = quantity(purchase.p50, "USD"), quantity(used.p50, "USD")
    if basis == "amortised":
        yield say(
            "All ways: same work, same time. Bought machines are charged at amortised cost, the share of their life"
            " that this work uses; other work must pay the rest of the purchase of {whole}.",
            whole=whole,
        )
    elif is_service:
        yield say(
            "All ways: same work, same time. Bought machines are charged in full, with no residual value: {whole}.",
            whole=whole,
        )
    else:
        yield _in_full(whole, share, is_run=not years_of(option))


def _in_full(whole: str, share: str, *, is_run: bool) -> str:
    """Say what a purchase is beside the part of it that the work uses."""
    if is_run:
        return say(
            "All ways: one run. Bought machines are charged in full, with no residual value: {whole}. The run itself"
            " uses {share} of that (amortised cost); whoever has other work for the machines pays the rest."
            " A contract is for a year at least.",
            whole=whole,
            share=share,
        )
    return say(
        "All ways: same work, same time. Bought machines are charged in full, with no residual value: {whole}. The"
        " work itself uses {share} a year of that (amortised cost); whoever has other work for the machines pays the"
        " rest.",
        whole=whole,
        share=share,
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
    years = years_of(option)
    span = (
        say("The same work over {years}, got in different ways.", years=years)
        if years
        else say("One run, with its machines got in different ways.")
    )
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
