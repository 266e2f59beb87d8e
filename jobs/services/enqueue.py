"""Write down a job in the transaction of its cause."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Now
from django.dispatch import Signal

from jobs.models import Job
from jobs.services.doorbell import ring

# Somebody had a job done again that was given up: sent with `job`, in the transaction of that.
retried_by_hand = Signal()


class OutsideTransactionError(RuntimeError):
    """A job was asked for outside a transaction, where it could exist without its cause, or the reverse."""


def enqueue(
    *,
    kind: str,
    key: str,
    payload: Mapping[str, Any],
    priority: int = Job.Priority.INTERACTIVE,
    max_attempts: int = 5,
    delay: timedelta = timedelta(0),
) -> Job:
    """Queue a job in the caller's transaction; the same `key` returns the job that is already there.

    Raises OutsideTransactionError, and ValueError when the key belongs to a job of another kind.
    """
    if not connection.in_atomic_block:
        raise OutsideTransactionError(
            f"enqueue {key!r} inside transaction.atomic(), with the rows that cause it"
        )
    job, is_new = Job.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "payload": dict(payload),
            "priority": priority,
            "max_attempts": max_attempts,
            **({"due_at": Now() + delay} if delay else {}),
        },
    )
    if job.kind != kind:
        raise ValueError(f"job key {key!r} belongs to a job of kind {job.kind!r}, not {kind!r}")
    if is_new and not delay:
        transaction.on_commit(partial(ring, job.pk), robust=True)
    return job


def retry(*, job: Job) -> Job:
    """Queue a job that was given up once more, with all its attempts; any other job is left as it is."""
    with transaction.atomic():
        revived = Job.objects.filter(pk=job.pk, state=Job.State.DEAD).update(
            state=Job.State.QUEUED,
            attempts=0,
            due_at=Now(),
            finished_at=None,
            step="",
            fraction=0.0,
            reason="",
        )
        if revived:
            transaction.on_commit(partial(ring, job.pk), robust=True)
    job.refresh_from_db()
    return job
