"""Purchases, contracts and hires after the decisions about them: what is got already, and what may not be got.

Of alternatives one that is done ends the choice. What waits for something that is excluded cannot be got either, and
a workload that has no way left says so.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from assessments.language import say
from planner.roadmap.items import Item, Supplies
from planner.roadmap.model import Alternatives
from planner.sizing.demand import Constraints


def decided_supplies(supply: Supplies, constraints: Constraints) -> Supplies:
    """Return what is still to be got and may be got, with the workloads that cannot go live and what to say."""
    return _without_excluded(_without_done(supply, constraints.done), constraints.excluded)


def _without_done(supply: Supplies, done: Collection[str]) -> Supplies:
    got = [item for item in supply.items if item.task.id in done]
    if not got:
        return supply
    ended = [group for group in supply.alternatives if any(name in done for name in group.tasks)]
    gone = {item.task.id for item in got} | {name for group in ended for name in group.tasks}
    items = _needed_instead(supply, got)
    return replace(
        supply,
        items=tuple(_without_waiting(item, gone, ended) for item in items if item.task.id not in gone),
        alternatives=tuple(group for group in supply.alternatives if group not in ended),
        notes=(*supply.notes, *(_done_note(item) for item in got)),
    )


def _needed_instead(supply: Supplies, got: Sequence[Item]) -> list[Item]:
    """Return the items; what something that is done should have waited for is now needed by its workloads itself."""
    members = {group.id: group.tasks for group in supply.alternatives}
    open_for: dict[str, tuple[str, ...]] = {}
    for item in got:
        for name in item.task.after:
            open_for |= dict.fromkeys(members.get(name, (name,)), item.task.unlocks)
    return [
        replace(item, task=replace(item.task, unlocks=open_for.get(item.task.id, item.task.unlocks)))
        for item in supply.items
    ]


def _without_waiting(item: Item, gone: Collection[str], ended: Sequence[Alternatives]) -> Item:
    names = {*gone, *(group.id for group in ended)}
    kept = tuple(name for name in item.task.after if name not in names)
    return replace(item, task=replace(item.task, after=kept))


def _done_note(item: Item) -> str:
    return say(
        "“{task}” counts as there, because it is recorded as done; the answers still show it missing. Answer anew what"
        " there is; if more is needed, take the decision back.",
        task=item.task.title,
    )


def _without_excluded(supply: Supplies, excluded: Collection[str]) -> Supplies:
    lost = _lost(supply, excluded)
    if not lost:
        return supply
    kept = [replace(group, tasks=_rest(group, lost)) for group in supply.alternatives]
    return replace(
        supply,
        items=tuple(item for item in supply.items if item.task.id not in lost),
        alternatives=tuple(group for group in kept if group.tasks),
        blocked={**dict(_blocked(supply, lost)), **supply.blocked},
        notes=(*supply.notes, *_lost_notes(supply, lost)),
    )


def _rest(group: Alternatives, lost: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in group.tasks if name not in lost)


def _lost(supply: Supplies, excluded: Collection[str]) -> dict[str, str]:
    """Return what cannot be got, each with the title of what it needs; "" for what is excluded itself."""
    lost = {item.task.id: "" for item in supply.items if item.task.id in excluded}
    titles = {item.task.id: item.task.title for item in supply.items}
    titles |= {group.id: group.title for group in supply.alternatives}
    members = {group.id: group.tasks for group in supply.alternatives}
    has_changed = bool(lost)
    while has_changed:
        has_changed = False
        for item in supply.items:
            needs = (name for name in item.task.after if all(m in lost for m in members.get(name, (name,))))
            if item.task.id not in lost and (need := next(needs, None)):
                lost[item.task.id] = titles[need]
                has_changed = True
    return lost


def _blocked(supply: Supplies, lost: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the workloads that cannot go live without what is lost, with the reason."""
    grouped = {name: group for group in supply.alternatives for name in group.tasks}
    for item in supply.items:
        if item.task.id not in lost:
            continue
        group = grouped.get(item.task.id)
        if group is None:
            reason = say(
                "It needs “{initiative}”, which is excluded from the plan.", initiative=item.task.title
            )
        elif _rest(group, lost):
            continue
        else:
            reason = say("Every way to get {what} is excluded from the plan.", what=group.title)
        yield from ((workload, reason) for workload in item.task.unlocks)


def _lost_notes(supply: Supplies, lost: Mapping[str, str]) -> list[str]:
    return [
        say(
            "“{task}” is not planned: it needs “{needed}”, which is excluded from the plan.",
            task=item.task.title,
            needed=lost[item.task.id],
        )
        for item in supply.items
        if lost.get(item.task.id)
    ]
