"""Streams of requests that come in bursts: a Poisson stream whose rate a gamma process modulates."""

import numpy as np

from planner.sizing.result import Floats
from planner.sizing.serving.traffic import BIN_SECONDS

STRATA = 32
BURST_SECONDS = (
    30.0  # in the Azure traces of 2023 counts of two following ten seconds correlate by 0.5 to 0.7
)


def bursty_arrivals(
    count: int, *, rate: float, burstiness: float, share: float = 1.0, rng: np.random.Generator
) -> Floats:
    """Return the (count,) arrival times, seconds, of a share of a bursty stream.

    rate: requests per second of the share. burstiness: variance over mean of the whole stream's counts in ten seconds;
    at most 1 is Poisson. share: of the whole stream that comes here, drawn at random; bursts reach all shares at once.
    The rate of each half minute (or mean gap, if that is longer) is gamma with shape (whole rate x 10 s) /
    (burstiness - 1), so that the counts have the variance asked for. Raises ValueError for a rate or share that is not
    positive.

    >>> times = bursty_arrivals(20_000, rate=10.0, burstiness=5.0, rng=np.random.default_rng(1))
    >>> bool(abs(len(times) / times[-1] / 10.0 - 1.0) < 0.1)
    True
    """
    if rate <= 0 or not 0 < share <= 1:
        raise ValueError(f"rate must be positive and share within (0, 1] (got {rate:g}, {share:g})")
    gaps = rng.exponential(size=count).cumsum()
    if burstiness <= 1:
        return np.asarray(gaps / rate)
    shape = rate / share * BIN_SECONDS / (burstiness - 1.0)
    length = max(BURST_SECONDS, 1.0 / rate)
    windows = int(np.ceil(gaps[-1] / (rate * length))) + 1
    factors = np.concatenate([_window_factors(windows, shape, rng)] * 2)
    done = np.concatenate([[0.0], np.cumsum(np.maximum(factors, 1e-9) * rate * length)])
    return np.asarray(np.interp(gaps, done, length * np.arange(len(done))))


def _window_factors(windows: int, shape: float, rng: np.random.Generator) -> Floats:
    """Return (windows,) gamma numbers of mean 1 in random order, one from each of as many equal strata."""
    drawn = np.sort(rng.gamma(shape, 1.0 / shape, size=windows * STRATA))
    strata = drawn.reshape(windows, STRATA).mean(axis=1)
    return rng.permutation(strata) / max(float(strata.mean()), 1e-12)
