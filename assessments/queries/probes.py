"""Readings of saved command output as one person may see them, and what they say beside what people claim."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.models import Answer, Basis, Engagement, ProbeReading, Status
from assessments.probes import (
    QUANTITIES,
    Difference,
    Measured,
    Reading,
    combine,
    compare_amounts,
    compare_rows,
    findings_from_data,
    left_out,
    measured_value,
)
from assessments.probes.difference import SAME
from assessments.queries.answers import answers_by_others, answers_on_page
from assessments.queries.consolidated import Consolidated, consolidated_answers
from assessments.queries.engagements import bank_of
from assessments.question_bank.model import Question
from assessments.question_bank.values import SHOWN_DIGITS, ValueFault, same_value, show_value

MEASURED_DIGITS = 3
EXACT_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody says, and how the measurement differs from it; exact: what is shown, with every digit."""

    who: str
    shown: str
    exact: str
    basis: str
    difference: Difference


@dataclass(frozen=True, slots=True)
class MeasuredQuestion:
    """A question that readings answer. value: the answer, None when `fault` says why it cannot be one.

    shown, exact: the value to the digits that a measurement is worth, and to all it has.
    mine: the person's own claim. others, together: those of others, and of all as one, for who runs the engagement.
    is_accepted: whether the person's answer is this measurement already.
    """

    question: Question
    measured: Measured
    value: dict[str, Any] | None
    shown: str
    exact: str
    fault: str
    left_out: tuple[str, ...]
    mine: Claim | None = None
    others: tuple[Claim, ...] = ()
    together: Claim | None = None
    is_accepted: bool = False

    @property
    def is_chosen_at_first(self) -> bool:
        """Whether it is ticked before anybody looked: not when it would change a claim by much."""
        return self.mine is None or not self.mine.difference.is_large

    @property
    def may_be_partial(self) -> bool:
        """Whether less was measured than claimed, which outputs that are missing would explain."""
        shares = [claim.difference.share for claim in (self.mine, self.together) if claim]
        return any(share is not None and share < -SAME for share in shares)


@dataclass(frozen=True, slots=True)
class Preview:
    """What readings say together. used: the ids of the readings that count for something."""

    questions: tuple[MeasuredQuestion, ...]
    readings: tuple[ProbeReading, ...]
    used: frozenset[int] = field(default_factory=frozenset)

    @property
    def can_accept(self) -> bool:
        """Whether there is an answer that is not given yet."""
        return any(one.value is not None and not one.is_accepted for one in self.questions)


def readings_for(engagement: Engagement, user: User) -> QuerySet[ProbeReading]:
    """Return the person's own readings, all of them for who runs the engagement; newest first, without the texts."""
    rows = ProbeReading.objects.filter(engagement=engagement).select_related("read_by").defer("source_text")
    return rows if engagement.can_manage else rows.filter(read_by=user)


def reading_for(engagement: Engagement, user: User, pk: int) -> ProbeReading:
    """Return a reading that the person may see, with its text. Raises Http404."""
    row = readings_for(engagement, user).defer(None).select_related("read_by").filter(pk=pk).first()
    if row is None:
        raise Http404("no such reading")
    return row


def reading_of(row: ProbeReading) -> Reading:
    """Return a stored reading as the parsers gave it."""
    return Reading(row.command, row.machine, findings_from_data(row.findings))


def measured_questions(
    bank_questions: Iterable[Question], rows: Sequence[ProbeReading]
) -> list[MeasuredQuestion]:
    """Return the questions that readings, oldest first, answer; nothing yet about what people claim."""
    by_quantity = {one.quantity: one for one in combine([reading_of(row) for row in rows])}
    return [
        _measured_question(question, by_quantity[question.estate])
        for question in bank_questions
        if question.estate in by_quantity
    ]


def preview_readings(engagement: Engagement, user: User, rows: Iterable[ProbeReading]) -> Preview:
    """Return what readings say together beside what is claimed, in a fixed number of queries."""
    oldest_first = sorted(rows, key=lambda row: (row.read_at, row.pk))
    found = measured_questions(bank_of(engagement).questions(), oldest_first)
    ids = [one.question.id for one in found]
    mine = answers_on_page(engagement, user, ids)
    others = answers_by_others(engagement, user, ids)
    together = consolidated_answers(engagement) if engagement.can_manage and ids else {}
    used = {oldest_first[position].pk for one in found for position in one.measured.readings}
    return Preview(
        tuple(
            _with_claims(one, mine.get(one.question.id), others.get(one.question.id, ()), together)
            for one in found
        ),
        tuple(oldest_first),
        frozenset(used),
    )


def can_be_measured(engagement: Engagement) -> bool:
    """Whether the bank asks for anything that commands measure."""
    return any(question.estate in QUANTITIES for question in bank_of(engagement).questions())


def _measured_question(question: Question, measured: Measured) -> MeasuredQuestion:
    missing = left_out(question, measured) if question.kind == "table" else ()
    try:
        value = measured_value(question, measured)
    except ValueFault as error:
        return MeasuredQuestion(question, measured, None, "", "", error.reason, missing)
    return MeasuredQuestion(
        question,
        measured,
        value,
        show_value(question, value, digits=MEASURED_DIGITS),
        show_value(question, value, digits=EXACT_DIGITS),
        "",
        missing,
    )


def _with_claims(
    one: MeasuredQuestion, mine: Answer | None, others: Sequence[Answer], together: Mapping[str, Consolidated]
) -> MeasuredQuestion:
    all_as_one = together.get(one.question.id)
    is_accepted = (
        mine is not None
        and mine.status == Status.ANSWERED
        and mine.basis == Basis.MEASURED
        and same_value(one.question, mine.value, one.value)
    )
    return MeasuredQuestion(
        question=one.question,
        measured=one.measured,
        value=one.value,
        shown=one.shown,
        exact=one.exact,
        fault=one.fault,
        left_out=one.left_out,
        mine=_claim(one, _("You"), mine.value, mine.basis) if mine else None,
        others=tuple(
            claim
            for other in others
            if (claim := _claim(one, str(other.respondent), other.value, other.basis))
        ),
        together=_claim(one, _("All as one"), all_as_one.value, all_as_one.basis) if all_as_one else None,
        is_accepted=is_accepted,
    )


def _claim(one: MeasuredQuestion, who: str, claimed: dict[str, Any] | None, basis: str) -> Claim | None:
    if claimed is None:
        return None
    if one.question.kind == "table":
        difference = compare_rows(one.measured.rows, claimed["rows"])
    else:
        difference = compare_amounts(one.measured.amount, claimed["likely"])
    digits = MEASURED_DIGITS if basis == Basis.MEASURED else SHOWN_DIGITS
    return Claim(
        who=who,
        shown=show_value(one.question, claimed, digits=digits),
        exact=show_value(one.question, claimed, digits=EXACT_DIGITS),
        basis=str(Basis(basis).label).lower(),
        difference=difference,
    )
