"""The shortest schedule is found and proven."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given

from planner.roadmap.ledger import violations
from planner.roadmap.model import Alternatives, Problem, Target
from planner.roadmap.scheduling import solve_makespan
from planner.roadmap.solve import solve
from tests.effort import examples
from tests.planner.roadmap.exhaustive import shortest, shortest_by_order
from tests.planner.roadmap.problems import small_problems, task
from tests.planner.roadmap.psplib import read_psplib

# Eight jobs in the text format of PSPLIB, made for this test; the optimum 14 was found by trying every order.
EIGHT_JOBS = """
************************************************************************
jobs (incl. supersource/sink ):  10
horizon                       :  28
RESOURCES
  - renewable                 :  2   R
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          3           2   3   4
   2        1          2           5   6
   3        1          1           7
   4        1          2           7   8
   5        1          1           9
   6        1          1           9
   7        1          1           9
   8        1          1          10
   9        1          1          10
  10        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  R 2
------------------------------------------------------------------------
  1      1     0       0    0
  2      1     3       2    1
  3      1     4       1    2
  4      1     2       2    2
  5      1     5       1    1
  6      1     2       3    0
  7      1     4       2    2
  8      1     6       1    1
  9      1     2       3    1
 10      1     0       0    0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1  R 2
    4    3
************************************************************************
"""


def test_a_psplib_instance_is_read_and_solved_to_its_known_optimum() -> None:
    problem = read_psplib(EIGHT_JOBS)
    solution = solve(problem, seconds=10)
    assert (solution.status, solution.makespan, solution.gap) == ("optimal", 14, 0.0)
    assert violations(problem, solution.starts()) == []
    assert shortest_by_order(problem) == 14


@pytest.mark.parametrize("seed", range(12))
def test_eight_random_jobs_on_three_roles_take_as_long_as_the_best_order(seed: int) -> None:
    draw = np.random.default_rng(seed)
    tasks = tuple(
        task(
            f"t{job}",
            int(draw.integers(1, 7)),
            demands={f"r{role}": float(draw.integers(1, 5)) for role in range(3) if draw.random() < 0.6},
            after=[f"t{other}" for other in range(job) if draw.random() < 0.25],
        )
        for job in range(8)
    )
    people = {f"r{role}": (5.0,) * 48 for role in range(3)}
    problem = Problem(48, tasks, people, objective="makespan")
    solution = solve(problem)
    assert (solution.status, solution.makespan) == ("optimal", shortest_by_order(problem))


@examples(25, suppress_health_check=[HealthCheck.too_slow])
@given(problem=small_problems(objective="makespan"))
def test_the_makespan_of_every_small_problem_is_the_shortest_there_is(problem: Problem) -> None:
    outcome = solve_makespan(problem, seconds=10, seed=0, patience=10)
    expected = shortest(problem)
    if expected is None:
        assert outcome.is_infeasible
    else:
        assert outcome.starts is not None
        assert (outcome.stages[0].objective, violations(problem, outcome.starts)) == (expected, [])
        assert outcome.stages[0].is_proven


def test_people_of_a_period_limit_what_runs_side_by_side() -> None:
    tasks = tuple(task(name, 2, demands={"p": 1.0}) for name in "abc")
    assert solve(Problem(9, tasks, {"p": (3.0,) * 9}, objective="makespan")).makespan == 2
    assert solve(Problem(9, tasks, {"p": (1.0, 1.0, 3.0, *(3.0,) * 6)}, objective="makespan")).makespan == 4
    assert solve(Problem(9, tasks, {"p": (1.0,) * 9}, objective="makespan")).makespan == 6


def test_half_people_are_counted_exactly() -> None:
    tasks = tuple(task(name, 1, demands={"p": 0.35}) for name in "abc")
    assert solve(Problem(5, tasks, {"p": (1.0,) * 5}, objective="makespan")).makespan == 2
    assert solve(Problem(5, tasks, {"p": (1.05,) * 5}, objective="makespan")).makespan == 1


def test_money_that_does_not_carry_over_spreads_the_work() -> None:
    tasks = (task("a", 1, 100.0), task("b", 1, 100.0))
    kept = Problem(4, tasks, budget_usd=(100.0, 0.0, 100.0, 0.0), objective="makespan")
    assert solve(kept).makespan == 3
    saved = Problem(4, tasks, budget_usd=(50.0, 50.0, 50.0, 50.0), carry_over=True, objective="makespan")
    assert solve(saved).makespan == 4
    assert solve(Problem(4, tasks, budget_usd=(50.0,) * 4, objective="makespan")).status == "infeasible"


def test_one_of_the_alternatives_is_chosen_and_precedes_what_waits_for_it() -> None:
    tasks = (task("buy", 1, lead_time=3), task("rent", 2), task("use", 1, after=["get"]))
    problem = Problem(9, tasks, alternatives=(Alternatives("get", ("buy", "rent")),), objective="makespan")
    solution = solve(problem)
    assert (solution.makespan, solution.starts()) == (3, {"rent": 0, "use": 2})
    assert solution.why_not == {"buy": "rent is chosen instead"}


def test_the_lead_time_comes_after_the_predecessor_and_before_the_work() -> None:
    problem = Problem(9, (task("a", 2), task("b", 1, after=["a"], lead_time=2)), objective="makespan")
    scheduled = {item.id: item for item in solve(problem).schedule}
    assert (scheduled["b"].ordered, scheduled["b"].start, scheduled["b"].finish) == (2, 4, 5)


def test_a_hard_deadline_brings_in_the_optional_task_it_needs() -> None:
    tasks = (task("long", 3), task("key", 1, optional=True, unlocks=["w"]))
    problem = Problem(5, tasks, targets=(Target("w", deadline=1, is_hard=True),), objective="makespan")
    assert solve(problem).starts() == {"long": 0, "key": 0}


def test_optional_tasks_that_only_take_time_are_left_out() -> None:
    solution = solve(Problem(5, (task("a", 1), task("b", 4, optional=True)), objective="makespan"))
    assert (solution.makespan, solution.starts()) == (1, {"a": 0})


def test_the_same_input_gives_the_same_schedule() -> None:
    problem = read_psplib(EIGHT_JOBS)
    assert solve(problem).schedule == solve(problem).schedule
