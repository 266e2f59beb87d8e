"""Letters about the common work: promised in the transaction of their cause, written and sent by a worker.

A letter is written when it is sent: whoever may not see what it is about by then gets none.
"""

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import Membership, Role, User
from accounts.services import one_line
from assessments.models import Assignment, Engagement, Message, SubmissionStep, read_shown
from assessments.question_bank.model import Bank
from jobs.models import Job
from jobs.services import enqueue

LETTER_JOB = "letter"
QUOTE_LENGTH = 400
LONGEST_SUBJECT = 120
_LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}


@dataclass(frozen=True, slots=True)
class Draft:
    """What a letter says: the template is named after its kind."""

    engagement: Engagement
    subject: str
    address: str
    words: Mapping[str, object] = field(default_factory=dict)


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
    words = {
        "person": one_line(person.get_short_name()),
        "title": one_line(draft.engagement.title),
        "organisation": one_line(draft.engagement.organisation.name),
        "link": site_url() + draft.address,
        **draft.words,
    }
    return EmailMessage(
        subject=one_line(draft.subject, LONGEST_SUBJECT),
        body=render_to_string(f"assessments/email/{payload['kind']}.txt", words),
        to=[person.email],
        # The same letter sent again, after a worker died between sending and noting it, can be told by this.
        headers={"Message-ID": f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@plumbline>"},
    )


def site_url() -> str:
    """Return where people reach the installation, without a slash at the end: a worker has no request to ask."""
    hosts = [host for host in settings.ALLOWED_HOSTS if host and not host.startswith((".", "*"))]
    host = hosts[0] if hosts else "localhost"
    port = f":{os.environ.get('PORT') or 8000}" if host in _LOOPBACK else ""
    return f"{'https' if settings.HTTPS else 'http'}://{host}{port}"


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
    target = target_title(assignment)
    return Draft(
        assignment.engagement,
        f"{assignment.assigned_by} asks you to answer: {target}",
        reverse("assessments:engagement-detail", args=[assignment.engagement_id]),
        {
            "sender": one_line(str(assignment.assigned_by)),
            "target": one_line(target, QUOTE_LENGTH),
            "note": one_line(assignment.note, QUOTE_LENGTH),
            "due_on": assignment.due_on,
        },
    )


def _write_reminder(person: User, rows: Sequence[int]) -> Draft | None:
    found = Assignment.objects.filter(pk__in=rows, person=person, due_on__isnull=False)
    assignments = list(found.select_related("engagement__organisation").order_by("due_on", "id"))
    if not assignments or not _can_answer(assignments[0].engagement, person):
        return None
    first = assignments[0]
    return Draft(
        first.engagement,
        f"Answers wanted by {first.due_on:%d %B}: {first.engagement.title}",
        reverse("assessments:engagement-detail", args=[first.engagement_id]),
        {"asked": [(one_line(target_title(row), QUOTE_LENGTH), row.due_on) for row in assignments]},
    )


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
        f"Discussion: {thread.title}",
        reverse("assessments:thread-detail", args=[thread.pk]),
        {
            "sender": one_line(str(message.author)) if message.author else "",
            "thread": one_line(thread.title, QUOTE_LENGTH),
            "text": one_line(message.text, QUOTE_LENGTH),
        },
    )


def _write_returned(person: User, rows: Sequence[int]) -> Draft | None:
    steps = SubmissionStep.objects.filter(pk__in=rows)
    step = steps.select_related("submission__engagement__organisation", "made_by").first()
    if step is None or not _can_answer(step.submission.engagement, person):
        return None
    engagement = step.submission.engagement
    titles = {domain.id: domain.title for domain in _bank(engagement).domains}
    title = titles.get(step.submission.domain, step.submission.domain)
    return Draft(
        engagement,
        f"Returned: {title}",
        reverse("assessments:submission-detail", args=[engagement.pk, step.submission.domain]),
        {
            "sender": one_line(str(step.made_by)),
            "target": one_line(title),
            "note": one_line(step.note, QUOTE_LENGTH),
        },
    )


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
