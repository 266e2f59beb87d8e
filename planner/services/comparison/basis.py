"""Whether plans rest on the same answers, workloads, limits, catalogue and engine, but for what scenarios change."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assessments.language import listed, say, say_plural
from planner.charts.figures import date_text
from planner.charts.reading import Snapshot, part, rows, values, words
from planner.reports.content.wording import quoted_title
from planner.services.changes.parts import LOAD_KEYS, OF_ONE_ACCELERATOR
from planner.services.comparison.model import Side

# What each change may touch: a part of the inputs, and the keys in it.
_TOUCHES: Mapping[str, Mapping[str, Sequence[str]]] = {
    "acquire": {"constraints": ("acquire",)},
    "accelerator": {"workloads": ("accelerator", *OF_ONE_ACCELERATOR)},
    "delay_quarters": {"constraints": ("work_begins",)},
    "deadline_quarters": {"workloads": ("deadline",)},
    "budget_factor": {"constraints": ("budget_usd",)},
    "budget_usd": {"constraints": ("budget_usd",)},
    "people_factor": {"constraints": ("people",)},
    "load_factor": {"workloads": (*LOAD_KEYS, "traffic")},
    "hardware_price_factor": {"assumptions": ("price_usd_per_hour", "price_usd_to_buy")},
    "electricity_usd_per_kwh": {
        "constraints": ("electricity_usd_per_kwh",),
        "assumptions": ("electricity_usd_per_kwh",),
    },
    "owned_utilisation": {"assumptions": ("owned_utilisation",)},
    "target_level": {},
    "pinned": {"constraints": ("pinned", "excluded")},
    "excluded": {"constraints": ("pinned", "excluded")},
    "answers": {},
}


def differing_bases(sides: Sequence[Side]) -> tuple[str, ...]:
    """Return one sentence for each plan that does not rest on the same as the first one."""
    return tuple(
        say(
            "{plan} does not rest on the same as {first}: {reasons}.",
            plan=quoted_title(side.title),
            first=quoted_title(sides[0].title),
            reasons=listed(found),
        )
        for side in sides[1:]
        if (found := list(_differences(sides[0].snapshot, side.snapshot)))
    )


def _differences(first: Snapshot, other: Snapshot) -> Iterator[str]:
    one, two = part(first, "inputs"), part(other, "inputs")
    changes = [part(inputs, "scenario", "changes") for inputs in (one, two)]
    yield from _answers(one, two, changes)
    if _workloads(one, changes) != _workloads(two, changes):
        yield say("the workloads are described differently")
    if _without(one, "constraints", changes) != _without(two, "constraints", changes):
        yield say("the limits differ")
    if _targets(one, changes) != _targets(two, changes):
        yield say("the levels aimed at differ")
    if _without(one, "assumptions", changes) != _without(two, "assumptions", changes):
        yield say("the assumptions differ")
    if values(one, "initiatives") != values(two, "initiatives"):
        yield say("the organisation's own initiatives differ")
    yield from _versions(first, other)


def _answers(
    one: Mapping[str, Any], two: Mapping[str, Any], changes: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    touched = {str(name) for each in changes for name in part(each, "answers")}
    given = [_by_question(inputs, "answers", set()) for inputs in (one, two)]
    settled = [_by_question(inputs, "settled", touched) for inputs in (one, two)]
    differing = {
        name
        for pair in (given, settled)
        for name in {*pair[0], *pair[1]}
        if pair[0].get(name) != pair[1].get(name)
    }
    if differing:
        yield say_plural(
            "the answers to one question differ", "the answers to {count} questions differ", len(differing)
        )
    if words(one, "profile", "full") != words(two, "profile", "full"):
        yield say("one counts the short set of questions, the other all")


def _by_question(inputs: Mapping[str, Any], key: str, skipped: set[str]) -> dict[str, list[dict[str, Any]]]:
    """Return what was said of each question, without how it is shown: that depends on the language."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows(inputs, key):
        name = words(row, "question")
        if name not in skipped:
            said = {field: value for field, value in row.items() if field != "shown"}
            found.setdefault(name, []).append(said)
    return found


def _touched(name: str, changes: Sequence[Mapping[str, Any]]) -> set[str]:
    return {key for each in changes for change in each for key in _TOUCHES.get(change, {}).get(name, ())}


def _without(inputs: Mapping[str, Any], name: str, changes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    touched = _touched(name, changes)
    return {key: value for key, value in part(inputs, name).items() if key not in touched}


def _workloads(inputs: Mapping[str, Any], changes: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    touched = _touched("workloads", changes)
    return [
        {key: value for key, value in one.items() if key not in touched} for one in rows(inputs, "workloads")
    ]


def _targets(inputs: Mapping[str, Any], changes: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    return {} if any("target_level" in each for each in changes) else part(inputs, "targets")


def _versions(first: Snapshot, other: Snapshot) -> Iterator[str]:
    one, two = part(first, "versions"), part(other, "versions")
    names = {
        "bank": say(
            "the question bank is {other}, not {first}", first=one.get("bank"), other=two.get("bank")
        ),
        "catalogue": say("the catalogue of machines and prices is another one"),
        "engine": say("the engine is {other}, not {first}", first=one.get("engine"), other=two.get("engine")),
    }
    yield from (text for key, text in names.items() if one.get(key) != two.get(key))
    days = [words(part(snapshot, "inputs"), "as_of") for snapshot in (first, other)]
    if days[0] != days[1]:
        yield say("it is as of {other}, not {first}", first=date_text(days[0]), other=date_text(days[1]))
    drawn = [(part(s, "inputs").get("seed"), part(s, "inputs").get("samples")) for s in (first, other)]
    if drawn[0] != drawn[1]:
        yield say("the samples were drawn differently")
