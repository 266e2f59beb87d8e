"""Search a mixed-integer model by SCIP: whole, or in two halves side by side.

SCIP proves such models in half the time of HiGHS, and several of its searches can run at once (measured:
docs/decisions/a-proof-in-two-halves.md). Limits are counted in nodes of the search tree, so that the same input gives
the same plan; the wall clock is a second limit, and a run that it cut short says so.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from math import isfinite
from time import monotonic
from typing import Any

from ortools.math_opt.python import mathopt
from ortools.math_opt.solvers.gscip import gscip_pb2

from planner.roadmap.improve import hints, starts_of
from planner.roadmap.program import Program
from planner.roadmap.quiet import native_output_on_stderr
from planner.roadmap.strengthen import relaxed

RELATIVE_GAP = 1e-4
MOST_TRIED = 6  # tasks on which a model is divided for trial
# SCIP tries branchings out before its tree begins, and presolves anew when that fixes a few steps: seconds of a short
# search, for models that are tight and presolved already.
SETTINGS = {"branching/relpscost/initcand": 20, "presolving/maxrestarts": 0}
CLEARLY = 0.05  # a step closer to 0 or 1 than this is as good as decided

IMPOSSIBLE = (mathopt.TerminationReason.INFEASIBLE, mathopt.TerminationReason.INFEASIBLE_OR_UNBOUNDED)


@dataclass(frozen=True, slots=True)
class Run:
    """What a search gave: starts (None when none were found), bound, how it ended, nodes of the longest tree."""

    starts: dict[str, int] | None
    value: float | None
    bound: float | None
    is_infeasible: bool
    hit_clock: bool
    nodes: int


def search(program: Program, hint: dict[str, int] | None, *, nodes: int, ends: float, seed: int) -> Run:
    """Search the best plan by the model's present objective; ends: the latest time, as of monotonic()."""
    with native_output_on_stderr():
        return _searched(program, hint, nodes, ends, seed)


def search_halves(
    program: Program, hint: dict[str, int] | None, *, nodes: int, ends: float, seed: int
) -> Run:
    """The same by two searches side by side, each of a half of all plans; nodes: of each of them.

    Neither learns from the other, so that the result does not depend on which is faster.
    """
    with native_output_on_stderr():
        step = dividing_step(program)
        if step is None:
            return _searched(program, hint, nodes, ends, seed)
        halves = [_half(program, step, value) for value in (0.0, 1.0)]
        with ThreadPoolExecutor(len(halves)) as side_by_side:
            runs = list(side_by_side.map(lambda half: _searched(half, hint, nodes, ends, seed), halves))
    return _joined(runs, best=max if program.model.objective.is_maximize else min)


def dividing_step(program: Program) -> Any | None:
    """Return the step that changes the relaxation most, whether it is taken or not; None if nothing is open.

    A product of both changes prefers halves that are about equally hard.
    """
    with relaxed(program):
        result = mathopt.solve(program.model, mathopt.SolverType.HIGHS)
        if not result.has_primal_feasible_solution():
            return None
        values, bound = result.variable_values(), float(result.objective_value())
        tried = [(_change(program, step, bound), step) for step in _open_steps(program, values)]
    best = max(tried, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] > 0 else None


def _open_steps(program: Program, values: dict[Any, float]) -> Sequence[Any]:
    """Return the most undecided step of each task, of the tasks whose steps are the least decided."""
    open_steps = []
    for steps in program.begun.values():
        distances = [(min(values[step], 1.0 - values[step]), step) for step in steps.values()]
        furthest = max(distances, key=lambda pair: pair[0], default=None)
        if furthest is not None and furthest[0] > CLEARLY:
            open_steps.append(furthest)
    open_steps.sort(key=lambda pair: -pair[0])
    return [step for _, step in open_steps[:MOST_TRIED]]


def _change(program: Program, step: Any, bound: float) -> float:
    """Return the product of the relaxation's changes by a step; 0 where one side holds no plan."""
    product = 1.0
    for value in (0.0, 1.0):
        step.lower_bound = step.upper_bound = value
        result = mathopt.solve(program.model, mathopt.SolverType.HIGHS)
        step.lower_bound, step.upper_bound = 0.0, 1.0
        if not result.has_primal_feasible_solution():
            return 0.0
        product *= abs(bound - float(result.objective_value()))
    return product


def _half(program: Program, step: Any, value: float) -> Program:
    """Return a model of its own that holds the plans in which a step has a value."""
    half = program.copied()
    fixed = half.model.get_variable(step.id)
    fixed.lower_bound = fixed.upper_bound = value
    return half


def _joined(runs: Sequence[Run], best: Callable[[Iterator[float]], float]) -> Run:
    """Return what the halves say of the whole; a half without any plan says nothing."""
    possible = [run for run in runs if not run.is_infeasible]
    if not possible:
        return runs[0]
    found = [run for run in possible if run.value is not None]
    leading = best(run.value for run in found if run.value is not None) if found else None
    bounds = [run.bound for run in possible if run.bound is not None]
    return Run(
        starts=next((run.starts for run in found if run.value == leading), None),
        value=leading,
        bound=best(iter(bounds)) if len(bounds) == len(possible) else None,
        is_infeasible=False,
        hit_clock=any(run.hit_clock for run in possible),
        nodes=max(run.nodes for run in runs),
    )


def _searched(program: Program, hint: dict[str, int] | None, nodes: int, ends: float, seed: int) -> Run:
    left = ends - monotonic()
    if left <= 0:
        return Run(None, None, None, is_infeasible=False, hit_clock=True, nodes=0)
    result = mathopt.solve(
        program.model,
        mathopt.SolverType.GSCIP,
        params=mathopt.SolveParameters(
            time_limit=timedelta(seconds=left),
            node_limit=nodes,
            random_seed=seed % 2**31,
            relative_gap_tolerance=RELATIVE_GAP,
            gscip=gscip_pb2.GScipParameters(int_params=SETTINGS),
        ),
        model_params=mathopt.ModelSolveParameters(solution_hints=hints(program, hint)),
    )
    end = result.termination
    bound = float(result.best_objective_bound())
    has_plan = result.has_primal_feasible_solution()
    return Run(
        starts=starts_of(program, result),
        value=float(result.objective_value()) if has_plan else None,
        bound=bound if isfinite(bound) else None,
        is_infeasible=end.reason in IMPOSSIBLE,
        hit_clock=end.limit == mathopt.Limit.TIME,
        nodes=result.solve_stats.node_count,
    )
