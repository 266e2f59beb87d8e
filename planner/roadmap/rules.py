"""The rules of a problem, each of which can be switched off: what the search for conflicts works on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ortools.sat.python import cp_model

from planner.roadmap.model import Problem, Target, Task

RuleKind = Literal["must", "choice", "deadline", "horizon", "people", "budget", "lead", "order", "earliest"]
MAX_STARTS = 60_000
CENTS = 100
THOUSANDTHS = 1_000
SLACK_LIMIT = 10**13


@dataclass(frozen=True, slots=True, order=True)
class Rule:
    """One thing a plan has to keep. name: task, workload, role or alternatives; other: the predecessor."""

    kind: RuleKind
    name: str = ""
    other: str = ""
    period: int = 0


@dataclass(frozen=True, slots=True)
class RuleModel:
    """A constraint program in which each rule holds only if its literal does.

    slack: how much one rule is stretched (cents, thousandths of a person, periods); None without one.
    """

    model: cp_model.CpModel
    literals: Mapping[Rule, cp_model.IntVar]
    slack: cp_model.IntVar | None


class _Builder:
    """Collects the pieces of one RuleModel."""

    def __init__(self, problem: Problem, stretched: Rule | None) -> None:
        self.problem = problem
        self.stretched = stretched
        self.model = cp_model.CpModel()
        self.literals: dict[Rule, cp_model.IntVar] = {}
        self.slack = self.model.new_int_var(0, SLACK_LIMIT, "slack") if stretched else None
        self.horizon = _extended_horizon(problem)
        self.begins = {task.id: self._begins(task) for task in problem.tasks}

    def _begins(self, task: Task) -> list[Any]:
        starts = range(self.horizon - task.duration + 1)
        begins = [self.model.new_bool_var(f"{task.id}@{period}") for period in starts]
        self.model.add_at_most_one(begins)
        return begins

    def on(self, rule: Rule) -> cp_model.IntVar:
        """Return the literal of a rule."""
        if rule not in self.literals:
            self.literals[rule] = self.model.new_bool_var(str(rule))
        return self.literals[rule]

    def add(self, rule: Rule, constraint: Any) -> None:
        """Add a constraint that holds only if the rule does."""
        self.model.add(constraint).only_enforce_if(self.on(rule))

    def stretch(self, rule: Rule) -> Any:
        """Return the slack of a rule, 0 unless it is the one that is stretched.

        Money that is added in a period is there in all later ones when it carries over.
        """
        if self.slack is None or self.stretched is None:
            return 0
        later = self.problem.carry_over and rule.kind == self.stretched.kind == "budget"
        reached = rule == self.stretched or (later and rule.period >= self.stretched.period)
        return self.slack if reached else 0

    def chosen(self, task_id: str) -> Any:
        return sum(self.begins[task_id])

    def begun_by(self, task_id: str, period: int) -> Any:
        return sum(self.begins[task_id][: max(period + 1, 0)])

    def finished_by(self, members: tuple[str, ...], period: int) -> Any:
        return sum(self.begun_by(name, period - self.problem.task(name).duration) for name in members)


def build_rules(problem: Problem, stretched: Rule | None = None) -> RuleModel:
    """Return the problem with a literal per rule; `stretched` gets a slack to be minimised."""
    builder = _Builder(problem, stretched)
    for task in problem.tasks:
        _task_rules(builder, task)
    for group in problem.alternatives:
        count = sum(builder.chosen(member) for member in group.tasks)
        builder.model.add(count <= 1)
        if not group.is_optional:
            builder.add(Rule("choice", group.id), count == 1)
    for target in problem.targets:
        if target.is_hard and target.deadline is not None:
            _deadline_rule(builder, target, target.deadline)
    _people_rules(builder)
    _money_rules(builder)
    if builder.slack is not None:
        builder.model.minimize(builder.slack)
    return RuleModel(builder.model, builder.literals, builder.slack)


def _extended_horizon(problem: Problem) -> int:
    """Periods to look at: enough to do everything one after the other, within reason."""
    everything = sum(task.duration + task.lead_time for task in problem.tasks)
    most = max(problem.periods, MAX_STARTS // max(len(problem.tasks), 1))
    return min(problem.periods + everything, most)


def _task_rules(builder: _Builder, task: Task) -> None:
    problem, begins = builder.problem, builder.begins[task.id]
    if not problem.is_free(task):
        builder.add(Rule("must", task.id), builder.chosen(task.id) == 1)
    earliest = task.first_start if task.not_before else task.earliest
    if earliest:
        builder.add(Rule("earliest", task.id), sum(begins[:earliest]) == 0)
    if task.lead_time:
        builder.add(Rule("lead", task.id), sum(begins[: task.lead_time]) == 0)
    late = begins[max(problem.periods - task.duration + 1, 0) :]
    if late:
        builder.add(Rule("horizon"), sum(late) == 0)
    for name, members in problem.predecessors(task):
        _order_rules(builder, task, name, members)


def _order_rules(builder: _Builder, task: Task, name: str, members: tuple[str, ...]) -> None:
    order = Rule("order", task.id, name)
    for period in range(len(builder.begins[task.id])):
        begun = builder.begun_by(task.id, period)
        builder.add(order, begun <= builder.finished_by(members, period))
        if task.lead_time:
            after_lead = builder.finished_by(members, period - task.lead_time)
            both = [builder.on(order), builder.on(Rule("lead", task.id))]
            builder.model.add(begun <= after_lead).only_enforce_if(both)


def _deadline_rule(builder: _Builder, target: Target, deadline: int) -> None:
    rule = Rule("deadline", target.name)
    requirements = builder.problem.requirements(target.name)
    if builder.slack is None or builder.stretched != rule:
        for members in requirements:
            builder.add(rule, builder.finished_by(members, deadline) == 1)
        return
    builder.on(rule)
    for members in requirements:
        builder.model.add(sum(builder.chosen(member) for member in members) == 1)
        for member in members:
            duration = builder.problem.task(member).duration
            for period, begin in enumerate(builder.begins[member]):
                builder.model.add(builder.slack >= period + duration - deadline).only_enforce_if(begin)


def _people_rules(builder: _Builder) -> None:
    for role, capacity in builder.problem.capacities.items():
        rule = Rule("people", role)
        for period in range(builder.horizon):
            work = list(_at_work(builder, role, period))
            if work:
                there = round(capacity[min(period, len(capacity) - 1)] * THOUSANDTHS)
                builder.add(rule, sum(work) <= there + builder.stretch(rule))


def _at_work(builder: _Builder, role: str, period: int) -> Iterator[Any]:
    for task in builder.problem.tasks:
        need = round(task.demands.get(role, 0.0) * THOUSANDTHS)
        for at in range(max(period - task.duration + 1, 0), period + 1):
            if need and at < len(builder.begins[task.id]):
                yield need * builder.begins[task.id][at]


def _money_rules(builder: _Builder) -> None:
    """Money per period; with carry-over, everything spent up to a period. None comes after the horizon."""
    problem = builder.problem
    if problem.budget_usd is None:
        return
    allowed = 0
    due: list[Any] = []
    for period in range(problem.periods):
        amount = round(problem.budget_usd[period] * CENTS)
        allowed = allowed + amount if problem.carry_over else amount
        spent = list(_due(builder, period))
        due = [*due, *spent] if problem.carry_over else spent
        if due:
            rule = Rule("budget", period=period)
            builder.add(rule, sum(due) <= allowed + builder.stretch(rule))


def _due(builder: _Builder, period: int) -> Iterator[Any]:
    for task in builder.problem.tasks:
        for offset, cost in enumerate(task.costs_usd):
            at = period - offset
            if cost and 0 <= at < len(builder.begins[task.id]):
                yield round(cost * CENTS) * builder.begins[task.id][at]
