"""What was decided before the plan: what must be in it, what may begin when, what is under way."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import ceil

from assessments.language import number, say
from planner.roadmap.catalogue import Initiative
from planner.roadmap.document import even_costs
from planner.roadmap.items import Item
from planner.roadmap.model import Task
from planner.sizing.demand import Constraints, Standing


def with_done(
    standings: Mapping[str, Standing], initiatives: Sequence[Initiative], done: Sequence[str]
) -> dict[str, Standing]:
    """Return the standings with the known levels that finished initiatives have reached, whatever was answered."""
    reached: dict[str, int] = {}
    for lift in (lift for item in initiatives if item.id in done for lift in item.lifts):
        reached[lift.practice] = max(lift.to_level, reached.get(lift.practice, 0))
    return {name: _at_least(standing, reached.get(name, 0)) for name, standing in standings.items()}


def _at_least(standing: Standing, level: float) -> Standing:
    if standing.level is None or standing.level >= level:
        return standing
    score = None if standing.score is None else max(standing.score, level)
    return replace(standing, level=level, score=score)


def done_notes(stated: Mapping[str, Standing], reached: Mapping[str, Standing]) -> list[str]:
    """Return what to say where finished work was counted although the answers do not show it yet."""
    raised = [name for name, standing in reached.items() if standing is not stated[name]]
    return [
        say(
            "“{practice}” counts as level {level}, because the work on it is recorded as done; the answers still"
            " say {stated}. Answer its questions again.",
            practice=reached[name].title,
            level=number(reached[name].level or 0, "g"),
            stated=number(stated[name].level or 0, "g"),
        )
        for name in raised
    ]


def with_decisions(items: Sequence[Item], constraints: Constraints) -> list[Item]:
    """Return the items as they were decided.

    What is under way goes on at once with the rest of its time and money; what was accepted is chosen; nothing is
    ordered before the work may begin.
    """
    return [_decided(item, constraints) for item in items]


def _decided(item: Item, constraints: Constraints) -> Item:
    task = item.task
    if task.id in constraints.under_way:
        return _rest_of(item, constraints.under_way[task.id])
    begins = max(constraints.work_begins, constraints.earliest.get(task.id, 0))
    is_pinned = task.is_pinned or task.id in constraints.pinned
    return replace(item, task=replace(task, is_pinned=is_pinned, not_before=begins))


def _rest_of(item: Item, done: float) -> Item:
    """Return what is left of an item of which a share in [0, 1) is done; the order for it was placed long ago."""
    task, left = item.task, 1.0 - done
    if len(task.costs_usd) > task.duration:
        # What is paid in each quarter of use is still to be paid in full.
        rest = replace(task, lead_time=0, earliest=0, after=(), is_pinned=True)
        return replace(item, task=rest, lead_quarters=0)
    return replace(
        item,
        task=_shortened(task, left),
        cost_low_usd=item.cost_low_usd * left,
        cost_high_usd=item.cost_high_usd * left,
        lead_quarters=0,
    )


def _shortened(task: Task, left: float) -> Task:
    duration = max(1, ceil(round(task.duration * left, 6)))
    return replace(
        task,
        duration=duration,
        costs_usd=even_costs(round(task.cost_usd * left), duration),
        lead_time=0,
        earliest=0,
        after=(),
        is_pinned=True,
    )
