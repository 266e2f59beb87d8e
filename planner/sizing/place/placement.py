"""Which places serve whom: facility location with capacities, solved exactly (mixed-integer program, SCIP)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt.python import mathopt

from planner.sizing.result import Bools

Whole = NDArray[np.int64]
MOST_NODES = 10_000  # of the search tree


@dataclass(frozen=True, slots=True)
class Placement:
    """served_by: the place of each customer, by index. places: those in use, ascending. cost: of opening and serving.

    is_proven: whether nothing cheaper exists; False only when the search grew too large.
    """

    served_by: tuple[int, ...]
    places: tuple[int, ...]
    cost: int
    is_proven: bool


def place_customers(
    serving: Whole,
    *,
    opening: Whole,
    capacity: Whole,
    demand: Whole | None = None,
    allowed: Bools | None = None,
) -> Placement | None:
    """Serve every customer from one place at the least cost of opening places and of serving; None if impossible.

    serving: (U, F) cost of serving a customer from a place; opening: (F,) cost of using a place at all; capacity:
    (F,) and demand: (U,) in one unit, 1 each unless given; allowed: (U, F). All whole numbers. A customer stands
    nowhere that could not hold it alone.
    Source: capacitated facility location with single sourcing, CSPLib problem 34.

    >>> near, far = [1, 9], [9, 1]
    >>> place_customers(np.array([near, far]), opening=np.array([5, 5]), capacity=np.array([2, 2])).places
    (0, 1)
    """
    customers, places = serving.shape
    wanted = np.ones(customers, dtype=np.int64) if demand is None else demand
    may = wanted[:, None] <= capacity[None, :]
    if allowed is not None:
        may &= allowed
    if not may.any(axis=1).all():
        return None
    model = mathopt.Model()
    is_open = [model.add_binary_variable() for _ in range(places)]
    serves = {
        (int(customer), int(place)): model.add_binary_variable() for customer, place in np.argwhere(may)
    }
    for customer in range(customers):
        ways = [serves[customer, place] for place in range(places) if may[customer, place]]
        model.add_linear_constraint(mathopt.fast_sum(ways) == 1.0)
    for (_, place), var in serves.items():
        model.add_linear_constraint(var <= is_open[place])
    for place in range(places):
        held = np.flatnonzero(may[:, place]).tolist()
        if wanted[held].sum() > capacity[place]:
            load = [float(wanted[customer] / capacity[place]) * serves[customer, place] for customer in held]
            model.add_linear_constraint(mathopt.fast_sum(load) <= is_open[place])
    model.minimize(
        mathopt.fast_sum([float(serving[pair]) * var for pair, var in serves.items()])
        + mathopt.fast_sum([float(cost) * var for cost, var in zip(opening, is_open, strict=True)])
    )
    return _solved(model, serves, customers)


def _solved(
    model: mathopt.Model, serves: dict[tuple[int, int], mathopt.Variable], customers: int
) -> Placement | None:
    limits = mathopt.SolveParameters(
        relative_gap_tolerance=0.0,
        absolute_gap_tolerance=0.5,
        node_limit=MOST_NODES,
        random_seed=0,
        threads=1,
    )
    result = mathopt.solve(model, mathopt.SolverType.GSCIP, params=limits)
    if not result.has_primal_feasible_solution():
        return None
    values = result.variable_values()
    chosen = {pair[0]: pair[1] for pair, var in serves.items() if values[var] > 0.5}
    served_by = tuple(chosen[customer] for customer in range(customers))
    return Placement(
        served_by,
        tuple(sorted(set(served_by))),
        round(result.objective_value()),
        result.termination.reason == mathopt.TerminationReason.OPTIMAL,
    )
