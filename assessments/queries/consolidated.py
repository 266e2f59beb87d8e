"""All answers to a question as one value; and as responses for scoring.

The functions on `GivenAnswer` need no database: a document's answers and stored ones take the same way.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.utils import timezone

from assessments.models import Engagement
from assessments.queries.answers import current_answers
from assessments.queries.engagements import bank_of
from assessments.queries.evidence import accepted_evidence
from assessments.queries.settled import SettledAnswer, settled_for
from assessments.question_bank.conditions import applicable
from assessments.question_bank.consolidate import Given, consolidate
from assessments.question_bank.model import AnswerStatus, Bank, Basis
from assessments.question_bank.values import level_of
from assessments.scoring.responses import Consensus, Response, SettledKind

DAYS_PER_MONTH = 365.25 / 12


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What one respondent says to one question, whether stored or read from a document."""

    question: str
    respondent: str
    respondent_name: str
    status: AnswerStatus
    value: dict[str, Any] | None
    basis: Basis
    answered_on: date
    comment: str = ""
    reason: str = ""
    has_evidence: bool = False
    is_countersigned: bool = False


@dataclass(frozen=True, slots=True)
class Consolidated:
    """The one value of a question, how well and since when it is known, and who answered (respondent ids).

    settled: whether a consensus or an override gave it, instead of the answers.
    """

    question: str
    value: dict[str, Any]
    basis: Basis
    answered_on: date
    respondents: tuple[str, ...]
    settled: SettledKind | None = None


def given_answers(engagement: Engagement) -> tuple[GivenAnswer, ...]:
    """Return what everybody says at present, in two queries; only accepted evidence that has not expired counts."""
    proven = accepted_evidence(engagement, timezone.localdate())
    return tuple(
        GivenAnswer(
            question=row.question,
            respondent=str(row.respondent_id),
            respondent_name=str(row.respondent),
            status=cast(AnswerStatus, row.status),
            value=row.value,
            basis=cast(Basis, row.basis),
            answered_on=row.answered_at.date(),
            comment=row.comment,
            reason=row.reason,
            has_evidence=(row.question, row.respondent_id) in proven,
            is_countersigned=row.is_countersigned,
        )
        for row in current_answers(engagement)
    )


def consolidate_answers(
    bank: Bank, given: Iterable[GivenAnswer], settled: Iterable[SettledAnswer] = ()
) -> dict[str, Consolidated]:
    """Return one value per question that is settled or answered; any other question is absent."""
    agreed = {one.question: one for one in settled}
    by_question: dict[str, list[GivenAnswer]] = defaultdict(list)
    for answer in given:
        if answer.value is not None:
            by_question[answer.question].append(answer)
    found = {}
    for question in bank.questions():
        answers = by_question.get(question.id, [])
        who = tuple(sorted(answer.respondent for answer in answers))
        if last := agreed.get(question.id):
            found[question.id] = Consolidated(
                question.id, last.value, last.basis, last.settled_on, who, last.kind
            )
        elif one := consolidate(question, [Given(a.value or {}, a.basis, a.answered_on) for a in answers]):
            found[question.id] = Consolidated(question.id, one.value, one.basis, one.answered_on, who)
    return found


def consolidated_answers(engagement: Engagement) -> dict[str, Consolidated]:
    """Return one value per settled or answered question of an engagement."""
    return consolidate_answers(bank_of(engagement), given_answers(engagement), settled_for(engagement))


def applicability(engagement: Engagement) -> dict[str, bool]:
    """Return for every question whether its condition holds, by what everybody says together."""
    return asked_by_values(bank_of(engagement), consolidated_answers(engagement))


def asked_by_values(bank: Bank, values: Mapping[str, Consolidated]) -> dict[str, bool]:
    """Return for every question whether its condition holds by the one value of each."""
    return applicable(bank, {q.id: values[q.id].value if q.id in values else None for q in bank.questions()})


def consensus_from(bank: Bank, settled: Iterable[SettledAnswer], as_of: date) -> tuple[Consensus, ...]:
    """Return what was settled as scoring reads it, aged to a date; what has no level, or no question, is left out."""
    questions = {question.id: question for question in bank.questions()}
    found = []
    for one in settled:
        question = questions.get(one.question)
        level = level_of(question, one.value) if question else None
        if level is not None:
            age = _age_months(one.settled_on, as_of)
            found.append(Consensus(one.question, level, one.basis, age, one.has_evidence, one.kind))
    return tuple(found)


def responses_from(bank: Bank, given: Sequence[GivenAnswer], as_of: date) -> tuple[Response, ...]:
    """Return answers as scoring reads them, aged to a date; answers to questions the bank has not are left out."""
    questions = {question.id: question for question in bank.questions()}
    return tuple(
        Response(
            question=answer.question,
            respondent=answer.respondent,
            status=answer.status,
            level=level_of(questions[answer.question], answer.value) if answer.value is not None else None,
            basis=answer.basis,
            age_months=_age_months(answer.answered_on, as_of),
            has_evidence=answer.has_evidence,
            is_countersigned=answer.is_countersigned,
        )
        for answer in given
        if answer.question in questions
    )


def _age_months(since: date, as_of: date) -> float:
    return max(0, (as_of - since).days) / DAYS_PER_MONTH
