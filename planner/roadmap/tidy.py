"""Make a plan that is as good, but leaner: nothing in it without a use, nothing later than it could be."""

from collections.abc import Mapping

from planner.roadmap.ledger import start_window, violations
from planner.roadmap.model import Problem
from planner.roadmap.program import values_of

SAME = 1e-9


def tidy(problem: Problem, starts: Mapping[str, int]) -> dict[str, int]:
    """Drop what no goal needs, then start each task as early as costs no more."""
    return _earlier(problem, _without_idle(problem, dict(starts)))


def _without_idle(problem: Problem, starts: dict[str, int]) -> dict[str, int]:
    for task in sorted(problem.tasks, key=lambda task: -starts.get(task.id, 0)):
        if task.id not in starts or not problem.is_free(task):
            continue
        without = {name: start for name, start in starts.items() if name != task.id}
        if is_as_good(problem, starts, without):
            starts = without
    return starts


def _earlier(problem: Problem, starts: dict[str, int]) -> dict[str, int]:
    for task in sorted(problem.tasks, key=lambda task: starts.get(task.id, 0)):
        if task.id not in starts:
            continue
        for start in start_window(problem, task):
            if start >= starts[task.id]:
                break
            moved = starts | {task.id: start}
            if is_as_good(problem, starts, moved):
                starts = moved
                break
    return starts


def is_as_good(problem: Problem, old: Mapping[str, int], new: Mapping[str, int]) -> bool:
    """Whether other starts keep every rule and lose nothing of lateness, gain and cost."""
    if violations(problem, new):
        return False
    before, after = values_of(problem, old), values_of(problem, new)
    return (
        after["lateness"] <= before["lateness"] + SAME
        and after["gain"] >= before["gain"] - SAME
        and after["cost"] <= before["cost"] + SAME
    )
