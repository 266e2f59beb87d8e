"""What a set of starts means: money and people by period, finish times, go-live dates, broken rules."""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from planner.roadmap.model import Problem, Scheduled, Task

Floats = NDArray[np.float64]
TOLERANCE = 1e-6
MONEY_TOLERANCE = 0.01


def start_window(problem: Problem, task: Task) -> range:
    """Return the periods in which the work of a task may start so that it ends within the horizon."""
    last = problem.periods - task.duration
    if task.duration == 0 and (task.costs_usd or task.demands):
        last = problem.periods - 1
    return range(task.first_start, last + 1)


def spending(problem: Problem, starts: Mapping[str, int]) -> Floats:
    """Return (periods,) USD; money due after the horizon is left out."""
    total = np.zeros(problem.periods)
    for task in problem.tasks:
        if task.id in starts:
            total += task_spending(problem, task, starts[task.id])
    return total


def task_spending(problem: Problem, task: Task, start: int) -> Floats:
    """Return (periods,) USD of one task that starts at `start`."""
    total = np.zeros(problem.periods)
    costs = task.costs_usd[: max(problem.periods - start, 0)]
    total[start : start + len(costs)] = costs
    return total


def workforce(problem: Problem, starts: Mapping[str, int], role: str) -> Floats:
    """Return (periods,) people of a role at work."""
    total = np.zeros(problem.periods)
    for task in problem.tasks:
        if task.id in starts:
            total[starts[task.id] : starts[task.id] + task.duration] += task.demands.get(role, 0.0)
    return total


def finish_times(problem: Problem, starts: Mapping[str, int]) -> dict[str, int]:
    """Return the finish of every chosen task."""
    return {task.id: starts[task.id] + task.duration for task in problem.tasks if task.id in starts}


def workload_finish(problem: Problem, starts: Mapping[str, int], workload: str) -> int | None:
    """Return when everything that a workload needs is finished: 0 when nothing is needed, None for never."""
    finishes = finish_times(problem, starts)
    latest = 0
    for members in problem.requirements(workload):
        done = [finishes[member] for member in members if member in finishes]
        if not done:
            return None
        latest = max(latest, min(done))
    return latest


def go_live(problem: Problem, starts: Mapping[str, int]) -> dict[str, int | None]:
    """Return for each workload the period by whose end it is live; None for never."""
    dates: dict[str, int | None] = {}
    for target in problem.targets:
        finish = workload_finish(problem, starts, target.name)
        dates[target.name] = None if finish is None else max(finish - 1, 0)
    return dates


def makespan(problem: Problem, starts: Mapping[str, int]) -> int:
    """Return when the last task is finished."""
    return max(finish_times(problem, starts).values(), default=0)


def schedule_of(problem: Problem, starts: Mapping[str, int]) -> tuple[Scheduled, ...]:
    """Return every task of the problem with its times, in the order of the problem."""
    return tuple(_scheduled(task, starts.get(task.id)) for task in problem.tasks)


def _scheduled(task: Task, start: int | None) -> Scheduled:
    if start is None:
        return Scheduled(task.id, is_chosen=False)
    return Scheduled(task.id, True, start, start + task.duration, start - task.lead_time)


def violations(problem: Problem, starts: Mapping[str, int]) -> list[str]:
    """Return every rule of the problem that a schedule breaks; empty when it is a plan."""
    return [
        *_choice_violations(problem, starts),
        *_time_violations(problem, starts),
        *_resource_violations(problem, starts),
        *_money_violations(problem, starts),
    ]


def _choice_violations(problem: Problem, starts: Mapping[str, int]) -> Iterator[str]:
    for task in problem.tasks:
        if task.id not in starts and not problem.is_free(task):
            yield f"{task.id} is left out although it must be done"
    for group in problem.alternatives:
        count = sum(member in starts for member in group.tasks)
        if count > 1 or (count == 0 and not group.is_optional):
            yield f"{count} of the alternatives {group.id} are chosen"
    for target in problem.targets:
        finish = workload_finish(problem, starts, target.name)
        if target.is_hard and target.deadline is not None and (finish is None or finish > target.deadline):
            yield f"{target.name} is not live within {target.deadline} periods"


def _time_violations(problem: Problem, starts: Mapping[str, int]) -> Iterator[str]:
    finishes = finish_times(problem, starts)
    for task in problem.tasks:
        if task.id not in starts:
            continue
        if starts[task.id] not in start_window(problem, task):
            yield f"{task.id} starts outside its window"
        for name, members in problem.predecessors(task):
            done = [finishes[member] for member in members if member in finishes]
            if not done or min(done) + task.lead_time > starts[task.id]:
                yield f"{task.id} starts before {name} is done"


def _resource_violations(problem: Problem, starts: Mapping[str, int]) -> Iterator[str]:
    for role, capacity in problem.capacities.items():
        if np.any(workforce(problem, starts, role) > np.array(capacity) + TOLERANCE):
            yield f"more {role} are needed than there are"


def _money_violations(problem: Problem, starts: Mapping[str, int]) -> Iterator[str]:
    if problem.budget_usd is not None and not within_budget(problem, spending(problem, starts)):
        yield "more money is spent than there is"


def within_budget(problem: Problem, spent: Floats) -> bool:
    """Whether spending (periods,) keeps within the budget, with or without carry-over."""
    if problem.budget_usd is None:
        return True
    room = np.array(problem.budget_usd) - spent
    if problem.carry_over:
        room = np.cumsum(room)
    return bool(np.all(room >= -MONEY_TOLERANCE))
