"""Workloads that are bought although a plan asks to rent, or rented although it asks to buy, and why."""

from collections.abc import Iterator, Sequence

from assessments.language import say, say_plural
from planner.charts.reading import Snapshot, part, rows, title_of, words, workloads
from planner.reports.content.wording import joined, quoted_title
from planner.services.comparison.model import Side

OTHER_WAY = {"rent": "buy", "buy": "rent"}


def held_ways(sides: Sequence[Side]) -> Iterator[str]:
    """Yield a sentence for each plan and reason for which workloads are not had in the way that is asked for."""
    for side in sides:
        asked = words(part(side.snapshot, "inputs", "constraints"), "acquire")
        if asked in OTHER_WAY:
            for place, titles in _held(side.snapshot, OTHER_WAY[asked]).items():
                yield _sentence(side.title, asked, place, titles)


def _held(snapshot: Snapshot, way: str) -> dict[str, list[str]]:
    """Return for each place the titles of the workloads whose machines a plan has in a way."""
    planned = {words(task, "id") for task in rows(part(snapshot, "roadmap"), "initiatives")}
    places = _places(snapshot)
    held: dict[str, list[str]] = {}
    for workload in workloads(snapshot):
        name = words(workload, "name")
        if f"{way}-{name}" in planned:
            held.setdefault(places.get(name, ""), []).append(title_of(workload))
    return held


def _places(snapshot: Snapshot) -> dict[str, str]:
    inputs = rows(part(snapshot, "inputs"), "workloads")
    return {words(workload, "name"): words(workload, "place") for workload in inputs}


def _sentence(plan: str, asked: str, place: str, titles: Sequence[str]) -> str:
    texts = {
        "plan": quoted_title(plan),
        "workloads": joined([quoted_title(title) for title in titles]),
    }
    if asked == "rent" and place == "on_premises":
        return say_plural(
            "With {plan}, {workloads} is bought all the same: it has to stand in own rooms.",
            "With {plan}, {workloads} are bought all the same: they have to stand in own rooms.",
            len(titles),
            **texts,
        )
    if asked == "rent":
        return say(
            "With {plan}, machines for {workloads} are bought all the same: none that fit are for rent.",
            **texts,
        )
    if place == "cloud":
        return say_plural(
            "With {plan}, {workloads} is rented all the same: it has to run in a cloud.",
            "With {plan}, {workloads} are rented all the same: they have to run in a cloud.",
            len(titles),
            **texts,
        )
    return say(
        "With {plan}, machines for {workloads} are rented all the same: none that fit are for sale.", **texts
    )
