"""Shortest schedule (resource-constrained project scheduling) by constraint programming.

Interval variables, one cumulative constraint per role, money as a sum per period; OR-tools CP-SAT.
The same input gives the same schedule: fixed seed, one worker, and a limit in the solver's own
deterministic time instead of seconds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from ortools.sat.python import cp_model

from planner.roadmap.greedy import greedy_starts
from planner.roadmap.ledger import makespan, start_window
from planner.roadmap.model import Problem, Stage, Task
from planner.roadmap.outcome import Outcome

FRACTION = 1_000  # people and money are counted in thousandths and cents, as whole numbers
CENTS = 100


@dataclass(frozen=True, slots=True)
class _Variables:
    start: Mapping[str, Any]
    chosen: Mapping[str, Any]
    model: cp_model.CpModel


def solve_makespan(problem: Problem, *, seconds: float, seed: int, patience: float = 1.0) -> Outcome:
    """Find the shortest schedule and prove it; the wall clock ends the search after seconds x patience."""
    greedy = greedy_starts(problem)
    horizon = problem.periods if greedy is None else makespan(problem, greedy)
    if any(not problem.is_free(task) and not start_window(problem, task) for task in problem.tasks):
        return Outcome(None, (), is_infeasible=True)
    variables = _model(problem, horizon)
    _hint(variables, greedy)
    solver = _solver(seconds, seed, patience)
    began = monotonic()
    status = solver.solve(variables.model)
    stopped = status not in (cp_model.OPTIMAL, cp_model.INFEASIBLE) and (
        monotonic() - began >= seconds * patience
    )
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return _without_solution(problem, greedy, status == cp_model.INFEASIBLE, solver, stopped)
    starts = {
        task.id: int(solver.value(variables.start[task.id]))
        for task in problem.tasks
        if task.id in variables.start and solver.value(variables.chosen[task.id])
    }
    bound = round(solver.best_objective_bound)
    return Outcome(starts, (_stage(makespan(problem, starts), bound),), stopped_by_clock=stopped)


def _without_solution(
    problem: Problem,
    greedy: dict[str, int] | None,
    infeasible: bool,
    solver: cp_model.CpSolver,
    stopped: bool,
) -> Outcome:
    """The search ended before a first schedule: the greedy one stands when there is one."""
    if greedy is None:
        return Outcome(None, (), is_infeasible=infeasible, stopped_by_clock=stopped)
    bound = max(0, round(solver.best_objective_bound))
    return Outcome(greedy, (_stage(makespan(problem, greedy), bound),), stopped_by_clock=stopped)


def _stage(value: int, bound: int) -> Stage:
    gap = (value - bound) / max(value, 1)
    return Stage("makespan", float(value), float(bound), gap, is_proven=value <= bound)


def _solver(seconds: float, seed: int, patience: float) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = seconds
    solver.parameters.max_time_in_seconds = seconds * patience
    return solver


def _model(problem: Problem, horizon: int) -> _Variables:
    model = cp_model.CpModel()
    start: dict[str, Any] = {}
    chosen: dict[str, Any] = {}
    for task in problem.tasks:
        window = start_window(problem, task)
        chosen[task.id] = model.new_bool_var(task.id) if problem.is_free(task) else model.new_constant(1)
        if window:
            start[task.id] = model.new_int_var(window[0], window[-1], task.id)
        else:
            model.add(chosen[task.id] == 0)
    variables = _Variables(start, chosen, model)
    _choose(problem, variables)
    _precede(problem, variables)
    for role, capacity in problem.capacities.items():
        _limit_people(problem, variables, role, capacity)
    _limit_money(problem, variables)
    _meet_deadlines(problem, variables)
    _minimise_makespan(problem, variables, horizon)
    return variables


def _choose(problem: Problem, variables: _Variables) -> None:
    for group in problem.alternatives:
        members = [variables.chosen[member] for member in group.tasks]
        if group.is_optional:
            variables.model.add_at_most_one(members)
        else:
            variables.model.add_exactly_one(members)


def _precede(problem: Problem, variables: _Variables) -> None:
    durations = {task.id: task.duration for task in problem.tasks}
    for task in problem.tasks:
        present = variables.chosen[task.id]
        for _, members in problem.predecessors(task):
            if len(members) > 1:
                variables.model.add_bool_or([variables.chosen[m] for m in members]).only_enforce_if(present)
            for member in members:
                both = [] if not problem.is_free(task) else [present]
                if len(members) > 1 or problem.is_free(problem.task(member)):
                    if len(members) > 1:
                        both.append(variables.chosen[member])
                    else:
                        variables.model.add_implication(present, variables.chosen[member])
                if task.id in variables.start and member in variables.start:
                    waits = variables.start[member] + (durations[member] + task.lead_time)
                    rule = variables.model.add(variables.start[task.id] >= waits)
                    if both:
                        rule.only_enforce_if(both)


def _limit_people(problem: Problem, variables: _Variables, role: str, capacity: Sequence[float]) -> None:
    users = [
        task
        for task in problem.tasks
        if task.demands.get(role) and task.duration and task.id in variables.start
    ]
    scale = (
        1 if all(float(n).is_integer() for n in [*capacity, *(t.demands[role] for t in users)]) else FRACTION
    )
    intervals = [_interval(problem, variables, task) for task in users]
    demands = [round(task.demands[role] * scale) for task in users]
    most = max((int(amount * scale + 1e-6) for amount in capacity), default=0)
    for first, last, amount in _runs(capacity):
        missing = most - int(amount * scale + 1e-6)
        if missing:
            intervals.append(
                variables.model.new_fixed_size_interval_var(first, last - first, f"{role} {first}")
            )
            demands.append(missing)
    if users:
        variables.model.add_cumulative(intervals, demands, most)


def _interval(problem: Problem, variables: _Variables, task: Task) -> cp_model.IntervalVar:
    start = variables.start[task.id]
    if problem.is_free(task):
        return variables.model.new_optional_fixed_size_interval_var(
            start, task.duration, variables.chosen[task.id], task.id
        )
    return variables.model.new_fixed_size_interval_var(start, task.duration, task.id)


def _runs(values: Sequence[float]) -> list[tuple[int, int, float]]:
    """Return stretches of equal values as (first, after the last, value)."""
    runs: list[tuple[int, int, float]] = []
    for index, value in enumerate(values):
        if runs and runs[-1][2] == value:
            runs[-1] = (runs[-1][0], index + 1, value)
        else:
            runs.append((index, index + 1, value))
    return runs


def _limit_money(problem: Problem, variables: _Variables) -> None:
    """Money by period through a boolean for each start of each task that costs anything."""
    if problem.budget_usd is None:
        return
    model = variables.model
    spent: list[list[Any]] = [[] for _ in range(problem.periods)]
    for task in problem.tasks:
        if not task.cost_usd or task.id not in variables.start:
            continue
        window = start_window(problem, task)
        begins = {period: model.new_bool_var(f"{task.id} {period}") for period in window}
        model.add(sum(begins.values()) == variables.chosen[task.id])
        at = sum(period * begin for period, begin in begins.items())
        model.add(variables.start[task.id] == at).only_enforce_if(variables.chosen[task.id])
        for period, begin in begins.items():
            for offset, cost in enumerate(task.costs_usd[: problem.periods - period]):
                if cost:
                    spent[period + offset].append(round(cost * CENTS) * begin)
    _keep_budget(problem, model, spent)


def _keep_budget(problem: Problem, model: cp_model.CpModel, spent: list[list[Any]]) -> None:
    allowed = 0
    due: list[Any] = []
    for period, amount in enumerate(problem.budget_usd or ()):
        cents = round(amount * CENTS)
        allowed = allowed + cents if problem.carry_over else cents
        due = [*due, *spent[period]] if problem.carry_over else spent[period]
        if due:
            model.add(sum(due) <= allowed)


def _meet_deadlines(problem: Problem, variables: _Variables) -> None:
    for target in problem.targets:
        if not target.is_hard or target.deadline is None:
            continue
        for members in problem.requirements(target.name):
            variables.model.add_bool_or([variables.chosen[member] for member in members])
            for member in members:
                if member in variables.start:
                    latest = target.deadline - problem.task(member).duration
                    rule = variables.model.add(variables.start[member] <= latest)
                    rule.only_enforce_if(variables.chosen[member])


def _minimise_makespan(problem: Problem, variables: _Variables, horizon: int) -> None:
    end = variables.model.new_int_var(0, horizon, "end")
    for task in problem.tasks:
        if task.id in variables.start:
            rule = variables.model.add(end >= variables.start[task.id] + task.duration)
            if problem.is_free(task):
                rule.only_enforce_if(variables.chosen[task.id])
    variables.model.minimize(end)


def _hint(variables: _Variables, starts: Mapping[str, int] | None) -> None:
    for task_id, start in variables.start.items():
        if starts is not None and task_id in starts:
            variables.model.add_hint(start, starts[task_id])
