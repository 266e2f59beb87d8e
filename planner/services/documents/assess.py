"""The `assess` document: organisation, answers, workloads and constraints in one file, read or refused whole."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from assessments.document import Document, DocumentError, Fault, nearest, validate
from assessments.language import DEFAULT, LANGUAGES, number, quoted, say
from assessments.queries import GivenAnswer
from assessments.question_bank.model import AnswerStatus, Bank, Basis, Question
from assessments.question_bank.values import ValueFault, parse_value
from planner.services.documents.settled_entries import SettledEntry, read_settled
from planner.services.documents.written_values import STRICT, Level, Name, Text, WrittenValue
from planner.services.frozen.inputs import (
    DEFAULT_SAMPLES,
    BankReference,
    OrganisationInput,
    PlanInputs,
    Profile,
)
from planner.services.frozen.validation import MOST_OWN_INITIATIVES, check_plan_parts, known_practices
from planner.sizing.catalogue import load_catalogue
from planner.sizing.own_files import with_own_files
from planner.sizing.uncertainty import FEWEST, MOST

MOST_FAULTS = 100


def _power_of_two(samples: int) -> int:
    if samples & (samples - 1):
        raise ValueError(say("must be a power of two (got {given})", given=number(samples)))
    return samples


def _known_language(language: str) -> str:
    if language not in LANGUAGES:
        remedy = nearest(language, list(LANGUAGES))
        raise ValueError(say("unknown language; {remedy} (got {given})", remedy=remedy, given=language))
    return language


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerEntry(WrittenValue):
    """One answer as it is written; it has a value when it is answered."""

    status: AnswerStatus = "answered"
    basis: Basis = "estimated"
    respondent: Name = "respondent"
    comment: Text = ""
    reason: Text = ""
    answered_on: date | None = None
    has_evidence: bool = False


@dataclass(frozen=True, slots=True)
class OrganisationEntry:
    """Whom the assessment is of."""

    __pydantic_config__ = STRICT

    name: Annotated[str, Field(min_length=1, max_length=200)]
    sector: Annotated[str, Field(max_length=100)] = ""
    country: Annotated[str, Field(pattern="^([A-Z]{3})?$")] = ""


@dataclass(frozen=True, slots=True)
class AssessDocument:
    """The whole document."""

    __pydantic_config__ = STRICT

    organisation: OrganisationEntry
    answers: list[AnswerEntry]
    workloads: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=50)]
    constraints: dict[str, Any]
    engagement: Annotated[str, Field(max_length=200)] = "AI infrastructure readiness"
    as_of: Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))] | None = None
    assumptions: dict[str, Any] = field(default_factory=dict)
    targets: dict[str, Level] = field(default_factory=lambda: {"default": 3})
    samples: Annotated[int, Field(ge=FEWEST, le=MOST), AfterValidator(_power_of_two)] = DEFAULT_SAMPLES
    profile: Profile = "full"
    consensus: list[SettledEntry] = field(default_factory=list)
    language: Annotated[str, AfterValidator(_known_language)] = DEFAULT
    initiatives: Annotated[list[dict[str, Any]], Field(max_length=MOST_OWN_INITIATIVES)] = field(
        default_factory=list
    )


def read_assess_document(document: Document, bank: Bank, *, seed: int = 0, today: date) -> PlanInputs:
    """Return the inputs that a document describes. Raises DocumentError with every fault."""
    entry = validate(document, AssessDocument)
    as_of = entry.as_of or today
    faults: list[Fault] = []
    answers = _answers(document, entry, bank, as_of, faults)
    faults += _target_faults(document, entry, bank)
    inputs = PlanInputs(
        organisation=OrganisationInput(
            **{k: getattr(entry.organisation, k) for k in ("name", "sector", "country")}
        ),
        engagement=entry.engagement,
        as_of=as_of,
        bank=BankReference.of(bank),
        answers=answers,
        workloads=tuple(entry.workloads),
        constraints=entry.constraints,
        assumptions=_assumptions(document, entry, faults),
        targets=dict(entry.targets),
        seed=seed,
        samples=entry.samples,
        profile=entry.profile,
        settled=read_settled(document, entry.consensus, bank, as_of, faults),
        language=entry.language,
        initiatives=tuple(entry.initiatives),
    )
    faults += check_plan_parts(document, inputs, known_practices(bank))
    if faults:
        raise DocumentError(faults)
    return inputs


def _assumptions(document: Document, entry: AssessDocument, faults: list[Fault]) -> dict[str, Any]:
    """Return the assumptions with the rows of the files they name."""
    try:
        found: dict[str, Any] = with_own_files(
            document, entry.assumptions, load_catalogue(), ("assumptions",)
        )
    except DocumentError as error:
        faults += error.faults
        return {}
    return found


def _answers(
    document: Document, entry: AssessDocument, bank: Bank, as_of: date, faults: list[Fault]
) -> tuple[GivenAnswer, ...]:
    questions = {question.id: question for question in bank.questions()}
    found: dict[tuple[str, str], GivenAnswer] = {}
    for index, answer in enumerate(entry.answers):
        place = ("answers", index)
        if len(faults) >= MOST_FAULTS:
            faults.append(document.fault(place, say("not read on: correct the faults above first")))
            break
        key = (answer.question, answer.respondent)
        if answer.question not in questions:
            remedy = nearest(answer.question, list(questions))
            reason = say(
                "unknown question {question}; {remedy}", question=quoted(answer.question), remedy=remedy
            )
            faults.append(document.fault((*place, "question"), reason))
        elif key in found:
            reason = say(
                "{respondent} answers {question} twice",
                respondent=quoted(answer.respondent),
                question=quoted(answer.question),
            )
            faults.append(document.fault(place, reason))
        else:
            try:
                found[key] = _given(questions[answer.question], answer, as_of)
            except ValueFault as refusal:
                faults += [
                    document.fault((*place, *answer.place_of(fault)), fault.reason)
                    for fault in refusal.faults
                ]
            except ValueError as error:
                faults.append(document.fault(place, str(error)))
    return tuple(found.values())


def _given(question: Question, answer: AnswerEntry, as_of: date) -> GivenAnswer:
    if answer.status == "not_applicable" and not answer.reason:
        raise ValueError(say("not applicable needs a `reason`"))
    if answer.answered_on and answer.answered_on > as_of:
        day = answer.answered_on
        raise ValueError(say("answered_on {day} lies after as_of {as_of}", day=day, as_of=as_of))
    return GivenAnswer(
        question=answer.question,
        respondent=answer.respondent,
        respondent_name=answer.respondent,
        status=answer.status,
        value=parse_value(question, answer.raw()) if answer.status == "answered" else None,
        basis=answer.basis,
        answered_on=answer.answered_on or as_of,
        comment=answer.comment,
        reason=answer.reason,
        has_evidence=answer.has_evidence,
        is_countersigned=answer.status == "not_applicable",
    )


def _target_faults(document: Document, entry: AssessDocument, bank: Bank) -> list[Fault]:
    known = ["default", *(practice.id for practice in bank.practices())]
    return [
        document.fault(
            ("targets", name),
            say("unknown practice {practice}; {remedy}", practice=quoted(name), remedy=nearest(name, known)),
        )
        for name in entry.targets
        if name not in known
    ]
