"""Choosing and scheduling under money: exact, one objective after the other, proved by HiGHS.

Value-weighted lateness of workloads, then discounted and risk-weighted gain, then cost; each is fixed within
a tolerance before the next. HiGHS comes with OR-tools and is reached through MathOpt. It runs with a fixed
seed and a limit on nodes, so that the same input gives the same plan; the wall clock is a second limit, and
a plan that it cut short says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import inf, isfinite
from time import monotonic

from ortools.math_opt.python import mathopt

from planner.roadmap.greedy import greedy_starts, with_gains
from planner.roadmap.ledger import violations
from planner.roadmap.model import Problem, Stage
from planner.roadmap.outcome import Outcome
from planner.roadmap.program import THOUSAND, Goal, Program, build_program, goals, values_of
from planner.roadmap.quiet import native_output_on_stderr
from planner.roadmap.tidy import tidy

RELATIVE_GAP = 1e-4
KEPT = 1e-5  # share of a goal's value that later goals may give up
SHARES = {"lateness": 0.4, "gain": 0.45, "cost": 0.15}  # of the seconds
EFFORT = 30_000.0  # nodes times binaries that a second pays for (measured: 60 tasks, 12 periods, one core)
LEAST_NODES = 50
PROVEN = 1.5e-4  # "optimal" means proven within this share: HiGHS stops at RELATIVE_GAP

IMPOSSIBLE = (mathopt.TerminationReason.INFEASIBLE, mathopt.TerminationReason.INFEASIBLE_OR_UNBOUNDED)


@dataclass(frozen=True, slots=True)
class _Run:
    """What one solve gave: starts (None when none were found), bound, and how it ended."""

    starts: dict[str, int] | None
    bound: float | None
    is_infeasible: bool
    hit_clock: bool


def solve_readiness(problem: Problem, *, seconds: float, seed: int, patience: float = 1.0) -> Outcome:
    """Find the best plan within about `seconds` of work; the wall clock ends it after seconds x patience."""
    ends = monotonic() + seconds * patience
    program = build_program(problem)
    best = greedy_starts(problem)
    stages: list[Stage] = []
    hit_clock = False
    for goal in goals(program):
        nodes = _nodes(program, seconds * SHARES[goal.name])
        if goal.name == "gain" and best is not None:
            best = _fuller(problem, best)
        run = _solve(program, goal, best, nodes=nodes, ends=ends, seed=seed)
        if run.is_infeasible:
            return Outcome(None, (), is_infeasible=True)
        hit_clock = hit_clock or run.hit_clock
        best = _better(problem, goal, best, run.starts)
        if best is None:
            return Outcome(None, (), stopped_by_clock=hit_clock)
        value = values_of(problem, best)[goal.name]
        stages.append(_stage(goal, value, run.bound))
        _keep(program, goal, value)
    return Outcome(tidy(problem, best or {}), tuple(stages), stopped_by_clock=hit_clock)


def _fuller(problem: Problem, starts: dict[str, int]) -> dict[str, int]:
    """Return a plan that already gains something, to start the search for the most gain from."""
    fuller = with_gains(problem, starts)
    return fuller if not violations(problem, fuller) else starts


def _nodes(program: Program, seconds: float) -> int:
    binaries = max(1, sum(len(steps) for steps in program.begun.values()))
    return max(LEAST_NODES, int(seconds * EFFORT / binaries))


def _solve(
    program: Program, goal: Goal, hint: Mapping[str, int] | None, *, nodes: int, ends: float, seed: int
) -> _Run:
    left = ends - monotonic()
    if left <= 0:
        return _Run(None, None, is_infeasible=False, hit_clock=True)
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
            model_params=mathopt.ModelSolveParameters(solution_hints=_hints(program, hint)),
        )
    end = result.termination
    return _Run(
        starts=_starts(program, result) if result.has_primal_feasible_solution() else None,
        bound=_bound(goal, result),
        is_infeasible=end.reason in IMPOSSIBLE,
        hit_clock=end.limit == mathopt.Limit.TIME,
    )


def _bound(goal: Goal, result: mathopt.SolveResult) -> float | None:
    bound = float(result.best_objective_bound())
    if not isfinite(bound):
        return None
    return bound if goal.is_maximum else max(bound, 0.0)


def _hints(program: Program, starts: Mapping[str, int] | None) -> list[mathopt.SolutionHint]:
    if starts is None:
        return []
    steps = {
        step: 1.0 if task_id in starts and starts[task_id] <= period else 0.0
        for task_id, steps in program.begun.items()
        for period, step in steps.items()
    }
    return [mathopt.SolutionHint(variable_values=steps)]


def _starts(program: Program, result: mathopt.SolveResult) -> dict[str, int]:
    values = result.variable_values()
    starts = {}
    for task_id, steps in program.begun.items():
        begun = [period for period, step in steps.items() if values[step] > 0.5]
        if begun:
            starts[task_id] = min(begun)
    return starts


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


def _keep(program: Program, goal: Goal, value: float) -> None:
    """Hold a goal at its value, within a tolerance, for the goals that follow."""
    slack = abs(value) * KEPT + 1e-6
    if goal.is_maximum:
        program.model.add_linear_constraint(goal.expression >= value - slack)
    else:
        program.model.add_linear_constraint(goal.expression <= value + slack)
