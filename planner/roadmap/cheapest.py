"""The cheapest way to "ready" for one workload, or to a level: exact, with its schedule and the next-best way.

In this order: least cost of what is not decided yet, then earliest finish, then fewest items. First without time:
the least cost of any set is a lower bound, and the set is the answer when it can be scheduled as early as its
longest chain allows. Where people, money or dates forbid that, the time-indexed model of the roadmap decides.
Cost is all the money of an item, whenever it is due; rented capacity is counted to the end of the plan.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from planner.roadmap.cheapest_aim import Aim, is_reached, reached_at
from planner.roadmap.cheapest_model import Case, Run, case_of, pick, schedule, schedule_greedily
from planner.roadmap.cheapest_result import CheapestWay, Search, Step, Way
from planner.roadmap.cheapest_why import step_reason, trade_text, why_no_way
from planner.roadmap.critical import chain_before
from planner.roadmap.initiative import Initiative
from planner.roadmap.items import RoadmapProblem
from planner.roadmap.ledger import start_window, violations
from planner.roadmap.program import THOUSAND
from planner.roadmap.robustness import chance_in_time, cost_range

SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class _Found:
    """A schedule in periods, with its least possible cost in thousands of USD and whether all of it is proven."""

    starts: dict[str, int]
    cost: float
    bound: float
    is_proven: bool


def cheapest_way(
    wanted: RoadmapProblem,
    aim: Aim,
    *,
    keep_budget: bool = True,
    excluded: Sequence[Initiative] = (),
    seconds: float = SECONDS,
    seed: int = 0,
) -> CheapestWay:
    """Return the cheapest way to an aim and the next-best one.

    keep_budget: whether the budget of the plan binds. excluded: initiatives that were decided against, to name them
    where there is no way without them. seconds: of work for each search, counted in steps of the solver, so that the
    same problem gives the same way. The next-best way is the cheapest that lacks at least one item of the first.
    Raises ValueError for seconds that are not positive.
    """
    if seconds <= 0:
        raise ValueError(f"seconds must be positive (got {seconds:g})")
    case = case_of(wanted, aim, keep_budget=keep_budget, seconds=seconds, seed=seed)
    first = _searched(case)
    if first.way is None and first.status == "infeasible":
        return CheapestWay(replace(first, reasons=why_no_way(case, excluded)), Search("infeasible"))
    if first.way is None or not first.way.chosen:
        return CheapestWay(first, Search("infeasible"))
    other = _searched(replace(case, cuts=(first.way.chosen,)))
    trade = trade_text(wanted.problem, first.way, other.way) if other.way else ""
    return CheapestWay(first, other, trade)


def _searched(case: Case) -> Search:
    found = _find(case)
    if isinstance(found, Run):
        return Search("infeasible" if found.is_impossible else "unknown")
    way = _way(case, found.starts)
    bound = min(found.bound * THOUSAND, way.cost_usd)
    gap = (way.cost_usd - bound) / way.cost_usd if way.cost_usd > bound else 0.0
    if found.is_proven:
        bound, gap = way.cost_usd, 0.0
    return Search("optimal" if found.is_proven else "feasible", way, bound, gap)


def _find(case: Case) -> _Found | Run:
    """Return the best schedule, or the search that found none."""
    cheapest = pick(case, case.by, "cost")
    if cheapest.starts is None:
        return cheapest
    by, leanest = _soonest(case, cheapest)
    starts = schedule_greedily(case, leanest.starts or {})
    if starts is not None and _finish(case, starts) <= by and not violations(case.problem, starts):
        proven = cheapest.is_proven and leanest.is_proven
        return _Found(_early(case, starts), cheapest.objective, cheapest.bound, proven)
    return _find_in_time(case, cheapest, by)


def _soonest(case: Case, cheapest: Run) -> tuple[int, Run]:
    """Return the least time that the longest chains of a cheapest set take, and the leanest such set."""
    known = {int(case.earliest[name]) for name in case.serving if case.earliest[name] <= case.by}
    ends = sorted({0, *known})
    low, high, best = 0, len(ends) - 1, cheapest
    while low <= high:
        middle = (low + high) // 2
        run = pick(case, ends[middle], "items", cheapest.objective)
        if run.starts is None:
            low = middle + 1
        else:
            high, best = middle - 1, run
    return ends[min(low, len(ends) - 1)], best


def _find_in_time(case: Case, cheapest: Run, soonest: int) -> _Found | Run:
    """Return the best schedule under all limits: least cost, then the first date that it allows, then fewest items."""
    cost, bound, proven = cheapest.objective, cheapest.bound, cheapest.is_proven
    leanest = schedule(case, case.by, "items", cost)
    if leanest.starts is None:
        least = schedule(case, case.by, "cost")
        if least.starts is None:
            return least
        cost, bound, proven = least.objective, max(least.bound, bound), least.is_proven
        again = schedule(case, case.by, "items", cost)
        leanest = replace(least, is_proven=False) if again.starts is None else again
    for by in range(soonest, _finish(case, leanest.starts or {})):
        sooner = schedule(case, by, "items", cost)
        proven = proven and sooner.is_proven
        if sooner.starts is not None and not violations(case.problem, sooner.starts):
            return _Found(_early(case, sooner.starts), cost, bound, proven)
    return _Found(_early(case, leanest.starts or {}), cost, bound, proven and leanest.is_proven)


def _finish(case: Case, starts: Mapping[str, int]) -> int:
    finish = reached_at(case.wanted, case.aim, starts)
    return case.problem.periods + 1 if finish is None else finish


def _early(case: Case, starts: Mapping[str, int]) -> dict[str, int]:
    """Start each task as early as the others let it."""
    early = dict(starts)
    tasks = {task.id: task for task in case.problem.tasks}
    for name in sorted(early, key=lambda name: (early[name], early[name] + tasks[name].duration, name)):
        for start in start_window(case.problem, tasks[name]):
            if start >= early[name]:
                break
            if not violations(case.problem, early | {name: start}):
                early[name] = start
                break
    return early


def _way(case: Case, starts: Mapping[str, int]) -> Way:
    problem, finish = case.problem, _finish(case, starts)
    needed = _needed(case, starts)
    last = [name for name in needed if starts[name] + problem.task(name).duration == finish]
    critical = chain_before(problem, starts, last)
    order = sorted(needed, key=lambda name: (starts[name], starts[name] + problem.task(name).duration, name))
    steps = tuple(_step(case, name, starts, needed, name in critical) for name in order)
    paid = [step.id for step in steps if not step.is_decided]
    low, high = cost_range(problem, paid, seed=case.seed)
    return Way(
        steps=steps,
        cost_usd=sum(step.cost_usd for step in steps if not step.is_decided),
        cost_low_usd=round(low),
        cost_high_usd=round(high),
        finish=finish,
        chance=chance_in_time(problem, starts, needed, finish, seed=case.seed),
    )


def _needed(case: Case, starts: Mapping[str, int]) -> list[str]:
    """Return what the way uses: everything that is not decided yet, and of what is decided only what it needs."""
    names = {name for name in starts if name in case.serving}
    tasks = {task.id: task for task in case.problem.tasks}
    for name in sorted(names, key=lambda name: (-starts[name], name)):
        if case.problem.is_free(tasks[name]):
            continue
        rest = names - {name}
        followed = any(
            name in members and not any(member in rest for member in members)
            for other in rest
            for _, members in case.problem.predecessors(tasks[other])
        )
        if not followed and is_reached(case.wanted, case.aim, rest):
            names = rest
    return sorted(names)


def _step(
    case: Case, name: str, starts: Mapping[str, int], needed: Collection[str], is_critical: bool
) -> Step:
    item, task = case.wanted.items[name], case.problem.task(name)
    return Step(
        id=name,
        title=task.label,
        start=max(0, starts[name] - item.lead_quarters),
        finish=starts[name] + task.duration,
        cost_usd=task.cost_usd,
        why=step_reason(case, name, needed),
        is_critical=is_critical,
        is_decided=not case.problem.is_free(task),
    )
