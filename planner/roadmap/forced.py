"""What it would take to force a left-out task into the plan, where finding out is cheap."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assessments.language import number, say
from planner.roadmap.choosing import solve_readiness
from planner.roadmap.ledger import start_window
from planner.roadmap.model import Problem, Stage
from planner.roadmap.program import values_of

MOST_TASKS = 6
MOST_STARTS = 900  # tasks times periods: such a problem is solved again in about a second
SECONDS = 2.0
TOLERANCE = 1e-3


def forced_in(
    problem: Problem,
    starts: Mapping[str, int],
    stages: Sequence[Stage],
    candidates: Sequence[str],
    *,
    seed: int,
) -> dict[str, str]:
    """Return for some left-out tasks what the plan would lose with each of them forced in.

    Only for a proven plan of moderate size, so that the answer is exact and costs little; whether it is asked
    depends on the problem alone and not on the speed of the machine.
    """
    size = sum(len(start_window(problem, task)) for task in problem.tasks)
    if not stages or not all(stage.is_proven for stage in stages) or size > MOST_STARTS:
        return {}
    best = values_of(problem, starts)
    return {name: _loss(problem, name, best, seed) for name in candidates[:MOST_TASKS]}


def _loss(problem: Problem, name: str, best: Mapping[str, float], seed: int) -> str:
    tasks = tuple(replace(task, is_pinned=task.id == name or task.is_pinned) for task in problem.tasks)
    outcome = solve_readiness(replace(problem, tasks=tasks), seconds=SECONDS, seed=seed, patience=10.0)
    if outcome.is_infeasible:
        return say("it cannot be done within these limits at all")
    if outcome.starts is None:
        return ""
    forced = values_of(problem, outcome.starts)
    if forced["lateness"] > best["lateness"] * (1 + TOLERANCE) + TOLERANCE:
        return say("with it, a workload would go live later or not at all")
    less = best["gain"] - forced["gain"]
    if less > TOLERANCE * max(best["gain"], 1.0):
        return say(
            "with it, maturity would gain {gain} points instead of {best}, discounted by risk and time",
            gain=number(forced["gain"], ".2f"),
            best=number(best["gain"], ".2f"),
        )
    return ""
