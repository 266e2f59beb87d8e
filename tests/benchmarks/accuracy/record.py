"""The public record as typed rows: measurements that others published, one table per quantity.

The tables lie in `tests/benchmarks/record`, in the project's own columns; `record/README.md` says what the columns mean
and why rows are excluded. The product never reads them.
"""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from planner.sizing.physics.states import Tuning
from planner.sizing.units import GIB

RECORD = Path(__file__).parent.parent / "record"

Row = Mapping[str, str]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Throughput:
    """Tokens per second and accelerator of a training benchmark whose layout is known."""

    model: str
    accelerator: str
    accelerators: int
    sequence_tokens: int
    batch_sequences: int
    micro_batch: int
    tensor: int
    pipeline: int
    virtual_stages: int
    context: int
    expert: int
    sharding: str
    recompute: str
    precision: str
    framework: str
    software_year: float
    measured: float


@dataclass(frozen=True, slots=True)
class PublishedRun:
    """Accelerator-hours of a training run. model: of the catalogue, "" where only the size is known.

    tokens_per_second_each: throughput per accelerator while it ran, None where the hours were computed from it.
    """

    run: str
    organisation: str
    model: str
    parameters: float
    active_parameters: float
    tokens: float
    sequence_tokens: int
    precision: str
    batch_tokens: float | None
    accelerator: str
    accelerators: int | None
    tokens_per_second_each: float | None
    year: int
    measured: float


@dataclass(frozen=True, slots=True)
class PeakMemory:
    """Bytes on the fullest accelerator of a training benchmark. layers: None for the whole model.

    is_tuned: of fine-tuning; tuning: what is trained, and how its states are kept. loss: None for the framework's own.
    """

    model: str
    layers: int | None
    accelerator: str
    sequence_tokens: int
    micro_batch: int
    micro_batches: int | None
    tensor: int
    pipeline: int
    virtual_stages: int
    context: int
    expert: int
    data: int
    sharding: str
    recompute: str
    framework: str
    software_year: float
    source: str
    measured: float
    is_tuned: bool
    tuning: Tuning
    loss: str | None


@dataclass(frozen=True, slots=True)
class Serving:
    """A replica under a closed loop. concurrency: None for the highest throughput.

    measured: output tokens per second and accelerator, or 0; first_token, token: seconds, or 0.
    """

    model: str
    accelerator: str
    tensor: int
    pipeline: int
    attention_data: int
    precision: str
    kv_precision: str
    prompt_tokens: float
    answer_tokens: float
    concurrency: int | None
    engine: str
    measured: float = 0.0
    first_token: float = 0.0
    token: float = 0.0

    @property
    def has_equal_lengths(self) -> bool:
        """Tell whether all requests were equally long: lengths that vary are printed as their mean, 0.9 x 1,024."""
        return self.concurrency is not None and float(self.prompt_tokens).is_integer()


def _integer(row: Row, name: str) -> int:
    return int(row[name])


def _optional(row: Row, name: str) -> int | None:
    return int(row[name]) if row[name] else None


def _number(row: Row, name: str) -> float | None:
    return float(row[name]) if row[name] else None


def _throughput(row: Row) -> Throughput:
    return Throughput(
        model=row["model"],
        accelerator=row["accelerator"],
        accelerators=_integer(row, "accelerators"),
        sequence_tokens=_integer(row, "sequence_tokens"),
        batch_sequences=_integer(row, "batch_sequences"),
        micro_batch=_integer(row, "micro_batch"),
        tensor=_integer(row, "tensor"),
        pipeline=_integer(row, "pipeline"),
        virtual_stages=_integer(row, "virtual_stages"),
        context=_integer(row, "context"),
        expert=_integer(row, "expert"),
        sharding=row["sharding"],
        recompute=row["recompute"],
        precision=row["precision"],
        framework=row["framework"],
        software_year=float(row["software_year"]),
        measured=float(row["tokens_per_second_each"]),
    )


def _run(row: Row) -> PublishedRun:
    return PublishedRun(
        run=row["run"],
        organisation=row["organisation"],
        model=row["model"],
        parameters=float(row["parameters_billion"]) * 1e9,
        active_parameters=float(row["active_billion"]) * 1e9,
        tokens=float(row["tokens_billion"]) * 1e9,
        sequence_tokens=_integer(row, "sequence_tokens"),
        precision=row["precision"],
        batch_tokens=_number(row, "batch_tokens"),
        accelerator=row["accelerator"],
        accelerators=_optional(row, "accelerators"),
        tokens_per_second_each=_number(row, "tokens_per_second_each"),
        year=_integer(row, "published"),
        measured=float(row["accelerator_hours"]),
    )


def _memory(row: Row) -> PeakMemory:
    return PeakMemory(
        model=row["model"],
        layers=_optional(row, "layers"),
        accelerator=row["accelerator"],
        sequence_tokens=_integer(row, "sequence_tokens"),
        micro_batch=_integer(row, "micro_batch"),
        micro_batches=_optional(row, "micro_batches"),
        tensor=_integer(row, "tensor"),
        pipeline=_integer(row, "pipeline"),
        virtual_stages=_integer(row, "virtual_stages"),
        context=_integer(row, "context"),
        expert=_integer(row, "expert"),
        data=_integer(row, "data"),
        sharding=row["sharding"],
        recompute=row["recompute"],
        framework=row["framework"],
        software_year=float(row["software_year"]),
        source=row["source"],
        measured=float(row["peak_gib"]) * GIB,
        is_tuned=bool(row["method"]),
        tuning=_tuning(row),
        loss=row["loss"] or None,
    )


def _tuning(row: Row) -> Tuning:
    return Tuning(
        method=row["method"] or "full",
        rank=_optional(row, "rank") or 0,
        optimizer=row["optimizer"] or "adam",
        frozen_weights=row["frozen_weights"] or None,
        master_weights=row["master_weights"] or "fp32",
        offload=row["offload"] or "none",
        optimizer_in_backward=bool(row["optimizer_in_backward"]),
    )


def _serving(row: Row) -> Serving:
    return Serving(
        model=row["model"],
        accelerator=row["accelerator"],
        tensor=_integer(row, "tensor"),
        pipeline=_integer(row, "pipeline"),
        attention_data=_integer(row, "attention_data"),
        precision=row["precision"],
        kv_precision=row["kv_precision"],
        prompt_tokens=float(row["prompt_tokens"]),
        answer_tokens=float(row["answer_tokens"]),
        concurrency=_optional(row, "concurrency") if "concurrency" in row else None,
        engine=row["engine"],
        measured=float(row.get("tokens_per_second_each") or 0),
        first_token=0.0
        if row.get("first_token_excluded")
        else float(row.get("first_token_milliseconds") or 0) / 1e3,
        token=float(row.get("token_milliseconds") or 0) / 1e3,
    )


def read(name: str, make: Callable[[Row], T]) -> tuple[T, ...]:
    """Return the rows of a table that are not excluded."""
    with (RECORD / name).open(encoding="utf-8", newline="") as file:
        return tuple(make(row) for row in csv.DictReader(file) if not row["excluded"])


@cache
def training_throughputs() -> tuple[Throughput, ...]:
    return read("training_throughput.csv", _throughput)


@cache
def training_runs() -> tuple[PublishedRun, ...]:
    return read("training_runs.csv", _run)


@cache
def training_memories() -> tuple[PeakMemory, ...]:
    return read("training_memory.csv", _memory)


@cache
def serving_throughputs() -> tuple[Serving, ...]:
    return read("serving_throughput.csv", _serving)


@cache
def serving_latencies() -> tuple[Serving, ...]:
    return read("serving_latency.csv", _serving)


@cache
def exclusions(name: str) -> dict[str, int]:
    """Return how many rows of a table are left out, by reason."""
    counted: dict[str, int] = {}
    with (RECORD / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["excluded"]:
                counted[row["excluded"]] = counted.get(row["excluded"], 0) + 1
    return counted
