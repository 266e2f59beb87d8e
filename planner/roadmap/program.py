"""The time-indexed mixed-integer model of a problem, and its objectives.

Binary steps say "the work of this task has begun by this period"; people, money, order and go-live dates
are linear in them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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

    def begins(self, task_id: str, within: range) -> Iterator[tuple[int, Any]]:
        """Each period of a range in which a task may start, with what is 1 when it starts there."""
        steps = self.begun[task_id]
        for period in within:
            if period in steps:
                yield period, steps[period] - self.begun_by(task_id, period - 1)

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
            work = [
                task.demands[role] * begin
                for task in users
                for _, begin in program.begins(task.id, range(period - task.duration + 1, period + 1))
            ]
            if work:
                program.model.add_linear_constraint(mathopt.fast_sum(work) <= capacity[period])


def _spent(program: Program, period: int) -> list[Any]:
    return [
        task.costs_usd[period - at] * begin
        for task in program.problem.tasks
        for at, begin in program.begins(task.id, range(period - len(task.costs_usd) + 1, period + 1))
        if task.costs_usd[period - at]
    ]


def _limit_money(program: Program) -> None:
    problem = program.problem
    if problem.budget_usd is None:
        return
    scale = max(1.0, max(problem.budget_usd) / 1_000)
    allowed = 0.0
    due: list[Any] = []
    for period, amount in enumerate(problem.budget_usd):
        allowed = allowed + amount if problem.carry_over else amount
        spent = _spent(program, period)
        due = [*due, *spent] if problem.carry_over else spent
        if due:
            program.model.add_linear_constraint(mathopt.fast_sum(due) * (1 / scale) <= allowed / scale)


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
    return mathopt.fast_sum(
        [
            gain_at(program.problem, task, period) * begin
            for task in program.problem.tasks
            if task.gain > 0
            for period, begin in program.begins(task.id, range(program.problem.periods))
        ]
    )


def _cost(program: Program) -> Any:
    """Money within the plan, in thousands, so that the numbers stay of the size that a solver likes."""
    problem = program.problem
    return mathopt.fast_sum(
        [
            (sum(task.costs_usd[: problem.periods - period]) / THOUSAND) * begin
            for task in problem.tasks
            for period, begin in program.begins(task.id, range(problem.periods))
            if task.costs_usd
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
