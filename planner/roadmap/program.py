"""The time-indexed mixed-integer model of a problem, and its objectives.

Binary steps say "the work of this task has begun by this period"; people, money, order and go-live dates
are linear in them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import Any

from ortools.math_opt.python import mathopt

from planner.roadmap.ledger import spending, start_window, workload_finish
from planner.roadmap.model import Problem, Target, Task

WAITING = 0.01  # a period of waiting before the deadline, relative to a period late
THOUSAND = 1_000.0  # costs are counted in thousands, so that the numbers stay of the size a solver likes


@dataclass(frozen=True, slots=True)
class Program:
    """The mixed-integer model.

    begun: task -> period -> binary, 1 when the work has started in that period or before. Such steps branch
    better than one binary for each start. live: workload -> (periods,) 0..1, live by the end of the period.
    """

    problem: Problem
    model: mathopt.Model
    begun: Mapping[str, Mapping[int, Any]]
    live: Mapping[str, Sequence[Any]]

    def copied(self) -> "Program":
        """Return the same with a model of its own, as it is now and with its objective, for another thread."""
        model = mathopt.Model.from_model_proto(self.model.export_model())
        return Program(
            problem=self.problem,
            model=model,
            begun={
                task: {period: model.get_variable(step.id) for period, step in steps.items()}
                for task, steps in self.begun.items()
            },
            live={target: [model.get_variable(one.id) for one in row] for target, row in self.live.items()},
        )

    @property
    def size(self) -> int:
        """The number of steps, a task and a period each; at least 1."""
        return max(1, sum(len(steps) for steps in self.begun.values()))

    def chosen(self, task_id: str) -> Any:
        """Return what is 1 when a task is chosen."""
        return self.begun_by(task_id, self.problem.periods)

    def begun_by(self, task_id: str, period: int) -> Any:
        """Return what is 1 when a task has started in `period` or before."""
        steps = self.begun[task_id]
        # The periods ascend: the first and the last key are the ends of the window.
        if not steps or period < next(iter(steps)):
            return mathopt.fast_sum([])
        return mathopt.fast_sum([steps[min(period, next(reversed(steps)))]])

    def starting(self, task_id: str, weight: Callable[[int], float]) -> Iterator[Any]:
        """Yield the terms of weight(period), where the period is the one in which a task starts; 0 if in none.

        A start is the difference of two steps, so that the weights of neighbours mostly cancel: what is at work
        in a period is two terms, whatever the window.
        """
        steps = self.begun[task_id]
        for period, step in steps.items():
            coefficient = weight(period) - (weight(period + 1) if period + 1 in steps else 0.0)
            if coefficient:
                yield coefficient * step

    def at_work(self, task: Task, period: int, amount: float) -> Iterator[Any]:
        """Yield the terms of `amount`, if a task is at work in a period."""
        return self.starting(
            task.id, lambda start: amount if start <= period < start + task.duration else 0.0
        )

    def finished_by(self, members: Sequence[str], period: int) -> Any:
        """Return what is 1 when one of some tasks is finished by the start of `period`."""
        terms = [self.begun_by(name, period - self.problem.task(name).duration) for name in members]
        return mathopt.fast_sum(terms)


def build_program(problem: Problem) -> Program:
    """Return the model of a problem, without an objective."""
    model = mathopt.Model(name="roadmap")
    begun = {
        task.id: {
            period: model.add_binary_variable(name=f"{task.id}@{period}")
            for period in start_window(problem, task)
        }
        for task in problem.tasks
    }
    live = {
        target.name: [model.add_binary_variable() for _ in range(problem.periods)]
        for target in problem.targets
    }
    program = Program(problem, model, begun, live)
    _stay_begun(program)
    _choose(program)
    _precede(program)
    _limit_people(program)
    _limit_money(program)
    _bring_live(program)
    return program


def _stay_begun(program: Program) -> None:
    for task_id, steps in program.begun.items():
        for period, step in steps.items():
            if period - 1 in steps:
                program.model.add_linear_constraint(program.begun_by(task_id, period - 1) <= step)


def _choose(program: Program) -> None:
    problem, model = program.problem, program.model
    for task in problem.tasks:
        if not problem.is_free(task):
            model.add_linear_constraint(program.chosen(task.id) == 1.0)
    for group in problem.alternatives:
        count = mathopt.fast_sum([program.chosen(member) for member in group.tasks])
        model.add_linear_constraint(count <= 1.0 if group.is_optional else count == 1.0)


def _precede(program: Program) -> None:
    """A task may have started by t only if what it waits for was finished by t minus its lead time."""
    for task in program.problem.tasks:
        for _, members in program.problem.predecessors(task):
            for period in program.begun[task.id]:
                done = program.finished_by(members, period - task.lead_time)
                program.model.add_linear_constraint(program.begun_by(task.id, period) <= done)


def _limit_people(program: Program) -> None:
    problem = program.problem
    for role, capacity in problem.capacities.items():
        users = [task for task in problem.tasks if task.demands.get(role) and task.duration]
        for period in range(problem.periods):
            work = [term for task in users for term in program.at_work(task, period, task.demands[role])]
            if work:
                program.model.add_linear_constraint(mathopt.fast_sum(work) <= capacity[period])


def _spent(program: Program, task: Task, period: int, scale: float, *, and_before: bool) -> Iterator[Any]:
    """Yield the terms of what a task costs in a period, or up to it, in units of `scale` USD."""
    costs = [cost / scale for cost in task.costs_usd]
    due = [0.0, *accumulate(costs)] if and_before else [0.0, *costs]

    def cost_from(start: int) -> float:
        at = period - start + 1
        return 0.0 if at <= 0 or (at >= len(due) and not and_before) else due[min(at, len(due) - 1)]

    return program.starting(task.id, cost_from)


def _limit_money(program: Program) -> None:
    problem = program.problem
    if problem.budget_usd is None:
        return
    scale = max(1.0, max(problem.budget_usd) / 1_000)
    allowed = 0.0
    spenders = [task for task in problem.tasks if any(task.costs_usd)]
    for period, amount in enumerate(problem.budget_usd):
        allowed = allowed + amount if problem.carry_over else amount
        due = [
            term
            for task in spenders
            for term in _spent(program, task, period, scale, and_before=problem.carry_over)
        ]
        if due:
            program.model.add_linear_constraint(mathopt.fast_sum(due) <= allowed / scale)


def _bring_live(program: Program) -> None:
    for target in program.problem.targets:
        for members in program.problem.requirements(target.name):
            for period, live in enumerate(program.live[target.name]):
                program.model.add_linear_constraint(program.finished_by(members, period + 1) >= live)
        if target.is_hard and target.deadline is not None:
            due = program.live[target.name][target.deadline - 1 : target.deadline] if target.deadline else []
            for live in due:
                program.model.add_linear_constraint(live == 1.0)


@dataclass(frozen=True, slots=True)
class Goal:
    """One objective of the lexicographic order."""

    name: str
    expression: Any
    is_maximum: bool


def goals(program: Program) -> Iterator[Goal]:
    """Each objective that has anything to decide, the most important first."""
    problem = program.problem
    if any(problem.requirements(target.name) for target in problem.targets):
        yield Goal("lateness", _lateness(program), is_maximum=False)
    if any(task.gain > 0 for task in problem.tasks):
        yield Goal("gain", _gain(program), is_maximum=True)
    yield Goal("cost", _cost(program), is_maximum=False)


def lateness_weights(target: Target, periods: int) -> list[float]:
    """Return (periods,) what each period without the workload costs in lateness.

    A period after the deadline counts its value; a period before it a hundredth of that; and a workload
    that is never live counts as many periods again as the plan has.
    """
    late_from = periods if target.deadline is None else max(target.deadline - 1, 0)
    weights = [target.value * (1.0 if period >= late_from else WAITING) for period in range(periods)]
    weights[-1] += target.value * periods
    return weights


def gain_at(problem: Problem, task: Task, start: int) -> float:
    """Return the gain of a task that starts at `start`: times its chance to succeed, discounted to its end."""
    years = (start + task.duration) / problem.periods_per_year
    return task.gain * (1 - task.risk) / float((1 + problem.discount_rate) ** years)


def _lateness(program: Program) -> Any:
    return mathopt.fast_sum(
        [
            weight * (1 - live)
            for target in program.problem.targets
            for weight, live in zip(
                lateness_weights(target, program.problem.periods), program.live[target.name], strict=True
            )
        ]
    )


def _gain(program: Program) -> Any:
    problem = program.problem
    return mathopt.fast_sum(
        [
            term
            for task in problem.tasks
            if task.gain > 0
            for term in program.starting(task.id, partial(gain_at, problem, task))
        ]
    )


def _cost(program: Program) -> Any:
    """Money within the plan, in thousands, so that the numbers stay of the size that a solver likes."""
    periods = program.problem.periods
    return mathopt.fast_sum(
        [
            term
            for task in program.problem.tasks
            if task.costs_usd
            for term in _spent(program, task, periods - 1, THOUSAND, and_before=True)
        ]
    )


def values_of(problem: Problem, starts: Mapping[str, int]) -> dict[str, float]:
    """Return the value of every goal for given starts: lateness, gain, and cost in thousands of USD."""
    lateness = 0.0
    for target in problem.targets:
        finish = workload_finish(problem, starts, target.name)
        weights = lateness_weights(target, problem.periods)
        lateness += sum(weights if finish is None else weights[: max(finish - 1, 0)])
    gain = sum(gain_at(problem, t, starts[t.id]) for t in problem.tasks if t.id in starts)
    return {"lateness": lateness, "gain": gain, "cost": float(spending(problem, starts).sum()) / THOUSAND}
