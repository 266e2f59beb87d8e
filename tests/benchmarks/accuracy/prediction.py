"""What the sizing core predicts for rows of the record, many rows at once: the model functions without the scenarios.

`size` gives the same medians (a test compares them); here a table takes milliseconds, so that it can be fitted. Each
function prepares its rows once and returns a function of the calibration.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from planner.sizing.catalogue import load_catalogue
from planner.sizing.chips import chips_of
from planner.sizing.physics.calibration import Calibration
from planner.sizing.physics.memory import tuned_memory
from planner.sizing.physics.parallelism import RECOMPUTES, SHARDINGS, Layouts
from planner.sizing.physics.transformer import Architecture
from planner.sizing.result import Floats
from planner.sizing.serving.frame import servers_on
from planner.sizing.serving.inference import Server, most_concurrent
from planner.sizing.serving.loop import Loop, closed_loop
from planner.sizing.serving.search import CONCURRENCIES
from planner.sizing.training.step import step_time
from tests.benchmarks.accuracy.record import PeakMemory, Serving, Throughput

T = TypeVar("T")
Predict = Callable[[Calibration], Floats]
MEMORY_SHARE = 0.95  # of an accelerator, filled in benchmarks of serving

# Config files of the models in QwenLM/Qwen; no longer in use.
QWEN = {
    "qwen-1.8b": Architecture("qwen-1.8b", 24, 2048, 16, 16, 128, 5504, 151_936),
    "qwen-7b": Architecture("qwen-7b", 32, 4096, 32, 32, 128, 11_008, 151_936),
    "qwen-14b": Architecture("qwen-14b", 40, 5120, 40, 40, 128, 13_696, 152_064),
}


def architecture_of(name: str, layers: int | None = None) -> Architecture:
    """Return a model of the catalogue, cut to some layers where the measurement was, or of the record alone."""
    model = QWEN.get(name) or load_catalogue().model(name)
    return replace(model, layers=layers, counted_parameters=0.0) if layers else model


def _groups(rows: Sequence[T], key: Callable[[T], Hashable]) -> list[tuple[list[int], list[T]]]:
    """Return the positions of rows that share a key, and these rows."""
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for position, row in enumerate(rows):
        groups[key(row)].append(position)
    return [(positions, [rows[position] for position in positions]) for positions in groups.values()]


def _column(values: Sequence[float]) -> Floats:
    return np.array(values, dtype=float).reshape(-1, 1)


def _gather(rows: int, parts: Sequence[tuple[list[int], Predict]]) -> Predict:
    def predict(calibration: Calibration) -> Floats:
        predicted = np.empty(rows)
        for positions, part in parts:
            predicted[positions] = part(calibration)
        return predicted

    return predict


def throughput_prediction(rows: Sequence[Throughput]) -> Predict:
    """Return (N,) tokens per second and accelerator."""
    groups = _groups(
        rows, lambda row: (row.model, row.sequence_tokens, row.precision, row.framework, row.software_year)
    )
    return _gather(len(rows), [(positions, _steps(some)) for positions, some in groups])


def _steps(rows: Sequence[Throughput]) -> Predict:
    first, layouts, model = rows[0], _layouts(rows), architecture_of(rows[0].model)
    catalogue = load_catalogue()
    chips = chips_of([catalogue.accelerator(row.accelerator) for row in rows], first.precision)
    batch = _column([row.batch_sequences * row.sequence_tokens for row in rows])

    def predict(calibration: Calibration) -> Floats:
        step = step_time(
            model,
            chips,
            layouts,
            sequence_length=first.sequence_tokens,
            global_batch_tokens=batch,
            precision=first.precision,
            framework=first.framework,
            software_year=first.software_year,
            constants=calibration.training,
        )
        each: Floats = batch / step.total / (layouts.width * layouts.data)
        return each[:, 0]

    return predict


def _layouts(rows: Sequence[Throughput]) -> Layouts:
    width = [row.tensor * row.pipeline * row.context for row in rows]
    return Layouts(
        tensor=_column([row.tensor for row in rows]),
        pipeline=_column([row.pipeline for row in rows]),
        context=_column([row.context for row in rows]),
        expert=_column([row.expert for row in rows]),
        data=_column([row.accelerators // each for row, each in zip(rows, width, strict=True)]),
        virtual_stages=_column([row.virtual_stages for row in rows]),
        micro_batch=_column([row.micro_batch for row in rows]),
        sharding=_column([SHARDINGS.index(row.sharding) for row in rows]),
        recompute=_column([RECOMPUTES.index(row.recompute) for row in rows]),
    )


def memory_prediction(rows: Sequence[PeakMemory]) -> Predict:
    """Return (N,) bytes on the fullest accelerator."""
    return lambda calibration: np.array([_memory_of(row, calibration) for row in rows])


def _memory_of(row: PeakMemory, calibration: Calibration) -> float:
    modes = [SHARDINGS.index(row.sharding), RECOMPUTES.index(row.recompute)]
    sizes = [row.tensor, row.pipeline, row.context, row.expert, row.data, row.virtual_stages, row.micro_batch]
    memory = tuned_memory(
        architecture_of(row.model, row.layers),
        Layouts(*(np.array([float(value)]) for value in (*sizes, *modes))),
        row.tuning,
        sequence_length=row.sequence_tokens,
        micro_batches=np.array([float(row.micro_batches or 64)]),
        framework=row.framework,
        software_year=row.software_year,
        loss=row.loss,
        constants=calibration.memory,
    )
    return float(memory["total"][0])


def serving_prediction(rows: Sequence[Serving]) -> Predict:
    """Return (N,) output tokens per second and accelerator at the best concurrency, or at that of the row."""

    def prepared(some: Sequence[Serving]) -> Predict:
        loop = _Loops(some, np.array([_tried(row) for row in some]))
        answer = np.array([row.answer_tokens for row in some])
        width = np.array([row.tensor * row.pipeline * row.attention_data for row in some])
        return lambda calibration: loop(calibration).requests_per_second[0].max(axis=1) * answer / width

    return _gather(len(rows), [(positions, prepared(some)) for positions, some in _serving_groups(rows)])


def _tried(row: Serving) -> Floats:
    """Return the concurrencies of which the best is taken: one where the benchmark had a fixed batch."""
    return CONCURRENCIES if row.concurrency is None else np.full(len(CONCURRENCIES), float(row.concurrency))


def latency_prediction(rows: Sequence[Serving]) -> Callable[[Calibration], tuple[Floats, Floats]]:
    """Return (N,) seconds to the first token and (N,) seconds per further token."""
    parts = [
        (positions, _Loops(some, _column([row.concurrency or 1 for row in some])))
        for positions, some in _serving_groups(rows)
    ]

    def predict(calibration: Calibration) -> tuple[Floats, Floats]:
        first, token = np.empty(len(rows)), np.empty(len(rows))
        for positions, part in parts:
            loop = part(calibration)
            first[positions] = loop.time_to_first_token[0, :, 0]
            token[positions] = loop.inter_token[0, :, 0]
        return first, token

    return predict


def requests_that_fit(rows: Sequence[Serving], calibration: Calibration) -> Floats:
    """Return (N,) requests that a replica's cache holds at once."""
    fit = np.empty(len(rows))
    for positions, some in _serving_groups(rows):
        fit[positions] = _Loops(some, _column([1.0] * len(some))).limit(calibration)[0, :, 0]
    return fit


def _serving_groups(rows: Sequence[Serving]) -> list[tuple[list[int], list[Serving]]]:
    return _groups(
        rows, lambda row: (row.model, row.accelerator, row.precision, row.kv_precision, row.engine)
    )


class _Loops:
    """The loops (1, N, C) of rows of one group: the same model, accelerator, precisions and engine."""

    def __init__(self, rows: Sequence[Serving], concurrencies: Floats) -> None:
        self._first, self._model, self._concurrencies = rows[0], architecture_of(rows[0].model), concurrencies
        self._equal = _column([row.has_equal_lengths for row in rows])
        self._prompt = _column([row.prompt_tokens for row in rows])
        self._answer = _column([row.answer_tokens for row in rows])
        self._widths = (
            _column([row.tensor for row in rows]),
            _column([row.pipeline for row in rows]),
            _column([row.attention_data for row in rows]),
        )

    def server(self, calibration: Calibration) -> Server:
        chip = load_catalogue().accelerator(self._first.accelerator)
        return servers_on(
            [chip],
            [chip.memory_bytes],
            self._widths,
            precision=self._first.precision,
            kv_bytes=1.0 if self._first.kv_precision == "fp8" else 2.0,
            engine=self._first.engine,
            constants=calibration.serving,
        )

    def limit(self, calibration: Calibration) -> Floats:
        server = self.server(calibration)
        return np.maximum(most_concurrent(self._model, server, self._prompt, self._answer, MEMORY_SHARE), 1.0)

    def __call__(self, calibration: Calibration) -> Loop:
        return closed_loop(
            self._model,
            self.server(calibration),
            np.minimum(self._concurrencies, self.limit(calibration)),
            prompt=self._prompt,
            answer=self._answer,
            long_prompt=self._prompt,
            equal_lengths=self._equal,
        )
