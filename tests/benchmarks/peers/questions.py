"""The rows of the record as a peer is asked them: plain data, with the shape of the model and of the accelerator."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from planner.sizing.catalogue import load_catalogue
from tests.benchmarks.accuracy.prediction import architecture_of
from tests.benchmarks.accuracy.record import Serving, Throughput

FOLDER = Path(__file__).parent
_SHAPE = ("layers", "hidden_size", "attention_heads", "kv_heads", "head_size", "ffn_size", "vocabulary_size")


def shape_of(model: str) -> dict[str, Any]:
    """Return what peers want to know of a model of the catalogue."""
    shape = architecture_of(model)
    return {name: getattr(shape, name) for name in (*_SHAPE, "gated_mlp", "experts")}


def training_question(row: Throughput) -> dict[str, Any]:
    return asdict(row) | shape_of(row.model)


def serving_question(row: Serving) -> dict[str, Any]:
    chip = load_catalogue().accelerator(row.accelerator)
    facts = {
        "peak_tflops_16_bits": chip.peak["bf16"] / 1e12,
        "memory_gb": chip.memory_bytes / 1e9,
        "bandwidth_gb_per_second": chip.bandwidth_bytes_per_second / 1e9,
        "link_gb_per_second": chip.link_bytes_per_second / 1e9,
    }
    return asdict(row) | shape_of(row.model) | facts


def ask(interpreter: str, script: str, questions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what a peer answers. Raises CalledProcessError where its interpreter does not have it."""
    done = subprocess.run(
        [interpreter, str(FOLDER / script)],
        input=json.dumps(list(questions)),
        capture_output=True,
        text=True,
        check=True,
    )
    answered: dict[str, Any] = json.loads(done.stdout)
    return answered
