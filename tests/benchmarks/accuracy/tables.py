"""The tables of the record, each with its prediction, its naive rule and the constants that are refitted for it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from planner.sizing.physics.calibration import CALIBRATION, Calibration
from planner.sizing.result import Bools, Floats
from tests.benchmarks.accuracy import mlperf, naive, prediction, record
from tests.benchmarks.accuracy.fit import Constant, Residuals, fit
from tests.benchmarks.accuracy.prediction import architecture_of
from tests.benchmarks.accuracy.runs import GivenThroughput, RunTable

Z90 = 1.2815515655446004
FIRST_TOKEN_WEIGHT = 0.4  # first tokens scatter more: they weigh less in the fit


@dataclass(frozen=True, slots=True)
class Table:
    """Measured and predicted values of one quantity.

    groups: how rows are told apart, by name; the ones in `splits` are also left out one by one.
    predict: (N,) of a calibration. spread: (N,) standard deviation of ln(measured / predicted) that the product states.
    """

    title: str
    what: str
    measured: Floats
    predict: Callable[[Calibration], Floats]
    naive: Floats
    naive_rule: str
    groups: Mapping[str, Sequence[str]]
    spread: Floats

    def errors(self, calibration: Calibration) -> Floats:
        """Return ln(predicted / measured)."""
        return np.asarray(np.log(self.predict(calibration) / self.measured))


@dataclass(frozen=True, slots=True)
class Fitted:
    """Tables that share constants: they are fitted together, and a family is left out of all of them at once."""

    tables: tuple[Table, ...]
    constants: tuple[Constant, ...]
    weights: tuple[float, ...]
    splits: tuple[str, ...]

    def residuals(self, split: str = "", left_out: str = "") -> Residuals:
        """Return the weighted errors of all rows but those of the family that is left out."""
        masks = [
            weight * np.array([family != left_out for family in table.groups[split]])
            if split
            else np.full(len(table.measured), weight)
            for table, weight in zip(self.tables, self.weights, strict=True)
        ]

        def errors(calibration: Calibration) -> Floats:
            parts = [mask * table.errors(calibration) for mask, table in zip(masks, self.tables, strict=True)]
            return np.concatenate(parts)

        return errors

    def families(self, split: str) -> list[str]:
        return sorted({family for table in self.tables for family in table.groups[split]})

    def refit(self, split: str, left_out: str) -> Calibration:
        """Return the calibration fitted without a family."""
        return fit(self.residuals(split, left_out), CALIBRATION, self.constants, rounds=5)

    def fit_all(self) -> Calibration:
        """Return the calibration fitted on every row."""
        return fit(self.residuals(), CALIBRATION, self.constants)

    def without_each(self, split: str) -> Iterator[tuple[Calibration, list[Bools]]]:
        """Yield for each family the refitted calibration and, by table, the rows that it had not seen."""
        for family in self.families(split):
            unseen = [np.array([each == family for each in table.groups[split]]) for table in self.tables]
            yield self.refit(split, family), unseen


def _training(*names: str, share: bool = False) -> tuple[Constant, ...]:
    return tuple(Constant(f"training.{name}", share) for name in names)


TRAINING_CONSTANTS = (
    *_training("gain_16_bits", "gain_8_bits", "gain_4_bits", "elementwise_bytes", "dispatch_bytes"),
    *_training("saturation_ffn", "saturation_tokens", "without_synchronisation"),
    *_training("sustained_clock", "attention_share", "mixture_share", "expert_overlap", share=True),
    *_training("tensor_overlap", "fsdp_share", "other_share", "before_flash_attention", share=True),
)
MEMORY_CONSTANTS = (Constant("memory.framework_bytes"),)
ENGINES = ("tensorrt-llm", "vllm", "sglang")
SERVING_CONSTANTS = (
    Constant("serving.saturation_tokens"),
    Constant("serving.copy_bytes"),
    Constant("serving.expansion_bytes"),
    Constant("serving.all_reduce_seconds"),
    Constant("serving.step_seconds"),
    Constant("serving.request"),
    Constant("serving.companions"),
    Constant("serving.halting_burst"),
    Constant("serving.attention_bandwidth", is_share=True),
    Constant("serving.prefill_attention", is_share=True),
    Constant("serving.link_share", is_share=True),
    *(
        Constant(f"serving.engines.{engine}.{name}")
        for engine in ENGINES
        for name in ("layer", "sparse_layer", "sequence", "sparse_request")
    ),
)


def _kind(model: str) -> str:
    return "with experts" if architecture_of(model).is_mixture else "dense"


def _sigmas(models: Sequence[str], dense: float, sparse: float) -> Floats:
    return np.array([sparse if architecture_of(model).is_mixture else dense for model in models])


def training_throughput() -> Fitted:
    """Return training throughput with known layout."""
    rows = record.training_throughputs()
    models, constants = [row.model for row in rows], CALIBRATION.training
    table = Table(
        title="Training throughput",
        what="tokens per second and accelerator, layout given",
        measured=np.array([row.measured for row in rows]),
        predict=prediction.throughput_prediction(rows),
        naive=naive.throughputs(rows),
        naive_rule="6 N per token at 40 % of the 16-bit peak",
        groups={
            "kind": [_kind(model) for model in models],
            "architecture": models,
            "accelerator": [row.accelerator for row in rows],
            "framework": [row.framework for row in rows],
        },
        spread=_sigmas(models, constants.error_dense, constants.error_sparse),
    )
    return Fitted((table,), TRAINING_CONSTANTS, (1.0,), ("architecture", "accelerator"))


def training_memory() -> Fitted:
    """Return memory of training and of fine-tuning; constants are fitted to the first."""
    rows = record.training_memories()
    pretraining = _memory_table("Training memory", [row for row in rows if not row.is_tuned])
    tuning = _memory_table("Fine-tuning memory", [row for row in rows if row.is_tuned])
    return Fitted((pretraining, tuning), MEMORY_CONSTANTS, (1.0, 0.0), ("architecture",))


def _memory_table(title: str, rows: Sequence[record.PeakMemory]) -> Table:
    return Table(
        title=title,
        what="bytes on the fullest accelerator",
        measured=np.array([row.measured for row in rows]),
        predict=prediction.memory_prediction(rows),
        naive=naive.memories(rows),
        naive_rule="16 bytes per parameter over all accelerators",
        groups={
            "kind": [_memory_kind(row) for row in rows],
            "architecture": [row.model for row in rows],
            "trainer": [row.source.split(",")[0] for row in rows],
            "layout": ["in a pipeline" if row.pipeline > 1 else "no pipeline" for row in rows],
        },
        spread=np.array([_memory_deviation(row) for row in rows]),
    )


def _memory_kind(row: record.PeakMemory) -> str:
    if not row.tuning.adapters_only:
        return _kind(row.model)
    return "adapters on packed weights" if row.tuning.frozen_bytes < 2.0 else "adapters"


def _memory_deviation(row: record.PeakMemory) -> float:
    return CALIBRATION.memory.deviation(
        row.framework,
        is_mixture=architecture_of(row.model).is_mixture,
        ranks=row.tensor * row.pipeline,
        is_unmeasured=row.tuning.is_unmeasured,
    )


def serving() -> Fitted:
    """Return serving throughput, time per output token and time to the first token, which share their constants."""
    highest, loops = record.serving_throughputs(), record.serving_latencies()
    first = tuple(row for row in loops if row.first_token)
    latencies, first_latencies = prediction.latency_prediction(loops), prediction.latency_prediction(first)
    constants = CALIBRATION.serving

    def models(rows: Sequence[record.Serving]) -> list[str]:
        return [row.model for row in rows]

    def groups(rows: Sequence[record.Serving]) -> dict[str, list[str]]:
        return {
            "kind": [_kind(model) for model in models(rows)],
            "model": models(rows),
            "accelerator": [row.accelerator for row in rows],
            "engine": [row.engine for row in rows],
        }

    tables = (
        Table(
            title="Serving throughput",
            what="output tokens per second and accelerator at the best concurrency",
            measured=np.array([row.measured for row in highest]),
            predict=prediction.serving_prediction(highest),
            naive=naive.serving_throughputs(highest),
            naive_rule="requests that fit x bandwidth ÷ weights",
            groups=groups(highest),
            spread=_sigmas(models(highest), constants.error_dense, constants.error_sparse),
        ),
        Table(
            title="Time per output token",
            what="mean over a request, at fixed concurrency",
            measured=np.array([row.token for row in loops]),
            predict=lambda calibration: latencies(calibration)[1],
            naive=naive.token_seconds(loops),
            naive_rule="bandwidth ÷ weights",
            groups=groups(loops),
            spread=_sigmas(models(loops), constants.token_error_dense, constants.token_error_sparse),
        ),
        Table(
            title="Time to first token",
            what="mean over requests, at fixed concurrency",
            measured=np.array([row.first_token for row in first]),
            predict=lambda calibration: first_latencies(calibration)[0],
            naive=naive.first_token_seconds(first),
            naive_rule="2 N per prompt token at 40 % of the peak",
            groups=groups(first),
            spread=np.full(len(first), constants.first_token_error),
        ),
    )
    return Fitted(tables, SERVING_CONSTANTS, (1.0, 1.0, FIRST_TOKEN_WEIGHT), ("model", "accelerator"))


def mlperf_training() -> mlperf.SubmissionTable:
    """Return submissions to MLPerf Training, which no constant is fitted to."""
    rows = mlperf.submissions()
    return mlperf.SubmissionTable(
        rows=rows,
        measured=np.array([row.measured for row in rows]),
        quantiles=mlperf.predicted_rates(rows),
        naive=naive.throughputs(rows),
    )


def published_runs() -> RunTable:
    """Return accelerator-hours of published runs."""
    return RunTable(record.training_runs(), CALIBRATION)


def given_throughput() -> GivenThroughput:
    """Return accelerator-hours of published runs whose throughput is known."""
    return GivenThroughput(record.training_runs(), CALIBRATION)
