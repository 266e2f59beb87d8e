"""What belongs to renamed questions, brought to their new ids.

What was said is copied, and stays where it was; what is still to be done or discussed follows the question.
"""

from collections.abc import Mapping

from django.utils import timezone

from accounts.models import User
from assessments.models import (
    Answer,
    AnswerRevision,
    Assignment,
    Content,
    Engagement,
    Evidence,
    SettledValue,
)


def carry_answers(engagement: Engagement, moved: Mapping[str, str], by: User) -> None:
    """Copy each answer whose question has a new id, unless a newer one is there; the journal says where from.

    moved: old id -> new id. The engagement is still on the version that it leaves.
    """
    rows = engagement.answers.select_for_update(of=("self",)).filter(question__in=moved)
    rows = rows.select_related("respondent", "countersigned_by")
    there = {
        (row.question, row.respondent_id): row
        for row in engagement.answers.filter(question__in=moved.values())
    }
    for row in rows.order_by("question", "respondent_id"):
        new = moved[row.question]
        target = there.get((new, row.respondent_id))
        if target is None and not row.content.is_blank:
            target = Answer(engagement=engagement, question=new, respondent=row.respondent)
        elif target is None or target.updated_at >= row.updated_at:
            continue
        _copy(row, target, engagement.bank.version, by)


def _copy(source: Answer, target: Answer, version: str, by: User) -> None:
    """Make the copy current; its age and its countersignature are those of the original."""
    for name in Content.__slots__:
        setattr(target, name, getattr(source.content, name))
    target.answered_at, target.updated_at = source.answered_at, source.updated_at
    target.is_countersigned, target.countersigned_by = source.is_countersigned, source.countersigned_by
    last = target.journal.order_by("-revision").first() if target.pk else None
    target.revision = last.revision + 1 if last else 1
    target.save()
    AnswerRevision.objects.create(
        answer=target,
        revision=target.revision,
        base_revision=target.revision - 1,
        request_id=f"carried from {source.pk} revision {source.revision}"[:64],
        saved_by=by,
        saved_at=timezone.now(),
        became_current=True,
        carried_from=source.question,
        carried_version=version,
        **{name: getattr(target, name) for name in Content.__slots__},
    )


def carry_settled(engagement: Engagement, moved: Mapping[str, str]) -> None:
    """Copy the newest settlement of each renamed question, unless a newer one is there."""
    newest = {row.question: row for row in engagement.settled_values.order_by("id")}
    for old, new in moved.items():
        row, there = newest.get(old), newest.get(new)
        if row is not None and (there is None or there.pk < row.pk):
            SettledValue.objects.create(
                engagement=engagement,
                question=new,
                kind=row.kind,
                value=row.value,
                basis=row.basis,
                reason=row.reason,
                recorded_by=row.recorded_by,
                recorded_at=row.recorded_at,
            )


def carry_evidence(engagement: Engagement, moved: Mapping[str, str]) -> None:
    """Copy the evidence of each renamed question that counts or waits; both rows name the same file."""
    rows = Evidence.objects.filter(engagement=engagement).exclude(state=Evidence.State.REJECTED)
    there = {_identity(row, row.question) for row in rows.filter(question__in=moved.values())}
    for row in rows.filter(question__in=moved):
        if _identity(row, moved[row.question]) not in there:
            row.pk, row.question = None, moved[row.question]
            row._state.adding = True
            row.save()


def carry_assignments(engagement: Engagement, moved: Mapping[str, str]) -> None:
    """Ask for each renamed question under its new id; whoever is asked for that already is not asked twice."""
    rows = Assignment.objects.filter(engagement=engagement, scope=Assignment.Scope.QUESTION)
    there = set(rows.filter(target__in=moved.values()).values_list("target", "person"))
    for row in rows.select_for_update(of=("self",)).filter(target__in=moved):
        if (moved[row.target], row.person_id) not in there:
            row.target = moved[row.target]
            row.save(update_fields=["target"])


def carry_threads(engagement: Engagement, moved: Mapping[str, str]) -> None:
    """Say of each conversation on renamed questions that it is about the new ones."""
    for row in engagement.threads.select_for_update(of=("self",)):
        questions = list(dict.fromkeys(moved.get(question, question) for question in row.questions))
        if questions != row.questions:
            row.questions = questions
            row.save(update_fields=["questions"])


def _identity(row: Evidence, question: str) -> tuple[object, ...]:
    return (question, row.added_by_id, row.sha256, row.link, row.state)
