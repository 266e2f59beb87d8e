"""Choosing and scheduling under money: exact, one objective after the other, proved by SCIP.

Value-weighted lateness of workloads, then discounted and risk-weighted gain, then cost; each is fixed within
a tolerance before the next. Before the gain is proved, the model is tightened (dates that keep the lateness, cuts
from what fits side by side); the plan in hand of a large one is improved by CP-SAT, and its proof is divided in two
halves. All of them come with OR-tools and are reached through MathOpt. They run with a fixed seed and limits
in steps of their own, so that the same input gives the same plan; the wall clock is a second limit, and a plan
that it cut short says so.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from math import inf
from time import monotonic

from planner.roadmap.greedy import greedy_starts, with_gains
from planner.roadmap.improve import improved
from planner.roadmap.kept_dates import keep_dates
from planner.roadmap.ledger import violations
from planner.roadmap.model import Problem, Stage
from planner.roadmap.outcome import Outcome
from planner.roadmap.program import THOUSAND, Goal, Program, build_program, goals, values_of
from planner.roadmap.quiet import native_output_on_stderr
from planner.roadmap.search import Run, search, search_halves
from planner.roadmap.strengthen import strengthen
from planner.roadmap.tidy import tidy

KEPT = 1e-5  # share of a goal's value that later goals may give up
SHARES = {"lateness": 0.4, "gain": 0.9, "cost": 1.0}  # of the seconds that are left
EFFORT = 50_000.0  # nodes times binaries that a second pays for (measured: 60 tasks, 12 periods, two halves)
LEAST_NODES = 50
LARGE = (
    400  # steps, a task and a period each, from which improving a plan and dividing its proof are worth it
)
IMPROVING = (0.03, 0.05)  # of the seconds: to tell of a better plan soon; and beside the cuts
USUAL_SECONDS = 20.0  # more of them are better spent on the proof
PROVEN = 1.5e-4  # "optimal" means proven within this share: a search stops at 1e-4

Watch = Callable[[Mapping[str, int]], None]


def solve_readiness(
    problem: Problem, *, seconds: float, seed: int, patience: float = 1.0, watch: Watch | None = None
) -> Outcome:
    """Find the best plan within about `seconds` of work; the wall clock ends it after seconds x patience.

    After a lateness or gain that could not be proven the cost is only looked at: its proof would say little.
    watch: is told each plan in hand between the steps of the search, the first after a moment.
    """
    ends = monotonic() + seconds * patience
    program = build_program(problem)
    best = greedy_starts(problem)
    stages: list[Stage] = []
    hit_clock, left = False, seconds
    for goal in goals(program):
        _tell(watch, best)
        _aim(program, goal)
        relaxed_bound = None
        if goal.name == "gain" and best is not None:
            best, relaxed_bound = _prepared(program, goal, best, min(seconds, USUAL_SECONDS), seed, watch)
        is_idle = goal.name == "cost" and any(not stage.is_proven for stage in stages)
        nodes = 1 if is_idle else _nodes(program, left * SHARES[goal.name])
        run = _run(program, goal, best, nodes=nodes, ends=ends, seed=seed)
        left = max(left - run.nodes * program.size / EFFORT, 0.0)
        if run.is_infeasible:
            return Outcome(None, (), is_infeasible=True)
        hit_clock = hit_clock or run.hit_clock
        best = _better(problem, goal, best, run.starts)
        if best is None:
            return Outcome(None, (), stopped_by_clock=hit_clock)
        bound = relaxed_bound if run.bound is None else run.bound
        stage = _stage(goal, values_of(problem, best)[goal.name], bound)
        stages.append(stage)
        keep(program, goal, stage)
    return Outcome(tidy(problem, best or {}), tuple(stages), stopped_by_clock=hit_clock)


def _aim(program: Program, goal: Goal) -> None:
    if goal.is_maximum:
        program.model.maximize(goal.expression)
    else:
        program.model.minimize(goal.expression)


def _run(
    program: Program, goal: Goal, best: dict[str, int] | None, *, nodes: int, ends: float, seed: int
) -> Run:
    is_divided = goal.name == "gain" and program.size >= LARGE
    return (search_halves if is_divided else search)(program, best, nodes=nodes, ends=ends, seed=seed)


def _tell(watch: Watch | None, starts: dict[str, int] | None) -> None:
    if watch is not None and starts is not None:
        watch(starts)


def _prepared(
    program: Program, goal: Goal, starts: dict[str, int], seconds: float, seed: int, watch: Watch | None
) -> tuple[dict[str, int], float | None]:
    """Tighten the model for the most gain; return a good plan to start from, and what its relaxation promises."""
    best = _fuller(program.problem, starts)
    _tell(watch, best)
    if program.size < LARGE:
        return best, tightened(program, goal)
    soon, longer = (share * seconds for share in IMPROVING)
    best = _improved(program, goal, best, soon, seed)
    _tell(watch, best)
    with ThreadPoolExecutor(1) as beside:
        better = beside.submit(_improved, program.copied(), goal, best, longer, seed, workers=1)
        bound = tightened(program, goal)
    best = better.result()
    _tell(watch, best)
    return best, bound


def _improved(
    program: Program, goal: Goal, starts: dict[str, int], effort: float, seed: int, workers: int = 2
) -> dict[str, int]:
    found = improved(program, starts, effort=effort, seed=seed, workers=workers)
    return _better(program.problem, goal, starts, found) or starts


def tightened(program: Program, goal: Goal) -> float | None:
    """Aim a model at a goal and add cuts to it; return what its relaxation promises."""
    _aim(program, goal)
    with native_output_on_stderr():
        return strengthen(program)


def _fuller(problem: Problem, starts: dict[str, int]) -> dict[str, int]:
    """Return a plan that already gains something, to start the search for the most gain from."""
    fuller = with_gains(problem, starts)
    return fuller if not violations(problem, fuller) else starts


def _nodes(program: Program, seconds: float) -> int:
    return max(LEAST_NODES, int(seconds * EFFORT / program.size))


def _better(
    problem: Problem, goal: Goal, old: dict[str, int] | None, new: dict[str, int] | None
) -> dict[str, int] | None:
    """Return the better of two plans for a goal; what a solver's rounding broke is no plan."""
    if new is None or violations(problem, new):
        return old
    if old is None:
        return new
    before, after = values_of(problem, old)[goal.name], values_of(problem, new)[goal.name]
    improves = after >= before if goal.is_maximum else after <= before
    return new if improves else old


def _stage(goal: Goal, value: float, bound: float | None) -> Stage:
    unit = THOUSAND if goal.name == "cost" else 1.0
    if bound is None:
        bound = inf if goal.is_maximum else 0.0
    bound = max(bound, value) if goal.is_maximum else max(min(bound, value), 0.0)
    gap = abs(value - bound) / max(abs(value), 1e-9) if abs(value - bound) > 1e-9 else 0.0
    return Stage(goal.name, value * unit, bound * unit, gap, is_proven=gap <= PROVEN)


def keep(program: Program, goal: Goal, stage: Stage) -> None:
    """Hold a goal at its value, within a tolerance, for the goals that follow."""
    unit = THOUSAND if goal.name == "cost" else 1.0
    value, bound = stage.objective / unit, stage.bound / unit
    slack = abs(value) * KEPT + 1e-6
    if goal.is_maximum:
        program.model.add_linear_constraint(goal.expression >= value - slack)
        return
    program.model.add_linear_constraint(goal.expression <= value + slack)
    if goal.name == "lateness":
        with native_output_on_stderr():
            keep_dates(program, bound - slack, value + slack)
