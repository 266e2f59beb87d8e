"""Reminders of what is due: a job for each morning, which asks for the next one while anything is due at all."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from assessments.models import Assignment, Engagement
from assessments.services.letters import promise_letter
from jobs.models import Job
from jobs.services import enqueue

REMINDER_JOB = "reminders"
DAYS_BEFORE = 3
HOUR = time(6)


def promise_reminders(*, after: datetime) -> None:
    """Queue the look at what is due for the next morning, in the caller's transaction; one job for each day."""
    today = timezone.localdate(after)
    at = timezone.make_aware(datetime.combine(today + timedelta(days=1), HOUR))
    enqueue(
        kind=REMINDER_JOB,
        key=f"reminders:{at.date()}",
        payload={"day": at.date().isoformat()},
        priority=Job.Priority.BATCH,
        delay=at - after,
    )


def is_to_be_reminded(assignment: Assignment, today: date) -> bool:
    """Return whether its turn has come, three days before and on the day, and nobody has written since.

    Being asked counts as a reminder, so that nobody gets two letters on one day.
    """
    if (
        assignment.due_on is None
        or not assignment.due_on - timedelta(days=DAYS_BEFORE) <= today <= assignment.due_on
    ):
        return False
    turn = (
        assignment.due_on if today == assignment.due_on else assignment.due_on - timedelta(days=DAYS_BEFORE)
    )
    last = max(filter(None, [assignment.assigned_at, assignment.reminded_at]))
    return timezone.localdate(last) < turn


def remind(*, assignments: Iterable[Assignment], now: datetime) -> int:
    """Promise one letter for each person and engagement; return how many. Whoever was reminded meanwhile gets none."""
    due: dict[tuple[int, User], list[int]] = defaultdict(list)
    with transaction.atomic():
        for assignment in assignments:
            seen = Assignment.objects.filter(
                pk=assignment.pk, due_on=assignment.due_on, reminded_at=assignment.reminded_at
            )
            if seen.update(reminded_at=now):
                due[assignment.engagement_id, assignment.person].append(assignment.pk)
        for (engagement_id, person), rows in due.items():
            key = f"{engagement_id}:{timezone.localdate(now)}"
            promise_letter(kind="reminder", person=person, rows=rows, key=key)
    return len(due)


def go_on_reminding(*, now: datetime) -> None:
    """Ask for the next morning while something is due on a later day."""
    later = Assignment.objects.filter(
        due_on__gt=timezone.localdate(now), engagement__status=Engagement.State.OPEN
    )
    if later.exists():
        with transaction.atomic():
            promise_reminders(after=now)
