"""From verdicts, sizing and maturity to the problem that is solved: initiatives, purchases and people as tasks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assessments.language import say
from planner.roadmap.catalogue import Initiative, shipped_initiatives
from planner.roadmap.decided import done_notes, with_decisions, with_done
from planner.roadmap.decided_supplies import decided_supplies
from planner.roadmap.hiring import CONTRACTOR_USD_PER_MONTH, PLAN_SHARE, capacities, hiring_items
from planner.roadmap.items import Item, RoadmapProblem
from planner.roadmap.judged import JudgedWorkload, needs_of
from planner.roadmap.model import Problem, Target, Task
from planner.roadmap.purchases import supplies
from planner.roadmap.steps import excluded_reasons, find_gaps, initiative_items, with_contractors
from planner.sizing.demand import Constraints, Demand, Standing
from planner.sizing.size import Sizing
from planner.sizing.wording import dimension_name, listed, money, percent
from planner.sizing.workload import Estate

TAKEN_AS_ENOUGH = ("storage", "network", "power", "people")  # when nobody has said what there is


def build_problem(
    demands: Sequence[Demand],
    verdicts: Sequence[JudgedWorkload],
    sizing: Sizing,
    maturity: Mapping[str, Standing],
    estate: Estate,
    constraints: Constraints,
    targets: Mapping[str, int],
    *,
    initiatives: Sequence[Initiative] | None = None,
) -> RoadmapProblem:
    """Return the problem of a plan.

    targets: practice id (or "default") -> level; 3 where nothing is said. initiatives: the shipped catalogue
    unless given.
    """
    catalogue = shipped_initiatives() if initiatives is None else initiatives
    stated, maturity = maturity, with_done(maturity, catalogue, constraints.done)
    gaps = find_gaps(verdicts, maturity, targets)
    supply = supplies(demands, verdicts, sizing, estate, constraints)
    hires = hiring_items(demands, verdicts, sizing, estate)
    supply = decided_supplies(replace(supply, items=(*supply.items, *hires)), constraints)
    blocked = {**excluded_reasons(catalogue, gaps, constraints), **supply.blocked}
    people = capacities(constraints, estate)
    items = with_decisions([*initiative_items(catalogue, gaps, constraints), *supply.items], constraints)
    items = [with_contractors(item, people, CONTRACTOR_USD_PER_MONTH) for item in items]
    titles = {demand.name: demand.title for demand in demands}
    items = [_for_live_workloads(item, blocked, titles) for item in items]
    problem = Problem(
        periods=constraints.periods,
        tasks=tuple(item.task for item in items),
        capacities=people,
        budget_usd=budget_of(constraints, estate),
        carry_over=constraints.carry_over,
        alternatives=supply.alternatives,
        targets=tuple(_target(demand) for demand in demands if demand.name not in blocked),
        objective="readiness",
        discount_rate=constraints.discount_rate,
        period_names=constraints.quarters,
    )
    return RoadmapProblem(
        problem=problem,
        items={item.task.id: item for item in items},
        blocked=blocked,
        caveats=_caveats(verdicts),
        notes=(*_notes(constraints, estate, problem), *done_notes(stated, maturity), *supply.notes),
        standings=maturity,
    )


def budget_of(constraints: Constraints, estate: Estate) -> tuple[float, ...] | None:
    """Return (periods,) USD: as constrained, else a quarter of the yearly budget, None without either."""
    if constraints.budget_usd is not None:
        return constraints.budget_usd
    if estate.budget_usd_per_year is not None:
        return (estate.budget_usd_per_year.likely / 4,) * constraints.periods
    return None


def _target(demand: Demand) -> Target:
    deadline = None if demand.deadline is None else demand.deadline + 1
    return Target(demand.name, demand.title, demand.value, deadline)


def _for_live_workloads(item: Item, blocked: Mapping[str, str], titles: Mapping[str, str]) -> Item:
    unlocks = tuple(name for name in item.task.unlocks if name not in blocked)
    stranded = tuple(titles[name] for name in item.task.unlocks if name in blocked)
    return replace(item, task=replace(item.task, unlocks=unlocks), stranded=stranded)


def _caveats(verdicts: Sequence[JudgedWorkload]) -> dict[str, str]:
    """Return for each workload what is not known about it and was left out of its plan."""
    caveats = {}
    for verdict in verdicts:
        unknown = [need.title for need in needs_of(verdict) if need.have is None]
        open_dimensions = [item.dimension for item in verdict.dimensions if item.status == "unknown"]
        unknown += [dimension_name(name) for name in open_dimensions if name in TAKEN_AS_ENOUGH]
        texts = []
        if "compute" in open_dimensions and verdict.option is not None:
            texts.append(
                say("Nobody has said which accelerators there are: the plan takes it that there are none.")
            )
        if unknown:
            things = listed(list(dict.fromkeys(unknown)))
            texts.append(say("Not known, and taken to be in order: {things}.", things=things))
        if texts:
            caveats[verdict.name] = " ".join(texts)
    return caveats


def _notes(constraints: Constraints, estate: Estate, problem: Problem) -> list[str]:
    notes = [
        say("Costs, efforts, durations and risks of initiatives are planning assumptions, given as ranges."),
        say(
            "Purchases are paid on delivery and cover the median need; prices are from the catalogue, not quotes."
        ),
        say(
            "Work for which the house has nobody is bought at {price} per person-month.",
            price=money(CONTRACTOR_USD_PER_MONTH),
        ),
    ]
    if constraints.budget_usd is None:
        known = say("a quarter of the yearly budget") if problem.budget_usd is not None else say("no limit")
        notes.append(say("No budget per quarter was named: {known} is assumed.", known=known))
    if not constraints.people:
        share = say("{share} of the staff", share=percent(PLAN_SHARE)) if estate.staff else say("no limit")
        notes.append(
            say("Nobody has said how many people may work on the plan: {share} is assumed.", share=share)
        )
    return notes


def gate_tasks(problem: Problem, workload: str) -> tuple[Task, ...]:
    """Return every task that a workload needs, directly or before something it needs."""
    tasks = {task.id: task for task in problem.tasks}
    open_names = [name for members in problem.requirements(workload) for name in members]
    found: dict[str, Task] = {}
    while open_names:
        name = open_names.pop()
        if name not in found:
            found[name] = tasks[name]
            open_names += [member for _, members in problem.predecessors(tasks[name]) for member in members]
    return tuple(task for task in problem.tasks if task.id in found)
