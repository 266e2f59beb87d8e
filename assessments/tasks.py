"""The durable work of assessments: letters, and the daily look at what is due."""

from collections.abc import Callable

from django.utils import timezone

from assessments.queries.assignments import due_soon
from assessments.services.letters import LETTER_JOB, write_letter
from assessments.services.reminders import (
    DAYS_BEFORE,
    REMINDER_JOB,
    go_on_reminding,
    is_to_be_reminded,
    remind,
)
from jobs.tasks import Work, register


@register(LETTER_JOB)
def send_letter(work: Work) -> Callable[[], None]:
    """Send a letter. Not inside the transaction of the effects: a slow mail server would hold the database."""
    letter = write_letter(work.payload, key=work.key)
    if letter is not None:
        letter.send()
    return lambda: None


@register(REMINDER_JOB, on_dead=lambda payload, reason: go_on_reminding(now=timezone.now()))
def send_reminders(work: Work) -> Callable[[], None]:
    """Remind whoever has open questions of what is due; then wait for the next morning."""
    now = timezone.now()
    today = timezone.localdate(now)
    due = [row for row in due_soon(today, DAYS_BEFORE) if is_to_be_reminded(row, today)]

    def write() -> None:
        remind(assignments=due, now=now)
        go_on_reminding(now=now)

    return write
