"""Instances for the cheapest way: sixty initiatives with a workload of eight gates and five domains, and a greedy way.

The greedy way goes gate by gate and takes the cheapest member that fits with what comes before it; to a level it adds
what raises the score most for its money until the level is reached.
"""

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from planner.roadmap.cheapest import cheapest_way
from planner.roadmap.cheapest_aim import Aim, LevelReached, WorkloadReady, is_reached, score_with
from planner.roadmap.greedy import PartialPlan
from planner.roadmap.items import Item, RoadmapProblem
from planner.roadmap.model import Alternatives, Problem, Target
from planner.roadmap.result import Lift
from planner.sizing.demand import Standing

GATES, MEMBERS, PRACTICES, DOMAINS = 8, 4, 30, 5
SHARE = 0.6  # of what all initiatives together raise


def wanted_from(problem: Problem, seed: int) -> RoadmapProblem:
    """A problem with lifts for each task, and a workload `ready` with gates of four alternatives each."""
    draw = np.random.default_rng(1_000 + seed)
    gated = [str(name) for name in draw.permutation([task.id for task in problem.tasks])][: GATES * MEMBERS]
    groups = tuple(
        Alternatives(f"gate-{gate}", tuple(gated[MEMBERS * gate : MEMBERS * (gate + 1)]), is_optional=True)
        for gate in range(GATES)
    )
    tasks = tuple(replace(task, unlocks=("ready",) if task.id in gated else ()) for task in problem.tasks)
    standings = {
        f"P-{index:02d}": Standing(
            1.0, f"Practice {index}", True, f"D-{index % DOMAINS}", round(float(draw.uniform(1, 2)), 2)
        )
        for index in range(PRACTICES)
    }
    items = {}
    for task in tasks:
        practices = sorted(int(one) for one in draw.choice(PRACTICES, 2, replace=False))
        lifts = tuple(Lift(f"P-{one:02d}", 1.0, float(draw.integers(2, 5))) for one in practices)
        items[task.id] = Item(task, "initiative", "", "", lifts)
    changed = replace(problem, tasks=tasks, alternatives=groups, targets=(Target("ready"),))
    return RoadmapProblem(changed, items, standings=standings)


def ungrouped(wanted: RoadmapProblem) -> RoadmapProblem:
    """The same without alternatives: every initiative may be done."""
    return replace(wanted, problem=replace(wanted.problem, alternatives=()))


def aim_of(wanted: RoadmapProblem) -> LevelReached:
    """Return the overall level that takes a share of what all initiatives together raise."""
    whole = LevelReached("overall", "", 1.0)
    low, high = score_with(wanted, whole, ()) or 1.0, score_with(wanted, whole, wanted.items) or 1.0
    return replace(whole, score=round(low + SHARE * (high - low), 3))


def greedy_to_ready(wanted: RoadmapProblem, aim: Aim) -> float | None:
    """Cost of the cheapest member gate by gate, USD; None when it gets stuck."""
    plan = PartialPlan(wanted.problem)
    if not plan.fulfil(wanted.problem.requirements("ready")) or not is_reached(wanted, aim, plan.starts):
        return None
    return sum(plan.tasks[name].cost_usd for name in plan.starts)


def greedy_to_level(wanted: RoadmapProblem, aim: Aim) -> float | None:
    """Cost of adding what raises the score most for its money, USD; None when it gets stuck."""
    plan = PartialPlan(wanted.problem)
    assert isinstance(aim, LevelReached)
    while not is_reached(wanted, aim, plan.starts):
        best, ratio = None, 0.0
        before, spent = score_with(wanted, aim, plan.starts) or 1.0, _cost(plan)
        for task in wanted.problem.tasks:
            trial = plan.copy()
            if task.id in plan.starts or not trial.include([task.id]):
                continue
            raised = (score_with(wanted, aim, trial.starts) or 1.0) - before
            if raised / (_cost(trial) - spent) > ratio:
                best, ratio = trial, raised / (_cost(trial) - spent)
        if best is None:
            return None
        plan.adopt(best)
    return _cost(plan)


def _cost(plan: PartialPlan) -> float:
    return sum(plan.tasks[name].cost_usd for name in plan.starts)


def compared_way(
    name: str,
    wanted: RoadmapProblem,
    aim: Aim,
    greedy: Callable[[RoadmapProblem, Aim], float | None],
    seconds: float,
) -> str:
    """Find the cheapest way and the greedy one, and describe both in a line."""
    began = time.perf_counter()
    simple = greedy(wanted, aim)
    greedy_seconds = time.perf_counter() - began
    began = time.perf_counter()
    found = cheapest_way(wanted, aim, seconds=seconds)
    taken = time.perf_counter() - began
    first, other = found.first, found.other
    if first.way is None:
        return f"{name:<14} {first.status} in {taken:.1f} s"
    share = "stuck" if simple is None else f"{simple / first.way.cost_usd:.1%} of the cost"
    next_best = "none" if other.way is None else f"{other.way.cost_usd / first.way.cost_usd:.1%}"
    return (
        f"{name:<14} {first.way.cost_usd:,.0f} USD, {len(first.way.steps)} steps, {first.way.finish} periods, "
        f"{first.status}, gap {first.gap:.2%}; greedy {share}; next-best {next_best}; "
        f"{taken:.2f} s = {taken / greedy_seconds:,.0f} x greedy"
    )


def way_lines(name: str, problem: Problem, seed: int, seconds: float) -> list[str]:
    """Compare both kinds of aim on one instance."""
    wanted = wanted_from(problem, seed)
    plain = ungrouped(wanted)
    return [
        compared_way(f"{name} ready", wanted, WorkloadReady("ready"), greedy_to_ready, seconds),
        compared_way(f"{name} level", plain, aim_of(plain), greedy_to_level, seconds),
    ]
