"""What an `assess` document says was settled: a consensus of the respondents, or a consultant's override."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from pydantic import Field

from assessments.document import Document, Fault, nearest
from assessments.language import quoted, say
from assessments.queries import SettledAnswer
from assessments.question_bank.model import Bank, Basis, Question
from assessments.question_bank.values import ValueFault, parse_value
from assessments.scoring import SettledKind
from planner.services.documents.written_values import Name, WrittenValue

Reason = Annotated[str, Field(min_length=1, max_length=4000, pattern=r"\S")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledEntry(WrittenValue):
    """One settled value as it is written; of a choice, `value` may be the level. It replaces all answers."""

    reason: Reason
    kind: SettledKind = "consensus"
    basis: Basis = "estimated"
    by: Name = "consultant"
    settled_on: date | None = None
    has_evidence: bool = False


def read_settled(
    document: Document, entries: Sequence[SettledEntry], bank: Bank, as_of: date, faults: list[Fault]
) -> tuple[SettledAnswer, ...]:
    """Return the settled values of a document; what is wrong with the others is added to the faults."""
    questions = {question.id: question for question in bank.questions()}
    found: dict[str, SettledAnswer] = {}
    for index, entry in enumerate(entries):
        place = ("consensus", index)
        if entry.question not in questions:
            remedy = nearest(entry.question, list(questions))
            reason = say(
                "unknown question {question}; {remedy}", question=quoted(entry.question), remedy=remedy
            )
            faults.append(document.fault((*place, "question"), reason))
        elif entry.question in found:
            reason = say("{question} is settled twice", question=quoted(entry.question))
            faults.append(document.fault(place, reason))
        else:
            try:
                found[entry.question] = _settled(questions[entry.question], entry, as_of)
            except ValueFault as refusal:
                faults += [
                    document.fault((*place, *entry.place_of(fault)), fault.reason) for fault in refusal.faults
                ]
            except ValueError as error:
                faults.append(document.fault(place, str(error)))
    return tuple(found[question] for question in sorted(found))


def _settled(question: Question, entry: SettledEntry, as_of: date) -> SettledAnswer:
    if entry.settled_on and entry.settled_on > as_of:
        day = entry.settled_on
        raise ValueError(say("settled_on {day} lies after as_of {as_of}", day=day, as_of=as_of))
    return SettledAnswer(
        question=question.id,
        kind=entry.kind,
        value=parse_value(question, _as_level(question, entry).raw()),
        basis=entry.basis,
        reason=entry.reason.strip(),
        settled_by=entry.by,
        settled_by_name=entry.by,
        settled_on=entry.settled_on or as_of,
        has_evidence=entry.has_evidence,
    )


def _as_level(question: Question, entry: SettledEntry) -> SettledEntry:
    if question.kind != "choice" or entry.level is not None or isinstance(entry.value, dict | None):
        return entry
    text = f"{entry.value:g}" if isinstance(entry.value, float) else entry.value.strip()
    if text not in ("1", "2", "3", "4", "5"):
        raise ValueError(say("value {value} is not a level from 1 to 5", value=repr(entry.value)))
    return replace(entry, level=int(text), value=None)
