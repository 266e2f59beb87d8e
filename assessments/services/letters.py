"""Letters about the common work: promised in the transaction of their cause, written and sent by a worker.

A letter is written when it is sent, in the language of whoever reads it: whoever may not see what it is about by
then gets none.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Membership, Role, User
from accounts.services import letter_language, one_line, site_url
from assessments.language import speaking
from assessments.models import Assignment, Engagement, Message, SubmissionStep, read_shown
from assessments.question_bank.model import Bank
from jobs.models import Job
from jobs.services import enqueue

LETTER_JOB = "letter"
QUOTE_LENGTH = 400
LONGEST_SUBJECT = 120

Wording = tuple[str, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a letter is about. wording: returns its subject and the words of its template, in the language of then."""

    engagement: Engagement
    address: str
    wording: Callable[[], Wording]
    sender: User | None


def promise_letter(*, kind: str, person: User, rows: Sequence[int], key: str) -> None:
    """Queue a letter in the caller's transaction; the same key is one letter."""
    enqueue(
        kind=LETTER_JOB,
        key=f"letter:{kind}:{key}:{person.pk}",
        payload={"kind": kind, "person": person.pk, "rows": list(rows)},
        priority=Job.Priority.BATCH,
    )


def write_letter(payload: Mapping[str, Any], *, key: str) -> EmailMessage | None:
    """Return the letter of a job, or None when there is nobody to tell, or nothing to tell any more."""
    person = User.objects.filter(pk=payload["person"], is_active=True).first()
    draft = _WRITERS[payload["kind"]](person, payload["rows"]) if person else None
    if person is None or draft is None:
        return None
    language = letter_language(person.email, draft.sender)
    with translation.override(language), speaking(language):
        subject, words = draft.wording()
        body = render_to_string(
            f"assessments/email/{payload['kind']}.txt",
            {
                "person": one_line(person.get_short_name()),
                "title": one_line(draft.engagement.title),
                "organisation": one_line(draft.engagement.organisation.name),
                "link": site_url() + draft.address,
                **words,
            },
        )
    return EmailMessage(
        subject=one_line(subject, LONGEST_SUBJECT),
        body=body,
        to=[person.email],
        # The same letter sent again, after a worker died between sending and noting it, can be told by this.
        headers={"Message-ID": f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@plumbline>"},
    )


def role_in(engagement: Engagement, person: User) -> Role | None:
    """Return the role of an active person in the organisation of an engagement."""
    rows = Membership.objects.filter(
        organisation=engagement.organisation_id, user=person, user__is_active=True
    )
    role = rows.values_list("role", flat=True).first()
    return Role(role) if role else None


def _write_assignment(person: User, rows: Sequence[int]) -> Draft | None:
    assignments = Assignment.objects.filter(pk__in=rows, person=person)
    assignment = assignments.select_related("engagement__organisation", "assigned_by").first()
    if assignment is None or not _can_answer(assignment.engagement, person):
        return None
    return Draft(
        assignment.engagement,
        reverse("assessments:engagement-detail", args=[assignment.engagement_id]),
        partial(_word_assignment, assignment),
        sender=assignment.assigned_by,
    )


def _word_assignment(assignment: Assignment) -> Wording:
    sender, target = str(assignment.assigned_by), target_title(assignment)
    return _("%(person)s asks you to answer: %(target)s") % {"person": sender, "target": target}, {
        "sender": one_line(sender),
        "target": one_line(target, QUOTE_LENGTH),
        "note": one_line(assignment.note, QUOTE_LENGTH),
        "due_on": assignment.due_on,
    }


def _write_reminder(person: User, rows: Sequence[int]) -> Draft | None:
    found = Assignment.objects.filter(pk__in=rows, person=person, due_on__isnull=False)
    assignments = list(
        found.select_related("engagement__organisation", "assigned_by").order_by("due_on", "id")
    )
    if not assignments or not _can_answer(assignments[0].engagement, person):
        return None
    first = assignments[0]
    return Draft(
        first.engagement,
        reverse("assessments:engagement-detail", args=[first.engagement_id]),
        partial(_word_reminder, assignments),
        sender=first.assigned_by,
    )


def _word_reminder(assignments: Sequence[Assignment]) -> Wording:
    first = assignments[0]
    day = date_format(first.due_on, "MONTH_DAY_FORMAT") if first.due_on else ""
    return _("Answers wanted by %(day)s: %(title)s") % {"day": day, "title": first.engagement.title}, {
        "asked": [(one_line(target_title(row), QUOTE_LENGTH), row.due_on) for row in assignments]
    }


def _write_message(person: User, rows: Sequence[int]) -> Draft | None:
    messages = Message.objects.filter(pk__in=rows).select_related(
        "thread__engagement__organisation", "author"
    )
    message = messages.first()
    if message is None:
        return None
    thread = message.thread
    role = role_in(thread.engagement, person)
    is_concerned = thread.opened_by_id == person.pk or thread.people.filter(pk=person.pk).exists()
    if role is None or not (role.can_manage or (role.can_answer and is_concerned)):
        return None
    return Draft(
        thread.engagement,
        reverse("assessments:thread-detail", args=[thread.pk]),
        partial(_word_message, message),
        sender=message.author,
    )


def _word_message(message: Message) -> Wording:
    title = message.thread.shown_title
    return _("Discussion: %(title)s") % {"title": title}, {
        "sender": one_line(str(message.author)) if message.author else "",
        "thread": one_line(title, QUOTE_LENGTH),
        "text": one_line(message.shown, QUOTE_LENGTH),
    }


def _write_returned(person: User, rows: Sequence[int]) -> Draft | None:
    steps = SubmissionStep.objects.filter(pk__in=rows)
    step = steps.select_related("submission__engagement__organisation", "made_by").first()
    if step is None or not _can_answer(step.submission.engagement, person):
        return None
    submission = step.submission
    return Draft(
        submission.engagement,
        reverse("assessments:submission-detail", args=[submission.engagement_id, submission.domain]),
        partial(_word_returned, step),
        sender=step.made_by,
    )


def _word_returned(step: SubmissionStep) -> Wording:
    submission = step.submission
    titles = {domain.id: domain.title for domain in _bank(submission.engagement).domains}
    title = titles.get(submission.domain, submission.domain)
    return _("Returned: %(title)s") % {"title": title}, {
        "sender": one_line(str(step.made_by)),
        "target": one_line(title),
        "note": one_line(step.note, QUOTE_LENGTH),
    }


def _can_answer(engagement: Engagement, person: User) -> bool:
    role = role_in(engagement, person)
    return role is not None and role.can_answer and engagement.is_open


def _bank(engagement: Engagement) -> Bank:
    """Return all of its bank, in the language of the letter or the page."""
    return read_shown(engagement.bank.fingerprint, "full")


def target_title(assignment: Assignment) -> str:
    """Return what somebody was asked to answer, as people read it; its id when the bank has it no more."""
    bank = _bank(assignment.engagement)
    titles = {
        Assignment.Scope.DOMAIN: {domain.id: domain.title for domain in bank.domains},
        Assignment.Scope.PRACTICE: {practice.id: practice.title for practice in bank.practices()},
        Assignment.Scope.QUESTION: {question.id: question.text for question in bank.questions()},
    }[Assignment.Scope(assignment.scope)]
    return titles.get(assignment.target, assignment.target)


_WRITERS: Mapping[str, Callable[[User, Sequence[int]], Draft | None]] = {
    "assignment": _write_assignment,
    "reminder": _write_reminder,
    "message": _write_message,
    "returned": _write_returned,
}
