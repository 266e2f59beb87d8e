"""Choosing under money and people: exact in lexicographic order, and honest about it."""

import pytest
from hypothesis import HealthCheck, given

from planner.roadmap.choosing import solve_readiness
from planner.roadmap.greedy import greedy_starts
from planner.roadmap.ledger import spending, violations
from planner.roadmap.model import Alternatives, Problem, Target
from planner.roadmap.program import values_of
from planner.roadmap.solve import solve
from tests.effort import examples
from tests.planner.roadmap.exhaustive import best_values
from tests.planner.roadmap.problems import small_problems, task


@examples(25, suppress_health_check=[HealthCheck.too_slow])
@given(problem=small_problems())
def test_every_small_problem_is_solved_to_its_optimum(problem: Problem) -> None:
    outcome = solve_readiness(problem, seconds=10, seed=0, patience=10)
    expected = best_values(problem)
    if expected is None:
        assert outcome.starts is None
        assert outcome.is_infeasible
        return
    assert outcome.starts is not None
    assert violations(problem, outcome.starts) == []
    found = values_of(problem, outcome.starts)
    assert found["lateness"] == pytest.approx(expected[0], abs=1e-3)
    assert found["gain"] == pytest.approx(expected[1], rel=1e-3, abs=1e-3)
    assert found["cost"] <= expected[2] * 1.001 + 1e-3
    assert all(stage.is_proven for stage in outcome.stages)


@examples(25, suppress_health_check=[HealthCheck.too_slow])
@given(problem=small_problems())
def test_the_first_plan_breaks_no_rule(problem: Problem) -> None:
    starts = greedy_starts(problem)
    if starts is not None:
        assert violations(problem, starts) == []


def test_a_workload_in_time_goes_before_any_gain() -> None:
    tasks = (
        task("unlock", 1, 100.0, optional=True, unlocks=["w"]),
        task("gain", 1, 100.0, optional=True, gain=1_000.0),
    )
    problem = Problem(2, tasks, budget_usd=(100.0, 0.0), carry_over=True, targets=(Target("w", deadline=1),))
    assert solve(problem).starts() == {"unlock": 0}


def test_of_two_workloads_the_more_valuable_is_in_time() -> None:
    tasks = tuple(
        task(name, 1, demands={"p": 1.0}, optional=True, unlocks=[f"{name}-live"])
        for name in ("first", "second")
    )
    targets = (Target("first-live", value=1.0, deadline=1), Target("second-live", value=2.0, deadline=1))
    solution = solve(Problem(3, tasks, {"p": (1.0,) * 3}, targets=targets))
    assert solution.go_live == {"first-live": 1, "second-live": 0}


def test_a_workload_needs_all_its_tasks_and_one_of_its_alternatives() -> None:
    tasks = (
        task("practice", 1, optional=True, unlocks=["w"]),
        task("buy", 1, 900.0, lead_time=2, optional=True, unlocks=["w"]),
        task("rent", 1, 300.0, optional=True, unlocks=["w"]),
    )
    groups = (Alternatives("get", ("buy", "rent"), is_optional=True),)
    problem = Problem(
        4, tasks, budget_usd=(1_000.0,) * 4, alternatives=groups, targets=(Target("w", deadline=1),)
    )
    solution = solve(problem)
    assert solution.starts() == {"practice": 0, "rent": 0}
    assert solution.go_live == {"w": 0}


def test_when_both_are_in_time_the_cheaper_alternative_is_chosen() -> None:
    tasks = (
        task("dear", 1, 900.0, optional=True, unlocks=["w"]),
        task("cheap", 1, 300.0, optional=True, unlocks=["w"]),
    )
    groups = (Alternatives("get", ("dear", "cheap"), is_optional=True),)
    solution = solve(Problem(3, tasks, alternatives=groups, targets=(Target("w", deadline=2),)))
    assert list(solution.starts()) == ["cheap"]


def test_a_workload_that_cannot_be_afforded_is_never_live_and_that_is_no_error() -> None:
    tasks = (
        task("dear", 1, 900.0, optional=True, unlocks=["w"]),
        task("small", 1, 50.0, optional=True, gain=1.0),
    )
    problem = Problem(2, tasks, budget_usd=(100.0, 100.0), targets=(Target("w", deadline=1),))
    solution = solve(problem)
    assert (solution.status, solution.go_live, list(solution.starts())) == ("optimal", {"w": None}, ["small"])
    assert solution.why_not == {"dear": "it costs 900 USD; the whole budget is 200 USD"}


def test_gain_is_discounted_and_weighed_by_its_risk() -> None:
    problem = Problem(4, (task("a", 4, optional=True, gain=10.0, risk=0.25),), discount_rate=0.1)
    assert solve(problem).objective == pytest.approx(10 * 0.75 / 1.1)


def test_money_after_the_horizon_is_not_counted() -> None:
    rent = task("rent", 1, optional=True, unlocks=["w"])
    rent = type(rent)(
        **{**{f: getattr(rent, f) for f in rent.__dataclass_fields__}, "costs_usd": (10.0,) * 9}
    )
    problem = Problem(3, (rent,), budget_usd=(10.0,) * 3, targets=(Target("w"),))
    solution = solve(problem)
    assert spending(problem, solution.starts()).tolist() == [10.0, 10.0, 10.0]


def test_the_bound_is_on_the_right_side_and_the_gap_follows_from_it() -> None:
    tasks = tuple(
        task(
            f"t{i}",
            1 + i % 3,
            100.0 + 37 * i,
            optional=True,
            gain=1.0 + (7 * i) % 5,
            demands={"p": 1.0 + i % 2},
        )
        for i in range(14)
    )
    problem = Problem(6, tasks, {"p": (3.0,) * 6}, (400.0,) * 6, carry_over=True)
    solution = solve(problem, seconds=5, patience=10)
    gain = next(stage for stage in solution.stages if stage.name == "gain")
    assert gain.bound >= gain.objective
    assert gain.gap == pytest.approx((gain.bound - gain.objective) / gain.objective, abs=1e-9)
    assert solve(problem, seconds=5, patience=10).schedule == solution.schedule


def test_a_pinned_task_is_done_although_nothing_needs_it() -> None:
    tasks = (task("decided", 1, 10.0, optional=True, is_pinned=True), task("idle", 1, 10.0, optional=True))
    solution = solve(Problem(2, tasks, budget_usd=(100.0, 100.0)))
    assert list(solution.starts()) == ["decided"]
    assert solution.why_not == {"idle": "nothing in this plan needs it"}


def test_the_plans_in_hand_break_no_rule_and_the_first_of_them_is_there_before_the_search() -> None:
    tasks = tuple(
        task(f"t{i}", 1 + i % 2, 100.0, optional=True, gain=1.0 + i % 3, demands={"p": 2.0}) for i in range(8)
    )
    problem = Problem(4, tasks, {"p": (3.0,) * 4}, (150.0,) * 4, carry_over=True)
    in_hand: list[dict[str, int]] = []
    outcome = solve_readiness(problem, seconds=5, seed=0, watch=lambda starts: in_hand.append(dict(starts)))
    assert outcome.starts is not None
    assert [violations(problem, starts) for starts in in_hand] == [[]] * len(in_hand)
    gains = [values_of(problem, starts)["gain"] for starts in in_hand]
    assert gains == sorted(gains)
    assert (in_hand[0], gains[-1]) == (
        greedy_starts(problem),
        pytest.approx(values_of(problem, outcome.starts)["gain"]),
    )


def test_a_search_that_the_clock_ends_at_once_still_says_how_far_its_gain_can_be_from_the_best() -> None:
    tasks = tuple(task(f"t{i}", 1, 100.0, optional=True, gain=1.0 + i, demands={"p": 2.0}) for i in range(5))
    problem = Problem(2, tasks, {"p": (3.0,) * 2}, (100.0,) * 2, discount_rate=0.0)
    outcome = solve_readiness(problem, seconds=1, seed=0, patience=1e-9)
    assert outcome.stopped_by_clock
    assert outcome.starts is not None
    gain = next(stage for stage in outcome.stages if stage.name == "gain")
    assert 9.0 - 1e-6 <= gain.bound < 15.0  # the two best of five, and less than all of them


def test_seconds_must_be_positive() -> None:
    with pytest.raises(ValueError, match="must be positive"):
        solve(Problem(1, (task("a"),)), seconds=0)


def test_what_a_left_out_task_would_cost_the_plan_is_said() -> None:
    tasks = (
        task("better", 1, 100.0, optional=True, gain=5.0),
        task("worse", 1, 100.0, optional=True, gain=3.0),
    )
    solution = solve(Problem(1, tasks, budget_usd=(100.0,), discount_rate=0.0))
    assert solution.why_not == {
        "worse": "it costs 100 USD; 0 USD are left after what matters more; "
        "with it, maturity would gain 3.00 points instead of 5.00, discounted by risk and time"
    }


def test_people_who_have_no_time_are_named_for_a_task_that_is_left_out() -> None:
    tasks = (
        task("better", 2, demands={"data_engineers": 1.0}, optional=True, gain=5.0),
        task("worse", 2, demands={"data_engineers": 1.0}, optional=True, gain=3.0),
    )
    reason = solve(Problem(3, tasks, {"data_engineers": (1.0,) * 3})).why_not["worse"]
    assert reason.startswith("the data engineers have no time left for it; with it, maturity would gain ")
