"""What a scenario changes about a plan's inputs: laid over them, nothing else is touched."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from assessments.document import Document, DocumentError
from assessments.question_bank.model import Bank
from planner.services.changes.faults import ChangeFaults
from planner.services.changes.parts import changed_assumptions, changed_settled, changed_workload, times
from planner.services.changes.written import NO_CHANGES, Changes, read_changes
from planner.services.frozen.inputs import PlanInputs
from planner.services.frozen.validation import bare_document
from planner.sizing.demand import quarter_after, quarter_number, quarter_text

__all__ = ["NO_CHANGES", "Changes", "read_changes", "with_changes"]


def with_changes(inputs: PlanInputs, changes: Changes, bank: Bank, *, title: str = "scenario") -> PlanInputs:
    """Return the inputs with the changes laid over them. Raises DocumentError for what cannot be changed.

    bank: the version of the inputs, whose questions the changed answers belong to. A fault of the changes bears
    their key as its place and `title` as its file; one of the inputs its place in them.
    """
    if changes == NO_CHANGES:
        return inputs
    document = Document(title, {}, {})
    if faults := list(ChangeFaults(inputs, changes, bank, document)):
        raise DocumentError(faults)
    own = bare_document(inputs)
    return replace(
        inputs,
        constraints=_constraints(inputs, changes, own),
        assumptions=changed_assumptions(inputs.assumptions, changes, own),
        workloads=tuple(
            changed_workload(dict(one), changes, own, ("workloads", index))
            for index, one in enumerate(inputs.workloads)
        ),
        targets=inputs.targets if changes.target_level is None else {"default": changes.target_level},
        settled=changed_settled(inputs, changes.answers),
    )


def _constraints(inputs: PlanInputs, changes: Changes, own: Document) -> dict[str, Any]:
    found = dict(inputs.constraints)
    if changes.budget_usd is not None:
        found["budget_usd"] = changes.budget_usd
    if (factor := changes.factor("budget_factor")) is not None:
        found["budget_usd"] = times(found["budget_usd"], factor, own, ("constraints", "budget_usd"))
    if (factor := changes.factor("people_factor")) is not None:
        found["people"] = {
            role: times(value, factor, own, ("constraints", "people", role))
            for role, value in found["people"].items()
        }
    if changes.electricity_usd_per_kwh is not None:
        found["electricity_usd_per_kwh"] = changes.electricity_usd_per_kwh
    if changes.acquire is not None:
        found["acquire"] = changes.acquire
    if changes.delay_quarters:
        first = found.get("work_begins") or found.get("start") or quarter_after(inputs.as_of)
        found["work_begins"] = quarter_text(quarter_number(first) + changes.delay_quarters)
    return found | _chosen(found, changes)


def _chosen(constraints: Mapping[str, Any], changes: Changes) -> dict[str, Any]:
    """Return the lists of initiatives with the changed ones in the list they were put in, and in no other."""
    if not changes.pinned and not changes.excluded:
        return {}
    lists = {key: list(constraints.get(key, [])) for key in ("pinned", "excluded")}
    for key, other in (("pinned", "excluded"), ("excluded", "pinned")):
        wanted = getattr(changes, key)
        lists[other] = [name for name in lists[other] if name not in wanted]
        lists[key] = list(dict.fromkeys([*lists[key], *wanted]))
    return {key: names for key, names in lists.items() if names or key in constraints}
