"""A solution as a table for a terminal."""

from collections.abc import Iterator

from planner.roadmap.ledger import spending
from planner.roadmap.model import Problem, Scheduled, Solution
from planner.roadmap.result import Robustness
from planner.roadmap.robustness import robustness
from planner.sizing.wording import money


def solution_lines(problem: Problem, solution: Solution) -> Iterator[str]:
    """Write a solution line by line."""
    yield _headline(solution)
    if solution.makespan is None:
        yield from _nothing(solution)
        return
    width = max(len(task.id) for task in problem.tasks)
    yield f"{'task':<{width}}  {'start':>5}  {'finish':>6}  {'cost':>12}  title"
    for item in sorted(_chosen(solution), key=lambda item: (item.start or 0, item.id)):
        task = problem.task(item.id)
        yield (
            f"{item.id:<{width}}  {item.start:>5}  {item.finish:>6}  {money(task.cost_usd):>12}  {task.title}"
        ).rstrip()
    for name, reason in solution.why_not.items():
        yield f"{name:<{width}}  left out: {reason}"
    for name, period in solution.go_live.items():
        yield f"{name}: " + ("never live" if period is None else f"live by the end of period {period + 1}")
    if problem.budget_usd is not None:
        total = float(spending(problem, solution.starts()).sum())
        yield f"spent: {money(total)} of {money(sum(problem.budget_usd))}"


def robustness_of(problem: Problem, solution: Solution) -> Robustness | None:
    """Return how well a solution holds where a task says what may vary; None without a plan or a range."""
    starts = solution.starts()
    varies = any(
        limits != (1.0, 1.0)
        for task in problem.tasks
        if task.id in starts
        for limits in (task.cost_range, task.duration_range, *task.effort_range.values())
    )
    return robustness(problem, starts) if varies else None


def robustness_lines(held: Robustness) -> Iterator[str]:
    """Write the chances of a plan line by line."""
    if held.in_budget is not None:
        yield f"chance to stay in the budget: {held.in_budget:.0%}"
    for name, chance in held.go_live.items():
        yield f"chance of the date of {name}: {chance:.0%}"
    for role, chance in held.people.items():
        yield f"chance to have enough of {role}: {chance:.0%}"


def _headline(solution: Solution) -> str:
    text = f"{solution.status}, {solution.seconds:.2f} s"
    if solution.makespan is not None:
        text += f", makespan {solution.makespan}"
    for stage in solution.stages:
        text += f"; {stage.name} {stage.objective:,.6g} (bound {stage.bound:,.6g}, gap {stage.gap:.2%})"
    return text


def _nothing(solution: Solution) -> Iterator[str]:
    if solution.conflicts:
        yield "these contradict each other:"
        yield from (f"  - {text}" for text in solution.conflicts)
    if solution.relaxations:
        yield "any one of these gives a plan:"
        yield from (f"  - {text}" for text in solution.relaxations)


def _chosen(solution: Solution) -> list[Scheduled]:
    return [item for item in solution.schedule if item.is_chosen]
