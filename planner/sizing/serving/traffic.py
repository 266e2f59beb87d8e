"""Arrivals as recorded: a trace becomes a peak, a mean and a burstiness."""

import csv
import io
import math
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from planner.sizing.result import Floats
from planner.sizing.workload import MOST_ARRIVALS

PEAK_SECONDS, BIN_SECONDS = 300.0, 10.0
FEWEST_ARRIVALS = 30
HOUR, WEEK = 3600.0, 604_800.0
MOST_BYTES, MOST_SECONDS = 100_000_000, 3.2e7


@dataclass(frozen=True, slots=True)
class ArrivalPattern:
    """peak: requests per second in the busiest five minutes; mean_share: mean over peak.

    burstiness: variance of the number of arrivals in ten seconds over its mean, 1 for a Poisson stream.
    hour: seconds of the arrivals in the busiest hour, from its start. shape: rate of each five minutes over the peak,
    for the first week at most.
    """

    peak: float
    mean_share: float
    burstiness: float
    hour: tuple[float, ...] = ()
    shape: tuple[float, ...] = ()


def read_trace(path: Path) -> ArrivalPattern:
    """Read a CSV whose first column is the time of each request, in seconds or as ISO 8601, with a header.

    Raises ValueError when it is missing, too large or not of that form.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise ValueError(f"larger than {MOST_BYTES // 1_000_000} MB")
        rows = enumerate(csv.reader(io.StringIO(content.decode("utf-8"), newline="")), 1)
        times = (_seconds(row[0], number) for number, row in rows if row and number > 1)
        return arrival_pattern(np.fromiter(times, dtype=np.float64))
    except OSError as error:
        raise ValueError(error.strerror or "cannot be read") from error
    except UnicodeDecodeError as error:
        raise ValueError("not UTF-8 text") from error
    except csv.Error as error:
        raise ValueError(f"not CSV: {error}") from error


def arrival_pattern(times: Floats) -> ArrivalPattern:
    """Summarise arrival times in seconds.

    Raises ValueError for fewer than 30 arrivals, no duration, or one of more than a year.
    """
    times = np.sort(times)
    length = float(times[-1] - times[0]) if len(times) else 0.0
    if len(times) < FEWEST_ARRIVALS or length <= 0:
        raise ValueError(
            f"a trace needs at least {FEWEST_ARRIVALS} requests at different times (got {len(times)})"
        )
    if length > MOST_SECONDS:
        raise ValueError(f"a trace covers at most a year (got {length:.3g} seconds)")
    window = min(PEAK_SECONDS, length)
    present = np.arange(1, len(times) + 1) - np.searchsorted(times, times - window, side="right")
    peak = float(present.max()) / window
    bins = max(1, int(length // BIN_SECONDS))
    counts, _ = np.histogram(times - times[0], bins=bins, range=(0.0, bins * BIN_SECONDS))
    mean = len(times) / length
    dispersion = float(counts.var() / counts.mean()) if bins > 1 and counts.mean() > 0 else 1.0
    return ArrivalPattern(
        peak, min(1.0, mean / peak), max(dispersion, 0.1), _busiest_hour(times), _shape(times, peak)
    )


def _busiest_hour(times: Floats) -> tuple[float, ...]:
    ends = np.searchsorted(times, times + HOUR, side="right")
    start = int(np.argmax(ends - np.arange(len(times))))
    hour = times[start : min(int(ends[start]), start + MOST_ARRIVALS)]
    return tuple((hour - hour[0]).round(6).tolist())


def _shape(times: Floats, peak: float) -> tuple[float, ...]:
    parts = max(1, int(min(float(times[-1] - times[0]), WEEK) // PEAK_SECONDS))
    counts, _ = np.histogram(times - times[0], bins=parts, range=(0.0, parts * PEAK_SECONDS))
    return tuple(np.minimum(counts / PEAK_SECONDS / peak, 1.0).round(6).tolist())


def _seconds(text: str, line: int) -> float:
    try:
        seconds = float(text)
    except ValueError:
        pass
    else:
        if math.isfinite(seconds):
            return seconds
    try:
        return datetime.fromisoformat(text.strip()[:26]).timestamp()
    except ValueError:
        raise ValueError(f"line {line}: {text[:40]!r} is not a time") from None
