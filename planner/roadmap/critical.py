"""The critical path: chosen tasks of which a delay delays a workload."""

from collections.abc import Mapping, Sequence

from planner.roadmap.ledger import finish_times, workload_finish
from planner.roadmap.model import Problem


def critical_tasks(problem: Problem, starts: Mapping[str, int]) -> frozenset[str]:
    """Return the tasks on a chain without slack that ends when some workload goes live."""
    finishes = finish_times(problem, starts)
    last: list[str] = []
    for target in problem.targets:
        live = workload_finish(problem, starts, target.name)
        if live:
            needed = [m for group in problem.requirements(target.name) for m in group if m in finishes]
            last += [member for member in needed if finishes[member] == live]
    return chain_before(problem, starts, last)


def chain_before(problem: Problem, starts: Mapping[str, int], last: Sequence[str]) -> frozenset[str]:
    """Return some tasks with those before them that leave no slack."""
    finishes = finish_times(problem, starts)
    critical: set[str] = set()
    open_names = list(last)
    while open_names:
        name = open_names.pop()
        if name in critical:
            continue
        critical.add(name)
        task = problem.task(name)
        for _, members in problem.predecessors(task):
            open_names += [
                member
                for member in members
                if member in finishes and finishes[member] + task.lead_time == starts[name]
            ]
    return frozenset(critical)
