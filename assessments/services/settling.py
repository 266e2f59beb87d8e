"""Settling a question: recording what the respondents agreed on, or what a consultant sets, or taking it back."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Action, User
from accounts.services.audit import record
from assessments.models import Basis, Engagement, SettledValue
from assessments.question_bank.model import Question
from assessments.question_bank.values import same_value
from assessments.services.answers import UnknownQuestionError
from assessments.services.changes import announce_change
from assessments.services.locks import ClosedError

_RECORDED = {
    SettledValue.Kind.CONSENSUS: Action.CONSENSUS_RECORDED,
    SettledValue.Kind.OVERRIDE: Action.OVERRIDE_RECORDED,
    SettledValue.Kind.WITHDRAWN: Action.SETTLEMENT_WITHDRAWN,
}


class NoReasonError(ValueError):
    """A settlement without a word on why."""


class NothingSettledError(LookupError):
    """There is nothing to withdraw."""


def record_consensus(
    *, engagement: Engagement, question_id: str, value: dict[str, Any], basis: str, reason: str, by: User
) -> SettledValue:
    """Record the value, in normal form, that the respondents agreed on; it replaces their answers.

    Saying the same again changes nothing. Raises ClosedError, UnknownQuestionError and NoReasonError.
    """
    return _record(engagement, question_id, SettledValue.Kind.CONSENSUS, value, basis, reason, by)


def record_override(
    *, engagement: Engagement, question_id: str, value: dict[str, Any], basis: str, reason: str, by: User
) -> SettledValue:
    """Record the value that a consultant sets over the answers; it is shown as an override wherever it counts.

    As `record_consensus`.
    """
    return _record(engagement, question_id, SettledValue.Kind.OVERRIDE, value, basis, reason, by)


def withdraw(*, engagement: Engagement, question_id: str, reason: str, by: User) -> SettledValue:
    """Let the answers count again. Raises ClosedError, UnknownQuestionError, NoReasonError, NothingSettledError."""
    kind = SettledValue.Kind.WITHDRAWN
    return _record(engagement, question_id, kind, None, Basis.ESTIMATED, reason, by)


def _record(
    engagement: Engagement,
    question_id: str,
    kind: SettledValue.Kind,
    value: dict[str, Any] | None,
    basis: str,
    reason: str,
    by: User,
) -> SettledValue:
    question = _question(engagement, question_id)
    if not reason.strip():
        raise NoReasonError(_("say why: the reason is shown wherever this value counts"))
    with transaction.atomic():
        # The engagement's row is the lock: two people who settle at once do it one after the other.
        locked = Engagement.objects.select_for_update(of=("self",)).get(pk=engagement.pk)
        if not locked.is_open:
            raise ClosedError(_("this engagement is closed: open it to answers again to settle a question"))
        newest = locked.settled_values.filter(question=question_id).order_by("-id").first()
        is_settled = newest is not None and newest.kind != SettledValue.Kind.WITHDRAWN
        if kind == SettledValue.Kind.WITHDRAWN and not is_settled:
            raise NothingSettledError(_("nothing is settled about this question"))
        row = SettledValue(
            engagement=engagement,
            question=question_id,
            kind=kind,
            value=value,
            basis=basis,
            reason=reason.strip(),
            recorded_by=by,
            recorded_at=timezone.now(),
        )
        if newest is not None and _says_the_same(question, newest, row):
            return newest
        row.save()
        announce_change(engagement)
        record(
            _RECORDED[kind],
            row,
            organisation=engagement.organisation_id,
            title=question_id,
            by=by,
            engagement=engagement.pk,
        )
        return row


def _question(engagement: Engagement, question_id: str) -> Question:
    try:
        return engagement.bank.read().question(question_id)
    except KeyError as error:
        raise UnknownQuestionError(f"there is no question {question_id!r} in this engagement") from error


def _says_the_same(question: Question, one: SettledValue, two: SettledValue) -> bool:
    names = ("kind", "basis", "reason", "recorded_by_id")
    return all(getattr(one, name) == getattr(two, name) for name in names) and same_value(
        question, one.value, two.value
    )
