"""Every plan of a small problem, tried one by one: the optimum that the engines must find."""

from collections.abc import Iterator
from itertools import product

from planner.roadmap.ledger import makespan, start_window, violations
from planner.roadmap.model import Problem
from planner.roadmap.program import values_of


def every_plan(problem: Problem) -> Iterator[dict[str, int]]:
    """Each set of starts that breaks no rule."""
    choices = [[None, *start_window(problem, task)] for task in problem.tasks]
    for picked in product(*choices):
        starts = {
            task.id: start for task, start in zip(problem.tasks, picked, strict=True) if start is not None
        }
        if not violations(problem, starts):
            yield starts


def shortest(problem: Problem) -> int | None:
    """The shortest makespan, None when there is no plan."""
    return min((makespan(problem, starts) for starts in every_plan(problem)), default=None)


def best_values(problem: Problem) -> tuple[float, float, float] | None:
    """Lateness, gain and cost (in thousands) of the best plan in lexicographic order; None without a plan."""
    ranked = [
        (round(values["lateness"], 6), -round(values["gain"], 6), round(values["cost"], 6))
        for values in (values_of(problem, starts) for starts in every_plan(problem))
    ]
    if not ranked:
        return None
    lateness, gain, cost = min(ranked)
    return lateness, -gain, cost


def shortest_by_order(problem: Problem) -> int:
    """The shortest makespan of a plain scheduling problem: every order, each task as early as it then can.

    Some order gives an optimal schedule (Kolisch 1996); people and predecessors only.
    """
    tasks = {task.id: task for task in problem.tasks}
    best = sum(task.duration for task in problem.tasks)

    def extend(ends: dict[str, int], used: dict[str, list[float]]) -> None:
        nonlocal best
        if len(ends) == len(tasks):
            best = min(best, max(ends.values()))
            return
        for task in problem.tasks:
            if task.id in ends or any(before not in ends for before in task.after):
                continue
            start = max((ends[before] for before in task.after), default=0)
            while any(
                used[role][period] + need > problem.capacities[role][period]
                for role, need in task.demands.items()
                for period in range(start, start + task.duration)
            ):
                start += 1
            if start + task.duration >= best:
                continue
            taken = {role: list(row) for role, row in used.items()}
            for role, need in task.demands.items():
                for period in range(start, start + task.duration):
                    taken[role][period] += need
            extend(ends | {task.id: start + task.duration}, taken)

    extend({}, {role: [0.0] * (2 * problem.periods) for role in problem.capacities})
    return best
