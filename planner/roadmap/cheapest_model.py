"""Two exact models of the least cost to an aim: without time, and with it.

Without time: one binary for each task, kept out when it cannot be finished soon enough even alone. Its least cost is
a lower bound that takes milliseconds. With time: the roadmap's own time-indexed model, with all its limits.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from math import inf, isfinite
from typing import Any, Literal

from ortools.math_opt.python import mathopt

from planner.roadmap.cheapest_aim import Aim, contributors, require
from planner.roadmap.greedy import greedy_starts
from planner.roadmap.items import RoadmapProblem
from planner.roadmap.model import Problem, Task
from planner.roadmap.program import THOUSAND, build_program
from planner.roadmap.quiet import native_output_on_stderr

Objective = Literal["cost", "items"]

EFFORT = 30_000.0  # nodes times binaries that a second pays for, as for the roadmap
LEAST_NODES = 200
CLOCK_SECONDS = 60.0  # the second limit of a single search; a way that it cut short is not called proven
ABSOLUTE_GAP = 1e-6
SAME_MONEY = 1e-4  # thousands of USD


@dataclass(frozen=True)
class Case:
    """An aim with what matters for it.

    problem: the tasks that can serve the aim, what must be done in any case, and all limits.
    serving: the tasks that can serve it; of these, what is not decided yet costs. cuts: no way may hold all of one.
    """

    wanted: RoadmapProblem
    aim: Aim
    problem: Problem
    serving: frozenset[str]
    cuts: tuple[frozenset[str], ...] = ()
    seconds: float = 2.0
    seed: int = 0

    @property
    def by(self) -> int:
        """Periods within which the aim is to be reached."""
        return self.problem.periods if self.aim.by is None else min(self.aim.by, self.problem.periods)

    @cached_property
    def prices(self) -> dict[str, float]:
        """Money of each task that may be chosen for the aim, in thousands of USD."""
        return {
            task.id: task.cost_usd / THOUSAND
            for task in self.problem.tasks
            if task.id in self.serving and self.problem.is_free(task)
        }

    @cached_property
    def earliest(self) -> dict[str, float]:
        """When each task could be finished if there were people and money without limit; inf for never."""
        return earliest_finishes(self.problem)


@dataclass(frozen=True, slots=True)
class Run:
    """What one search gave: tasks with their starts (0 without time), objective, bound, and whether that is proven."""

    starts: Mapping[str, int] | None
    objective: float
    bound: float
    is_proven: bool

    @property
    def is_impossible(self) -> bool:
        """Whether it is proven that there is no way."""
        return self.starts is None and self.is_proven


def case_of(wanted: RoadmapProblem, aim: Aim, *, keep_budget: bool, seconds: float, seed: int) -> Case:
    """Return an aim with the part of the problem that matters for it."""
    problem = wanted.problem
    serving = _with_predecessors(problem, contributors(wanted, aim))
    forced = {task.id for task in problem.tasks if not problem.is_free(task)}
    forced |= {name for group in problem.alternatives if not group.is_optional for name in group.tasks}
    kept = serving | _with_predecessors(problem, forced)
    groups = [(group, tuple(name for name in group.tasks if name in kept)) for group in problem.alternatives]
    smaller = Problem(
        periods=problem.periods,
        tasks=tuple(task for task in problem.tasks if task.id in kept),
        capacities=problem.capacities,
        budget_usd=problem.budget_usd if keep_budget else None,
        carry_over=problem.carry_over,
        alternatives=tuple(
            type(group)(group.id, names, group.is_optional, group.title) for group, names in groups if names
        ),
        period_names=problem.period_names,
        periods_per_year=problem.periods_per_year,
    )
    return Case(wanted, aim, smaller, frozenset(serving), seconds=seconds, seed=seed)


def _with_predecessors(problem: Problem, names: set[str]) -> set[str]:
    tasks = {task.id: task for task in problem.tasks}
    found: set[str] = set()
    left = list(names)
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += [member for _, members in problem.predecessors(tasks[name]) for member in members]
    return found


def earliest_finishes(problem: Problem) -> dict[str, float]:
    """Return when each task could be finished at best; inf when it cannot within the plan."""
    tasks = {task.id: task for task in problem.tasks}
    found: dict[str, float] = {}

    def finish(task: Task) -> float:
        if task.id not in found:
            ready = [
                min((finish(tasks[name]) for name in members), default=inf) + task.lead_time
                for _, members in problem.predecessors(task)
            ]
            end = max([task.first_start, *ready]) + task.duration
            found[task.id] = end if end <= problem.periods else inf
        return found[task.id]

    for task in problem.tasks:
        finish(task)
    return found


def pick(case: Case, by: int, objective: Objective, most: float | None = None) -> Run:
    """Return the best set of tasks for an aim, without people, budgets and dates other than `by`.

    most: thousands of USD that it may cost.
    """
    model = mathopt.Model(name="set")
    chosen = {task.id: model.add_binary_variable(name=task.id) for task in case.problem.tasks}
    for task in case.problem.tasks:
        if case.earliest[task.id] > case.problem.periods:
            model.add_linear_constraint(chosen[task.id] <= 0.0)
        if not case.problem.is_free(task):
            model.add_linear_constraint(chosen[task.id] >= 1.0)
        for _, members in case.problem.predecessors(task):
            done = mathopt.fast_sum([chosen[name] for name in members])
            model.add_linear_constraint(chosen[task.id] <= done)
    for group in case.problem.alternatives:
        count = mathopt.fast_sum([chosen[name] for name in group.tasks])
        model.add_linear_constraint(count <= 1.0 if group.is_optional else count == 1.0)

    def done_in_time(name: str) -> Any:
        return chosen[name] if case.earliest[name] <= by else mathopt.fast_sum([])

    require(model, case.wanted, case.aim, done_in_time)
    _limit(model, case, chosen.__getitem__, most)
    return _search(model, case, chosen.__getitem__, objective, lambda values: _picked(chosen, values))


def schedule(case: Case, by: int, objective: Objective, most: float | None = None) -> Run:
    """Return the best set of tasks for an aim with its schedule, under all limits."""
    program = build_program(case.problem)
    tasks = {task.id: task for task in case.problem.tasks}

    def done_in_time(name: str) -> Any:
        return program.begun_by(name, by - tasks[name].duration)

    require(program.model, case.wanted, case.aim, done_in_time)
    _limit(program.model, case, program.chosen, most)
    return _search(
        program.model, case, program.chosen, objective, lambda values: _begun(program.begun, values)
    )


def schedule_greedily(case: Case, names: Mapping[str, int]) -> dict[str, int] | None:
    """Return a schedule of a set that is found at once, if there is one."""
    kept = [task for task in case.problem.tasks if task.id in names]
    problem = Problem(
        periods=case.problem.periods,
        tasks=tuple(_must(task) for task in kept),
        capacities=case.problem.capacities,
        budget_usd=case.problem.budget_usd,
        carry_over=case.problem.carry_over,
        alternatives=tuple(
            type(group)(group.id, found, True, group.title)
            for group in case.problem.alternatives
            if (found := tuple(name for name in group.tasks if name in names))
        ),
        objective="makespan",
    )
    return greedy_starts(problem)


def _must(task: Task) -> Task:
    return replace(task, is_pinned=True)


def _limit(model: mathopt.Model, case: Case, chosen: Callable[[str], Any], most: float | None) -> None:
    """Keep to what may be spent, and off the ways that were found before."""
    if most is not None:
        spent = mathopt.fast_sum([price * chosen(name) for name, price in case.prices.items()])
        model.add_linear_constraint(spent <= most + SAME_MONEY)
    for cut in case.cuts:
        held = mathopt.fast_sum([chosen(name) for name in sorted(cut)])
        model.add_linear_constraint(held <= len(cut) - 1.0)


def _search(
    model: mathopt.Model,
    case: Case,
    chosen: Callable[[str], Any],
    objective: Objective,
    read: Callable[[Mapping[Any, float]], dict[str, int]],
) -> Run:
    weights = case.prices if objective == "cost" else dict.fromkeys(case.prices, 1.0)
    model.minimize(mathopt.fast_sum([weight * chosen(name) for name, weight in weights.items()]))
    binaries = max(1, sum(1 for _ in model.variables()))
    with native_output_on_stderr():
        result = mathopt.solve(
            model,
            mathopt.SolverType.HIGHS,
            params=mathopt.SolveParameters(
                time_limit=timedelta(seconds=CLOCK_SECONDS),
                node_limit=max(LEAST_NODES, int(case.seconds * EFFORT / binaries)),
                random_seed=case.seed % 2**31,
                relative_gap_tolerance=0.0,
                absolute_gap_tolerance=ABSOLUTE_GAP,
            ),
        )
    reason = result.termination.reason
    impossible = (mathopt.TerminationReason.INFEASIBLE, mathopt.TerminationReason.INFEASIBLE_OR_UNBOUNDED)
    if not result.has_primal_feasible_solution():
        return Run(None, inf, _finite(result), is_proven=reason in impossible)
    return Run(
        read(result.variable_values()),
        float(result.objective_value()),
        _finite(result),
        is_proven=reason == mathopt.TerminationReason.OPTIMAL,
    )


def _finite(result: mathopt.SolveResult) -> float:
    bound = float(result.best_objective_bound())
    return max(bound, 0.0) if isfinite(bound) else 0.0


def _picked(chosen: Mapping[str, Any], values: Mapping[Any, float]) -> dict[str, int]:
    return {name: 0 for name, variable in chosen.items() if values[variable] > 0.5}


def _begun(begun: Mapping[str, Mapping[int, Any]], values: Mapping[Any, float]) -> dict[str, int]:
    found = {}
    for name, steps in begun.items():
        periods = [period for period, step in steps.items() if values[step] > 0.5]
        if periods:
            found[name] = min(periods)
    return found
