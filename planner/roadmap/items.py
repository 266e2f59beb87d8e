"""What people read about a task of the problem: kind, domain, summary, lifts, ranges."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from planner.roadmap.model import Alternatives, Problem, Task
from planner.roadmap.result import InitiativeKind, Lift
from planner.sizing.demand import Standing
from planner.sizing.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Item:
    """A task with what the scheduler does not need to know.

    cost_low_usd, cost_high_usd: P10 and P90 of its money. lead_quarters: from the order to the work; an order may
    be placed before the predecessors are done, so this is not always the task's lead time. running_usd: per quarter
    for as long as what was got is in use; None for what is paid for at its end. stranded: workloads that it was meant
    for and that cannot go live whatever is done.
    """

    task: Task
    kind: InitiativeKind
    domain: str
    summary: str
    lifts: tuple[Lift, ...] = ()
    done_when: str = ""
    cost_low_usd: float = 0.0
    cost_high_usd: float = 0.0
    lead_quarters: int = 0
    running_usd: Estimate | None = None
    stranded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Supplies:
    """Purchases and contracts: items, alternatives between them, and what to say about them.

    blocked: workload -> why it cannot go live whatever the plan.
    """

    items: tuple[Item, ...] = ()
    alternatives: tuple[Alternatives, ...] = ()
    blocked: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoadmapProblem:
    """The problem to solve, and what is said about it.

    blocked: workloads that cannot go live whatever is done, with the reason. caveats: workload -> what is not
    known about it. notes: assumptions behind the whole plan. standings: of every practice, finished work included.
    """

    problem: Problem
    items: Mapping[str, Item]
    blocked: Mapping[str, str] = field(default_factory=dict)
    caveats: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    standings: Mapping[str, Standing] = field(default_factory=dict)
