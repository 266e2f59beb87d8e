"""Why an accelerator cannot take a run, and what would help."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np

from assessments.language import number, say
from planner.sizing.physics.parallelism import FULL, Layouts
from planner.sizing.training.frame import Frame
from planner.sizing.training.search import Choice, RunSettings, memory_of
from planner.sizing.units import GB
from planner.sizing.workload import FineTuning


def refusal(frame: Frame, choice: Choice, row: int, capacity: float) -> str:
    """Say why the option cannot run, "" when it can."""
    workload, chip, failure = frame.workload, frame.chips[row], choice.failure[row]
    if failure == "precision":
        return say(
            "{accelerator} has no {precision} arithmetic", accelerator=chip.name, precision=workload.precision
        )
    if failure == "memory":
        return _too_large(frame, choice, row, capacity)
    if failure == "layout":
        width = int(choice.layouts.width[row] * (workload.layout.data or 1))
        return say(
            "the layout takes at least {width} accelerators; {given} given",
            width=number(width, ","),
            given=number(workload.accelerators or 0, ","),
        )
    if failure == "batch":
        return say(
            "a batch of {tokens} tokens does not feed {accelerators} accelerators:"
            " accept a later date or a larger batch",
            tokens=number(frame.settings.global_batch_tokens, ",.0f"),
            accelerators=number(workload.accelerators or choice.accelerators[row], ",.0f"),
        )
    return ""


def _too_large(frame: Frame, choice: Choice, row: int, capacity: float) -> str:
    usable = frame.around.assumptions.memory_utilisation * capacity
    found = say(
        "needs {needed} GB on the fullest accelerator; {usable} of {capacity} GB can be used",
        needed=number(choice.memory["total"][row] / GB, ",.0f"),
        usable=number(usable / GB, ",.0f"),
        capacity=number(capacity / GB, ",.0f"),
    )
    for words, needed in _remedies(frame, choice, row, usable):
        found = say(
            "{reason}; {remedy} would need {needed} GB",
            reason=found,
            remedy=", ".join(words),
            needed=number(needed / GB, ",.0f"),
        )
    return found


def _remedies(
    frame: Frame, choice: Choice, row: int, usable: float
) -> Iterator[tuple[tuple[str, ...], float]]:
    """Yield words of a document that make the run fit, and the bytes it needs then: for all weights, for adapters."""
    layouts, count = choice.layouts.pick(np.array([row])), choice.step.micro_batches[row : row + 1]

    def needed(words: Iterable[str], settings: RunSettings = frame.settings) -> float:
        shape = layouts
        for word in words:
            settings, shape = CHANGES[word](settings, shape)
        return float(memory_of(frame.model, shape, settings, count)["total"][0])

    words = _fewest_words(needed, usable)
    if words:
        yield words, needed(words)
    if isinstance(frame.workload, FineTuning) and not frame.settings.adapters_only:
        for method in ("lora", "qlora"):
            adapted = _tuned(frame.settings, method=method, rank=frame.workload.rank)
            if needed((), adapted) <= usable:
                yield (f"method: {method}",), needed((), adapted)
                return


def _fewest_words(needed: Callable[[Iterable[str]], float], usable: float) -> tuple[str, ...]:
    """Return words, none of which can be left out; () where all together are too few."""
    words: tuple[str, ...] = ()
    for word in CHANGES:
        if needed(words) > usable:
            words = (*words, word)
    if needed(words) > usable:
        return ()
    for word in words:
        others = tuple(other for other in words if other != word)
        if needed(others) <= usable:
            words = others
    return words


def _tuned(settings: RunSettings, **changes: Any) -> RunSettings:
    return replace(settings, tuning=replace(settings.tuning, **changes))


# What a document can say to save memory, from what costs least; each on top of those before.
CHANGES: Mapping[str, Callable[[RunSettings, Layouts], tuple[RunSettings, Layouts]]] = MappingProxyType(
    {
        "recompute: full": lambda settings, shape: (
            settings,
            replace(shape, recompute=np.full_like(shape.recompute, FULL)),
        ),
        "loss: chunked": lambda settings, shape: (replace(settings, loss="chunked"), shape),
        "optimizer: adam_8bit": lambda settings, shape: (_tuned(settings, optimizer="adam_8bit"), shape),
        "master_weights: none": lambda settings, shape: (_tuned(settings, master_weights="none"), shape),
        "optimizer_in_backward: true": lambda settings, shape: (
            _tuned(settings, optimizer_in_backward=True),
            shape,
        ),
        "offload: optimizer": lambda settings, shape: (_tuned(settings, offload="optimizer"), shape),
        "offload: parameters": lambda settings, shape: (_tuned(settings, offload="parameters"), shape),
    }
)
