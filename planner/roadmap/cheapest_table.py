"""The answer to `goal` of a `roadmap` document: the cheapest way to bring one workload live."""

from collections.abc import Iterator

from planner.roadmap.cheapest import cheapest_way
from planner.roadmap.cheapest_result import PlannedWay, Search
from planner.roadmap.document import AskedWay
from planner.roadmap.items import Item, RoadmapProblem
from planner.roadmap.model import Problem
from planner.sizing.wording import money, percent


def asked_way(problem: Problem, asked: AskedWay, *, seconds: float) -> PlannedWay:
    """Return the cheapest way to what a document asks for."""
    items = {
        task.id: Item(task, "initiative", "", "", lead_quarters=task.lead_time) for task in problem.tasks
    }
    found = cheapest_way(
        RoadmapProblem(problem, items), asked.aim, keep_budget=asked.within_budget, seconds=seconds
    )
    title = next((one.label for one in problem.targets if one.name == asked.aim.name), asked.aim.name)
    return PlannedWay("workload", asked.aim.name, title, found)


def way_lines(way: PlannedWay) -> Iterator[str]:
    """Write a way line by line."""
    first, other = way.found.first, way.found.other
    yield f"cheapest way to {way.title}: {_search_text(first)}"
    yield from (f"  - {reason}" for reason in first.reasons)
    if other.way is not None:
        yield f"next-best way: {_search_text(other)}"
        yield f"  {way.found.trade}"
    elif first.way is not None and other.status == "infeasible":
        yield "next-best way: none, each of these is needed"


def _search_text(search: Search) -> str:
    if search.way is None:
        return f"{search.status}"
    way, names = search.way, ", ".join(step.id for step in search.way.steps)
    if not way.chosen:
        return (
            f"nothing beside what must be done anyway ({names or 'nothing'}), done after {way.finish} periods"
        )
    cost = f"{money(way.cost_usd)} ({money(way.cost_low_usd)} to {money(way.cost_high_usd)})"
    return (
        f"{names}; {cost}, done after {way.finish} periods with {percent(way.chance)}; "
        f"{search.status}, gap {search.gap or 0.0:.2%}"
    )
