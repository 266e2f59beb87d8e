"""Why a task is left out of a plan, from what the plan leaves of money and people."""

from collections.abc import Mapping
from dataclasses import replace
from functools import reduce

import numpy as np

from assessments.language import say
from planner.roadmap.ledger import TOLERANCE, spending, start_window, task_spending, within_budget, workforce
from planner.roadmap.model import Problem, Task
from planner.sizing.wording import count_of, either, listed, money, role_name


def why_not(problem: Problem, starts: Mapping[str, int]) -> dict[str, str]:
    """Return for each task that the plan leaves out the first reason that holds."""
    return {task.id: _reason(problem, starts, task) for task in problem.tasks if task.id not in starts}


def short_of_means(problem: Problem, starts: Mapping[str, int]) -> list[str]:
    """Return the left-out tasks that would raise maturity, could be paid, and only found no room."""
    budget = None if problem.budget_usd is None else sum(problem.budget_usd)
    return [
        task.id
        for task in problem.tasks
        if task.id not in starts
        and task.gain > 0
        and start_window(problem, task)
        and (budget is None or task.cost_usd <= budget)
        and all(any(m in starts for m in members) for _, members in problem.predecessors(task))
    ]


def _reason(problem: Problem, starts: Mapping[str, int], task: Task) -> str:
    if not start_window(problem, task):
        if task.not_before >= problem.periods:
            return say("it may not begin within the plan, as was decided")
        if start_window(problem, replace(task, not_before=0)):
            when = problem.period_name(task.not_before)
            return say("it may not begin before {when}, and then cannot end within the plan", when=when)
        length = count_of(task.first_start + task.duration, problem.period_noun)
        return say("it takes {length} and cannot end within the plan", length=length)
    group = problem.group_of().get(task.id)
    taken = [problem.task(member).label for member in group.tasks if member in starts] if group else []
    if taken:
        return say("{task} is chosen instead", task=taken[0])
    missing = [
        [problem.task(member).label for member in members]
        for _, members in problem.predecessors(task)
        if not any(member in starts for member in members)
    ]
    if missing:
        needed = listed([reduce(either, labels) for labels in missing])
        return say("it needs {tasks}, which is left out", tasks=needed)
    if not task.gain and not task.unlocks:
        return say("nothing in this plan needs it")
    return _does_not_fit(problem, starts, task)


def _does_not_fit(problem: Problem, starts: Mapping[str, int], task: Task) -> str:
    """What is short in every period in which the task could still be added to the plan as it is."""
    times = _times_after_predecessors(problem, starts, task)
    if not times:
        return say("what it waits for ends too late for it to end within the plan")
    short = [_shortages(problem, starts, task, start) for start in times]
    if not all(short):
        return _fits_but(problem, task)
    always = set.intersection(*(set(names) for names in short)) or set().union(*short)
    if "money" in always:
        return _money_reason(problem, starts, task)
    roles = listed(sorted(role_name(role) for role in always))
    return say("the {roles} have no time left for it", roles=roles)


def _fits_but(problem: Problem, task: Task) -> str:
    if task.unlocks and not task.gain:
        return say(
            "{workloads} cannot go live in this plan, so it would stand idle",
            workloads=listed(list(task.unlocks)),
        )
    return say("the search ended before it was tried in this place; it may be worth adding")


def _times_after_predecessors(problem: Problem, starts: Mapping[str, int], task: Task) -> list[int]:
    earliest = 0
    for _, members in problem.predecessors(task):
        done = [starts[member] + problem.task(member).duration for member in members if member in starts]
        earliest = max(earliest, min(done) + task.lead_time)
    return [start for start in start_window(problem, task) if start >= earliest]


def _shortages(problem: Problem, starts: Mapping[str, int], task: Task, start: int) -> list[str]:
    short = []
    for role, capacity in problem.capacities.items():
        need = task.demands.get(role, 0.0)
        left = np.array(capacity) - workforce(problem, starts, role)
        if np.any(left[start : start + task.duration] < need - TOLERANCE):
            short.append(role)
    if not within_budget(problem, spending(problem, starts) + task_spending(problem, task, start)):
        short.append("money")
    return short


def _money_reason(problem: Problem, starts: Mapping[str, int], task: Task) -> str:
    budget, price = sum(problem.budget_usd or ()), money(task.cost_usd)
    left = budget - float(spending(problem, starts).sum())
    if task.cost_usd > budget:
        return say("it costs {price}; the whole budget is {budget}", price=price, budget=money(budget))
    if task.cost_usd > left:
        return say("it costs {price}; {left} are left after what matters more", price=price, left=money(left))
    return say("it costs {price}, and the money is not there when it could run", price=price)
