"""Medians and quantiles of scenarios are numpy's, to the last bit."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.sizing.uncertainty import least_at, median, quantiles_at

NUMBERS = st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=40)
SHARES = st.floats(0.0, 1.0)


@given(NUMBERS, SHARES)
def test_a_quantile_is_that_of_numpy(numbers: list[float], share: float) -> None:
    samples = np.array(numbers)
    assert quantiles_at(samples, (share,)) == (float(np.quantile(samples, share)),)
    assert least_at(samples, share) == float(np.quantile(samples, share, method="higher"))


@given(NUMBERS)
def test_a_median_is_that_of_numpy(numbers: list[float]) -> None:
    assert median(np.array(numbers)) == float(np.median(numbers))


@pytest.mark.parametrize("place", [0, 3, 6])
def test_what_is_unknown_in_one_scenario_is_unknown(place: int) -> None:
    samples = np.arange(7.0)
    samples[place] = math.nan
    found = (median(samples), least_at(samples, 0.5), *quantiles_at(samples, (0.1, 0.9)))
    assert all(math.isnan(value) for value in found)


def test_the_samples_keep_their_order() -> None:
    samples = np.array([3.0, 1.0, 2.0])
    found = (median(samples), least_at(samples, 0.5), quantiles_at(samples, (0.5,)))
    assert (found, samples.tolist()) == ((2.0, 2.0, (2.0,)), [3.0, 1.0, 2.0])
