"""A problem without a plan: a smallest contradiction in plain words, and the ways out."""

from collections.abc import Collection
from dataclasses import replace

import pytest

from planner.roadmap.conflict import find_conflict
from planner.roadmap.model import Alternatives, Problem, Target, Task
from planner.roadmap.rules import Rule
from planner.roadmap.solve import solve
from tests.planner.roadmap.problems import task

POWER = Problem(
    periods=8,
    tasks=(
        task("power", 1, 900e3, lead_time=3, optional=True, unlocks=["assistant"], title="Power upgrade"),
        task("buy", 1, 400e3, lead_time=2, optional=True, unlocks=["assistant"], title="Accelerators"),
    ),
    budget_usd=(200e3,) * 8,
    carry_over=True,
    targets=(Target("assistant", "Clinical assistant", deadline=3, is_hard=True),),
    period_names=tuple(f"{year}-Q{quarter}" for year in (2027, 2028) for quarter in (1, 2, 3, 4)),
)


def only(problem: Problem, rules: Collection[Rule]) -> Problem:
    """The problem with nothing but these rules."""
    longer = 0 if Rule("horizon") in rules else 20
    periods = problem.periods + longer
    return replace(
        problem,
        periods=periods,
        tasks=tuple(_task_with(task, rules) for task in problem.tasks),
        capacities={
            role: (*row, *(row[-1],) * longer) if Rule("people", role) in rules else (1e6,) * periods
            for role, row in problem.capacities.items()
        },
        targets=tuple(replace(t, is_hard=Rule("deadline", t.name) in rules) for t in problem.targets),
    )


def _task_with(task: Task, rules: Collection[Rule]) -> Task:
    return replace(
        task,
        is_optional=Rule("must", task.id) not in rules,
        after=tuple(name for name in task.after if Rule("order", task.id, name) in rules),
        lead_time=task.lead_time if Rule("lead", task.id) in rules else 0,
    )


def tight(*, people: float = 1.0, deadline: int = 3) -> Problem:
    tasks: tuple[Task, ...] = (
        task("a", 2, demands={"p": 1.0}),
        task("b", 1, demands={"p": 1.0}, after=["a"]),
        task("c", 1, demands={"p": 1.0}, unlocks=["w"], after=["a"]),
        task("d", 1, demands={"p": 1.0}, unlocks=["w"]),
    )
    return Problem(
        6,
        tasks,
        {"p": (people,) * 6},
        targets=(Target("w", deadline=deadline, is_hard=True),),
        objective="makespan",
    )


@pytest.mark.parametrize(
    "problem",
    [
        tight(),
        tight(deadline=2),
        replace(tight(), targets=(), periods=4, capacities={"p": (1.0,) * 4}),
        replace(POWER, budget_usd=None, objective="makespan"),
    ],
)
def test_the_conflict_has_no_plan_and_without_any_one_member_there_is_one(problem: Problem) -> None:
    conflict = find_conflict(problem)
    assert conflict is not None
    assert solve(problem).status == "infeasible"
    assert solve(only(problem, conflict.rules)).status == "infeasible"
    for rule in conflict.rules:
        rest = [other for other in conflict.rules if other != rule]
        assert solve(only(problem, rest)).status in ("optimal", "feasible"), rule


def test_the_conflict_says_in_words_what_stands_in_the_way() -> None:
    solution = solve(POWER)
    assert solution.status == "infeasible"
    assert solution.conflicts == (
        "Clinical assistant must be live by the end of 2027-Q3",
        "Power upgrade takes 1 quarter after a wait of 3 quarters",
    )


def test_a_budget_in_the_way_is_named_with_its_amount_and_what_would_do() -> None:
    rich = replace(POWER, targets=(replace(POWER.targets[0], deadline=5),))
    solution = solve(rich)
    assert "the budget up to 2028-Q1 is 1 M USD" in solution.conflicts
    assert "add 300 k USD to the budget by 2028-Q1" in solution.relaxations
    assert "allow Clinical assistant 2 quarters more, until 2028-Q3" in solution.relaxations


def test_each_relaxation_of_a_deadline_is_as_small_as_can_be() -> None:
    conflict = find_conflict(tight())
    assert conflict is not None
    texts = [way.text for way in conflict.relaxations]
    assert "allow w 1 period more, until period 4" in texts
    assert "have 1 more of p" in texts
    assert [way.size for way in conflict.relaxations] == sorted(way.size for way in conflict.relaxations)


def test_alternatives_that_all_take_too_long_are_named() -> None:
    tasks = (task("buy", 1, lead_time=3), task("build", 5))
    problem = Problem(2, tasks, alternatives=(Alternatives("get", ("buy", "build")),))
    conflict = find_conflict(problem)
    assert conflict is not None
    assert set(conflict.rules) <= {Rule("choice", "get"), Rule("horizon"), Rule("lead", "buy")}
    assert "one of buy, build must be chosen" in conflict.texts


def test_a_problem_with_a_plan_has_no_conflict() -> None:
    assert find_conflict(tight(people=3.0, deadline=4)) is None


def test_the_same_problem_gives_the_same_conflict() -> None:
    assert find_conflict(tight()) == find_conflict(tight())
