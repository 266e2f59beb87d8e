"""Laws of waiting, and the check that stands beside the rule for bursts."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.sizing.serving.queues import MOST_LOAD, erlang_b, erlang_c, fewest_servers, mean_queue
from tests.planner.sizing.organisation_samples import middle, organisation

loads = st.floats(0.01, 200.0)


@given(load=loads, more=st.integers(1, 40))
def test_one_server_more_never_makes_anybody_wait_longer(load: float, more: int) -> None:
    servers = math.ceil(load) + more
    assert erlang_c(servers + 1, load) <= erlang_c(servers, load)
    assert mean_queue(servers + 1, load) <= mean_queue(servers, load)


@given(load=loads, servers=st.integers(1, 60))
def test_those_who_can_queue_wait_more_often_than_others_are_turned_away(load: float, servers: int) -> None:
    assert erlang_b(servers, load) <= erlang_c(servers, load) <= 1.0


@given(load=loads, target=st.floats(0.0, 10.0))
def test_the_fewest_servers_keep_the_targets_and_one_less_does_not(load: float, target: float) -> None:
    found = fewest_servers(load, service_seconds=1.0, target_seconds=target, level=0.9, most_occupancy=1.0)
    assert found.level >= 0.9
    assert found.servers > load
    fewer = found.servers - 1
    kept = 1 - erlang_c(fewer, load) * math.exp(-max(fewer - load, 0.0) * target) if fewer else 0.0
    assert fewer <= load or kept < 0.9


def test_more_load_than_servers_never_ends() -> None:
    assert (erlang_c(2, 3.0), mean_queue(2, 3.0)) == (1.0, math.inf)


@pytest.mark.parametrize("load", [0.0, -1.0, 2 * MOST_LOAD])
def test_a_load_that_cannot_be_staffed_is_refused(load: float) -> None:
    with pytest.raises(ValueError, match="load"):
        fewest_servers(load, service_seconds=1.0, target_seconds=1.0)


def test_erlang_stands_beside_the_replicas_and_says_why_it_is_not_the_plan() -> None:
    sizing = organisation()
    assert middle(sizing, "replicas_erlang:assistant") <= middle(sizing, "replicas_most:assistant")
    steps = sizing.figure("replicas_erlang:assistant").derivation
    assert any("recorded traffic" in step.formula for step in steps)
