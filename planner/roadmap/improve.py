"""Improve a plan in hand by CP-SAT: parts of it are set free and solved again, large neighbourhood by neighbourhood.

It proves nothing, but soon finds plans that a mixed-integer search meets late. One worker and a limit in the
solver's own deterministic time: the same input gives the same plan.
"""

from collections.abc import Mapping

from ortools.math_opt.python import mathopt
from ortools.sat import sat_parameters_pb2

from planner.roadmap.program import Program

USUAL = 600.0  # steps of a model, a task and a period each, that is worth the effort as it is given
MOST_TIMES = 3.0  # of the effort, for a larger one
WORKERS = 2
BATCH = 12  # neighbourhoods that are solved side by side before what they found is shared


def improved(
    program: Program, starts: Mapping[str, int], *, effort: float, seed: int, workers: int = WORKERS
) -> dict[str, int] | None:
    """Return what was found to be best by the model's present objective, or None when no plan was found.

    effort: seconds of the solver's deterministic time for a model of usual size; a small one gets less.
    workers: threads; how many there are changes the time it takes and not the plan.
    """
    parameters = sat_parameters_pb2.SatParameters(
        num_workers=workers,
        interleave_search=True,
        interleave_batch_size=BATCH,
        use_lns_only=True,
        random_seed=seed % 2**31,
        max_deterministic_time=effort * min(program.size / USUAL, MOST_TIMES),
    )
    result = mathopt.solve(
        program.model,
        mathopt.SolverType.CP_SAT,
        params=mathopt.SolveParameters(cp_sat=parameters),
        model_params=mathopt.ModelSolveParameters(solution_hints=hints(program, starts)),
    )
    return starts_of(program, result)


def hints(program: Program, starts: Mapping[str, int] | None) -> list[mathopt.SolutionHint]:
    """Return a plan as the steps of a model, for a solver to begin with."""
    if starts is None:
        return []
    steps = {
        step: 1.0 if task_id in starts and starts[task_id] <= period else 0.0
        for task_id, steps in program.begun.items()
        for period, step in steps.items()
    }
    return [mathopt.SolutionHint(variable_values=steps)]


def starts_of(program: Program, result: mathopt.SolveResult) -> dict[str, int] | None:
    """Return the plan that a solver found, or None."""
    if not result.has_primal_feasible_solution():
        return None
    values = result.variable_values()
    starts = {}
    for task_id, steps in program.begun.items():
        begun = [period for period, step in steps.items() if values[step] > 0.5]
        if begun:
            starts[task_id] = min(begun)
    return starts
