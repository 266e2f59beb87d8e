"""Why a workload is late or never live, in plain words, and what would help."""

from dataclasses import replace
from typing import Any

import pytest
from ortools.sat.python import cp_model

from planner.roadmap.conflict import find_conflict
from planner.roadmap.dates import Hindrances, hindrances
from planner.roadmap.model import Problem, Target
from planner.roadmap.rules import build_rules
from planner.roadmap.solve import solve
from tests.planner.roadmap.problems import task

QUARTERS = tuple(f"{year}-Q{quarter}" for year in (2027, 2028) for quarter in (1, 2, 3, 4))


def problem(*tasks: Any, deadline: int | None = 2, **more: Any) -> Problem:
    given = {"targets": (Target("w", "Search", deadline=deadline),), "period_names": QUARTERS, **more}
    return Problem(8, tasks, **given)


def stopped(asked: Problem) -> Hindrances:
    return hindrances(asked, solve(asked), seed=0)["w"]


def needed(name: str, duration: int = 1, cost: float = 0.0, **more: Any) -> Any:
    return task(name, duration, cost, optional=True, unlocks=["w"], **more)


def test_what_takes_longer_than_the_deadline_by_itself_is_named() -> None:
    found = stopped(problem(needed("pipeline", 3, title="Pipeline")))
    assert found.conflict == "Search by 2027-Q2: Pipeline takes 3 quarters."
    assert found.relaxations == ("Allow Search 1 quarter more, until 2027-Q3.",)


def test_what_stands_in_the_way_of_the_last_quarters_is_told_beside_the_first() -> None:
    found = stopped(
        problem(
            needed("a", 2, title="Monitoring", demands={"ml_engineers": 1.0}),
            task("b", 2, optional=True, title="Rules", demands={"ml_engineers": 1.0}),
            needed("c", 2, after=["b"], title="Alerts", demands={"ml_engineers": 1.0}),
            capacities={"ml_engineers": (1.0,) * 8},
        )
    )
    assert found.least_late == 4
    assert found.conflict == (
        "Search by 2027-Q2: Alerts (2 quarters) comes after Rules (2 quarters)."
        " Search by 2028-Q1: Alerts (2 quarters) comes after Rules (2 quarters); at most 1 of ML engineers."
    )


def test_budgets_of_quarters_that_are_alike_are_told_as_one() -> None:
    found = stopped(problem(needed("buy", 1, 90e3, title="Servers"), budget_usd=(50e3,) * 8))
    assert found.conflict == (
        "Search by 2027-Q2: the budget is 50 k USD in each quarter from 2027-Q1 to 2027-Q2."
    )
    assert found.relaxations[0] == "Search: add 40 k USD to the budget in 2027-Q1."


def test_money_that_is_short_from_the_begin_on_is_added_at_the_begin() -> None:
    short = problem(
        needed("a", 3, 90e3),
        needed("b", 1, 30e3, lead_time=2),
        deadline=3,
        budget_usd=(0.0,) * 8,
        carry_over=True,
    )
    found = stopped(short)
    assert found.relaxations == ("Search: add 120 k USD to the budget by 2027-Q1.",)


def test_people_who_come_later_are_told_with_the_quarter() -> None:
    late = problem(
        needed("a", 1, demands={"ml_engineers": 1.0}), capacities={"ml_engineers": (0.0,) * 4 + (2.0,) * 4}
    )
    assert stopped(late).because == ("at most 0 of ML engineers until 2027-Q4, 2 after that",)


def test_where_no_single_change_is_enough_that_is_said() -> None:
    found = stopped(
        problem(
            needed("a", 3, 50e3, demands={"ml_engineers": 1.0}),
            budget_usd=(0.0,) * 8,
            capacities={"ml_engineers": (0.5,) * 8},
        )
    )
    assert found.relaxations == (
        "Search: no single change is enough; the cheapest way to it tells what all of them would take.",
    )


@pytest.mark.parametrize("carry_over", [True, False])
@pytest.mark.parametrize("budget", [0.0, 20e3, 45e3])
@pytest.mark.parametrize("people", [0.5, 1.0])
def test_without_any_one_member_of_a_conflict_over_money_and_people_there_is_a_plan(
    carry_over: bool, budget: float, people: float
) -> None:
    asked = problem(
        needed("a", 1, 40e3, demands={"ml_engineers": 1.0}),
        needed("b", 1, 60e3, lead_time=1),
        needed("c", 1, demands={"ml_engineers": 1.0}),
        budget_usd=(budget,) * 8,
        carry_over=carry_over,
        capacities={"ml_engineers": (people,) * 8},
    )
    hard = replace(asked, targets=(replace(asked.targets[0], is_hard=True),))
    conflict = find_conflict(hard)
    assert conflict is not None
    assert not _has_plan(hard, conflict.rules)
    for rule in conflict.rules:
        assert _has_plan(hard, tuple(other for other in conflict.rules if other != rule)), rule


def _has_plan(asked: Problem, rules: tuple[Any, ...]) -> bool:
    model = build_rules(asked)
    model.model.add_assumptions([model.literals[rule] for rule in rules])
    return bool(cp_model.CpSolver().solve(model.model) in (cp_model.OPTIMAL, cp_model.FEASIBLE))
