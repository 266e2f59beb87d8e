"""The scenarios document of `assess`: what would be different, laid over the inputs of an `assess` document."""

from dataclasses import dataclass, replace
from typing import Annotated

from django.utils.text import slugify
from pydantic import Field

from assessments.document import Document, DocumentError, Fault, Place, place_text, validate
from assessments.language import quoted, say
from assessments.question_bank.model import Bank
from planner.services.changes.lay import with_changes
from planner.services.changes.written import Changes
from planner.services.comparison import MOST_PLANS
from planner.services.documents.written_values import STRICT, Name
from planner.services.frozen.inputs import PlanInputs
from planner.services.frozen.validation import check_plan_parts


@dataclass(frozen=True, slots=True)
class ScenarioEntry:
    """One scenario as it is written."""

    __pydantic_config__ = STRICT

    title: Name
    changes: Changes


@dataclass(frozen=True, slots=True)
class ScenariosDocument:
    """The whole document."""

    __pydantic_config__ = STRICT

    scenarios: Annotated[list[ScenarioEntry], Field(min_length=1, max_length=MOST_PLANS - 1)]


def read_scenarios(document: Document, inputs: PlanInputs, bank: Bank) -> list[PlanInputs]:
    """Return the inputs of each scenario, in order. Raises DocumentError with every fault."""
    entries = validate(document, ScenariosDocument).scenarios
    faults: list[Fault] = []
    found: list[PlanInputs] = []
    for index, entry in enumerate(entries):
        at: Place = ("scenarios", index)
        if entry.title in [earlier.title for earlier in entries[:index]]:
            reason = say("{name} is used twice", name=quoted(entry.title))
            faults.append(document.fault((*at, "title"), reason))
        try:
            found.append(_inputs_of(inputs, entry, bank, document.file))
        except DocumentError as error:
            faults += [_in(document, (*at, "changes"), fault) for fault in error.faults]
    if faults:
        raise DocumentError(faults)
    return found


def _inputs_of(inputs: PlanInputs, entry: ScenarioEntry, bank: Bank, file: str) -> PlanInputs:
    changed = with_changes(inputs, entry.changes, bank, title=file)
    if faults := check_plan_parts(Document(file, None, {}), changed):
        raise DocumentError(faults)
    named = {"name": slugify(entry.title), "title": entry.title, "changes": entry.changes.to_json()}
    return replace(changed, scenario=named)


def _in(document: Document, at: Place, fault: Fault) -> Fault:
    """Return a fault of changes with its place in the document, on the line of the key."""
    key = fault.place.split(".")[0]
    return Fault(document.file, document.line((*at, key)), f"{place_text(at)}.{fault.place}", fault.reason)
