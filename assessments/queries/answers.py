"""Answers and their history."""

from collections import defaultdict
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from assessments.models import Answer, AnswerRevision, Engagement, Status
from assessments.queries.engagements import engagement_for


def current_answers(engagement: Engagement) -> QuerySet[Answer]:
    """Return what everybody says at present, with the respondents; without what was taken back."""
    return (
        engagement.answers.exclude(status=Status.UNANSWERED)
        .select_related("respondent")
        .order_by("question", "respondent_id")
    )


def answers_on_page(engagement: Engagement, user: User, question_ids: Iterable[str]) -> dict[str, Answer]:
    """Return the person's own answers by question."""
    rows = engagement.answers.filter(respondent=user, question__in=list(question_ids))
    return {row.question: row for row in rows}


def answers_by_others(
    engagement: Engagement, user: User, question_ids: Iterable[str]
) -> dict[str, list[Answer]]:
    """Return what others answered, by question; nothing unless the person runs the engagement.

    Respondents answer independently: seeing the others would pull the answers together.
    """
    found: dict[str, list[Answer]] = defaultdict(list)
    if engagement.can_manage:
        rows = current_answers(engagement).filter(question__in=list(question_ids)).exclude(respondent=user)
        for row in rows.select_related("respondent", "countersigned_by"):
            found[row.question].append(row)
    return found


def answer_for(user: User, pk: int) -> Answer:
    """Return one's own answer, or anybody's in an engagement one runs. Raises Http404 or PermissionDenied."""
    answer = Answer.objects.filter(pk=pk).select_related("respondent").first()
    if answer is None:
        raise Http404("no such answer")
    engagement = engagement_for(user, answer.engagement_id, "view")
    if not engagement.can_manage and not (engagement.can_answer and answer.respondent_id == user.pk):
        raise PermissionDenied(
            "answers are given independently: only consultants and leads see those of others"
        )
    answer.engagement = engagement
    return answer


def history_of(answer: Answer) -> QuerySet[AnswerRevision]:
    """Return every save of an answer, newest first."""
    return answer.journal.select_related("saved_by").order_by("-revision")


def revision_for(user: User, engagement: Engagement, question_id: str, number: int) -> AnswerRevision:
    """Return a save of one's own answer, to choose it again. Raises Http404."""
    rows = AnswerRevision.objects.filter(
        answer__engagement=engagement, answer__question=question_id, answer__respondent=user
    )
    revision = rows.filter(revision=number).first()
    if revision is None:
        raise Http404("no such saved answer")
    return revision


def awaiting_countersignature(engagement: Engagement) -> QuerySet[Answer]:
    """Return the answers that say “not applicable” and that nobody has accepted yet."""
    return current_answers(engagement).filter(status=Status.NOT_APPLICABLE, is_countersigned=False)
