"""A sizing in part says of that part what the whole one says; a simulation serves other loads as well."""

import numpy as np
import pytest

from planner.sizing.serving.staffing import Staffing
from planner.sizing.size import Scope, size
from planner.sizing.workload import Assumptions, Estate, Estimate, Inference, Retrieval, Stock, Workload

exact = Estimate.exact
SERVICE = Inference("service", "llama-3-8b", requests_per_second=exact(4.0))
SEARCH = Retrieval("search", corpus_tokens=exact(1e9))
ESTATE = Estate(accelerators=(Stock("l40s", exact(4.0)),))
STAFFING = Staffing(
    coefficient=2.0,
    rate=1.0,
    first=0.5,
    inter=0.02,
    held=32.0,
    requests=6000,
    mean_over_loop=1.0,
    first_over_loop=1.0,
    inter_over_loop=1.0,
    whole=10.0,
)


@pytest.mark.parametrize("workload", [SERVICE, SEARCH], ids=["service", "retrieval"])
def test_only_what_is_asked_for_and_owned_is_compared_and_comes_out_the_same(workload: Workload) -> None:
    scope = {workload.name: Scope(frozenset({"h100-sxm"}))}
    (part,) = size([workload], ESTATE, Assumptions(), samples=256, scopes=scope).workloads
    (whole,) = size([workload], ESTATE, Assumptions(), samples=256).workloads
    known = {option.accelerator: option for option in whole.options}
    assert {option.accelerator for option in part.options} == {"h100-sxm", "l40s"}
    for option in part.options:
        if option.accelerator in part.staffing and option.accelerator not in whole.staffing:
            continue  # simulated because it is among the best of fewer
        assert (option.accelerators, option.figures) == (
            known[option.accelerator].accelerators,
            known[option.accelerator].figures,
        )


def test_what_was_simulated_once_gives_the_same_again() -> None:
    chips = frozenset({"h100-sxm"})
    (first,) = size([SERVICE], ESTATE, Assumptions(), samples=256, scopes={"service": Scope(chips)}).workloads
    scope = {"service": Scope(chips, dict(first.staffing))}
    (again,) = size([SERVICE], ESTATE, Assumptions(), samples=256, scopes=scope).workloads
    assert [option.to_json() for option in again.options] == [option.to_json() for option in first.options]


def test_a_workload_that_names_an_accelerator_keeps_it_in_any_scope() -> None:
    named = Inference("service", "llama-3-8b", requests_per_second=exact(4.0), accelerator="a100-sxm-80gb")
    scope = {"service": Scope(frozenset({"h100-sxm"}))}
    (found,) = size([named], Estate(), Assumptions(), samples=64, scopes=scope).workloads
    assert [option.accelerator for option in found.options] == ["a100-sxm-80gb"]


def test_the_same_load_leaves_a_simulation_as_it_is() -> None:
    assert STAFFING.at_load(10.0, burstiness=3.0) == STAFFING


@pytest.mark.parametrize("factor", [0.5, 2.0, 9.0])
def test_under_poisson_arrivals_a_replica_carries_as_much_at_any_load(factor: float) -> None:
    """Held over those in service is coefficient x root of the load over the load: it must not change."""
    found = STAFFING.at_load(10.0 * factor, burstiness=1.0)
    assert found.coefficient * np.sqrt(factor) / factor == pytest.approx(STAFFING.coefficient)


def test_bursts_that_reach_every_replica_are_shared_by_more_of_them() -> None:
    """With nothing but bursts, the spread of the whole goes with the root of the load: the coefficient stays."""
    found = STAFFING.at_load(20.0, burstiness=1e9)
    assert found.coefficient == pytest.approx(STAFFING.coefficient)
