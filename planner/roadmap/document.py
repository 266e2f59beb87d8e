"""The contract's `roadmap` document, read into a Problem or refused with every fault."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from itertools import islice
from typing import Annotated

from pydantic import ConfigDict, Field

from assessments.document import Document, DocumentError, Fault, Place, nearest, validate
from planner.roadmap.cheapest_aim import WorkloadReady
from planner.roadmap.model import Alternatives, Objective, Problem, Target, Task

MAX_PERIODS = 5_000
MAX_TASKS = 2_000
MAX_FAULTS = 100
# What the models of money and readiness can be built from in seconds: starts, sums of starts, periods of work.
MAX_STARTS, MAX_SUMS, MAX_WORK = 40_000, 3_000_000, 1_000_000

_STRICT = ConfigDict(extra="forbid")
# The solver refuses coefficients from 1e15 on.
Amount = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]
Whole = Annotated[int, Field(ge=0, le=MAX_PERIODS)]
Identifier = Annotated[str, Field(min_length=1, max_length=200)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Factor = Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)]


@dataclass(frozen=True, slots=True)
class _Resource:
    __pydantic_config__ = _STRICT

    name: Identifier
    capacity: Amount | list[Amount]


@dataclass(frozen=True, slots=True)
class _Range:
    __pydantic_config__ = _STRICT

    low: Factor = 1.0
    high: Factor = 1.0


@dataclass(frozen=True, slots=True)
class _Task:
    __pydantic_config__ = _STRICT

    id: Identifier
    duration: Whole
    title: str = ""
    cost_usd: Amount | list[Amount] = 0.0
    demands: dict[str, Amount] = field(default_factory=dict)
    after: list[str] = field(default_factory=list)
    lead_time: Whole = 0
    optional: bool = False
    pinned: bool = False
    earliest: Whole = 0
    gain: Amount = 0.0
    risk: Share = 0.0
    unlocks: list[Identifier] = field(default_factory=list)
    cost_range: _Range = field(default_factory=_Range)
    duration_range: _Range = field(default_factory=_Range)
    effort_range: dict[str, _Range] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Alternatives:
    __pydantic_config__ = _STRICT

    id: Identifier
    tasks: Annotated[list[str], Field(min_length=1)]
    title: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class _Workload:
    __pydantic_config__ = _STRICT

    name: Identifier
    title: str = ""
    value: Annotated[float, Field(gt=0, le=1e9, allow_inf_nan=False)] = 1.0
    deadline: Whole | None = None
    hard: bool = False


@dataclass(frozen=True, slots=True)
class _Goal:
    __pydantic_config__ = _STRICT

    workload: Identifier
    by: Whole | None = None
    within_budget: bool = True


@dataclass(frozen=True, slots=True)
class _Written:
    __pydantic_config__ = _STRICT

    tasks: Annotated[list[_Task], Field(min_length=1, max_length=MAX_TASKS)]
    periods: Annotated[int, Field(ge=1, le=MAX_PERIODS)] | None = None
    resources: list[_Resource] = field(default_factory=list)
    budget_usd: Amount | list[Amount] | None = None
    carry_over: bool = False
    alternatives: list[_Alternatives] = field(default_factory=list)
    workloads: list[_Workload] = field(default_factory=list)
    deadlines: dict[str, Whole] = field(default_factory=dict)
    objective: Objective = "readiness"
    discount_rate: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 0.08
    periods_per_year: Annotated[int, Field(ge=1, le=366)] = 4
    goal: _Goal | None = None


def read_roadmap_document(document: Document) -> Problem:
    """Read a `roadmap` document. Raises DocumentError with every fault, each with its line."""
    written = validate(document, _Written)
    periods = written.periods or _longest(written)
    faults = list(islice(_faults(document, written, periods), MAX_FAULTS))
    if faults:
        raise DocumentError(faults)
    return _problem(written, periods)


@dataclass(frozen=True, slots=True)
class AskedWay:
    """A question beside the problem: what is the cheapest way to bring this workload live?"""

    aim: WorkloadReady
    within_budget: bool


def read_asked_way(document: Document) -> AskedWay | None:
    """Return what a valid `roadmap` document asks for under `goal`. Raises DocumentError when it cannot be read."""
    goal = validate(document, _Written).goal
    return None if goal is None else AskedWay(WorkloadReady(goal.workload, goal.by), goal.within_budget)


def even_costs(amount: float, duration: int) -> tuple[float, ...]:
    """Spread money evenly over the work; all at once when the work takes no time.

    >>> even_costs(9.0, 3)
    (3.0, 3.0, 3.0)
    """
    if amount == 0:
        return ()
    return (amount / max(duration, 1),) * max(duration, 1)


def _longest(written: _Written) -> int:
    """Periods within which every task fits one after the other."""
    latest = max((task.earliest for task in written.tasks), default=0)
    everything = latest + sum(task.duration + task.lead_time for task in written.tasks)
    return min(max(1, everything), MAX_PERIODS)


def _problem(written: _Written, periods: int) -> Problem:
    return Problem(
        periods=periods,
        tasks=tuple(_task(task) for task in written.tasks),
        capacities={item.name: _each(item.capacity, periods) for item in written.resources},
        budget_usd=None if written.budget_usd is None else _each(written.budget_usd, periods),
        carry_over=written.carry_over,
        alternatives=tuple(
            Alternatives(group.id, tuple(group.tasks), group.optional, group.title)
            for group in written.alternatives
        ),
        targets=tuple(_targets(written)),
        objective=written.objective,
        discount_rate=written.discount_rate,
        periods_per_year=written.periods_per_year,
    )


def _task(task: _Task) -> Task:
    costs = (
        tuple(task.cost_usd) if isinstance(task.cost_usd, list) else even_costs(task.cost_usd, task.duration)
    )
    return Task(
        id=task.id,
        title=task.title,
        duration=task.duration,
        lead_time=task.lead_time,
        costs_usd=costs,
        demands=dict(task.demands),
        after=tuple(task.after),
        is_optional=task.optional,
        is_pinned=task.pinned,
        earliest=task.earliest,
        gain=task.gain,
        risk=task.risk,
        unlocks=tuple(task.unlocks),
        cost_range=(task.cost_range.low, task.cost_range.high),
        duration_range=(task.duration_range.low, task.duration_range.high),
        effort_range={role: (factor.low, factor.high) for role, factor in task.effort_range.items()},
    )


def _targets(written: _Written) -> Iterator[Target]:
    """Every workload that is named; a deadline binds when the objective is the makespan."""
    binds = written.objective == "makespan"
    described = {workload.name: workload for workload in written.workloads}
    unlocked = [name for task in written.tasks for name in task.unlocks]
    for name in dict.fromkeys([*described, *unlocked, *written.deadlines]):
        workload = described.get(name, _Workload(name))
        deadline = written.deadlines.get(name, workload.deadline)
        is_hard = deadline is not None and (workload.hard or binds)
        yield Target(name, workload.title, workload.value, deadline, is_hard)


def _each(value: float | list[float], periods: int) -> tuple[float, ...]:
    return tuple(value) if isinstance(value, list) else (value,) * periods


def _faults(document: Document, written: _Written, periods: int) -> Iterator[Fault]:
    yield from _length_faults(document, written, periods)
    yield from _cost_faults(document, written, periods)
    yield from _repeated(document, "tasks", [task.id for task in written.tasks])
    yield from _repeated(document, "resources", [item.name for item in written.resources])
    yield from _repeated(document, "alternatives", [group.id for group in written.alternatives])
    yield from _repeated(document, "workloads", [workload.name for workload in written.workloads])
    yield from _demand_faults(document, written)
    yield from _predecessor_faults(document, written)
    yield from _alternative_faults(document, written)
    yield from _deadline_faults(document, written)
    yield from _range_faults(document, written)
    yield from _size_faults(document, written, periods)


def _size_faults(document: Document, written: _Written, periods: int) -> Iterator[Fault]:
    if written.objective == "makespan" and written.budget_usd is None:
        return  # intervals only: their number is that of the tasks
    tasks = len(written.tasks)
    work = sum(max(task.duration, 1) for task in written.tasks)
    if tasks * periods > MAX_STARTS or tasks * periods**2 > MAX_SUMS or work * periods > MAX_WORK:
        reason = f"{tasks} tasks over {periods} periods are too many; use fewer or longer periods"
        yield document.fault(("periods",), reason)


def _length_faults(document: Document, written: _Written, periods: int) -> Iterator[Fault]:
    lists: list[tuple[Place, float | list[float] | None]] = [(("budget_usd",), written.budget_usd)]
    lists += [(("resources", i, "capacity"), item.capacity) for i, item in enumerate(written.resources)]
    for place, value in lists:
        if isinstance(value, list) and len(value) != periods:
            yield document.fault(
                place, f"has {len(value)} values for {periods} periods: give one, or one each"
            )


def _cost_faults(document: Document, written: _Written, periods: int) -> Iterator[Fault]:
    for index, task in enumerate(written.tasks):
        if isinstance(task.cost_usd, list) and len(task.cost_usd) > periods:
            reason = f"has {len(task.cost_usd)} values for {periods} periods"
            yield document.fault(("tasks", index, "cost_usd"), reason)


def _repeated(document: Document, key: str, names: list[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name in seen:
            yield document.fault((key, index), f"{name!r} is used twice; every name must be its own")
        seen.add(name)


def _demand_faults(document: Document, written: _Written) -> Iterator[Fault]:
    known = [item.name for item in written.resources]
    for index, task in enumerate(written.tasks):
        for role in task.demands:
            if role not in known:
                reason = f"{role!r} is not among the resources; {nearest(role, known)}"
                yield document.fault(("tasks", index, "demands", role), reason)


def _predecessor_faults(document: Document, written: _Written) -> Iterator[Fault]:
    members = {group.id: group.tasks for group in written.alternatives}
    known = [*(task.id for task in written.tasks), *members]
    for index, task in enumerate(written.tasks):
        for position, name in enumerate(task.after):
            if name not in known:
                place = ("tasks", index, "after", position)
                yield document.fault(place, f"there is no task {name!r}; {nearest(name, known)}")
    graph = {task.id: [m for name in task.after for m in members.get(name, [name])] for task in written.tasks}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        cycle: list[str] = error.args[1]
        first = next(i for i, task in enumerate(written.tasks) if task.id in cycle)
        reason = f"each waits for the other: {' -> '.join(cycle[::-1])}"
        yield document.fault(("tasks", first, "after"), reason)


def _alternative_faults(document: Document, written: _Written) -> Iterator[Fault]:
    known = [task.id for task in written.tasks]
    taken: dict[str, str] = {}
    for index, group in enumerate(written.alternatives):
        if group.id in known:
            yield document.fault(("alternatives", index, "id"), f"{group.id!r} is also the id of a task")
        for position, name in enumerate(group.tasks):
            place = ("alternatives", index, "tasks", position)
            if name not in known:
                yield document.fault(place, f"there is no task {name!r}; {nearest(name, known)}")
            elif name in taken:
                yield document.fault(place, f"{name!r} already belongs to {taken[name]!r}")
            taken.setdefault(name, group.id)


def _deadline_faults(document: Document, written: _Written) -> Iterator[Fault]:
    known = [workload.name for workload in written.workloads]
    known += [name for task in written.tasks for name in task.unlocks]
    known = list(dict.fromkeys(known))
    places: list[tuple[Place, str]] = [(("deadlines", name), name) for name in written.deadlines]
    if written.goal is not None:
        places.append((("goal", "workload"), written.goal.workload))
    for place, name in places:
        if name not in known:
            yield document.fault(place, f"no task unlocks a workload {name!r}; {nearest(name, known)}")


def _range_faults(document: Document, written: _Written) -> Iterator[Fault]:
    for index, task in enumerate(written.tasks):
        at: Place = ("tasks", index)
        ranges: list[tuple[Place, _Range]] = [
            ((*at, "cost_range"), task.cost_range),
            ((*at, "duration_range"), task.duration_range),
            *(((*at, "effort_range", role), value) for role, value in task.effort_range.items()),
        ]
        for place, value in ranges:
            if not value.low <= 1 <= value.high:
                reason = "low and high are factors of the likely value: low at most 1, high at least 1"
                yield document.fault(place, reason)
        for role in task.effort_range:
            if role not in task.demands:
                reason = f"the task demands no {role!r}; {nearest(role, list(task.demands))}"
                yield document.fault((*at, "effort_range", role), reason)
