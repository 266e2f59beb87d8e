"""Word that something changed on which conclusions rest; whoever draws them registers for the job."""

from datetime import timedelta

from django.utils import timezone

from assessments.models import Engagement
from jobs.models import Job
from jobs.services import enqueue

CHANGE_JOB = "engagement_changed"
# People save every few seconds: conclusions are drawn once for all the changes of such a span.
SPAN_SECONDS = 20


def announce_change(engagement: Engagement) -> None:
    """Queue one look at the engagement after the present span, in the caller's transaction."""
    now = timezone.now().timestamp()
    span = int(now // SPAN_SECONDS)
    enqueue(
        kind=CHANGE_JOB,
        key=f"{CHANGE_JOB}:{engagement.pk}:{span}",
        payload={"engagement": engagement.pk},
        priority=Job.Priority.BATCH,
        delay=timedelta(seconds=(span + 1) * SPAN_SECONDS - now + 1),
    )
