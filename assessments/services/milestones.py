"""Freezing what everybody had said, so that its score can be computed again at any time."""

import hashlib
import json
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Action, User
from accounts.services.audit import record
from assessments.models import Answer, BankVersion, Engagement, Evidence, Milestone, SettledValue, Status

SCHEMA = 1


def take_milestone(*, engagement: Engagement, title: str, by: User) -> Milestone:
    """Freeze the answers, settled values and accepted evidence of an engagement as they are now."""
    return _take(engagement, by, title=title)


def take_milestone_before(
    move: Milestone.Before, *, engagement: Engagement, to_bank: BankVersion, by: User
) -> Milestone:
    """Freeze an engagement as it is before it moves to another version; the title is said when it is read."""
    return _take(engagement, by, title=f"Before the {move} to {to_bank}"[:200], before=move, to_bank=to_bank)


def _take(engagement: Engagement, by: User, **named: Any) -> Milestone:
    today = timezone.localdate()
    with transaction.atomic():
        text = _canonical(_state(engagement, today))
        milestone = Milestone.objects.create(
            engagement=engagement,
            **named,
            bank=engagement.bank,
            as_of=today,
            answers_text=text,
            fingerprint=hashlib.sha256(text.encode()).hexdigest(),
            taken_by=by,
            taken_at=timezone.now(),
        )
        record(Action.MILESTONE_TAKEN, milestone, organisation=engagement.organisation_id, by=by)
    return milestone


def _state(engagement: Engagement, today: date) -> dict[str, Any]:
    proven = _proven(engagement, today)
    answers = engagement.answers.exclude(status=Status.UNANSWERED).select_related("respondent")
    return {
        "schema": SCHEMA,
        "bank": engagement.bank.fingerprint,
        "profile": engagement.profile,
        "as_of": today,
        "answers": [
            _answer(row, (row.question, row.respondent_id) in proven)
            for row in answers.order_by("question", "respondent_id")
        ],
        "settled": [
            _settled(row, (row.question, row.recorded_by_id) in proven)
            for row in _newest(engagement)
            if row.kind != SettledValue.Kind.WITHDRAWN
        ],
    }


def _proven(engagement: Engagement, today: date) -> set[tuple[str, int]]:
    rows = Evidence.objects.filter(engagement=engagement, state=Evidence.State.ACCEPTED)
    lasting = rows.filter(Q(expires_on__isnull=True) | Q(expires_on__gt=today))
    return set(lasting.values_list("question", "added_by"))


def _answer(row: Answer, has_evidence: bool) -> dict[str, Any]:
    return {
        "question": row.question,
        "respondent": str(row.respondent_id),
        "respondent_name": str(row.respondent),
        "status": row.status,
        "value": row.value,
        "basis": row.basis,
        "answered_on": row.answered_at.date(),
        "comment": row.comment,
        "reason": row.reason,
        "has_evidence": has_evidence,
        "is_countersigned": row.is_countersigned,
    }


def _newest(engagement: Engagement) -> list[SettledValue]:
    rows = engagement.settled_values.select_related("recorded_by").order_by("id")
    newest = {row.question: row for row in rows}
    return [newest[question] for question in sorted(newest)]


def _settled(row: SettledValue, has_evidence: bool) -> dict[str, Any]:
    return {
        "question": row.question,
        "kind": row.kind,
        "value": row.value,
        "basis": row.basis,
        "reason": row.reason,
        "settled_by": str(row.recorded_by_id),
        "settled_by_name": str(row.recorded_by),
        "settled_on": timezone.localdate(row.recorded_at),
        "has_evidence": has_evidence,
    }


def _canonical(state: dict[str, Any]) -> str:
    return json.dumps(
        state,
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
        allow_nan=False,
        default=date.isoformat,
    )
