"""Cuts from what fits side by side in one period: tighter than the sum of demands over each role.

Tasks that are at work in the same period are a packing of several small knapsacks (one for each role). The sums
of demands describe it loosely: half of one task and half of another fit where neither pair of whole tasks does.
Whether a fractional packing is a mixture of whole ones is decided exactly: a linear programme looks for weights
that no whole packing carries beyond 1, and a dynamic programme over the people left finds the packing that is
heaviest by them. Weights of tasks that are not at work are lifted one by one.
"""

from collections.abc import Sequence
from math import floor, prod

import numpy as np
from ortools.math_opt.python import mathopt

from planner.roadmap.ledger import Floats
from planner.roadmap.model import Problem

MOST_STATES = 1_500  # of people left in one dynamic programme; roles beyond that are looked at apart
MOST_UNITS = 12  # steps in which the people of a role are counted where they are no small whole number
MOST_ROUNDS = 150
VIOLATION = 1e-3
NOTHING = 1e-7


class Packings:
    """What fits side by side in one period for some roles.

    demands: (tasks, roles) whole units of people, rounded down where they are no multiples; units: (roles,)
    people of one unit.
    """

    def __init__(self, problem: Problem, roles: Sequence[str]) -> None:
        self.problem, self.roles = problem, tuple(roles)
        self.units = [people_unit(problem, role) for role in self.roles]
        self.demands = [
            tuple(
                floor(task.demands.get(role, 0.0) / unit + NOTHING) if task.duration else 0
                for role, unit in zip(self.roles, self.units, strict=True)
            )
            for task in problem.tasks
        ]
        self._known: list[frozenset[int]] = []

    def people(self, period: int) -> tuple[int, ...]:
        """Return (roles,) whole units of people of a period."""
        return tuple(
            floor(self.problem.capacities[role][period] / unit + NOTHING)
            for role, unit in zip(self.roles, self.units, strict=True)
        )

    def cut(self, period: int, at_work: Floats) -> Floats | None:
        """Return (tasks,) weights whose sum over the tasks at work in a period is at most 1 in every plan.

        at_work: (tasks,) 0..1, how much of each task is at work. None when it is a mixture of whole packings.
        """
        people = self.people(period)
        users = [index for index, needs in enumerate(self.demands) if any(needs)]
        fitting = [index for index in users if _fits(self.demands[index], people)]
        busy = [index for index in fitting if at_work[index] > NOTHING]
        weights = self._weights(busy, people, at_work)
        if weights is None:
            return None
        for index in fitting:
            if index not in busy:
                left = tuple(have - need for have, need in zip(people, self.demands[index], strict=True))
                weights[index] = max(0.0, 1.0 - self._heaviest(weights, fitting, left)[0])
        return weights

    def _weights(self, busy: Sequence[int], people: tuple[int, ...], at_work: Floats) -> Floats | None:
        """Return weights over the busy tasks that no whole packing carries beyond 1 but `at_work` does."""
        model = mathopt.Model()
        columns = {index: model.add_variable(lb=0.0, ub=1.0) for index in busy}
        model.maximize(mathopt.fast_sum([float(at_work[index]) * columns[index] for index in busy]))
        for known in self._packings_of(busy, people):
            model.add_linear_constraint(mathopt.fast_sum([columns[index] for index in known]) <= 1.0)
        solver = mathopt.IncrementalSolver(model, mathopt.SolverType.GLOP)
        weights = np.zeros(len(self.demands))
        for _ in range(MOST_ROUNDS):
            result = solver.solve()
            if not result.has_primal_feasible_solution() or result.objective_value() <= 1.0 + VIOLATION:
                return None
            values = result.variable_values()
            weights[list(busy)] = [max(values[columns[index]], 0.0) for index in busy]
            heaviest, packing = self._heaviest(weights, busy, people)
            if heaviest <= 1.0 + NOTHING:
                weights /= max(heaviest, 1.0)
                return weights if float(weights @ at_work) > 1.0 + VIOLATION else None
            self._known.append(packing)
            model.add_linear_constraint(
                mathopt.fast_sum([columns[index] for index in sorted(packing)]) <= 1.0
            )
        return None

    def _packings_of(self, busy: Sequence[int], people: tuple[int, ...]) -> list[list[int]]:
        """Return what is known to fit, of tasks that are busy."""
        found: dict[tuple[int, ...], list[int]] = {}
        for known in self._known:
            packing = sorted(known.intersection(busy))
            needs = tuple(sum(self.demands[index][role] for index in packing) for role in range(len(people)))
            if len(packing) > 1 and _fits(needs, people):
                found.setdefault(tuple(packing), packing)
        return list(found.values())

    def _heaviest(
        self, weights: Floats, items: Sequence[int], people: tuple[int, ...]
    ) -> tuple[float, frozenset[int]]:
        """Return the whole packing of most weight, by a dynamic programme over the people used."""
        weighty = [index for index in items if weights[index] > 0 and _fits(self.demands[index], people)]
        best = np.zeros(tuple(have + 1 for have in people))
        tables = [best]
        for index in weighty:
            needs = self.demands[index]
            following = best.copy()
            after = following[tuple(slice(need, None) for need in needs)]
            before = best[tuple(slice(0, have + 1 - need) for have, need in zip(people, needs, strict=True))]
            np.maximum(after, before + weights[index], out=after)
            tables.append(following)
            best = following
        return float(best[people]), self._traced(weighty, tables, people)

    def _traced(
        self, weighty: Sequence[int], tables: Sequence[Floats], people: tuple[int, ...]
    ) -> frozenset[int]:
        packing, left = [], people
        for place in range(len(weighty) - 1, -1, -1):
            if tables[place + 1][left] > tables[place][left]:
                packing.append(weighty[place])
                left = tuple(
                    have - need for have, need in zip(left, self.demands[weighty[place]], strict=True)
                )
        return frozenset(packing)


def packings_of(problem: Problem) -> list[Packings]:
    """Return the packings of all scarce roles, together as far as a dynamic programme can hold them."""
    together: list[list[str]] = []
    for role in sorted(problem.capacities, key=lambda role: (-_scarcity(problem, role), role)):
        if _scarcity(problem, role) <= 1.0:
            continue
        if together and prod(_states(problem, name) for name in (*together[-1], role)) <= MOST_STATES:
            together[-1].append(role)
        else:
            together.append([role])
    return [Packings(problem, roles) for roles in together]


def people_unit(problem: Problem, role: str) -> float:
    """Return how many people of a role are counted as one.

    Rounding demands and people down to whole units keeps every packing that fits.
    """
    needs = [need for task in problem.tasks if (need := task.demands.get(role, 0.0)) > 0]
    most = max(problem.capacities[role], default=0.0)
    for unit in (1.0, min(needs, default=1.0), 0.5):
        if most / unit <= MOST_UNITS and all((need / unit).is_integer() for need in needs):
            return unit
    return max(most, NOTHING) / MOST_UNITS


def _states(problem: Problem, role: str) -> int:
    return floor(max(problem.capacities[role], default=0.0) / people_unit(problem, role) + NOTHING) + 1


def _scarcity(problem: Problem, role: str) -> float:
    """The most that all its tasks together could need, relative to the fewest people of a period."""
    needs = sum(task.demands.get(role, 0.0) for task in problem.tasks if task.duration)
    return needs / max(min(problem.capacities[role], default=0.0), NOTHING)


def _fits(needs: Sequence[int], people: Sequence[int]) -> bool:
    return all(need <= have for need, have in zip(needs, people, strict=True))
