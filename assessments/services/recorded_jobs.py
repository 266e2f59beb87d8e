"""Record in the audit log that a job was tried again: here, because jobs and accounts know nothing of each other."""

from typing import Any

from django.dispatch import receiver

from accounts.models import Action
from accounts.services.audit import record
from jobs.models import Job
from jobs.services import retried_by_hand


@receiver(retried_by_hand)
def record_retry(job: Job, **_: Any) -> None:
    """Record it, in the same transaction."""
    record(Action.JOB_RETRIED, job, organisation=None, title=job.key)
