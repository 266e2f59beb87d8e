"""The rules of thumb that people use instead of a model, to be compared with it on the same rows."""

from collections.abc import Sequence

import numpy as np

from planner.sizing.catalogue import load_catalogue
from planner.sizing.physics.calibration import CALIBRATION
from planner.sizing.result import Floats
from planner.sizing.serving.inference import WEIGHT_BYTES
from tests.benchmarks.accuracy.mlperf import Submission
from tests.benchmarks.accuracy.prediction import architecture_of, requests_that_fit
from tests.benchmarks.accuracy.record import PeakMemory, PublishedRun, Serving, Throughput

UTILISATION = 0.4
HOUR = 3600.0


def _peak(accelerator: str, precision: str = "bf16") -> float:
    peak = load_catalogue().accelerator(accelerator).peak
    return peak.get(precision, peak["bf16"])


def throughputs(rows: Sequence[Throughput] | Sequence[Submission]) -> Floats:
    """40 % of the 16-bit peak, 6 operations per token and active parameter."""
    return np.array(
        [
            UTILISATION * _peak(row.accelerator) / (6 * architecture_of(row.model).active_parameters)
            for row in rows
        ]
    )


def run_hours(rows: Sequence[PublishedRun]) -> Floats:
    """6 N D at 40 % of the 16-bit peak."""
    work = [6 * row.active_parameters * row.tokens for row in rows]
    speed = [UTILISATION * _peak(row.accelerator) * HOUR for row in rows]
    return np.asarray(np.array(work) / np.array(speed))


def memories(rows: Sequence[PeakMemory]) -> Floats:
    """16 bytes per parameter, spread over all accelerators."""
    sizes = [architecture_of(row.model, row.layers).parameters for row in rows]
    counts = [row.tensor * row.pipeline * row.context * row.data for row in rows]
    return np.asarray(16.0 * np.array(sizes) / np.array(counts))


def _step_seconds(row: Serving) -> float:
    """Bandwidth divided by weights: the weights are read once for each token."""
    chip = load_catalogue().accelerator(row.accelerator)
    width = row.tensor * row.pipeline * row.attention_data
    weights = architecture_of(row.model).parameters * WEIGHT_BYTES[row.precision]
    return weights / (chip.bandwidth_bytes_per_second * width)


def token_seconds(rows: Sequence[Serving]) -> Floats:
    return np.array([_step_seconds(row) for row in rows])


def serving_throughputs(rows: Sequence[Serving]) -> Floats:
    """As many sequences as fit, at bandwidth divided by weights."""
    width = np.array([row.tensor * row.pipeline * row.attention_data for row in rows])
    return np.asarray(requests_that_fit(rows, CALIBRATION) / token_seconds(rows) / width)


def first_token_seconds(rows: Sequence[Serving]) -> Floats:
    """2 operations per active parameter and token of the prompt, at 40 % of the peak."""
    work = [2 * architecture_of(row.model).active_parameters * row.prompt_tokens for row in rows]
    speed = [
        UTILISATION * _peak(row.accelerator, row.precision) * row.tensor * row.pipeline * row.attention_data
        for row in rows
    ]
    return np.asarray(np.array(work) / np.array(speed))
