"""What was decided of an engagement, as the keys of `constraints:` that planning reads."""

from collections.abc import Iterable, Mapping
from typing import Any

from planner.models import Decision

LISTS = ("pinned", "excluded", "done")
MAPS = ("under_way", "earliest")


def with_decided(constraints: Mapping[str, Any], decisions: Iterable[Decision]) -> dict[str, Any]:
    """Return constraints with every decision laid over them, in place of what they said of its initiative.

    What was taken back says nothing.
    """
    decisions = [one for one in decisions if one.choice != Decision.Choice.OPEN]
    if not decisions:
        return dict(constraints)
    decided = {one.initiative for one in decisions}
    lists = {key: [name for name in constraints.get(key, []) if name not in decided] for key in LISTS}
    maps = {
        key: {name: value for name, value in constraints.get(key, {}).items() if name not in decided}
        for key in MAPS
    }
    for decision in decisions:
        key, value = _entry(decision)
        if key in lists:
            lists[key].append(decision.initiative)
        else:
            maps[key][decision.initiative] = value
    rest = {key: value for key, value in constraints.items() if key not in (*LISTS, *MAPS)}
    return rest | {key: value for key, value in {**lists, **maps}.items() if value}


def _entry(decision: Decision) -> tuple[str, Any]:
    """Return the key of the constraints that a decision belongs under, and its value where it has one."""
    if decision.choice == Decision.Choice.REJECTED:
        return "excluded", None
    if decision.choice == Decision.Choice.DEFERRED:
        return "earliest", decision.deferred_to
    if decision.progress == Decision.Progress.DONE:
        return "done", None
    if decision.progress == Decision.Progress.UNDER_WAY:
        return "under_way", decision.percent_done / 100
    return "pinned", None
