from statistics import NormalDist

import numpy as np
import pytest

from planner.sizing.uncertainty import DIMENSIONS, Scenarios, normal_quantile, quantiles, sobol
from planner.sizing.workload import Estimate


def test_every_dimension_has_one_point_in_each_stratum() -> None:
    points = sobol(1024, DIMENSIONS, np.random.default_rng(3))
    for column in points.T:
        assert len(np.unique((column * 1024).astype(int))) == 1024


@pytest.mark.parametrize("pair", [(0, 1), (1, 2), (4, 9), (7, 20)])
def test_pairs_of_dimensions_fill_the_square_evenly(pair: tuple[int, int]) -> None:
    points = sobol(4096, DIMENSIONS, np.random.default_rng(5))[:, pair]
    cells = np.histogram2d(*points.T, bins=8, range=[[0, 1], [0, 1]])[0]
    assert (np.abs(cells - 64) <= 32).all()


def test_a_smooth_integral_is_met_better_than_by_chance() -> None:
    points = sobol(4096, 10, np.random.default_rng(7))
    assert float(np.prod(1 + (points - 0.5), axis=1).mean()) == pytest.approx(1.0, abs=2e-3)


def test_normal_scores_are_exact() -> None:
    chances = np.linspace(0.0005, 0.9995, 1999)
    expected = [NormalDist().inv_cdf(chance) for chance in chances]
    np.testing.assert_allclose(normal_quantile(chances), expected, atol=1e-8)


@pytest.mark.parametrize("given", [(1.0, 2.0, 5.0), (0.0, 3.0, 4.0), (10.0, 10.0, 30.0)])
def test_samples_have_the_quantiles_of_the_estimate(given: tuple[float, float, float]) -> None:
    drawn = quantiles(Scenarios(4096, 0, "a").draw("x", Estimate(*given)))
    assert (drawn.p10, drawn.p50, drawn.p90) == pytest.approx(given, rel=0.01, abs=0.01)


def test_an_exact_number_is_the_same_in_every_scenario() -> None:
    assert (Scenarios(64, 0, "a").draw("x", Estimate.exact(7.0)) == 7.0).all()


def test_a_share_never_passes_its_bound() -> None:
    drawn = Scenarios(1024, 0, "a").draw("goodput", Estimate(0.77, 0.9, 1.0), most=1.0)
    assert drawn.max() == 1.0


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    first, again, other = (Scenarios(256, seed, "a").normal("x") for seed in (1, 1, 2))
    assert (first == again).all()
    assert not (first == other).any()


def test_what_belongs_to_the_organisation_moves_together_for_all_workloads() -> None:
    one, two = Scenarios(256, 0, "one"), Scenarios(256, 0, "two")
    assert (one.normal("pue") == two.normal("pue")).all()
    assert abs(float(np.corrcoef(one.normal("tokens"), two.normal("tokens"))[0, 1])) < 0.2


def test_adding_p90s_is_not_the_p90_of_the_sum() -> None:
    """Ten independent lognormals, sigma 0.5: adding P90s gives 18.98, the true P90 is 13.84."""
    scenarios = Scenarios(4096, 0, "sum")
    parts = [scenarios.error(f"part {index}", 0.5) for index in range(10)]
    assert sum(quantiles(part).p90 for part in parts) == pytest.approx(18.98, rel=0.01)
    assert quantiles(np.sum(parts, axis=0)).p90 == pytest.approx(13.84, rel=0.02)


@pytest.mark.parametrize("samples", [0, 63, 100, 1 << 17])
def test_a_number_of_samples_that_is_no_power_of_two_is_refused(samples: int) -> None:
    with pytest.raises(ValueError, match="power of two"):
        Scenarios(samples, 0, "a")
