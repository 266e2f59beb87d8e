"""How each figure of a workload came about: the steps of its derivation that lead to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.language import say, to_say
from planner.charts.reading import Snapshot, chosen_option, rows, words
from planner.reports.content.workloads import facts_of, step_value
from planner.views.traces import Link, Sources

_MONEY = ("USD", "USD/h", "USD/kWh")
_OPERATIONS = (to_say("operations per token"), to_say("tokens"), to_say("operations"), to_say("peak"))
_SPEED = (
    to_say("throughput"),
    to_say("share of benchmark"),
    to_say("team efficiency"),
    to_say("goodput"),
    to_say("throughput of the run"),
)
_LOAD = (to_say("peak rate"), to_say("requests in service"), to_say("burstiness"), to_say("requests held"))
_REPLICA = (
    to_say("decode step"),
    to_say("prefill share"),
    to_say("cycle"),
    to_say("throughput of a replica"),
)
_INDEX = (to_say("vectors"), to_say("dimensions"), to_say("index"))
_FILLING = (
    to_say("embedding rate"),
    to_say("embedding"),
    to_say("building the index"),
    to_say("first filling"),
)
_HELD = (
    to_say("weights"),
    to_say("prompt"),
    to_say("answer"),
    to_say("cache per request"),
    to_say("requests that fit"),
    to_say("requests held"),
)
_RUN = (*_OPERATIONS, *_SPEED, to_say("accelerator-hours"), to_say("days"))
# Figure -> (what it is made of, the steps that lead to it, the beginning of further ones).
_WAYS_TO: Mapping[str, tuple[str, tuple[str, ...], str]] = {
    "accelerators": (
        to_say("As many as the deadline or the load needs, in whole layouts or replicas."),
        (*_RUN, *_LOAD, *_REPLICA, to_say("largest rate of a replica"), to_say("replicas"), *_FILLING),
        "",
    ),
    "memory": (
        to_say("Everything that one accelerator holds at once, against its capacity."),
        (to_say("parameters"), *_HELD),
        to_say("memory: {part}"),
    ),
    "days": (
        to_say("Work divided by the speed of all accelerators."),
        (*_RUN, *_REPLICA, *_FILLING),
        to_say("step: {part}"),
    ),
    "accelerator_hours": (
        to_say("Work divided by the speed of one accelerator."),
        _RUN,
        to_say("step: {part}"),
    ),
    "mfu": (
        to_say("Operations that the model needs, over what the accelerators could do in that time."),
        (*_OPERATIONS, to_say("throughput")),
        to_say("step: {part}"),
    ),
    "replicas": (
        to_say("Enough for the busiest hour, with spares."),
        (*_LOAD, to_say("largest rate of a replica"), to_say("replicas")),
        "",
    ),
    "max_concurrency": (to_say("Requests for which one replica has room."), _HELD, ""),
    "time_to_first_token_seconds": (
        to_say("Prompt, queue and what else the replica does meanwhile."),
        (
            to_say("arithmetic"),
            to_say("prefill share"),
            to_say("first token under load"),
            to_say("first token at that rate"),
        ),
        "",
    ),
    "inter_token_latency_seconds": (
        to_say("A step that writes one token, and the prompts between two steps."),
        (
            to_say("bandwidth"),
            to_say("decode step"),
            to_say("cycle"),
            to_say("between tokens under load"),
            to_say("between tokens at that rate"),
        ),
        "",
    ),
    "output_tokens_per_second": (
        to_say("Throughput of a replica, times answers and replicas."),
        (to_say("answer"), *_REPLICA, to_say("replicas")),
        "",
    ),
    "vectors": (to_say("Pieces of text that are searched."), _INDEX[:1], ""),
    "index_bytes": (to_say("Vectors, codes and links of the index."), _INDEX, ""),
    "queries_per_second_per_node": (
        to_say("Cores over the time that a query takes."),
        (to_say("queries of a node"), to_say("nodes")),
        "",
    ),
    "power_watts": (
        to_say("Accelerators times the rated power of each, its share of the server included."),
        (to_say("rated power"),),
        "",
    ),
    "storage_bytes": (
        to_say("Weights, data, checkpoints or index, with room for copies and growth."),
        (to_say("parameters"), *_INDEX, to_say("checkpoint")),
        "",
    ),
    "cost": (
        to_say("What is bought or rented, with energy, support and rooms."),
        (to_say("mean draw"), to_say("PUE"), to_say("useful life")),
        "",
    ),
}
_COSTS = ("cost", "cost_usd_per_million_output_tokens")


@dataclass(frozen=True, slots=True)
class TracedStep:
    """One step of a derivation, with what it rests on as links."""

    step: str
    formula: str
    value: str
    origin: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class TracedFigure:
    """A figure with how it came about. steps: those that lead to it; all of them where that is not known."""

    label: str
    value: str
    how: str
    steps: tuple[TracedStep, ...]


def figures_of(snapshot: Snapshot, workload: Mapping[str, Any], sources: Sources) -> list[TracedFigure]:
    """Return the figures of the judged option of a workload, each with its derivation."""
    option = chosen_option(snapshot, workload)
    steps = steps_of(option, sources, words(workload, "name"))
    raw = rows(option, "derivation")
    return [TracedFigure(label, value, *_derived(key, raw, steps)) for key, label, value in facts_of(option)]


def steps_of(option: Mapping[str, Any], sources: Sources, workload: str) -> tuple[TracedStep, ...]:
    """Return the whole derivation of a sized option."""
    return tuple(
        TracedStep(
            words(step, "step"),
            words(step, "formula"),
            step_value(step),
            sources.origin(words(step, "source"), workload),
        )
        for step in rows(option, "derivation")
    )


def _derived(
    key: str, raw: list[Mapping[str, Any]], steps: tuple[TracedStep, ...]
) -> tuple[str, tuple[TracedStep, ...]]:
    how, names, beginning = _WAYS_TO["cost" if key in _COSTS else key]
    wanted = set(_said(names, beginning, raw))
    money = _MONEY if key in _COSTS else ()
    found = tuple(
        step
        for step, known in zip(steps, raw, strict=True)
        if step.step in wanted or words(known, "unit") in money
    )
    return say(how), found or steps


def _said(names: tuple[str, ...], beginning: str, raw: list[Mapping[str, Any]]) -> Iterator[str]:
    yield from (say(name) for name in names)
    if beginning:
        start = say(beginning, part="")
        yield from (words(step, "step") for step in raw if words(step, "step").startswith(start))
