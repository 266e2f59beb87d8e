"""Policies that scale a service: the HPA's rule, laws of the fluid queue, and what a result says of them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.sizing.catalogue.traffic import load_week_profiles
from planner.sizing.result import Floats
from planner.sizing.serving.autoscaling import POLICIES, Fleet, hpa_replicas, scale
from planner.sizing.serving.frame import MEAN_OF_PEAK
from planner.sizing.workload import Engine, Traffic
from tests.planner.sizing.builders import batch, exact, inference, sized

DAY = 1440
FIXED, REACTIVE, SCHEDULED, PREDICTIVE = range(4)


def fleet(most: int = 20, *, start_seconds: float = 300.0, columns: int = 1) -> Fleet:
    every = np.ones(columns)
    return Fleet(most, 2.0 * every, 20.0 * every, 1.5 * every, start_seconds, 2.0 * every)


def hill(low: float, high: float) -> Floats:
    """A day from its quietest minute over its busiest to its quietest."""
    return (low + (high - low) * np.sin(np.linspace(0, np.pi, DAY)) ** 2)[:, None]


def planned(demand: Floats, safe: float = 1.5) -> Floats:
    return np.ceil(demand / safe)


@pytest.mark.parametrize(
    ("replicas", "metric", "target", "wanted"),
    [(50, 90, 75, 60), (50, 82, 75, 50), (50, 68, 75, 50), (50, 30, 75, 20), (3, 90, 75, 4), (1, 76, 75, 1)],
)
def test_the_rule_of_kubernetes_moves_nothing_within_a_tenth(
    replicas: float, metric: float, target: float, wanted: float
) -> None:
    assert float(hpa_replicas(np.array(float(replicas)), np.array(float(metric)), target)) == wanted


@given(low=st.floats(0.1, 5.0), high=st.floats(6.0, 25.0), most=st.integers(1, 40))
@settings(max_examples=20, deadline=None)
def test_no_policy_has_more_than_there_is_or_is_later_than_nothing_at_all(
    low: float, high: float, most: int
) -> None:
    demand = hill(low, high)
    course = scale(demand, demand, planned(demand), fleet(most))
    assert (course.most_replicas <= most).all()
    assert (course.mean_replicas >= 1.0 - 1e-9).all()
    assert (course.mean_replicas <= most + 1e-9).all()
    assert course.mean_replicas[FIXED, 0] == pytest.approx(most)
    assert ((course.late_share >= 0) & (course.late_share <= 1 + 1e-9)).all()
    assert (course.late_share[FIXED] <= course.late_share + 1e-9).all()


def test_steady_demand_keeps_every_policy_still() -> None:
    demand = np.full((DAY, 1), 9.0)
    course = scale(demand, demand, planned(demand), fleet())
    assert course.late_share.max() == 0.0
    for policy in (REACTIVE, SCHEDULED, PREDICTIVE):
        assert course.mean_replicas[policy, 0] == pytest.approx(6.0)


def test_scaling_with_a_day_takes_fewer_replica_hours_and_is_on_time() -> None:
    demand = hill(2.0, 25.0)
    course = scale(demand, demand, planned(demand), fleet())
    for policy in (REACTIVE, SCHEDULED, PREDICTIVE):
        assert course.mean_replicas[policy, 0] < 0.7 * course.mean_replicas[FIXED, 0]
        assert course.late_share[policy, 0] < 0.01


def test_a_jump_that_nobody_foresaw_makes_requests_late_until_replicas_are_up() -> None:
    demand = np.where(np.arange(DAY)[:, None] < DAY // 2, 3.0, 24.0)
    flat = np.ones((DAY, 1))
    late = {
        seconds: scale(demand, flat, planned(demand), fleet(start_seconds=seconds)).late_share[:, 0]
        for seconds in (60.0, 600.0)
    }
    assert late[60.0][FIXED] == 0.0
    assert 0.0 < late[60.0][REACTIVE] < late[600.0][REACTIVE]
    assert late[600.0][SCHEDULED] == 0.0


def test_columns_do_not_touch_each_other() -> None:
    one, other = hill(2.0, 25.0), hill(1.0, 9.0)
    both = np.hstack([one, other])
    together = scale(both, both, planned(both), fleet(columns=2))
    for column, demand in enumerate((one, other)):
        alone = scale(demand, demand, planned(demand), fleet())
        np.testing.assert_allclose(together.mean_replicas[:, column], alone.mean_replicas[:, 0])
        np.testing.assert_allclose(together.late_share[:, column], alone.late_share[:, 0])


def test_a_day_without_a_minute_is_refused() -> None:
    empty = np.zeros((0, 1))
    with pytest.raises(ValueError, match="at least one minute"):
        scale(empty, empty, empty, fleet())


@pytest.mark.parametrize("name", MEAN_OF_PEAK)
def test_each_profile_is_a_week_whose_mean_is_the_one_that_sizing_uses(name: str) -> None:
    week = load_week_profiles()[name]
    assert week.shape == (7, 24)
    assert week.max() == 1.0
    assert week.min() > 0.0
    assert week.mean() == pytest.approx(MEAN_OF_PEAK[name], abs=0.02)


@pytest.mark.parametrize(("name", "low", "high"), [("assistant_week", 1.7, 2.5), ("coding_week", 8.0, 13.0)])
def test_weekdays_rise_from_trough_to_peak_as_recorded(name: str, low: float, high: float) -> None:
    """Azure traces of May 2024: 2.0 to 2.5 and 10 to 13 by the minute; hourly means are a little flatter."""
    weekdays = load_week_profiles()[name][:5]
    assert low <= np.median(weekdays.max(axis=1) / weekdays.min(axis=1)) <= high


def test_a_service_says_what_each_policy_takes_and_misses() -> None:
    policies = sized(inference(model="llama-3-70b", requests_per_second=40)).to_json()["autoscaling"]
    assert [policy["policy"] for policy in policies] == list(POLICIES)
    by_name = {policy["policy"]: policy for policy in policies}
    for policy in policies:
        for name in ("mean_replicas", "most_replicas", "replica_hours_per_year", "late_share"):
            assert policy[name]["p10"] <= policy[name]["p50"] <= policy[name]["p90"]
        assert policy["rule"]
    fixed = by_name["fixed"]
    for name in ("reactive", "scheduled", "predictive"):
        assert by_name[name]["replica_hours_per_year"]["p50"] < fixed["replica_hours_per_year"]["p50"]
        assert by_name[name]["cost_usd_per_year"]["p50"] < fixed["cost_usd_per_year"]["p50"]


def test_a_week_of_coding_saves_more_than_a_week_of_assistance() -> None:
    def kept(profile: str) -> float:
        traffic = Traffic(exact(100), profile)  # type: ignore[arg-type]  # a name of the table
        service = inference(requests_per_second=None, traffic=traffic, accelerator="a100-sxm-80gb")
        policies = sized(service).autoscaling
        hours = [policy["replica_hours_per_year"]["p50"] for policy in policies]
        return float(hours[PREDICTIVE] / hours[FIXED])

    assert kept("coding_week") < kept("assistant_week") < 1.0


def test_nothing_is_scaled_where_nobody_waits() -> None:
    assert sized(inference(engine=Engine(concurrency=8))).autoscaling == ()
    assert "autoscaling" not in sized(batch()).to_json()
