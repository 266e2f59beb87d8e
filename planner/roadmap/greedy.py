"""A first plan at once: each workload in order of value, then each initiative by gain per dollar.

It is the plan to show while the exact engines work, the hint that they start from, and the baseline
that they are measured against.
"""

from collections.abc import Iterable, Mapping, Sequence
from graphlib import TopologicalSorter

import numpy as np

from planner.roadmap.ledger import (
    MONEY_TOLERANCE,
    TOLERANCE,
    Floats,
    start_window,
    task_spending,
    within_budget,
    workload_finish,
)
from planner.roadmap.model import Problem, Task


class PartialPlan:
    """Starts decided so far, with what they leave of people and money."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.tasks = {task.id: task for task in problem.tasks}
        self.groups = problem.group_of()
        self.starts: dict[str, int] = {}
        self.spent: Floats = np.zeros(problem.periods)
        self.free = {role: np.array(capacity, dtype=float) for role, capacity in problem.capacities.items()}

    def copy(self) -> "PartialPlan":
        """Return an independent copy to try something on."""
        other = PartialPlan.__new__(PartialPlan)
        other.problem, other.tasks, other.groups = self.problem, self.tasks, self.groups
        other.starts, other.spent = dict(self.starts), self.spent.copy()
        other.free = {role: free.copy() for role, free in self.free.items()}
        return other

    def adopt(self, other: "PartialPlan") -> None:
        """Take over what was tried on a copy."""
        self.starts, self.spent, self.free = other.starts, other.spent, other.free

    def place(self, task: Task) -> bool:
        """Start a task as early as its predecessors, people and money allow."""
        earliest = self._after_predecessors(task)
        if earliest is None:
            return False
        for start in start_window(self.problem, task):
            if start >= earliest and self._fits(task, start):
                self.take(task, start)
                return True
        return False

    def _after_predecessors(self, task: Task) -> int | None:
        earliest = 0
        for _, members in self.problem.predecessors(task):
            done = [self.starts[m] + self.tasks[m].duration for m in members if m in self.starts]
            if not done:
                return None
            earliest = max(earliest, min(done) + task.lead_time)
        return earliest

    def _fits(self, task: Task, start: int) -> bool:
        work = slice(start, start + task.duration)
        if any(np.any(self.free[role][work] < need - TOLERANCE) for role, need in self._limited(task)):
            return False
        return within_budget(self.problem, self.spent + task_spending(self.problem, task, start))

    def _limited(self, task: Task) -> list[tuple[str, float]]:
        return [(role, need) for role, need in task.demands.items() if role in self.free]

    def take(self, task: Task, start: int) -> None:
        """Start a task at a time that is known to fit."""
        self.starts[task.id] = start
        self.spent = self.spent + task_spending(self.problem, task, start)
        for role, need in self._limited(task):
            self.free[role][start : start + task.duration] -= need

    def include(self, task_ids: Iterable[str]) -> bool:
        """Place tasks and all that comes before them; False leaves the plan half changed."""
        return all(self._include(self.tasks[task_id], ()) for task_id in task_ids)

    def _include(self, task: Task, path: tuple[str, ...]) -> bool:
        if task.id in self.starts:
            return True
        group = self.groups.get(task.id)
        if group and any(member in self.starts for member in group.tasks):
            return False
        for _, members in self.problem.predecessors(task):
            if not self._include_one(members, (*path, task.id)):
                return False
        return self.place(task)

    def _include_one(self, members: Sequence[str], path: tuple[str, ...] = ()) -> bool:
        """Place the cheapest of some tasks that fits."""
        if any(member in self.starts for member in members):
            return True
        for member in sorted(members, key=lambda name: (self.tasks[name].cost_usd, name)):
            trial = self.copy()
            if member not in path and trial._include(self.tasks[member], path):
                self.adopt(trial)
                return True
        return False

    def fulfil(self, requirements: Iterable[Sequence[str]]) -> bool:
        """Place one task of each requirement; False leaves the plan half changed."""
        return all(self._include_one(members) for members in requirements)


def greedy_starts(problem: Problem) -> dict[str, int] | None:
    """Return the starts of a simple plan, or None when even the mandatory tasks do not fit this way."""
    plan = PartialPlan(problem)
    mandatory = [task.id for task in problem.tasks if not problem.is_free(task)]
    order = sorted(mandatory, key=_latest_starts(problem).__getitem__)
    groups = [group.tasks for group in problem.alternatives if not group.is_optional]
    if not plan.include(order) or not plan.fulfil(groups):
        return None
    if problem.objective == "readiness":
        _add_workloads(plan)
        _add_gains(plan)
    return plan.starts if _keeps_deadlines(plan) else None


def with_gains(problem: Problem, starts: Mapping[str, int]) -> dict[str, int]:
    """Return a plan with what raises maturity added to it, as long as anything fits beside it."""
    plan = PartialPlan(problem)
    for task in problem.tasks:
        if task.id in starts:
            plan.take(task, starts[task.id])
    _add_gains(plan)
    return plan.starts


def _latest_starts(problem: Problem) -> dict[str, tuple[int, int]]:
    """Priority of each task: the longest chain of work that hangs on it comes first."""
    tasks = {task.id: task for task in problem.tasks}
    followers: dict[str, list[str]] = {task.id: [] for task in problem.tasks}
    for task in problem.tasks:
        for _, members in problem.predecessors(task):
            for member in members:
                followers[member].append(task.id)
    tail: dict[str, int] = {}
    for task_id in TopologicalSorter(followers).static_order():
        after = max((tail[next_id] for next_id in followers[task_id]), default=0)
        tail[task_id] = tasks[task_id].duration + tasks[task_id].lead_time + after
    return {task.id: (-tail[task.id], index) for index, task in enumerate(problem.tasks)}


def _add_workloads(plan: PartialPlan) -> None:
    by_value = sorted(plan.problem.targets, key=lambda target: (-target.value, target.name))
    for target in by_value:
        trial = plan.copy()
        if trial.fulfil(plan.problem.requirements(target.name)):
            plan.adopt(trial)


def _add_gains(plan: PartialPlan) -> None:
    """Add what raises maturity, the most gain per dollar first, as long as anything fits."""
    open_tasks = [task for task in plan.problem.tasks if task.gain > 0]

    def density(task: Task) -> tuple[float, str]:
        return -task.gain * (1 - task.risk) / max(task.cost_usd, MONEY_TOLERANCE), task.id

    for task in sorted(open_tasks, key=density):
        trial = plan.copy()
        if trial.include([task.id]):
            plan.adopt(trial)


def _keeps_deadlines(plan: PartialPlan) -> bool:
    for target in plan.problem.targets:
        finish = workload_finish(plan.problem, plan.starts, target.name)
        late = finish is None or (target.deadline is not None and finish > target.deadline)
        if target.is_hard and late:
            return False
    return True
