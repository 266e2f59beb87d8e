"""Small random problems with levels to reach, and every way to reach them tried one by one."""

from collections.abc import Iterator
from dataclasses import replace

from hypothesis import strategies as st

from planner.roadmap.cheapest_aim import Aim, LevelReached, WorkloadReady
from planner.roadmap.items import Item, RoadmapProblem
from planner.roadmap.ledger import finish_times, workload_finish
from planner.roadmap.model import Problem
from planner.roadmap.projection import project_maturity
from planner.roadmap.result import Lift
from planner.sizing.demand import Standing
from tests.planner.roadmap.exhaustive import every_plan
from tests.planner.roadmap.problems import small_problems

PRACTICES = {
    "A-1": Standing(1.0, "First", True, "a", 1.4, weight=2.0, domain_weight=1.0),
    "A-2": Standing(2.0, "Second", True, "a", 2.2, weight=1.0, domain_weight=1.0),
    "B-1": Standing(1.0, "Third", True, "b", 1.0, weight=1.0, domain_weight=3.0),
    "B-2": Standing(None, "Fourth", False, "b", None, weight=5.0, domain_weight=3.0),
}


def wanted_of(problem: Problem, lifts: dict[str, tuple[Lift, ...]] | None = None) -> RoadmapProblem:
    """A problem as the product builds it, with what each task lifts."""
    items = {
        task.id: Item(
            task, "initiative", "", "", (lifts or {}).get(task.id, ()), lead_quarters=task.lead_time
        )
        for task in problem.tasks
    }
    return RoadmapProblem(problem, items, standings=PRACTICES)


@st.composite
def small_aims(draw: st.DrawFn) -> tuple[RoadmapProblem, Aim]:
    """At most four tasks that lift practices or unlock a workload, and something to reach with them."""
    problem = draw(small_problems())
    if draw(st.booleans()):
        problem = replace(problem, budget_usd=None)
    lifts = {
        task.id: tuple(
            Lift(practice, 1.0, float(draw(st.integers(2, 4))))
            for practice in PRACTICES
            if draw(st.integers(0, 2)) == 0
        )
        for task in problem.tasks
    }
    target = replace(problem.targets[0], is_hard=False, deadline=None)
    wanted = wanted_of(replace(problem, targets=(target,)), lifts)
    by = draw(st.one_of(st.none(), st.integers(1, problem.periods)))
    level = draw(st.sampled_from([1.5, 2.0, 2.25, 3.0]))
    aim: Aim = draw(
        st.sampled_from(
            [
                WorkloadReady("w", by),
                LevelReached("practice", "A-1", 3.0, by),
                LevelReached("domain", "a", level, by),
                LevelReached("domain", "b", level, by),
                LevelReached("overall", "", level, by),
            ]
        )
    )
    return wanted, aim


def reached_after(wanted: RoadmapProblem, aim: Aim, starts: dict[str, int]) -> int | None:
    """After how many periods a plan reaches an aim, told from the projection of the product."""
    if isinstance(aim, WorkloadReady):
        return workload_finish(wanted.problem, starts, aim.name)
    finishes = finish_times(wanted.problem, starts)
    lifts = [(end, lift) for name, end in finishes.items() for lift in wanted.items[name].lifts]
    for done in range(wanted.problem.periods + 1):
        if aim.kind == "practice":
            levels = [lift.to_level for end, lift in lifts if lift.practice == aim.subject and end <= done]
            score = max([wanted.standings[aim.subject].level or 1.0, *levels])
        else:
            point = project_maturity(wanted.standings, [(0, lift) for end, lift in lifts if end <= done], 1)[
                1
            ]
            index = point.index or 0.0
            score = 1 + index / 25 if aim.kind == "overall" else point.domains[aim.subject] or 0.0
        if score >= aim.score - 1e-9:
            return done
    return None


def can_serve(wanted: RoadmapProblem, aim: Aim) -> set[str]:
    """The tasks that bring an aim nearer, and what comes before them."""
    problem = wanted.problem
    if isinstance(aim, WorkloadReady):
        found = {task.id for task in problem.tasks if aim.name in task.unlocks}
    else:
        found = {
            name
            for name, item in wanted.items.items()
            for lift in item.lifts
            if PRACTICES[lift.practice].level is not None
            and (aim.kind == "overall" or aim.subject in (lift.practice, PRACTICES[lift.practice].domain))
        }
    for task in reversed(problem.tasks):  # what comes before a task stands before it in these problems
        if task.id in found:
            found |= {name for _, members in problem.predecessors(task) for name in members}
    return found


def every_way(wanted: RoadmapProblem, aim: Aim) -> Iterator[tuple[float, int, int, frozenset[str]]]:
    """Cost, finish, number of items and the items of each plan that reaches an aim in time.

    Only what is free counts, and of that only what can serve the aim: the rest is there for other reasons.
    """
    problem, serving = wanted.problem, can_serve(wanted, aim)
    for starts in every_plan(problem):
        finish = reached_after(wanted, aim, starts)
        if finish is not None and finish <= (problem.periods if aim.by is None else aim.by):
            free = frozenset(
                name for name in starts if name in serving and problem.is_free(problem.task(name))
            )
            yield round(sum(problem.task(name).cost_usd for name in free), 2), finish, len(free), free
