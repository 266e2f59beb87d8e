"""Choosing and scheduling under money: exact, one objective after the other, proved by HiGHS.

Value-weighted lateness of workloads, then discounted and risk-weighted gain, then cost; each is fixed within
a tolerance before the next. Before the gain is proved, the model is tightened (dates that keep the lateness, cuts
from what fits side by side) and the plan in hand is improved by CP-SAT: a good plan to begin with is what lets
HiGHS prove it soon. Both come with OR-tools and are reached through MathOpt. They run with a fixed seed and limits
in steps of their own, so that the same input gives the same plan; the wall clock is a second limit, and a plan
that it cut short says so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import inf, isfinite
from time import monotonic

from ortools.math_opt.python import mathopt

from planner.roadmap.greedy import greedy_starts, with_gains
from planner.roadmap.improve import hints, improved, starts_of
from planner.roadmap.kept_dates import keep_dates
from planner.roadmap.ledger import violations
from planner.roadmap.model import Problem, Stage
from planner.roadmap.outcome import Outcome
from planner.roadmap.program import THOUSAND, Goal, Program, build_program, goals, values_of
from planner.roadmap.quiet import native_output_on_stderr
from planner.roadmap.strengthen import strengthen
from planner.roadmap.tidy import tidy

RELATIVE_GAP = 1e-4
KEPT = 1e-5  # share of a goal's value that later goals may give up
SHARES = {"lateness": 0.4, "gain": 0.9, "cost": 1.0}  # of the seconds that are left
EFFORT = 16_000.0  # nodes times binaries that a second pays for (measured: 60 tasks, 12 periods, one core)
LEAST_NODES = 50
FIRST_EFFORT = 0.02  # of the seconds, to improve the plan before the cuts
SECOND_EFFORT = 1.2  # after them, times the distance to the relaxation
MOST_EFFORT = 0.08
USUAL_SECONDS = 20.0  # more of them are better spent on the proof
PROVEN = 1.5e-4  # "optimal" means proven within this share: HiGHS stops at RELATIVE_GAP

IMPOSSIBLE = (mathopt.TerminationReason.INFEASIBLE, mathopt.TerminationReason.INFEASIBLE_OR_UNBOUNDED)
Watch = Callable[[Mapping[str, int]], None]


@dataclass(frozen=True, slots=True)
class _Run:
    """What one solve gave: starts (None when none were found), bound, how it ended, and the seconds it stands for."""

    starts: dict[str, int] | None
    bound: float | None
    is_infeasible: bool
    hit_clock: bool
    effort: float


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
        relaxed_bound = None
        if goal.name == "gain" and best is not None:
            best, relaxed_bound = _prepared(program, goal, best, min(seconds, USUAL_SECONDS), seed, watch)
        is_idle = goal.name == "cost" and any(not stage.is_proven for stage in stages)
        nodes = 1 if is_idle else _nodes(program, left * SHARES[goal.name])
        run = _solve(program, goal, best, nodes=nodes, ends=ends, seed=seed)
        left = max(left - run.effort, 0.0)
        if run.is_infeasible:
            return Outcome(None, (), is_infeasible=True)
        hit_clock = hit_clock or run.hit_clock
        best = _better(problem, goal, best, run.starts)
        if best is None:
            return Outcome(None, (), stopped_by_clock=hit_clock)
        bound = relaxed_bound if run.bound is None else run.bound
        stage = _stage(goal, values_of(problem, best)[goal.name], bound)
        if goal.name == "gain" and not stage.is_proven and not run.hit_clock:
            best = _improved(program, goal, best, MOST_EFFORT * min(seconds, USUAL_SECONDS), seed + 1)
            stage = _stage(goal, values_of(problem, best)[goal.name], bound)
        stages.append(stage)
        _keep(program, goal, stage)
    return Outcome(tidy(problem, best or {}), tuple(stages), stopped_by_clock=hit_clock)


def _tell(watch: Watch | None, starts: dict[str, int] | None) -> None:
    if watch is not None and starts is not None:
        watch(starts)


def _prepared(
    program: Program, goal: Goal, starts: dict[str, int], seconds: float, seed: int, watch: Watch | None
) -> tuple[dict[str, int], float | None]:
    """Tighten the model for the most gain; return a good plan to start from, and what its relaxation promises."""
    problem = program.problem
    program.model.maximize(goal.expression)
    best = _improved(program, goal, _fuller(problem, starts), FIRST_EFFORT * seconds, seed)
    _tell(watch, best)
    with native_output_on_stderr():
        bound = strengthen(program)
    best = _improved(program, goal, best, _worth(goal, values_of(problem, best), bound) * seconds, seed)
    _tell(watch, best)
    return best, bound


def _worth(goal: Goal, values: Mapping[str, float], bound: float | None) -> float:
    """Return the share of the seconds for improving a plan again: more, the more there is to hope for."""
    if bound is None:
        return 0.0
    distance = (bound - values[goal.name]) / max(values[goal.name], 1e-9)
    return 0.0 if distance <= RELATIVE_GAP else min(SECOND_EFFORT * distance, MOST_EFFORT)


def _improved(
    program: Program, goal: Goal, starts: dict[str, int], effort: float, seed: int
) -> dict[str, int]:
    if effort <= 0:
        return starts
    found = improved(program, starts, effort=effort, seed=seed)
    return _better(program.problem, goal, starts, found) or starts


def _fuller(problem: Problem, starts: dict[str, int]) -> dict[str, int]:
    """Return a plan that already gains something, to start the search for the most gain from."""
    fuller = with_gains(problem, starts)
    return fuller if not violations(problem, fuller) else starts


def _nodes(program: Program, seconds: float) -> int:
    return max(LEAST_NODES, int(seconds * EFFORT / _size(program)))


def _size(program: Program) -> int:
    return max(1, sum(len(steps) for steps in program.begun.values()))


def _solve(
    program: Program, goal: Goal, hint: Mapping[str, int] | None, *, nodes: int, ends: float, seed: int
) -> _Run:
    left = ends - monotonic()
    if left <= 0:
        return _Run(None, None, is_infeasible=False, hit_clock=True, effort=0.0)
    if goal.is_maximum:
        program.model.maximize(goal.expression)
    else:
        program.model.minimize(goal.expression)
    with native_output_on_stderr():
        result = mathopt.solve(
            program.model,
            mathopt.SolverType.HIGHS,
            params=mathopt.SolveParameters(
                time_limit=timedelta(seconds=left),
                node_limit=nodes,
                random_seed=seed % 2**31,
                relative_gap_tolerance=RELATIVE_GAP,
            ),
            model_params=mathopt.ModelSolveParameters(solution_hints=hints(program, hint)),
        )
    end = result.termination
    return _Run(
        starts=starts_of(program, result),
        bound=_bound(goal, result),
        is_infeasible=end.reason in IMPOSSIBLE,
        hit_clock=end.limit == mathopt.Limit.TIME,
        effort=result.solve_stats.node_count * _size(program) / EFFORT,
    )


def _bound(goal: Goal, result: mathopt.SolveResult) -> float | None:
    bound = float(result.best_objective_bound())
    if not isfinite(bound):
        return None
    return bound if goal.is_maximum else max(bound, 0.0)


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
    bound = max(bound, value) if goal.is_maximum else min(bound, value)
    gap = abs(value - bound) / max(abs(value), 1e-9) if abs(value - bound) > 1e-9 else 0.0
    return Stage(goal.name, value * unit, bound * unit, gap, is_proven=gap <= PROVEN)


def _keep(program: Program, goal: Goal, stage: Stage) -> None:
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
