"""What holding the lateness of a plan means for the dates of its workloads.

Lateness is a sum over few workloads, so that only few combinations of dates give a certain value: often a single
one. As dates they tighten a model far more than as one sum.
"""

from collections.abc import Sequence
from itertools import accumulate

from ortools.math_opt.python import mathopt

from planner.roadmap.program import Program, lateness_weights
from planner.roadmap.strengthen import relaxed

MOST_DATES = 40  # combinations that are looked at one by one
MOST_TRIED = 20_000
MOST_STEPS = 40_000  # combinations times steps (a task and a period each) of which the relaxation is asked


def keep_dates(program: Program, least: float, most: float) -> None:
    """Limit dates to those of plans whose lateness lies between `least` and `most`.

    `least` must be a lower bound of every plan's lateness. Nothing is done where there are too many ways.
    """
    ways = dates_between(program, least, most)
    if ways is None:
        return
    is_small = len(ways) * program.size <= MOST_STEPS
    possible = [way for way in ways if _is_possible(program, way)] if is_small else ways
    for index, target in enumerate(program.problem.targets):
        first = min((way[index] for way in possible), default=0)
        last = max((way[index] for way in possible), default=program.problem.periods)
        for period, live in enumerate(program.live[target.name]):
            live.upper_bound = 0.0 if period < first else live.upper_bound
            live.lower_bound = 1.0 if period >= last else live.lower_bound


def dates_between(program: Program, least: float, most: float) -> list[tuple[int, ...]] | None:
    """Return (targets,) first live periods, `periods` for never, of each way to a lateness; None if too many."""
    problem = program.problem
    costs = [[0.0, *accumulate(lateness_weights(target, problem.periods))] for target in problem.targets]
    highest = [sum(column[-1] for column in costs[index:]) for index in range(len(costs) + 1)]
    open_ways: list[tuple[tuple[int, ...], float]] = [((), 0.0)]
    tried = 0
    for index, column in enumerate(costs):
        longer = []
        for way, cost in open_ways:
            for date, more in enumerate(column):
                tried += 1
                if cost + more <= most and cost + more + highest[index + 1] >= least:
                    longer.append(((*way, date), cost + more))
        open_ways = longer
        if tried > MOST_TRIED:
            return None
    return [way for way, _ in open_ways] if len(open_ways) <= MOST_DATES else None


def _is_possible(program: Program, way: Sequence[int]) -> bool:
    """Whether the relaxation of a model holds with these dates."""
    kept = []
    for target, first in zip(program.problem.targets, way, strict=True):
        for period, live in enumerate(program.live[target.name]):
            kept.append((live, live.lower_bound, live.upper_bound))
            live.lower_bound = live.upper_bound = 1.0 if period >= first else 0.0
    with relaxed(program):
        result = mathopt.solve(program.model, mathopt.SolverType.HIGHS)
    for live, lower, upper in kept:
        live.lower_bound, live.upper_bound = lower, upper
    return result.termination.reason not in (
        mathopt.TerminationReason.INFEASIBLE,
        mathopt.TerminationReason.INFEASIBLE_OR_UNBOUNDED,
    )
