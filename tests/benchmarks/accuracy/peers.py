"""Other public tools on the same rows: their predictions lie beside the record, so that they need not be installed."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from planner.sizing.result import Floats
from tests.benchmarks.accuracy.record import RECORD, Serving, Throughput
from tests.benchmarks.accuracy.score import Score

_LAYOUT = ("tensor", "pipeline", "virtual_stages", "context", "expert", "sharding", "recompute", "precision")
_BATCH = ("accelerators", "sequence_tokens", "batch_sequences", "micro_batch")
_LOOP = ("prompt_tokens", "answer_tokens", "concurrency")


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool, and the columns that tell its setups apart. setting: how it was asked."""

    tool: str
    title: str
    file: str
    columns: tuple[str, ...]
    setting: str


def training_peer() -> Peer:
    return Peer(
        tool="llm-analysis",
        title="Training throughput",
        file="peer_training_throughput.csv",
        columns=("model", "accelerator", *_BATCH, *_LAYOUT),
        setting="share of the peak 0.5, as its remarks name it",
    )


def serving_peer() -> Peer:
    return Peer(
        tool="GenZ",
        title="Time per output token",
        file="peer_token_time.csv",
        columns=(
            "model", "accelerator", "tensor", "pipeline", "attention_data", "precision", "kv_precision", *_LOOP,
        ),
        setting="system efficiency 1, its default; datasheet values of the accelerators",
    )  # fmt: skip


def setup_of(row: Throughput | Serving, columns: Sequence[str]) -> tuple[str, ...]:
    """Return what a peer can tell rows apart by, as it is written."""
    return tuple(str(getattr(row, name)) for name in columns)


@cache
def _answers(peer: Peer) -> tuple[dict[tuple[str, ...], float], str]:
    """Return what was predicted by setup, and the version and day of it."""
    found: dict[tuple[str, ...], float] = {}
    made = ""
    with (RECORD / peer.file).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            made = f"{row['version']}, {row['made']}"
            if row["predicted"]:
                found[tuple(row[name] for name in peer.columns)] = float(row["predicted"])
    return found, made


def predictions(peer: Peer, rows: Sequence[Throughput] | Sequence[Serving]) -> Floats:
    """Return (N,) what the peer predicts, in the unit of its file; NaN for what it does not accept."""
    found, _ = _answers(peer)
    return np.array([found.get(setup_of(row, peer.columns), np.nan) for row in rows])


def compare(peer: Peer, predicted: Floats, measured: Floats, ours: Floats, naive: Floats) -> Iterator[str]:
    """Yield the row of a peer: it, it with the one factor that suits all these rows best, ours, and the naive rule."""
    _, made = _answers(peer)
    asked = np.isfinite(predicted)
    predicted, measured, ours, naive = (values[asked] for values in (predicted, measured, ours, naive))
    tuned = predicted * np.exp(np.median(np.log(measured / predicted)))
    errors = [
        f"{100 * Score.of(values, measured).error:,.1f} %" for values in (predicted, tuned, ours, naive)
    ]
    cells = (peer.title, f"{peer.tool} {made}", f"{len(measured):,} of {len(asked):,}", *errors)
    yield "| " + " | ".join(cells) + " |"
