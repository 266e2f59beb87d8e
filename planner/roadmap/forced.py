"""What it would take to force a left-out task into the plan, where finding out is cheap."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from time import monotonic

from assessments.language import number, say
from planner.roadmap.choosing import keep, tightened
from planner.roadmap.model import Problem, Stage
from planner.roadmap.program import Goal, Program, build_program, goals, values_of
from planner.roadmap.search import search

MOST_TASKS = 6
MOST_STEPS = 900  # a task and a period each: such a problem is searched again in about a second
NODES = 2_000
PATIENCE = 20.0  # seconds by the clock, far beyond what the nodes take
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
    depends on the problem alone and not on the speed of the machine. A search that finds nothing within its
    nodes says nothing.
    """
    gain = next((stage for stage in stages if stage.name == "gain"), None)
    if gain is None or not candidates or not all(stage.is_proven for stage in stages):
        return {}
    program = build_program(problem)
    if program.size > MOST_STEPS:
        return {}
    goal = _ready_for_gain(program, stages)
    best = values_of(problem, starts)["gain"]
    return {name: _loss(program, goal, name, best, seed) for name in candidates[:MOST_TASKS]}


def _ready_for_gain(program: Program, stages: Sequence[Stage]) -> Goal:
    """Keep what comes before the gain, aim at it and tighten the model; once for all tasks."""
    kept = {stage.name: stage for stage in stages}
    for goal in goals(program):
        if goal.name == "gain":
            tightened(program, goal)
            return goal
        keep(program, goal, kept[goal.name])
    raise ValueError("the problem has no gain to aim at")


def _loss(program: Program, goal: Goal, name: str, best: float, seed: int) -> str:
    with _chosen(program, name):
        forced = search(program, None, nodes=NODES, ends=monotonic() + PATIENCE, seed=seed)
    if forced.is_infeasible:
        return _loss_of_dates(program.problem, name, seed)
    if forced.starts is None:
        return ""
    gain = values_of(program.problem, forced.starts)[goal.name]
    if best - gain > TOLERANCE * max(best, 1.0):
        return say(
            "with it, maturity would gain {gain} points instead of {best}, discounted by risk and time",
            gain=number(gain, ".2f"),
            best=number(best, ".2f"),
        )
    return ""


def _loss_of_dates(problem: Problem, name: str, seed: int) -> str:
    """Return what is said of a task with which no plan keeps its dates."""
    program = build_program(problem)
    with _chosen(program, name):
        anyhow = search(program, None, nodes=NODES, ends=monotonic() + PATIENCE, seed=seed)
    if anyhow.is_infeasible:
        return say("it cannot be done within these limits at all")
    return say("with it, a workload would go live later or not at all") if anyhow.starts is not None else ""


@contextmanager
def _chosen(program: Program, name: str) -> Iterator[None]:
    """Hold a task in the plan."""
    last = list(program.begun[name].values())[-1]
    last.lower_bound = 1.0
    try:
        yield
    finally:
        last.lower_bound = 0.0
