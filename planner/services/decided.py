"""What was decided of an engagement, as the keys of `constraints:` that planning reads."""

from collections.abc import Iterable, Mapping
from typing import Any

from planner.models import Decision

LISTS = ("pinned", "excluded", "done")
MAPS = ("under_way", "earliest")


def with_decided(constraints: Mapping[str, Any], decisions: Iterable[Decision]) -> dict[str, Any]:
    """Return constraints with every decision laid over them; each initiative has at most one."""
    lists = {key: list(constraints.get(key, [])) for key in LISTS}
    maps = {key: dict(constraints.get(key, {})) for key in MAPS}
    for decision in decisions:
        key, value = _entry(decision)
        if key in lists:
            lists[key] = [*(name for name in lists[key] if name != decision.initiative), decision.initiative]
        else:
            maps[key][decision.initiative] = value
    return {**constraints, **{key: value for key, value in {**lists, **maps}.items() if value}}


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
