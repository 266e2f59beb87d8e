"""Submissions to MLPerf Training, never fitted: each setup through `size`, which searches its layout.

The core is told what a user knows beforehand: model, kind of training, accelerator and number, sequence length, global
batch and precision. Software, date and layout are not given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from planner.sizing.result import Floats, Option
from planner.sizing.size import size
from planner.sizing.workload import Assumptions, Estate, Estimate, FineTuning, Training
from tests.benchmarks.accuracy.record import Row, read

SAMPLES = 256
RUN_TOKENS = 1e9  # of the run that is asked about; its throughput does not depend on them


@dataclass(frozen=True, slots=True)
class Setup:
    """What the core is told. kind: pretraining or lora."""

    model: str
    kind: str
    accelerator: str
    accelerators: int
    sequence_tokens: int
    batch_sequences: int
    precision: str


@dataclass(frozen=True, slots=True)
class Submission:
    """Tokens per second and accelerator between evaluations."""

    setup: Setup
    organisation: str
    measured: float

    @property
    def model(self) -> str:
        return self.setup.model

    @property
    def accelerator(self) -> str:
        return self.setup.accelerator


def _submission(row: Row) -> Submission:
    return Submission(
        setup=Setup(
            model=row["model"],
            kind=row["kind"],
            accelerator=row["accelerator"],
            accelerators=int(row["accelerators"]),
            sequence_tokens=int(row["sequence_tokens"]),
            batch_sequences=int(row["batch_sequences"]),
            precision=row["precision"],
        ),
        organisation=row["organisation"],
        measured=float(row["tokens_per_second_each"]),
    )


@cache
def submissions() -> tuple[Submission, ...]:
    return read("mlperf_training.csv", _submission)


@dataclass(frozen=True, slots=True)
class SubmissionTable:
    """Submissions with P10, P50 and P90 (N, 3) of their predicted throughput, and what a rule of thumb says."""

    rows: Sequence[Submission]
    measured: Floats
    quantiles: Floats
    naive: Floats

    @property
    def groups(self) -> Mapping[str, Sequence[str]]:
        return {
            "model": [f"{row.model}, {row.setup.kind}" for row in self.rows],
            "accelerator": [row.accelerator for row in self.rows],
            "number of accelerators": [_size(row.setup.accelerators) for row in self.rows],
            "precision": [row.setup.precision for row in self.rows],
        }


def _size(accelerators: int) -> str:
    bounds = ((8, "at most 8"), (64, "9 to 64"), (512, "65 to 512"))
    return next((name for bound, name in bounds if accelerators <= bound), "more than 512")


def predicted_rates(rows: Sequence[Submission]) -> Floats:
    """Return (N, 3) P10, P50 and P90 of tokens per second and accelerator, those that stay idle included."""
    return np.array([_rates(row.setup) for row in rows])


@cache
def _rates(setup: Setup) -> tuple[float, float, float]:
    option = _option(setup)
    rate = option.quantiles("tokens_per_second_per_accelerator")
    if rate is None:
        raise ValueError(f"{setup} cannot be sized: {option.reason}")
    layout = option.layout
    used = np.prod([int(layout[name]) for name in ("tensor", "pipeline", "context", "data")])
    share = float(used) / setup.accelerators
    return share * rate.p10, share * rate.p50, share * rate.p90


def _option(setup: Setup) -> Option:
    workload = _fine_tuning(setup) if setup.kind == "lora" else _pretraining(setup)
    return size([workload], Estate(), Assumptions(), samples=SAMPLES).workloads[0].options[0]


def _pretraining(setup: Setup) -> Training:
    return Training(
        name="submission",
        model=setup.model,
        tokens=Estimate.exact(RUN_TOKENS),
        sequence_length=setup.sequence_tokens,
        precision=setup.precision,  # type: ignore[arg-type]  # -- a word of the record
        accelerator=setup.accelerator,
        accelerators=setup.accelerators,
        global_batch_tokens=Estimate.exact(setup.batch_sequences * setup.sequence_tokens),
    )


def _fine_tuning(setup: Setup) -> FineTuning:
    return FineTuning(
        name="submission",
        model=setup.model,
        method="lora",
        tokens=Estimate.exact(RUN_TOKENS),
        sequence_length=setup.sequence_tokens,
        precision=setup.precision,  # type: ignore[arg-type]  # -- a word of the record
        accelerator=setup.accelerator,
        accelerators=setup.accelerators,
        global_batch_tokens=Estimate.exact(setup.batch_sequences * setup.sequence_tokens),
    )
