"""Claim a job, keep it, finish it. Every step is a conditional update by the database's clock."""

import logging
import random
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from jobs.models import UNKNOWN_REASON, WORKER_STOPPED, Job

logger = logging.getLogger(__name__)

BACK_OFF_SECONDS = 2.0
BACK_OFF_LIMIT_SECONDS = 300.0


class LeaseLostError(RuntimeError):
    """Somebody else has the job now; whoever sees this writes nothing."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that is ours as long as `token` is in its row."""

    job_id: int
    token: uuid.UUID
    kind: str
    key: str
    payload: Mapping[str, Any]
    attempt: int
    max_attempts: int


def lease() -> timedelta:
    """How long a worker may be silent before its job is given to another one."""
    return timedelta(seconds=settings.JOBS_LEASE_SECONDS)


def _is_due() -> Q:
    """Queued and due, or left behind by a worker that went silent."""
    return Q(attempts__lt=F("max_attempts")) & (
        Q(state=Job.State.QUEUED, due_at__lte=Now()) | Q(state=Job.State.RUNNING, lease_until__lte=Now())
    )


def _is_abandoned() -> Q:
    """Left behind by a worker that went silent in the last attempt."""
    return Q(state=Job.State.RUNNING, lease_until__lte=Now(), attempts__gte=F("max_attempts"))


def _unlocked(jobs: QuerySet[Job]) -> QuerySet[Job]:
    """Lock the rows, passing over those that another worker has in hand; SQLite has one writer anyway."""
    if connection.features.has_select_for_update_skip_locked:
        return jobs.select_for_update(skip_locked=True)
    return jobs


def claim() -> Claim | None:
    """Take the most urgent due job, or None when there is none."""
    if not Job.objects.filter(_is_due()).exists():
        return None
    token = uuid.uuid4()
    with transaction.atomic():
        urgent = _unlocked(Job.objects.filter(_is_due())).order_by("priority", "due_at", "pk").first()
        if urgent is None:
            return None
        taken = Job.objects.filter(_is_due(), pk=urgent.pk).update(
            state=Job.State.RUNNING,
            token=token,
            attempts=F("attempts") + 1,
            lease_until=Now() + lease(),
            started_at=Now(),
            step="",
            fraction=0.0,
        )
    if not taken:
        return None
    return Claim(
        urgent.pk, token, urgent.kind, urgent.key, urgent.payload, urgent.attempts + 1, urgent.max_attempts
    )


def _mine(claim: Claim) -> QuerySet[Job]:
    return Job.objects.filter(pk=claim.job_id, token=claim.token)


def renew(claim: Claim) -> bool:
    """Prolong the lease. False when the job is no longer ours."""
    return bool(_mine(claim).update(lease_until=Now() + lease()))


def report_progress(claim: Claim, *, step: str, fraction: float) -> None:
    """Show how far the job is. Raises LeaseLostError."""
    if not _mine(claim).update(step=step[:80], fraction=min(max(fraction, 0.0), 1.0)):
        raise LeaseLostError(f"job {claim.job_id} ({claim.key}) was given to another worker")


def write_aside(claim: Claim, write: Callable[[], None]) -> None:
    """Write something provisional while the job goes on. Raises LeaseLostError, having written nothing."""
    with transaction.atomic():
        # Renewing locks the row: nobody can claim or finish the job until this is written.
        if not renew(claim):
            raise LeaseLostError(f"job {claim.job_id} ({claim.key}) was given to another worker")
        write()


def complete(claim: Claim, effects: Callable[[], None]) -> None:
    """Mark the job done and write its effects, both or neither. Raises LeaseLostError, having written nothing."""
    with transaction.atomic():
        # The mark comes first: it locks the row, so nobody can claim the job while the effects are written.
        is_mine = _mine(claim).update(
            state=Job.State.DONE,
            token=None,
            lease_until=None,
            finished_at=Now(),
            step="",
            fraction=1.0,
            reason="",
        )
        if not is_mine:
            raise LeaseLostError(f"job {claim.job_id} ({claim.key}) was given to another worker")
        effects()


def back_off(attempt: int) -> timedelta:
    """The wait after a failed attempt: doubled each time, up to five minutes, half of it by chance.

    >>> timedelta(seconds=4) <= back_off(2) * 2 <= timedelta(seconds=8)
    True
    """
    seconds = min(BACK_OFF_SECONDS * 2.0 ** (attempt - 1), BACK_OFF_LIMIT_SECONDS)
    return timedelta(seconds=seconds * random.uniform(0.5, 1.0))  # noqa: S311 -- spreads load, keeps no secret


def put_back(claim: Claim, *, reason: str) -> bool:
    """Queue the job again after a wait. False when it is no longer ours."""
    return bool(
        _mine(claim).update(
            state=Job.State.QUEUED,
            token=None,
            lease_until=None,
            due_at=Now() + back_off(claim.attempt),
            reason=reason,
        )
    )


OnDead = Callable[[Mapping[str, Any], str], None]


def bury(claim: Claim, *, reason: str, on_dead: OnDead | None) -> bool:
    """Give the job up and tell its owner in the same transaction. False when it is no longer ours."""
    with transaction.atomic():
        return _bury(_mine(claim), claim.job_id, claim.payload, reason, on_dead)


def bury_abandoned(on_dead_of: Callable[[str], OnDead | None]) -> int:
    """Give up the jobs whose worker fell silent in their last attempt. Returns how many."""
    if not Job.objects.filter(_is_abandoned()).exists():
        return 0
    with transaction.atomic():
        jobs = list(_unlocked(Job.objects.filter(_is_abandoned()))[:20])
        return sum(
            _bury(
                Job.objects.filter(_is_abandoned(), pk=job.pk),
                job.pk,
                job.payload,
                WORKER_STOPPED,
                on_dead_of(job.kind),
            )
            for job in jobs
        )


def _bury(
    row: QuerySet[Job], job_id: int, payload: Mapping[str, Any], reason: str, on_dead: OnDead | None
) -> bool:
    is_buried = row.update(
        state=Job.State.DEAD,
        token=None,
        lease_until=None,
        finished_at=Now(),
        reason=reason or UNKNOWN_REASON,
    )
    if is_buried and on_dead is not None:
        try:
            with transaction.atomic():
                on_dead(payload, reason)
        except Exception:
            # The job must not come back for ever because its owner cannot be told.
            logger.exception("job %s is dead, and its owner could not be told", job_id)
    return bool(is_buried)
