"""Evidence for answers, as one person may see it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import User
from assessments.models import Engagement, Evidence
from assessments.queries.engagements import engagement_for


def accepted_evidence(engagement: Engagement, on: date) -> set[tuple[str, int]]:
    """Return (question, person) wherever a person's evidence is accepted and has not expired on a day."""
    rows = Evidence.objects.filter(engagement=engagement, state=Evidence.State.ACCEPTED)
    lasting = rows.filter(Q(expires_on__isnull=True) | Q(expires_on__gt=on))
    return set(lasting.values_list("question", "added_by"))


def evidence_on_page(
    engagement: Engagement, user: User, question_ids: Iterable[str]
) -> dict[str, list[Evidence]]:
    """Return the evidence that the person sees, by question: their own, or everybody's if they run the engagement."""
    found: dict[str, list[Evidence]] = defaultdict(list)
    for piece in _seen_by(engagement, user).filter(question__in=list(question_ids)):
        found[piece.question].append(piece)
    return found


def evidence_for(user: User, pk: int) -> Evidence:
    """Return one's own evidence, or anybody's in an engagement one runs. Raises Http404 or PermissionDenied."""
    piece = Evidence.objects.filter(pk=pk).select_related("added_by", "reviewed_by").first()
    if piece is None:
        raise Http404("no such evidence")
    engagement = engagement_for(user, piece.engagement_id, "view")
    if not engagement.can_manage and not (engagement.can_answer and piece.added_by_id == user.pk):
        raise PermissionDenied("evidence is seen by whoever added it, and by leads and consultants")
    piece.engagement = engagement
    return piece


def evidence_waiting(engagement: Engagement) -> QuerySet[Evidence]:
    """Return the evidence that nobody has reviewed yet, of the questions that are asked."""
    asked = [question.id for question in engagement.read_bank().questions()]
    rows = Evidence.objects.filter(engagement=engagement, state=Evidence.State.PENDING, question__in=asked)
    return rows.select_related("added_by").order_by("added_at", "id")


def _seen_by(engagement: Engagement, user: User) -> QuerySet[Evidence]:
    rows = Evidence.objects.filter(engagement=engagement).select_related("added_by", "reviewed_by")
    return rows if engagement.can_manage else rows.filter(added_by=user)
