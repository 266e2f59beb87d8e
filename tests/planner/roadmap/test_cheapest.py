"""The cheapest way to an aim: exact against every plan tried, with its schedule and the next-best way."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import strategies as st

from planner.roadmap.cheapest import cheapest_way
from planner.roadmap.cheapest_aim import Aim, LevelReached, WorkloadReady
from planner.roadmap.cheapest_result import CheapestWay, Way
from planner.roadmap.items import RoadmapProblem
from planner.roadmap.ledger import violations
from planner.roadmap.model import Alternatives, Problem, Target, Task
from planner.roadmap.result import Lift
from tests.effort import examples
from tests.planner.roadmap.aims import every_way, small_aims, wanted_of
from tests.planner.roadmap.problems import task
from tests.planner.roadmap.test_plan import initiative

SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much]


@examples(30, suppress_health_check=SLOW)
@given(case=small_aims())
def test_every_small_aim_is_reached_at_the_least_cost_then_soonest_then_with_fewest_items(
    case: tuple[RoadmapProblem, Aim],
) -> None:
    wanted, aim = case
    ways = list(every_way(wanted, aim))
    found = cheapest_way(wanted, aim).first
    if not ways:
        assert (found.status, found.way) == ("infeasible", None)
        return
    assert found.way is not None
    assert found.status == "optimal"
    assert (found.way.cost_usd, found.way.finish, len(found.way.chosen)) == min(ways)[:3]
    assert (found.bound_usd, found.gap) == (found.way.cost_usd, 0.0)


@examples(30, suppress_health_check=SLOW)
@given(case=small_aims())
def test_the_next_best_way_is_the_cheapest_that_lacks_an_item_of_the_first(
    case: tuple[RoadmapProblem, Aim],
) -> None:
    wanted, aim = case
    found = cheapest_way(wanted, aim)
    assume(found.first.way is not None and found.first.way.chosen)
    assert found.first.way is not None
    others = [way for way in every_way(wanted, aim) if not found.first.way.chosen <= way[3]]
    if not others:
        assert (found.other.status, found.other.way) == ("infeasible", None)
        return
    assert found.other.way is not None
    assert (found.other.way.cost_usd, found.other.way.finish) == min(others)[:2]
    assert found.trade


@examples(15, suppress_health_check=SLOW)
@given(case=small_aims())
def test_the_schedule_of_a_way_breaks_no_rule(case: tuple[RoadmapProblem, Aim]) -> None:
    wanted, aim = case
    problem = replace(
        wanted.problem,
        tasks=tuple(replace(one, is_optional=True) for one in wanted.problem.tasks),
        alternatives=tuple(replace(group, is_optional=True) for group in wanted.problem.alternatives),
    )
    items = {one.id: replace(wanted.items[one.id], task=one) for one in problem.tasks}
    found = cheapest_way(replace(wanted, problem=problem, items=items), aim)
    for search in (found.first, found.other):
        if search.way is not None:
            starts = {step.id: step.finish - problem.task(step.id).duration for step in search.way.steps}
            assert violations(problem, starts) == []
            assert all(step.start >= 0 for step in search.way.steps)
            assert max([0, *(step.finish for step in search.way.steps)]) == search.way.finish


@examples(15, suppress_health_check=SLOW)
@given(case=small_aims(), step=st.sampled_from([0.25, 0.75]))
def test_a_higher_level_never_costs_less(case: tuple[RoadmapProblem, Aim], step: float) -> None:
    wanted, aim = case
    assume(isinstance(aim, LevelReached))
    assert isinstance(aim, LevelReached)
    low, high = cost_of(wanted, aim), cost_of(wanted, replace(aim, score=aim.score + step))
    assert high >= low


@examples(15, suppress_health_check=SLOW)
@given(case=small_aims(), index=st.integers(0, 3))
def test_losing_an_initiative_never_makes_the_way_cheaper(
    case: tuple[RoadmapProblem, Aim], index: int
) -> None:
    wanted, aim = case
    tasks = list(wanted.problem.tasks)
    gone = tasks[index % len(tasks)]
    assume(wanted.problem.is_free(gone))
    tasks[index % len(tasks)] = replace(gone, earliest=wanted.problem.periods)
    poorer = replace(wanted, problem=replace(wanted.problem, tasks=tuple(tasks)))
    assert cost_of(poorer, aim) >= cost_of(wanted, aim)


@examples(5, suppress_health_check=SLOW)
@given(case=small_aims())
def test_the_same_problem_gives_the_same_way(case: tuple[RoadmapProblem, Aim]) -> None:
    assert cheapest_way(*case, seed=3) == cheapest_way(*case, seed=3)


def cost_of(wanted: RoadmapProblem, aim: Aim) -> float:
    way = cheapest_way(wanted, aim).first.way
    return float("inf") if way is None else way.cost_usd


def ready(
    *tasks: Task, aim: WorkloadReady | None = None, keep_budget: bool = True, **more: object
) -> CheapestWay:
    """The cheapest way to one workload over eight periods."""
    known: dict[str, object] = {"periods": 8, "tasks": tasks, "targets": (Target("w", "Assistant"),)}
    problem = Problem(**(known | more))  # type: ignore[arg-type] -- each test names fields of a problem
    return cheapest_way(wanted_of(problem), aim or WorkloadReady("w"), keep_budget=keep_budget)


def way_of(found: CheapestWay) -> Way:
    assert found.first.way is not None
    return found.first.way


BUY = task("buy", 1, 900_000.0, lead_time=3, optional=True, unlocks=["w"], title="Buy")
RENT = task("rent", 1, 1_200_000.0, optional=True, unlocks=["w"], title="Rent")
SAFE = task("safe", 2, 80_000.0, optional=True, unlocks=["w"], title="Encrypt")
GET = (Alternatives("get", ("buy", "rent"), is_optional=True),)


def test_the_cheaper_alternative_is_first_and_the_faster_one_is_what_money_buys() -> None:
    found = ready(BUY, RENT, SAFE, alternatives=GET)
    assert [(step.id, step.start, step.finish, step.is_critical) for step in way_of(found).steps] == [
        ("safe", 0, 2, False),
        ("buy", 0, 4, True),
    ]
    assert (way_of(found).cost_usd, way_of(found).finish) == (980_000.0, 4)
    assert found.other.way is not None
    assert (found.other.way.cost_usd, found.other.way.finish) == (1_280_000.0, 2)
    assert found.trade == "Costs 300 k USD more, done 2 periods earlier. Instead of Buy: Rent."


def test_a_date_takes_the_faster_alternative() -> None:
    found = ready(BUY, RENT, SAFE, alternatives=GET, aim=WorkloadReady("w", by=3))
    assert (way_of(found).cost_usd, way_of(found).finish) == (1_280_000.0, 2)
    assert (found.other.status, found.other.way) == ("infeasible", None)


def test_a_budget_binds_only_when_it_is_kept() -> None:
    budget = (200_000.0,) * 8
    kept = ready(BUY, RENT, SAFE, alternatives=GET, budget_usd=budget, carry_over=True)
    assert (way_of(kept).cost_usd, way_of(kept).finish) == (980_000.0, 5)
    free = ready(BUY, RENT, SAFE, alternatives=GET, budget_usd=budget, carry_over=True, keep_budget=False)
    assert (way_of(free).cost_usd, way_of(free).finish) == (980_000.0, 4)


def test_people_who_can_do_one_thing_at_a_time_make_the_way_longer() -> None:
    tasks = [task(name, 2, demands={"p": 1.0}, optional=True, unlocks=["w"]) for name in ("a", "b")]
    assert way_of(ready(*tasks)).finish == 2
    assert way_of(ready(*tasks, capacities={"p": (1.0,) * 8})).finish == 4


def test_what_is_decided_already_costs_nothing_more_and_is_marked() -> None:
    found = ready(replace(RENT, is_pinned=True), BUY, SAFE, alternatives=GET)
    assert {step.id: step.is_decided for step in way_of(found).steps} == {"rent": True, "safe": False}
    assert way_of(found).cost_usd == 80_000.0


def test_the_range_of_the_cost_and_the_chance_come_from_draws() -> None:
    exact = way_of(ready(SAFE))
    assert (exact.cost_low_usd, exact.cost_high_usd, exact.chance) == (80_000, 80_000, 1.0)
    vague = way_of(ready(replace(SAFE, cost_range=(0.5, 2.0), duration_range=(0.6, 1.06))))
    assert vague.cost_low_usd == pytest.approx(40_000, rel=0.1)
    assert vague.cost_high_usd == pytest.approx(160_000, rel=0.1)
    assert vague.chance == pytest.approx(0.85, abs=0.03)


def test_a_date_that_cannot_be_met_names_a_smallest_contradiction() -> None:
    found = ready(BUY, SAFE, aim=WorkloadReady("w", by=2))
    assert found.first.status == "infeasible"
    assert found.first.reasons == (
        "These cannot all hold: Assistant must be live by the end of period 2; "
        "Buy takes 1 period after a wait of 3 periods.",
    )


def levels(*lifts: tuple[str, float, float], **more: object) -> RoadmapProblem:
    """One initiative for each practice, level and cost."""
    tasks = tuple(task(f"{practice} to {level:g}", 1, cost, optional=True) for practice, level, cost in lifts)
    known: dict[str, object] = {"periods": 4, "tasks": tasks}
    problem = Problem(**(known | more))  # type: ignore[arg-type] -- each test names fields of a problem
    return wanted_of(
        problem, {one.id: (Lift(p, 1.0, to),) for one, (p, to, _) in zip(tasks, lifts, strict=True)}
    )


def test_the_index_counts_the_weakest_domain_beside_the_mean() -> None:
    """Domain a: (2 x 1.4 + 2.2) / 3, b: 1.0 with three times its weight. Worked by hand."""
    wanted = levels(("A-1", 5.0, 10_000.0), ("B-1", 3.0, 100_000.0))
    only_a = 0.7 * (0.25 * (2 * 5.0 + 2.2) / 3 + 0.75 * 1.0) + 0.3 * 1.0
    only_b = 0.7 * (0.25 * (2 * 1.4 + 2.2) / 3 + 0.75 * 3.0) + 0.3 * (2 * 1.4 + 2.2) / 3
    cheap = cheapest_way(wanted, LevelReached("overall", "", round(only_a, 4) - 0.001))
    assert way_of(cheap).chosen == {"A-1 to 5"}
    dear = cheapest_way(wanted, LevelReached("overall", "", round(only_a, 4) + 0.001))
    assert way_of(dear).chosen == {"B-1 to 3"}
    both = cheapest_way(wanted, LevelReached("overall", "", round(only_b, 4) + 0.001))
    assert way_of(both).chosen == {"A-1 to 5", "B-1 to 3"}


def test_a_practice_is_raised_by_what_reaches_its_level_not_by_two_that_fall_short() -> None:
    wanted = levels(("A-1", 2.0, 1_000.0), ("A-1", 3.0, 50_000.0))
    found = cheapest_way(wanted, LevelReached("practice", "A-1", 3.0))
    assert (way_of(found).chosen, found.other.way) == ({"A-1 to 3"}, None)


def test_a_level_out_of_reach_names_what_cannot_be_lifted_or_was_decided_against() -> None:
    wanted, aim = levels(("A-1", 2.0, 1_000.0)), LevelReached("practice", "A-1", 3.0)
    assert cheapest_way(wanted, aim).first.reasons == (
        "All initiatives together reach 2.00 of 3.00.",
        "No initiative lifts First above level 2.",
    )
    against = cheapest_way(wanted, aim, excluded=[initiative("access", "A-1")])
    assert against.first.reasons == (
        "All initiatives together reach 2.00 of 3.00.",
        "First stays at level 2: Do access is excluded from the plan.",
    )
    unknown = cheapest_way(wanted, LevelReached("practice", "B-2", 2.0))
    assert unknown.first.reasons == ("Nobody has answered its questions.",)


def test_limits_that_forbid_a_level_are_named_and_none_of_them_can_be_left_out() -> None:
    aim = LevelReached("domain", "a", 3.0)
    lifts = (("A-1", 3.0, 50_000.0), ("A-2", 3.0, 50_000.0))
    poor = {"budget_usd": (20_000.0,) * 4, "carry_over": True}
    assert cheapest_way(levels(*lifts, **poor), aim).first.reasons == (
        "The aim contradicts: the budget up to period 4 is 80 k USD; everything must end by period 4.",
    )
    assert cheapest_way(levels(*lifts, **poor), aim, keep_budget=False).first.status == "optimal"
    assert cheapest_way(levels(*lifts, budget_usd=(20_000.0,) * 5, carry_over=True, periods=5), aim).first.way


def test_seconds_that_are_not_positive_are_refused() -> None:
    with pytest.raises(ValueError, match="seconds must be positive"):
        cheapest_way(levels(("A-1", 2.0, 1_000.0)), LevelReached("practice", "A-1", 2.0), seconds=0)
