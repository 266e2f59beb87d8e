"""The scheduling problem and its solution, as plain frozen data.

Periods count from 0. Money and people of a task count from the start of its work; `lead_time` periods of
waiting (an order, a permit) come before the work and after the predecessors. A task that starts at s with
duration d is finished at s + d: another may start there. A workload is live by the end of period
max(finish) - 1 over what it needs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from assessments.language import say
from planner.sizing.wording import quarter_text

Objective = Literal["makespan", "readiness"]
SolutionStatus = Literal["optimal", "feasible", "infeasible", "unknown"]


@dataclass(frozen=True, slots=True)
class Task:
    """An initiative, a purchase or a contract.

    costs_usd: (duration or longer,) money per period from the start of the work.
    demands: role -> people at work in each period of the work.
    after: ids of tasks, or of alternatives, that must be done (and chosen) before.
    earliest: first period in which the work may start.
    not_before: first period in which it may be ordered, as somebody decided; lead time or `earliest` count from it.
    pinned: must be chosen although optional.
    gain: maturity gained; risk: chance that it fails to deliver that gain.
    unlocks: workloads that need this task.
    cost_range, duration_range: P10 and P90 as factors of the likely value, for the robustness draws.
    effort_range: role -> the same for its work; a role that is absent has the work that was planned.
    """

    id: str
    title: str = ""
    duration: int = 1
    lead_time: int = 0
    costs_usd: tuple[float, ...] = ()
    demands: Mapping[str, float] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    is_optional: bool = False
    is_pinned: bool = False
    earliest: int = 0
    not_before: int = 0
    gain: float = 0.0
    risk: float = 0.0
    unlocks: tuple[str, ...] = ()
    cost_range: tuple[float, float] = (1.0, 1.0)
    duration_range: tuple[float, float] = (1.0, 1.0)
    effort_range: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def cost_usd(self) -> float:
        """All the money of this task."""
        return sum(self.costs_usd)

    @property
    def first_start(self) -> int:
        """The first period in which the work could start: after decision, order and delivery."""
        return self.not_before + max(self.lead_time, self.earliest)

    @property
    def label(self) -> str:
        """The title, or the id when there is none."""
        return self.title or self.id


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Tasks of which exactly one is chosen; at most one when `is_optional`."""

    id: str
    tasks: tuple[str, ...]
    is_optional: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A workload to bring live.

    deadline: number of periods within which; None is as soon as may be. is_hard: a plan must keep it.
    """

    name: str
    title: str = ""
    value: float = 1.0
    deadline: int | None = None
    is_hard: bool = False

    @property
    def label(self) -> str:
        """The title, or the name when there is none."""
        return self.title or self.name


@dataclass(frozen=True, slots=True)
class Problem:
    """What may be done, with what, by when.

    capacities: role -> (periods,) people; a role that is absent is no limit. budget_usd: (periods,), or None
    when money is no limit.
    targets: every workload that a task unlocks, or more.
    period_names: (periods,) how people call the periods; empty for plain numbers.
    discount_rate: per year of `periods_per_year` periods.
    """

    periods: int
    tasks: tuple[Task, ...]
    capacities: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    budget_usd: tuple[float, ...] | None = None
    carry_over: bool = False
    alternatives: tuple[Alternatives, ...] = ()
    targets: tuple[Target, ...] = ()
    objective: Objective = "readiness"
    discount_rate: float = 0.08
    periods_per_year: int = 4
    period_names: tuple[str, ...] = ()

    def task(self, task_id: str) -> Task:
        """Return a task by id. Raises KeyError."""
        for task in self.tasks:
            if task.id == task_id:
                return task
        raise KeyError(task_id)

    def group_of(self) -> dict[str, Alternatives]:
        """Return the alternatives that each task belongs to."""
        return {member: group for group in self.alternatives for member in group.tasks}

    def is_free(self, task: Task) -> bool:
        """Whether the plan may leave this task out."""
        return not task.is_pinned and (task.is_optional or task.id in self.group_of())

    def predecessors(self, task: Task) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each `after` of a task with the tasks that can fulfil it."""
        members = {group.id: group.tasks for group in self.alternatives}
        for name in task.after:
            yield name, members.get(name, (name,))

    def requirements(self, workload: str) -> list[tuple[str, ...]]:
        """Return what a workload needs: one task out of each tuple."""
        groups = self.group_of()
        needs: dict[str, list[str]] = {}
        for task in self.tasks:
            if workload in task.unlocks:
                group = groups.get(task.id)
                needs.setdefault(f"group {group.id}" if group else task.id, []).append(task.id)
        return [tuple(members) for members in needs.values()]

    def period_name(self, period: int) -> str:
        """Return how people call a period."""
        if 0 <= period < len(self.period_names):
            return quarter_text(self.period_names[period])
        return say("period {number}", number=period + 1)

    @property
    def period_noun(self) -> str:
        """What people call one period."""
        return "quarter" if any("-Q" in name for name in self.period_names) else "period"


@dataclass(frozen=True, slots=True)
class Scheduled:
    """When a task is ordered, starts and is finished; all None when it is not chosen."""

    id: str
    is_chosen: bool
    start: int | None = None
    finish: int | None = None
    ordered: int | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "start": self.start,
            "finish": self.finish,
            "chosen": self.is_chosen,
            "ordered": self.ordered,
        }


@dataclass(frozen=True, slots=True)
class Stage:
    """One objective of a lexicographic order: best value found, proven bound, and their relative distance."""

    name: str
    objective: float
    bound: float
    gap: float
    is_proven: bool

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "objective": self.objective,
            "bound": self.bound,
            "gap": self.gap,
            "proven": self.is_proven,
        }


@dataclass(frozen=True, slots=True)
class Solution:
    """A schedule with its proof, or the reason why there is none.

    objective, bound, gap: of the first stage that is not proven, else of the stage that matters most.
    go_live: workload -> period by whose end it is live, None for never.
    why_not: task -> why it was left out. conflicts, relaxations: when infeasible.
    stopped_by_clock: the wall clock ended the search, so that another run may find another plan.
    """

    status: SolutionStatus
    objective: float | None
    bound: float | None
    gap: float | None
    seconds: float
    makespan: int | None
    schedule: tuple[Scheduled, ...]
    stages: tuple[Stage, ...] = ()
    go_live: Mapping[str, int | None] = field(default_factory=dict)
    why_not: Mapping[str, str] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()
    relaxations: tuple[str, ...] = ()
    stopped_by_clock: bool = False

    def starts(self) -> dict[str, int]:
        """Return the start of every chosen task."""
        return {item.id: item.start for item in self.schedule if item.start is not None}

    def to_json(self) -> dict[str, Any]:
        return {
            "status": self.status,
            "objective": self.objective,
            "bound": self.bound,
            "gap": self.gap,
            "seconds": self.seconds,
            "makespan": self.makespan,
            "schedule": [item.to_json() for item in self.schedule],
            "why_not": dict(self.why_not),
            "go_live": dict(self.go_live),
            "stages": [stage.to_json() for stage in self.stages],
            "conflicts": list(self.conflicts),
            "relaxations": list(self.relaxations),
            "stopped_by_clock": self.stopped_by_clock,
        }
