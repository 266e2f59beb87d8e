"""Saving answers: append to the journal, the newest is current, nothing is rejected or lost."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Action, User
from accounts.services.audit import record
from assessments.models import Answer, AnswerRevision, Content, Engagement, Status
from assessments.question_bank.model import Question
from assessments.question_bank.values import same_value
from assessments.services.changes import announce_change
from assessments.services.locks import ClosedError, refuse_if_changed, refuse_if_locked


class UnknownQuestionError(LookupError):
    """The bank of the engagement has no such question."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Where a save comes from: one open page (`client`), its count of changes, the revision it showed.

    request_id: the same for every attempt to send one change; base_revision: None when nothing was shown.
    """

    request_id: str = ""
    client: str = ""
    sequence: int = 0
    base_revision: int | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save.

    revision: the revision that the sender has now seen, to be sent as the next base.
    is_current: False when a later change of the same page had already arrived.
    is_unchanged: True when the answer said the same already, so that nothing was written.
    other: what somebody else, or another tab, had saved since the sender looked; it says something else.
    """

    answer: Answer
    revision: int
    saved_at: datetime
    is_current: bool = True
    is_unchanged: bool = False
    other: AnswerRevision | None = None


def save_answer(
    *,
    engagement: Engagement,
    respondent: User,
    question_id: str,
    content: Content,
    sender: Sender | None = None,
    saved_by: User | None = None,
) -> Saved:
    """Append to the journal of one person's answer and make it current. A repeated request answers as at first.

    Raises ClosedError, LockedError and UnknownQuestionError.
    """
    if not engagement.is_open:
        raise ClosedError(_("this engagement is closed: its answers can be read, not changed"))
    question = _question(engagement, question_id)
    sender = sender or Sender()
    content = content.tidied()
    with transaction.atomic():
        refuse_if_changed(engagement)
        refuse_if_locked(engagement, question_id)
        answer = _locked_answer(engagement, question_id, respondent)
        saved = _append(question, answer, content, sender, saved_by or respondent)
        if saved.is_current and not saved.is_unchanged:
            announce_change(engagement)
    return saved


def countersign(*, answer: Answer, revision: int, by: User) -> bool:
    """Accept, as a second person, that a question does not apply, as a revision says.

    False when the answer has changed since, or is one's own.
    """
    rows = Answer.objects.filter(pk=answer.pk, revision=revision, status=Status.NOT_APPLICABLE)
    with transaction.atomic():
        is_done = bool(rows.exclude(respondent=by).update(is_countersigned=True, countersigned_by=by))
        if is_done:
            record(
                Action.COUNTERSIGNED,
                answer,
                organisation=answer.engagement.organisation_id,
                title=answer.question,
                by=by,
                revision=revision,
            )
    return is_done


def _question(engagement: Engagement, question_id: str) -> Question:
    try:
        return engagement.read_bank().question(question_id)
    except KeyError as error:
        raise UnknownQuestionError(f"there is no question {question_id!r} in this engagement") from error


def _locked_answer(engagement: Engagement, question_id: str, respondent: User) -> Answer:
    rows = Answer.objects.select_for_update(of=("self",)).filter(
        engagement=engagement, question=question_id, respondent=respondent
    )
    if answer := rows.first():
        return answer
    now = timezone.now()
    blank = Answer(
        engagement=engagement, question=question_id, respondent=respondent, answered_at=now, updated_at=now
    )
    Answer.objects.bulk_create([blank], ignore_conflicts=True)
    return rows.get()


def _append(question: Question, answer: Answer, content: Content, sender: Sender, saved_by: User) -> Saved:
    base = answer.revision if sender.base_revision is None else min(sender.base_revision, answer.revision)
    request_id = _request_id(sender.request_id or uuid.uuid4().hex, content)
    tail = _tail(answer, base, sender, request_id) if answer.revision else []
    for revision in tail:
        if revision.request_id == request_id:
            return _outcome(question, answer, revision, tail)
    if answer.revision and says_the_same(question, answer.content, content) and not _is_late(sender, tail):
        return Saved(answer, answer.revision, answer.updated_at, is_unchanged=True)
    revision = AnswerRevision.objects.create(
        answer=answer,
        revision=max((row.revision for row in tail), default=answer.revision) + 1,
        base_revision=base,
        client=sender.client,
        client_sequence=sender.sequence,
        request_id=request_id,
        saved_by=saved_by,
        saved_at=timezone.now(),
        became_current=not _is_late(sender, tail),
        **asdict(content),
    )
    if revision.became_current:
        _make_current(question, answer, revision)
    return _outcome(question, answer, revision, tail)


def _request_id(sent: str, content: Content) -> str:
    """Return an id of the request and its content: the Back button sends an old id with a new content."""
    said = json.dumps(asdict(content), sort_keys=True)
    return hashlib.sha256(f"{sent}\n{said}".encode()).hexdigest()


def _tail(answer: Answer, base: int, sender: Sender, request_id: str) -> list[AnswerRevision]:
    wanted = Q(revision__gte=base) | Q(request_id=request_id)
    if sender.client:
        wanted |= Q(client=sender.client)
    return list(answer.journal.filter(wanted).order_by("revision"))


def _is_late(sender: Sender, tail: Sequence[AnswerRevision]) -> bool:
    return bool(sender.client) and any(
        row.client == sender.client and row.client_sequence > sender.sequence for row in tail
    )


def _make_current(question: Question, answer: Answer, revision: AnswerRevision) -> None:
    before, after = answer.content, revision.content
    if (before.status, before.basis) != (after.status, after.basis) or not _same(question, before, after):
        answer.answered_at = revision.saved_at
    for name, value in asdict(after).items():
        setattr(answer, name, value)
    answer.revision = revision.revision
    answer.updated_at = revision.saved_at
    answer.is_countersigned, answer.countersigned_by = False, None
    answer.save()


def _outcome(
    question: Question, answer: Answer, revision: AnswerRevision, tail: Sequence[AnswerRevision]
) -> Saved:
    """Say what became of a saved revision, from the journal up to it: the same at the first time and at a replay."""
    earlier = [row for row in tail if row.revision < revision.revision and row.became_current]
    if not revision.became_current:
        seen = earlier[-1].revision if earlier else answer.revision
        return Saved(answer, seen, revision.saved_at, is_current=False)
    unseen = [
        row
        for row in earlier
        if row.revision > (revision.base_revision or 0) and not (row.client and row.client == revision.client)
    ]
    other = unseen[-1] if unseen else None
    if other and says_the_same(question, other.content, revision.content):
        other = None
    return Saved(answer, revision.revision, revision.saved_at, other=other)


def says_the_same(question: Question, one: Content, two: Content) -> bool:
    """Return whether two contents mean the same: 1.5 PB is 1500 TB."""
    texts = ("status", "basis", "comment", "reason", "evidence", "provided_by")
    return all(getattr(one, name) == getattr(two, name) for name in texts) and _same(question, one, two)


def _same(question: Question, one: Content, two: Content) -> bool:
    if one.value is None or two.value is None:
        return one.value is two.value
    return same_value(question, one.value, two.value)
