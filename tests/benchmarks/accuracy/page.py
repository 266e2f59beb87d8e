"""The page docs/method/accuracy.md: every figure in it comes from the record and the sizing core."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from planner.sizing.physics.calibration import CALIBRATION
from planner.sizing.result import Floats
from tests.benchmarks.accuracy import peers, record, tables
from tests.benchmarks.accuracy.fit import constants_of
from tests.benchmarks.accuracy.mlperf import SubmissionTable
from tests.benchmarks.accuracy.runs import GivenThroughput, RunTable
from tests.benchmarks.accuracy.score import Score, by_group, is_inside, unseen_predictions
from tests.benchmarks.accuracy.tables import Fitted, Table

PAGE = Path(__file__).parents[3] / "docs" / "method" / "accuracy.md"

NEVER_FITTED = ""  # in place of a split
GOALS = {
    "Training throughput": "8 %",
    "MLPerf training": "12 %",
    "Accelerator-hours of published runs": "18 %",
    "Accelerator-hours, throughput of the run given": "10 %",
    "Training memory": "2 % dense, 8 % with experts",
    "Fine-tuning memory": "10 %",
    "Serving throughput": "12 %",
    "Time per output token": "12 %",
    "Time to first token": "28 %",
}
RECORDS = {
    "training_throughput.csv": "Training throughput",
    "mlperf_training.csv": "MLPerf training",
    "training_runs.csv": "Accelerator-hours of published runs",
    "training_memory.csv": "Training memory",
    "serving_throughput.csv": "Serving throughput",
    "serving_latency.csv": "Time per output token, time to first token",
}
HEAD = """# How far the sizing is off

This page is written by `python -m tests.benchmarks.accuracy` from the public record in `tests/benchmarks/record`; do
not edit it. `--check` says whether it is up to date. The whole run takes five to ten minutes of one free core: it fits
the constants anew for every family.

**Left out** means: the fitted constants were refitted without the family of the row (its model architecture, its
accelerator, or the organisation that made the run), and only then was the row predicted. That is what to expect of a
model or an accelerator that nobody has measured yet. **Fitted** means that the constants had seen the row; **never
fitted**, that no constant is fitted to any row of its table. The error is the median of |predicted / measured - 1|, the
bias the median of predicted / measured - 1. **Inside** is the share of rows whose measured value lies between the P10
and P90 that the product states for it; 80 % would be perfect. Constants that no other row says anything about keep
their value in a refit, and the widths of the ranges are the product's own.
"""

WEAK = """
## Where it is weak

- Releases months apart differ by a third at the same setup, with experts by half. Such rows stand side by side in the
  record, and no constant can meet them all.
- Memory of FSDP inside a pipeline has only been published for torchtitan's Llama 3.1 405B; which buffers PyTorch holds
  there was read from its sources with these rows in view. Whether weights were gathered in 16 bits, as is counted, or
  in 8 is not printed; it would be 6 GB of 80.
- Memory of fine-tuning has few sources, and no constant is fitted to it; but what the loss takes by trainer, 16-bit
  vocabulary tables beside packed weights, and ways to save memory were counted with most of these rows in view, and the
  width of the range is theirs. Before, the median error was 27 % and one in eight was inside.
- Waits for the first token depend on how a benchmark starts its requests: TensorRT-LLM's rows with short answers wait
  three times as long as those with long answers, for the same prompt. Requests of equal length were only measured with
  Qwen3 32B, so that `serving.companions` has seen these rows even where they are left out; with no companions there,
  the error of the first token would be 26 % in both splits.
- Llama 4 Maverick, where every second layer has experts and three of four attend within chunks, is a quarter slower on
  H200 than predicted.
- AMD's accelerators have four rows of training that constants are fitted to and none of serving; TPUs have five runs,
  with which in view the factor for software of 2022 and before was taken from them.
- Published runs: what a team makes of its hardware is not known beforehand; one in ten takes 1.4 times the predicted
  hours or more, one in ten three quarters or less. Another selection of organisations would move the median error by
  two points. DeepSeek-V3, with kernels of its own, took two thirds of the predicted hours.
- MLPerf training: no constant is fitted to it, but what the model takes into account was revised with its errors in
  view: context parallelism at 8,192 tokens, latency of exchanges, exchange of sharded weights, 8-bit frozen weights,
  attention in proportion to what matrix products reach, measured ceilings at 4 bits and of L40S and MI350X. Before, the
  error was 10.9 % and 52 % of the rows were inside. Predictions are too high by a quarter for MI300X, more on several
  nodes, by three quarters for L40S, whose only link is PCIe, and by 40 to 80 % for Llama 3.1 8B on 512 accelerators,
  where each has an eighth of a sequence.
- What a collection says of tensor and attention data parallelism had to be put right by hand (`record/README.md`).
"""
PEERS = """
## Next to other tools

The same rows, as far as the tool accepts them. **Tuned** multiplies its predictions by the one factor that suits all of
these rows best, which no user can know beforehand. **Here** is the first column of errors above: constants that had not
seen the row's architecture. The predictions lie in the record with version and day; `python -m tests.benchmarks.peers`
says how to make them again.
"""


def _percent(value: float | None, *, signed: bool = False) -> str:
    if value is None:
        return ""
    digits = 0 if abs(value) >= 1 else 1
    return f"{100 * value:{'+' if signed else ''},.{digits}f} %"


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _scored(name: str, score: Score, *more: str) -> str:
    inside = "" if score.inside is None else f"{100 * score.inside:.0f} %"
    return _row(
        name, f"{score.rows:,}", _percent(score.error), _percent(score.bias, signed=True), inside, *more
    )


def _how(split: str) -> str:
    return f"{split} left out" if split else "never fitted"


class Part:
    """One quantity: the predictions of constants that had not seen the row, by split, and what they are worth."""

    def __init__(
        self,
        title: str,
        what: str,
        measured: Floats,
        fitted: Floats,
        naive: tuple[str, Floats],
        groups: dict[str, Sequence[str]],
    ) -> None:
        self.title, self.what, self.measured, self.groups = title, what, measured, groups
        self.fitted = Score.of(fitted, measured)
        self.naive_rule, self.naive_values = naive
        self.naive = Score.of(self.naive_values, measured)
        self.unseen: dict[str, tuple[Floats, np.ndarray]] = {}

    def summary(self) -> Iterator[str]:
        for split, (predicted, inside) in self.unseen.items():
            score = Score.of(predicted, self.measured, inside)
            yield _scored(
                f"{self.title}, {_how(split)}",
                score,
                _percent(self.fitted.error if split else None),
                _percent(self.naive.error),
                GOALS[self.title],
            )

    def chapter(self) -> Iterator[str]:
        yield f"\n## {self.title}\n"
        yield f"{self.what[0].upper()}{self.what[1:]}. Naive rule: {self.naive_rule}.\n"
        for split, (predicted, inside) in self.unseen.items():
            if split:
                yield from self._groups(split, split, predicted, inside)
        first = next(iter(self.unseen))
        for name in self.groups:
            if name not in self.unseen:
                yield from self._groups(name, first, *self.unseen[first])

    def _groups(self, name: str, split: str, predicted: Floats, inside: np.ndarray) -> Iterator[str]:
        yield _row(f"{name} ({_how(split)})", "rows", "error", "bias", "inside")
        yield _row("---", "---:", "---:", "---:", "---:")
        for group, score in by_group(self.groups[name], predicted, self.measured, inside):
            yield _scored(group, score)
        yield ""


def parts_of(fitted: Fitted) -> list[Part]:
    """Return the parts of tables that are fitted together, each with all of its splits."""
    parts = [_part(table) for table in fitted.tables]
    for split in fitted.splits:
        for part, table, predicted in zip(
            parts, fitted.tables, unseen_predictions(fitted, split), strict=True
        ):
            part.unseen[split] = (predicted, is_inside(table, predicted))
    return parts


def _part(table: Table) -> Part:
    naive = (table.naive_rule, table.naive)
    return Part(
        table.title, table.what, table.measured, table.predict(CALIBRATION), naive, dict(table.groups)
    )


def part_of_runs(table: RunTable | GivenThroughput) -> Part:
    """Return the part of the published runs."""
    naive, fitted = (table.naive_rule, table.naive), table.quantiles[:, 1]
    part = Part(table.title, table.what, table.measured, fitted, naive, dict(table.groups))
    low, middle, high = table.unseen().T
    part.unseen[table.split] = (middle, (low <= table.measured) & (table.measured <= high))
    return part


def part_of_submissions(table: SubmissionTable) -> Part:
    """Return the part of the submissions to MLPerf."""
    low, middle, high = table.quantiles.T
    what = (
        "tokens per second and accelerator between evaluations, layout searched; the core is told model, kind of"
        " training, accelerator and number, sequence length, global batch and precision"
    )
    naive = ("6 N per token at 40 % of the 16-bit peak", table.naive)
    part = Part("MLPerf training", what, table.measured, middle, naive, dict(table.groups))
    part.unseen[NEVER_FITTED] = (middle, (low <= table.measured) & (table.measured <= high))
    return part


def _peers(parts: Sequence[Part]) -> Iterator[str]:
    yield PEERS
    yield _row(
        "quantity", "tool, version, asked on", "rows", "tool", "tool, tuned", "here, left out", "naive"
    )
    yield _row("---", "---", "---:", "---:", "---:", "---:", "---:")
    by_title = {part.title: part for part in parts}
    training, serving = peers.training_peer(), peers.serving_peer()
    speeds = peers.predictions(training, record.training_throughputs())
    seconds = peers.predictions(serving, record.serving_latencies()) / 1e3
    for peer, predicted in ((training, speeds), (serving, seconds)):
        part = by_title[peer.title]
        unseen = next(iter(part.unseen.values()))[0]
        yield from peers.compare(peer, predicted, part.measured, unseen, part.naive_values)
    yield ""
    for peer in (training, serving):
        yield f"- {peer.tool} was asked with: {peer.setting}."


def _excluded() -> Iterator[str]:
    yield "\n## What is left out of the record, and why\n"
    yield _row("table", "rows", "reason")
    yield _row("---", "---:", "---")
    for name, title in RECORDS.items():
        for reason, rows in sorted(record.exclusions(name).items()):
            yield _row(title, str(rows), reason)


def _constants() -> Iterator[str]:
    names = [
        constant.path
        for group in (tables.TRAINING_CONSTANTS, tables.MEMORY_CONSTANTS, tables.SERVING_CONSTANTS)
        for constant in group
    ]
    values = constants_of(CALIBRATION)
    yield "\n## What is fitted\n"
    yield "Meaning and units: `planner/sizing/physics/calibration.py`. `--fit` of the command above fits them anew.\n"
    yield _row("constant", "value")
    yield _row("---", "---:")
    for name in [*names, "run.dense", "run.sparse"]:
        yield _row(f"`{name}`", f"{values[name]:.4g}")


def render(parts: Sequence[Part]) -> str:
    """Return the whole page."""
    lines = [HEAD, _row("quantity", "rows", "error", "bias", "inside", "fitted", "naive", "goal")]
    lines.append(_row("---", "---:", "---:", "---:", "---:", "---:", "---:", "---"))
    for part in parts:
        lines += part.summary()
    lines += _peers(parts)
    lines.append(WEAK)
    for part in parts:
        lines += part.chapter()
    return "\n".join([*lines, *_excluded(), *_constants()]).rstrip() + "\n"
