"""How well a plan holds when durations and costs vary: many draws of the same plan, in the same order.

Every task keeps its place in the order and moves right when what it waits for, or whom it shares, is late. Lead
time and work of a task are drawn together; costs move together to a third, as prices and habits are shared.

The effort of a task is drawn with its duration: more work takes longer. The effort says how much work there is; it is
spread over the planned time, or over the longer time of a late task. So being late is not counted a second time as
needing more people, and being early needs no more of them either.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from planner.roadmap.ledger import TOLERANCE, Floats
from planner.roadmap.model import Problem, Task
from planner.roadmap.result import Robustness
from planner.sizing.uncertainty import normal_quantile

DRAWS = 2_000
SHARED_COST_VARIANCE = 0.3  # of the variance of costs, shared by all tasks (assumption)
Z90 = 1.2815515655446004
ROUNDING = 1e-6
EARLY = 0.6


def robustness(
    problem: Problem, starts: Mapping[str, int], *, seed: int = 0, draws: int = DRAWS
) -> Robustness:
    """Return the chance of each planned go-live date and of staying within the budget."""
    tasks = sorted(
        (task for task in problem.tasks if task.id in starts), key=lambda task: (starts[task.id], task.id)
    )
    order = _topological(problem, tasks, starts)
    begins, ends = _shifted(problem, order, starts, seed, draws)
    return Robustness(
        in_budget=_in_budget(problem, order, begins, seed, draws),
        go_live=_go_live(problem, starts, ends, draws),
        draws=draws,
        people=_people(problem, order, begins, ends, seed),
    )


def chance_in_time(
    problem: Problem,
    starts: Mapping[str, int],
    names: Collection[str],
    finish: int,
    *,
    seed: int = 0,
    draws: int = DRAWS,
) -> float:
    """Return the chance that some tasks of a plan are all done within `finish` periods."""
    tasks = [task for task in problem.tasks if task.id in starts]
    _, ends = _shifted(problem, _topological(problem, tasks, starts), starts, seed, draws)
    latest = np.max([np.zeros(draws), *(ends[name] for name in names)], axis=0)
    return float(np.mean(latest <= finish + ROUNDING))


def cost_range(
    problem: Problem, names: Collection[str], *, seed: int = 0, draws: int = DRAWS
) -> tuple[float, float]:
    """Return P10 and P90 of all the money of some tasks, USD."""
    total = np.zeros(draws)
    shared = _generator(seed, "shared cost").standard_normal(draws)
    for task in problem.tasks:
        if task.id in names:
            total += task.cost_usd * _cost_factors(task, shared, seed)
    return float(np.quantile(total, 0.1)), float(np.quantile(total, 0.9))


def _cost_factors(task: Task, shared: Floats, seed: int) -> Floats:
    own = _generator(seed, f"cost {task.id}").standard_normal(len(shared))
    normal = np.sqrt(SHARED_COST_VARIANCE) * shared + np.sqrt(1 - SHARED_COST_VARIANCE) * own
    return _factors(task.cost_range, normal)


def duration_range(risk: float) -> tuple[float, float]:
    """Return P10 and P90 of a duration, as factors of the planned one, for a chance `risk` to be late.

    Plans are in whole quarters, rounded up: one task in ten needs no more than 0.6 of its time (assumption). With
    that, a lognormal factor that exceeds 1 with chance `risk` is determined.

    >>> [round(float(value), 2) for value in duration_range(0.15)]
    [0.6, 1.06]
    """
    late = float(normal_quantile(np.array([1 - risk]))[0])
    sigma = -np.log(EARLY) / (Z90 + late)
    return EARLY, float(np.exp(sigma * (Z90 - late)))


def _generator(seed: int, name: str) -> np.random.Generator:
    """One stream per task, so that another task changes no draw of this one."""
    digest = hashlib.sha256(f"{seed}:{name}".encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))


def _factors(limits: tuple[float, float], normal: Floats) -> Floats:
    """Return lognormal factors with the given P10 and P90."""
    low, high = np.log(limits[0]), np.log(limits[1])
    return np.asarray(np.exp((low + high) / 2 + normal * (high - low) / (2 * Z90)))


def _duration_normal(seed: int, task: Task, draws: int) -> Floats:
    """The draw behind the duration of a task, which its effort shares."""
    return _generator(seed, f"duration {task.id}").standard_normal(draws)


def _topological(problem: Problem, tasks: Sequence[Task], starts: Mapping[str, int]) -> list[Task]:
    """Order by planned start; of those that start together a task of no duration may precede another."""
    return sorted(tasks, key=lambda task: (starts[task.id], starts[task.id] + task.duration, task.id))


def _shifted(
    problem: Problem, order: Sequence[Task], starts: Mapping[str, int], seed: int, draws: int
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Return (draws,) start and end of each task, in periods."""
    begins: dict[str, Floats] = {}
    ends: dict[str, Floats] = {}
    for task in order:
        factor = _factors(task.duration_range, _duration_normal(seed, task, draws))
        begin = np.full(draws, float(starts[task.id]))
        if task.lead_time or task.earliest:
            ordered = starts[task.id] - max(task.lead_time, task.earliest)
            begin = np.maximum(begin, max(ordered, 0) + max(task.lead_time, task.earliest) * factor)
        for _, members in problem.predecessors(task):
            for member in members:
                if member in ends:
                    begin = np.maximum(begin, ends[member] + task.lead_time * factor)
        for other in _shares_people(problem, task, order, starts):
            if other in ends:
                begin = np.maximum(begin, ends[other])
        begins[task.id] = begin
        ends[task.id] = begin + task.duration * factor
    return begins, ends


def _shares_people(
    problem: Problem, task: Task, order: Sequence[Task], starts: Mapping[str, int]
) -> list[str]:
    """Tasks that end before this one starts and could not run beside it for want of people."""
    before = []
    for other in order:
        if starts[other.id] + other.duration > starts[task.id] or other.id == task.id:
            continue
        if any(
            task.demands.get(role, 0.0) > 0
            and other.demands.get(role, 0.0) > 0
            and task.demands[role] + other.demands[role] > min(capacity) + TOLERANCE
            for role, capacity in problem.capacities.items()
        ):
            before.append(other.id)
    return before


def _go_live(
    problem: Problem, starts: Mapping[str, int], ends: Mapping[str, Floats], draws: int
) -> dict[str, float]:
    chances: dict[str, float] = {}
    for target in problem.targets:
        needed = [[m for m in members if m in ends] for members in problem.requirements(target.name)]
        if not all(needed):
            continue
        ready = np.zeros(draws)
        planned = 1
        for members in needed:
            ready = np.maximum(ready, np.min([ends[member] for member in members], axis=0))
            planned = max(planned, min(starts[m] + problem.task(m).duration for m in members))
        chances[target.name] = float(np.mean(ready <= planned + ROUNDING))
    return chances


def _people(
    problem: Problem,
    order: Sequence[Task],
    begins: Mapping[str, Floats],
    ends: Mapping[str, Floats],
    seed: int,
) -> dict[str, float]:
    """Return for each limited role the chance that its work in every period is at most what its people can do."""
    chances = {}
    for role, capacity in problem.capacities.items():
        tasks = [task for task in order if task.demands.get(role, 0.0) > 0]
        if tasks:
            work = sum(
                _work(task, role, begins[task.id], ends[task.id], seed, problem.periods) for task in tasks
            )
            chances[role] = float(np.mean(np.all(work <= np.array(capacity) + TOLERANCE, axis=1)))
    return chances


def _work(task: Task, role: str, begin: Floats, end: Floats, seed: int, periods: int) -> Floats:
    """Return (draws, periods) of the work of a role on a task, in people over a whole period."""
    normal = _duration_normal(seed, task, len(begin))
    effort = task.demands[role] * task.duration * _factors(task.effort_range.get(role, (1.0, 1.0)), normal)
    until = np.maximum(end, begin + task.duration)
    first = np.arange(periods)
    inside = np.minimum(until[:, None], first + 1) - np.maximum(begin[:, None], first)
    share = np.maximum(inside, 0.0) / np.maximum(until - begin, ROUNDING)[:, None]
    return np.asarray(effort[:, None] * share)


def _in_budget(
    problem: Problem, order: Sequence[Task], begins: Mapping[str, Floats], seed: int, draws: int
) -> float | None:
    """Return the chance that no period (with carry-over: no running total) exceeds the budget."""
    if problem.budget_usd is None:
        return None
    shared = _generator(seed, "shared cost").standard_normal(draws)
    spent = np.zeros((draws, problem.periods))
    rows = np.arange(draws)
    for task in order:
        factor = _cost_factors(task, shared, seed)
        first = np.floor(begins[task.id] + ROUNDING).astype(int)
        for offset, cost in enumerate(task.costs_usd):
            period = first + offset
            inside = period < problem.periods
            spent[rows[inside], period[inside]] += cost * factor[inside]
    room = np.array(problem.budget_usd) - spent
    if problem.carry_over:
        room = np.cumsum(room, axis=1)
    return float(np.mean(np.all(room >= -ROUNDING, axis=1)))
