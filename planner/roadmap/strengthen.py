"""Tighten a model by cuts that no plan breaks, as long as they lower what could be hoped for."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from ortools.math_opt.python import mathopt

from planner.roadmap.ledger import Floats
from planner.roadmap.packing import Packings, packings_of
from planner.roadmap.program import Program

MOST_ROUNDS, LEAST_ROUNDS = 12, 3
ROUND_STEPS = 15_000  # rounds times steps (a task and a period each): fewer rounds for a larger model
LEAST_PROGRESS = 5e-5  # of the bound, by a round of cuts: less is not worth another


@contextmanager
def relaxed(program: Program) -> Iterator[None]:
    """Take the binaries of a model for fractions."""
    binaries = [variable for variable in program.model.variables() if variable.integer]
    for variable in binaries:
        variable.integer = False
    try:
        yield
    finally:
        for variable in binaries:
            variable.integer = True


def strengthen(program: Program) -> float | None:
    """Add the cuts that the relaxation of the model's present objective breaks.

    Returns the relaxation's value after the last round: no plan is better. None when there is none.
    """
    packings = packings_of(program.problem)
    rounds = min(MOST_ROUNDS, max(LEAST_ROUNDS, ROUND_STEPS // program.size))
    bound: float | None = None
    with relaxed(program):
        for _ in range(rounds):
            result = mathopt.solve(program.model, mathopt.SolverType.HIGHS)
            if not result.has_primal_feasible_solution():
                break
            last, bound = bound, float(result.objective_value())
            if last is not None and abs(bound - last) <= LEAST_PROGRESS * abs(last):
                break
            if not _add_cuts(program, packings, result.variable_values()):
                break
    return bound


def _add_cuts(program: Program, packings: list[Packings], values: dict[Any, float]) -> int:
    count = 0
    for period in range(program.problem.periods):
        at_work = _at_work(program, values, period)
        for packing in packings:
            weights = packing.cut(period, at_work)
            if weights is not None:
                _add_cut(program, weights, period)
                count += 1
    return count


def _at_work(program: Program, values: dict[Any, float], period: int) -> Floats:
    """Return (tasks,) how much of each task is at work in a period."""
    begun = {name: {at: values[step] for at, step in steps.items()} for name, steps in program.begun.items()}
    return np.array(
        [
            _begun_by(begun[task.id], period) - _begun_by(begun[task.id], period - task.duration)
            for task in program.problem.tasks
        ]
    )


def _begun_by(steps: dict[int, float], period: int) -> float:
    """The value of the last step up to a period; steps are ascending and without holes."""
    if not steps or period < next(iter(steps)):
        return 0.0
    return steps[min(period, next(reversed(steps)))]


def _add_cut(program: Program, weights: Floats, period: int) -> None:
    at_work = [
        term
        for task, weight in zip(program.problem.tasks, weights, strict=True)
        if weight > 0
        for term in program.at_work(task, period, float(weight))
    ]
    program.model.add_linear_constraint(mathopt.fast_sum(at_work) <= 1.0)
