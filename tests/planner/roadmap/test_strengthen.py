"""A tightened model promises less and still holds every plan."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given
from ortools.math_opt.python import mathopt

from planner.roadmap.improve import hints, improved
from planner.roadmap.kept_dates import dates_between, keep_dates
from planner.roadmap.ledger import start_window, violations
from planner.roadmap.model import Problem, Target
from planner.roadmap.program import Goal, Program, build_program, goals, values_of
from planner.roadmap.strengthen import relaxed, strengthen
from tests.benchmarks.bench_roadmap import initiatives_problem
from tests.effort import examples
from tests.planner.roadmap.exhaustive import every_plan
from tests.planner.roadmap.problems import small_problems, task


def goal_of(program: Program, name: str) -> Goal | None:
    return next((goal for goal in goals(program) if goal.name == name), None)


def promised(program: Program, expression: Any) -> float:
    """The relaxation's largest value."""
    program.model.maximize(expression)
    with relaxed(program):
        return float(mathopt.solve(program.model, mathopt.SolverType.HIGHS).objective_value())


def holds(program: Program, starts: dict[str, int]) -> bool:
    """Whether a model lets a plan be, whatever its dates are counted as."""
    kept = {}
    for hint in hints(program, starts):
        for step, value in hint.variable_values.items():
            kept[step] = (step.lower_bound, step.upper_bound)
            step.lower_bound = step.upper_bound = value
    result = mathopt.solve(program.model, mathopt.SolverType.HIGHS)
    for step, (lower, upper) in kept.items():
        step.lower_bound, step.upper_bound = lower, upper
    return result.has_primal_feasible_solution()


@examples(25, suppress_health_check=[HealthCheck.too_slow])
@given(problem=small_problems())
def test_cuts_hold_for_every_plan(problem: Problem) -> None:
    program = build_program(problem)
    gain = goal_of(program, "gain")
    plans = list(every_plan(problem))
    if gain is None or not plans:
        return
    before = promised(program, gain.expression)
    strengthen(program)
    best = max(values_of(problem, starts)["gain"] for starts in plans)
    assert best - 1e-6 <= promised(program, gain.expression) <= before + 1e-6
    assert all(holds(program, starts) for starts in plans)


@examples(25, suppress_health_check=[HealthCheck.too_slow])
@given(problem=small_problems())
def test_kept_dates_hold_for_every_plan_of_that_lateness(problem: Problem) -> None:
    program = build_program(problem)
    lateness = goal_of(program, "lateness")
    plans = list(every_plan(problem))
    if lateness is None or not plans:
        return
    least = min(values_of(problem, starts)["lateness"] for starts in plans)
    program.model.add_linear_constraint(lateness.expression <= least + 1e-6)
    keep_dates(program, least - 1e-6, least + 1e-6)
    for starts in plans:
        keeps = values_of(problem, starts)["lateness"] <= least + 1e-6
        assert holds(program, starts) == keeps


def test_cuts_close_a_good_part_of_what_the_relaxation_promises_too_much() -> None:
    program = build_program(initiatives_problem(1))
    gain = goal_of(program, "gain")
    assert gain is not None
    before = promised(program, gain.expression)
    bound = strengthen(program)
    assert bound is not None
    assert promised(program, gain.expression) - 1e-6 <= bound < 0.99 * before


def test_one_way_to_a_lateness_becomes_dates() -> None:
    tasks = (task("a", 2, optional=True, unlocks=["w"]), task("b", 1, optional=True, unlocks=["v"]))
    problem = Problem(
        4, tasks, targets=(Target("w", value=1.0, deadline=1), Target("v", value=5.0, deadline=1))
    )
    program = build_program(problem)
    assert dates_between(program, 0.999, 1.001) == [(1, 0)]
    keep_dates(program, 0.999, 1.001)
    bounds = {
        name: [(live.lower_bound, live.upper_bound) for live in live_by]
        for name, live_by in program.live.items()
    }
    assert bounds == {"w": [(0.0, 0.0), *[(1.0, 1.0)] * 3], "v": [(1.0, 1.0)] * 4}


def test_too_many_ways_to_a_lateness_are_not_looked_at() -> None:
    tasks = tuple(task(f"t{index}", optional=True, unlocks=[f"w{index}"]) for index in range(12))
    targets = tuple(Target(f"w{index}", deadline=1) for index in range(12))
    program = build_program(Problem(12, tasks, targets=targets))
    assert dates_between(program, 0.0, 12.0) is None
    keep_dates(program, 0.0, 12.0)
    assert all(live.lower_bound == 0.0 for live_by in program.live.values() for live in live_by)


def test_an_improved_plan_breaks_no_rule_and_is_the_same_each_time() -> None:
    problem = initiatives_problem(0)
    program = build_program(problem)
    gain = goal_of(program, "gain")
    assert gain is not None
    program.model.maximize(gain.expression)
    found = improved(program, {}, effort=0.1, seed=0)
    assert found is not None
    assert violations(problem, found) == []
    assert values_of(problem, found)["gain"] > 100.0
    assert improved(program, {}, effort=0.1, seed=0) == found
    assert all(start in start_window(problem, problem.task(name)) for name, start in found.items())


def test_a_plan_without_people_needs_no_cuts() -> None:
    program = build_program(Problem(2, (task("a", optional=True, gain=1.0),)))
    gain = goal_of(program, "gain")
    assert gain is not None
    program.model.maximize(gain.expression)
    count = len(list(program.model.linear_constraints()))
    assert strengthen(program) == pytest.approx(1.0 / 1.08**0.25)
    assert len(list(program.model.linear_constraints())) == count
