"""Two searches side by side find what one finds, and promise no less than the best plan has."""

from dataclasses import replace
from time import monotonic

import pytest
from hypothesis import HealthCheck, given

from planner.roadmap.ledger import violations
from planner.roadmap.model import Problem
from planner.roadmap.program import Program, build_program, goals, values_of
from planner.roadmap.search import Run, dividing_step, search, search_halves
from tests.benchmarks.bench_roadmap import initiatives_problem
from tests.effort import examples
from tests.planner.roadmap.exhaustive import every_plan
from tests.planner.roadmap.problems import small_problems, task

NODES, SECONDS = 500, 60.0


def aimed_at_gain(problem: Problem) -> Program | None:
    """A model that aims at the most gain, None when nothing gains."""
    program = build_program(problem)
    gain = next((goal for goal in goals(program) if goal.name == "gain"), None)
    if gain is None:
        return None
    program.model.maximize(gain.expression)
    return program


def some_initiatives(seed: int, count: int = 24) -> Problem:
    """The first of the initiatives of an instance, with their share of the money."""
    problem = initiatives_problem(seed)
    share = count / len(problem.tasks)
    assert problem.budget_usd is not None
    return replace(
        problem,
        tasks=problem.tasks[:count],
        budget_usd=tuple(amount * share for amount in problem.budget_usd),
        capacities={role: tuple(people - 2.0 for people in row) for role, row in problem.capacities.items()},
    )


def in_halves(program: Program, *, nodes: int = NODES, seconds: float = SECONDS) -> Run:
    return search_halves(program, None, nodes=nodes, ends=monotonic() + seconds, seed=0)


def gain_of(problem: Problem, run: Run) -> float:
    assert run.starts is not None
    assert violations(problem, run.starts) == []
    return values_of(problem, run.starts)["gain"]


@examples(25, suppress_health_check=[HealthCheck.too_slow])
@given(problem=small_problems())
def test_two_halves_find_the_best_of_all_plans(problem: Problem) -> None:
    program = aimed_at_gain(problem)
    if program is None:
        return
    plans = list(every_plan(problem))
    run = in_halves(program)
    assert run.is_infeasible == (not plans)
    if plans:
        best = max(values_of(problem, starts)["gain"] for starts in plans)
        assert gain_of(problem, run) == pytest.approx(best, rel=1e-3, abs=1e-6)
        assert run.bound is not None
        assert run.bound >= best - 1e-6


def test_halves_that_are_cut_short_still_bound_what_the_whole_can_reach() -> None:
    problem = some_initiatives(3)
    whole, halves = aimed_at_gain(problem), aimed_at_gain(problem)
    assert whole is not None
    assert halves is not None
    short = in_halves(halves, nodes=1)
    one = search(whole, None, nodes=1, ends=monotonic() + SECONDS, seed=0)
    assert short.bound is not None
    assert one.bound is not None
    assert short.bound >= max(gain_of(problem, short), gain_of(problem, one))
    assert short.bound <= one.bound * 1.02
    assert not short.hit_clock


def test_the_same_halves_give_the_same_plan() -> None:
    problem = some_initiatives(4)
    runs = []
    for _ in range(2):
        program = aimed_at_gain(problem)
        assert program is not None
        runs.append(in_halves(program, nodes=1))
    assert runs[0] == runs[1]


def test_a_model_is_divided_at_a_step_that_its_relaxation_leaves_open() -> None:
    tasks = tuple(task(f"t{i}", 1, demands={"p": 2.0}, optional=True, gain=10.0 + i) for i in range(3))
    program = aimed_at_gain(Problem(1, tasks, {"p": (3.0,)}))
    assert program is not None
    step = dividing_step(program)
    assert step is not None
    assert step.name in {"t0@0", "t1@0", "t2@0"}
    assert (step.lower_bound, step.upper_bound) == (0.0, 1.0)
    assert gain_of(program.problem, in_halves(program)) == pytest.approx(
        max(values_of(program.problem, {name: 0})["gain"] for name in ("t0", "t1", "t2"))
    )


def test_nothing_is_divided_where_the_relaxation_leaves_nothing_open() -> None:
    program = aimed_at_gain(Problem(1, (task("only", 1, optional=True, gain=1.0),)))
    assert program is not None
    assert dividing_step(program) is None
    assert in_halves(program).starts == {"only": 0}


def test_a_search_whose_time_is_over_says_so() -> None:
    program = aimed_at_gain(some_initiatives(0))
    assert program is not None
    run = in_halves(program, seconds=-1.0)
    assert run.hit_clock
    assert run.starts is None
    assert run.bound is None
