"""Nothing is bought or rented long before it is used: purchases and contracts move back to when they are needed.

The solver starts every task as early as costs no more, so that plans have slack. For what is bought or rented that
would be wrong: it ages, its warranty runs, and a contract is paid from its first day.
"""

from collections.abc import Mapping
from dataclasses import replace

from planner.roadmap.items import Item
from planner.roadmap.ledger import start_window
from planner.roadmap.model import Problem, Scheduled, Solution
from planner.roadmap.tidy import is_as_good

# A delivery comes a period before it is needed, where there is room: one in seven is late (`DELIVERY_RISK`).
SPARE_PERIODS = {"purchase": 1, "contract": 0}


def just_in_time(problem: Problem, items: Mapping[str, Item], solution: Solution) -> Solution:
    """Return the solution with purchases and contracts as late as loses no date, no gain and no money."""
    starts = timely_starts(problem, items, solution.starts())
    return replace(solution, schedule=tuple(_moved(problem, one, starts) for one in solution.schedule))


def timely_starts(problem: Problem, items: Mapping[str, Item], starts: Mapping[str, int]) -> dict[str, int]:
    """Return starts with purchases and contracts as late as loses no date, no gain and no money."""
    timely = dict(starts)
    names = [name for name in timely if items[name].kind in SPARE_PERIODS]
    for name in sorted(names, key=lambda name: (-timely[name], name)):
        if problem.is_free(problem.task(name)):
            timely[name] = _latest(problem, timely, name, SPARE_PERIODS[items[name].kind])
    return timely


def _latest(problem: Problem, starts: Mapping[str, int], name: str, spare: int) -> int:
    """Return the latest start that is as good, less what is kept to spare; never before the present one."""
    now = starts[name]
    for start in sorted(start_window(problem, problem.task(name)), reverse=True):
        if start <= now:
            break
        if is_as_good(problem, starts, {**starts, name: start}):
            kept = max(start - spare, now)
            return kept if is_as_good(problem, starts, {**starts, name: kept}) else start
    return now


def _moved(problem: Problem, one: Scheduled, starts: Mapping[str, int]) -> Scheduled:
    start = starts.get(one.id)
    if start is None or start == one.start or one.start is None or one.finish is None:
        return one
    by = start - one.start
    ordered = None if one.ordered is None else one.ordered + by
    return replace(one, start=start, finish=one.finish + by, ordered=ordered)
