"""What was settled about questions: a consensus or an override, which replaces the answers; and its history."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db.models import QuerySet
from django.utils import timezone

from assessments.models import Engagement, SettledValue
from assessments.queries.evidence import accepted_evidence
from assessments.question_bank.model import Basis
from assessments.scoring.responses import SettledKind


@dataclass(frozen=True, slots=True)
class SettledAnswer:
    """The value that counts for a question instead of its answers, whether stored or read from a document.

    has_evidence: the person who recorded it added evidence that was accepted.
    """

    question: str
    kind: SettledKind
    value: dict[str, Any]
    basis: Basis
    reason: str
    settled_by: str
    settled_by_name: str
    settled_on: date
    has_evidence: bool = False


def settled_for(engagement: Engagement) -> tuple[SettledAnswer, ...]:
    """Return what is settled at present, by question, in two queries; what was withdrawn is absent."""
    newest = _newest(engagement.settled_values.select_related("recorded_by"))
    proven = accepted_evidence(engagement, timezone.localdate()) if newest else set()
    return tuple(settled_answer(row, (row.question, row.recorded_by_id) in proven) for row in newest)


def settled_by_engagement(engagements: Sequence[Engagement]) -> dict[int, list[SettledAnswer]]:
    """Return what is settled in each of many engagements, in one query; without a look at evidence."""
    rows = SettledValue.objects.filter(engagement__in=engagements).select_related("recorded_by")
    found: dict[int, list[SettledAnswer]] = defaultdict(list)
    for row in _newest(rows):
        found[row.engagement_id].append(settled_answer(row))
    return found


def settlements_of(engagement: Engagement, question_id: str) -> QuerySet[SettledValue]:
    """Return everything that was ever settled or withdrawn about a question, newest first."""
    rows = engagement.settled_values.filter(question=question_id)
    return rows.select_related("recorded_by").order_by("-id")


def settled_answer(row: SettledValue, has_evidence: bool = False) -> SettledAnswer:
    """Return a stored settlement, which has not been withdrawn, as plain data."""
    return SettledAnswer(
        question=row.question,
        kind=cast(SettledKind, row.kind),
        value=row.value or {},
        basis=cast(Basis, row.basis),
        reason=row.reason,
        settled_by=str(row.recorded_by_id),
        settled_by_name=str(row.recorded_by),
        settled_on=timezone.localdate(row.recorded_at),
        has_evidence=has_evidence,
    )


def _newest(rows: Iterable[SettledValue]) -> list[SettledValue]:
    newest = {(row.engagement_id, row.question): row for row in sorted(rows, key=lambda row: row.pk)}
    return sorted(
        (row for row in newest.values() if row.kind != SettledValue.Kind.WITHDRAWN),
        key=lambda row: row.question,
    )
