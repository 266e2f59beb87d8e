"""How well a plan holds: many draws in the same order."""

from dataclasses import replace

import numpy as np
import pytest

from planner.roadmap.model import Problem, Target
from planner.roadmap.robustness import duration_range, robustness
from tests.planner.roadmap.problems import task

LATE_ONE_IN_SEVEN = duration_range(0.15)


def problem(**changes: object) -> Problem:
    given = {
        "periods": 6,
        "tasks": (task("a", 2, unlocks=["w"], duration_range=LATE_ONE_IN_SEVEN),),
        "targets": (Target("w"),),
    } | changes
    return Problem(**given)  # type: ignore[arg-type]  # -- fields by name, several kinds


def test_a_plan_without_ranges_is_certain() -> None:
    certain = problem(
        tasks=(task("a", 2, 100.0, unlocks=["w"]),), budget_usd=(50.0, 50.0, 0.0, 0.0, 0.0, 0.0)
    )
    found = robustness(certain, {"a": 0})
    assert (found.in_budget, found.go_live, found.draws) == (1.0, {"w": 1.0}, 2_000)


@pytest.mark.parametrize("risk", [0.05, 0.15, 0.3])
def test_a_single_task_is_late_as_often_as_its_risk_says(risk: float) -> None:
    tasks = (task("a", 2, unlocks=["w"], duration_range=duration_range(risk)),)
    assert robustness(problem(tasks=tasks), {"a": 0}).go_live["w"] == pytest.approx(1 - risk, abs=0.02)


def test_a_chain_is_riskier_than_its_links() -> None:
    chain = tuple(
        task(name, 2, after=before, unlocks=["w"], duration_range=LATE_ONE_IN_SEVEN)
        for name, before in (("a", []), ("b", ["a"]), ("c", ["b"]))
    )
    together = robustness(problem(tasks=chain), {"a": 0, "b": 2, "c": 4}).go_live["w"]
    alone = robustness(problem(), {"a": 0}).go_live["w"]
    assert together < alone


def test_slack_in_the_plan_absorbs_a_delay() -> None:
    tasks = (
        task("a", 2, duration_range=LATE_ONE_IN_SEVEN),
        task("b", 1, after=["a"], unlocks=["w"]),
    )
    tight = robustness(problem(tasks=tasks), {"a": 0, "b": 2}).go_live["w"]
    loose = robustness(problem(tasks=tasks), {"a": 0, "b": 4}).go_live["w"]
    assert tight < 0.9 < loose


def test_people_who_are_held_up_hold_up_the_next_task() -> None:
    tasks = (
        task("a", 2, demands={"p": 1.0}, duration_range=LATE_ONE_IN_SEVEN),
        task("b", 1, demands={"p": 1.0}, unlocks=["w"]),
    )
    shared = robustness(problem(tasks=tasks, capacities={"p": (1.0,) * 6}), {"a": 0, "b": 2}).go_live["w"]
    free = robustness(problem(tasks=tasks, capacities={"p": (2.0,) * 6}), {"a": 0, "b": 2}).go_live["w"]
    assert shared < free == 1.0


def test_costs_that_vary_endanger_a_budget_without_reserve() -> None:
    tasks = (task("a", 1, 100.0, cost_range=(0.8, 1.25)),)
    bare = robustness(problem(tasks=tasks, budget_usd=(100.0,) * 6), {"a": 0})
    reserve = robustness(problem(tasks=tasks, budget_usd=(150.0,) * 6), {"a": 0})
    assert bare.in_budget == pytest.approx(0.5, abs=0.03)
    assert reserve.in_budget is not None
    assert reserve.in_budget > 0.98


def test_without_a_budget_nothing_is_said_about_it() -> None:
    assert robustness(problem(), {"a": 0}).in_budget is None


def test_another_task_changes_no_draw_of_this_one() -> None:
    alone = robustness(problem(), {"a": 0}).go_live["w"]
    tasks = (*problem().tasks, task("z", 1, duration_range=(0.5, 2.0)))
    assert robustness(problem(tasks=tasks), {"a": 0, "z": 0}).go_live["w"] == alone


def test_the_range_of_a_duration_has_the_stated_chance_to_be_late() -> None:
    low, high = duration_range(0.15)
    mean, sigma = (np.log(low) + np.log(high)) / 2, (np.log(high) - np.log(low)) / (2 * 1.2815515655446004)
    draws = np.exp(mean + sigma * np.random.default_rng(0).standard_normal(200_000))
    assert float(np.mean(draws > 1)) == pytest.approx(0.15, abs=0.005)


FULL = {"people": (2.0,) * 6}


def test_the_people_are_as_likely_to_suffice_as_the_work_is_to_stay_within_them() -> None:
    # The range 0.6 to 1.7 is lognormal: about its median of 1.01, so that the planned people suffice in 49 of 100.
    tasks = (task("a", 2, unlocks=["w"], demands={"people": 2.0}, effort_range={"people": (0.6, 1.7)}),)
    found = robustness(problem(tasks=tasks, capacities=FULL), {"a": 0})
    assert found.people == {"people": pytest.approx(0.490, abs=0.02)}
    spare = robustness(problem(tasks=tasks, capacities={"people": (3.4,) * 6}), {"a": 0})
    assert spare.people == {"people": pytest.approx(0.9, abs=0.02)}


def test_a_late_task_needs_its_people_longer_and_not_more_of_them() -> None:
    ranges = {"duration_range": (0.6, 1.7), "effort_range": {"people": (0.6, 1.7)}}
    tasks = (task("a", 2, unlocks=["w"], demands={"people": 2.0}, **ranges),)
    assert robustness(problem(tasks=tasks, capacities=FULL), {"a": 0}).people == {"people": 1.0}


def test_being_early_needs_no_more_people_and_a_role_without_a_range_has_the_planned_work() -> None:
    tasks = (task("a", 2, unlocks=["w"], demands={"people": 2.0}, duration_range=(0.2, 0.9)),)
    assert robustness(problem(tasks=tasks, capacities=FULL), {"a": 0}).people == {"people": 1.0}


def test_a_delay_into_the_work_of_others_shows_in_the_people() -> None:
    late = task("a", 1, demands={"people": 2.0}, duration_range=(1.5, 1.6))
    tasks = (late, task("b", 1, demands={"people": 1.0}))
    assert robustness(problem(tasks=tasks, capacities=FULL), {"a": 0, "b": 3}).people == {"people": 1.0}
    wide = problem(tasks=tasks, capacities={"people": (2.0, 1.0, 1.0, 1.0, 1.0, 1.0)})
    assert robustness(wide, {"a": 0, "b": 1}).people == {"people": pytest.approx(0.0, abs=0.05)}


def test_efforts_change_neither_dates_nor_money() -> None:
    bare = task("a", 2, 100.0, unlocks=["w"], demands={"people": 1.0}, duration_range=LATE_ONE_IN_SEVEN)
    ranged = replace(bare, effort_range={"people": (0.5, 3.0)})
    one, other = (
        robustness(problem(tasks=(item,), budget_usd=(100.0,) * 6, capacities=FULL), {"a": 0})
        for item in (bare, ranged)
    )
    assert (one.go_live, one.in_budget) == (other.go_live, other.in_budget)
    assert robustness(problem(tasks=(ranged,), capacities=FULL), {"a": 0}).people == other.people


def test_a_role_without_a_limit_has_no_chance_to_be_short() -> None:
    tasks = (task("a", 2, demands={"people": 2.0}, effort_range={"people": (0.6, 1.7)}),)
    assert robustness(problem(tasks=tasks), {"a": 0}).people == {}
