"""Which inputs a result owes its spread to."""

import json

import numpy as np
import pytest

from planner.sizing.sensitivity import INPUTS, SaltelliScenarios, causes_of, saltelli_points, sobol_indices
from planner.sizing.size import explained, size
from planner.sizing.uncertainty import Scenarios
from planner.sizing.workload import Assumptions, Estate, Estimate, Workload
from tests.planner.sizing.builders import batch, fine_tuning, inference, retrieval, sized, training

WORKLOADS = (
    training(accelerator="h100-sxm"),
    fine_tuning(accelerator="h100-sxm"),
    inference(accelerator="l40s"),
    batch(accelerator="l40s"),
    retrieval(accelerator="l40s"),
)


def indices(function: object, inputs: int, samples: int = 4096) -> tuple[np.ndarray, np.ndarray]:
    points = saltelli_points(samples, inputs, np.random.default_rng(5))
    found = sobol_indices(function(points), inputs)  # type: ignore[operator]  # -- several kinds in one table
    return found.first, found.total


def test_inputs_that_are_only_added_do_nothing_together() -> None:
    first, total = indices(lambda x: x @ np.array([3.0, 2.0, 1.0]), 3)
    assert first == pytest.approx(np.array([9, 4, 1]) / 14, abs=0.01)
    assert total == pytest.approx(first, abs=0.01)


def test_inputs_that_only_work_together_do_nothing_alone() -> None:
    first, total = indices(lambda x: (x[:, 0] - 0.5) * (x[:, 1] - 0.5), 2)
    assert first == pytest.approx([0, 0], abs=0.02)
    assert total == pytest.approx([1, 1], abs=0.02)


def test_more_inputs_than_sobol_dimensions_still_add_up() -> None:
    first, _ = indices(lambda x: x.sum(axis=1), 30)
    assert first.sum() == pytest.approx(1.0, abs=0.1)


def test_a_result_without_spread_has_no_cause() -> None:
    first, total = indices(lambda x: np.ones(len(x)), 2, 64)
    assert not first.any()
    assert not total.any()


def test_values_that_do_not_belong_to_the_points_are_refused() -> None:
    with pytest.raises(ValueError, match="multiple of 5"):
        sobol_indices(np.ones(64), 3)


def test_an_input_moves_the_result_from_its_low_to_its_high_end() -> None:
    scenarios = SaltelliScenarios(256, ("a", "b"), 0, "x")
    values = scenarios.draw("a", Estimate(1, 10, 100)) + scenarios.draw("b", Estimate(1, 1.1, 1.2))
    strong, weak = causes_of(values, scenarios, ("a", "b"))
    assert (strong.input, weak.input) == ("a", "b")
    assert strong.low < strong.high
    assert strong.total > 0.95 > weak.total


def test_what_is_not_varied_keeps_its_middle() -> None:
    scenarios = SaltelliScenarios(64, ("a",), 0, "x")
    assert scenarios.draw("other", Estimate(1, 2, 5)) == pytest.approx(np.full(192, 2.0))


@pytest.mark.parametrize("workload", WORKLOADS, ids=lambda workload: workload.kind)
def test_the_best_option_tells_what_moves_its_cost(workload: Workload) -> None:
    found = sized(workload)
    assert found.sensitivity is not None
    assert found.sensitivity["accelerator"] == found.options[0].accelerator
    causes = found.sensitivity["results"]["cost_usd"]
    totals = [cause["total"] for cause in causes]
    assert totals == sorted(totals, reverse=True)
    assert all(0 <= cause["first"] <= cause["total"] < 1.5 for cause in causes)
    assert all(cause["title"] == INPUTS[cause["input"]] for cause in causes)
    json.dumps(found.sensitivity, allow_nan=False)


def test_a_number_that_is_certain_is_no_cause() -> None:
    known = Assumptions(team_efficiency=Estimate.exact(1.0), goodput=Estimate.exact(0.9))
    found = sized(WORKLOADS[0], Estate(), known).sensitivity
    assert found is not None
    inputs = {cause["input"] for cause in found["results"]["cost_usd"]}
    assert not inputs & {"team", "goodput"}


def test_an_option_that_cannot_run_has_no_causes() -> None:
    assert sized(training(model="llama-3-70b", accelerator="l4", accelerators=1)).sensitivity is None


SEVERAL = (training(), fine_tuning(), inference(), batch(), retrieval())


@pytest.mark.parametrize("workload", SEVERAL, ids=lambda workload: workload.kind)
def test_any_option_can_be_explained_and_stays_as_it_was_sized(workload: Workload) -> None:
    given = ([workload], Estate(), Assumptions())
    sizing = size(*given, samples=64)
    options = sizing.workloads[0].options
    wanted = max(index for index, option in enumerate(options) if option.is_feasible)
    told = explained(sizing, *given, options={sizing.workloads[0].name: wanted}).workloads[0]
    assert told.options == options
    assert told.sensitivity is not None
    named = (told.sensitivity["accelerator"], told.sensitivity["accelerators"])
    assert named == (options[wanted].accelerator, options[wanted].accelerators)


def test_the_policies_are_those_of_the_option_that_is_explained() -> None:
    workload = inference(model="llama-3-70b", requests_per_second=40)
    given = ([workload], Estate(), Assumptions())
    sizing = size(*given, samples=64)
    others = [index for index, one in enumerate(sizing.workloads[0].options) if one.is_feasible][:6]
    for index in others:
        told = explained(sizing, *given, options={workload.name: index}).workloads[0]
        assert {policy.replicas for policy in told.autoscaling} == {told.options[index].layout["data"]}


def test_a_workload_without_an_option_has_nothing_to_explain() -> None:
    given = ([WORKLOADS[2]], Estate(), Assumptions())
    sizing = size(*given, samples=64)
    assert explained(sizing, *given, options={WORKLOADS[2].name: None}) == sizing


def test_comparing_ways_moves_no_other_input() -> None:
    plain, asked = Scenarios(64, 0, "x"), Scenarios(64, 0, "x")
    asked.normal("spot share")
    for name in "abcdefghijklmnop":
        assert (plain.normal(name) == asked.normal(name)).all()
    assert "spot share" not in asked.names
