"""Run what is due: claim, compute under a heartbeat, write behind the fence."""

import logging
import threading
import time
from types import TracebackType

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.db import Error as DatabaseFault
from django.db import IntegrityError, InterfaceError, InternalError, OperationalError, connection

from jobs.services.doorbell import RUN_DUE
from jobs.services.lease import (
    Claim,
    LeaseLostError,
    bury,
    bury_abandoned,
    claim,
    complete,
    lease,
    put_back,
    renew,
)
from jobs.tasks.registry import GiveUpError, Work, on_dead_of, registration_of

logger = logging.getLogger(__name__)

DRAIN_SECONDS = 2.0  # one ring goes on with further short jobs for so long
BEATS_PER_LEASE = 4
REASON_LENGTH = 2000


class NoHandlerError(LookupError):
    """This worker has no handler for a kind of jobs; another one may be newer."""


# What another attempt can get over: lost connections and races in the database, networks, files, memory, time.
# Everything else is a fault of the program, which would come back each time while somebody waits.
PASSING = (
    OperationalError,
    InterfaceError,
    InternalError,
    IntegrityError,
    OSError,
    MemoryError,
    SoftTimeLimitExceeded,
    NoHandlerError,
)


class Heartbeat:
    """Renews a lease on a thread of its own, with a database connection of its own."""

    def __init__(self, claim: Claim) -> None:
        self._claim = claim
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"lease of job {claim.job_id}", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _beat(self) -> None:
        try:
            while not self._stop.wait(lease().total_seconds() / BEATS_PER_LEASE):
                try:
                    if not renew(self._claim):
                        return  # the next report, or the fence, says so to the handler
                except DatabaseFault as error:
                    logger.warning("the lease of job %s could not be renewed: %s", self._claim.job_id, error)
                    connection.close()
        finally:
            connection.close()


def run(claim: Claim) -> None:
    """Do a claimed job once: it ends done, queued again, dead, or in the hands of another worker."""
    started = time.monotonic()
    try:
        registration = registration_of(claim.kind)
        if registration is None:
            raise NoHandlerError(f"no handler for jobs of kind {claim.kind!r}")
        with Heartbeat(claim):
            effects = registration.handler(Work(claim))
        complete(claim, effects)
    except LeaseLostError as lost:
        logger.warning("%s; its result is not written here", lost)
    except GiveUpError as refusal:
        logger.warning("job %s (%s) is given up: %s", claim.job_id, claim.key, refusal)
        bury(claim, reason=str(refusal), on_dead=on_dead_of(claim.kind))
    except Exception as error:
        logger.exception("job %s (%s), attempt %s failed", claim.job_id, claim.key, claim.attempt)
        reason = f"{type(error).__name__}: {error}"[:REASON_LENGTH]
        _fail(claim, reason, is_passing=isinstance(error, PASSING))
    else:
        seconds = time.monotonic() - started
        logger.info("job %s (%s) done in %.1f s, attempt %s", claim.job_id, claim.key, seconds, claim.attempt)


def _fail(claim: Claim, reason: str, *, is_passing: bool) -> None:
    if is_passing and claim.attempt < claim.max_attempts:
        put_back(claim, reason=reason)
    else:
        bury(claim, reason=reason, on_dead=on_dead_of(claim.kind))


@shared_task(name=RUN_DUE)
def run_due(job_id: int | None = None) -> None:
    """Answer a ring: do the most urgent due job, and more of them while they are short.

    `job_id` says who rang, for the broker's own displays; which job is done, the table decides.
    """
    until = time.monotonic() + DRAIN_SECONDS
    try:
        bury_abandoned(on_dead_of)
        while (ours := claim()) is not None:
            run(ours)
            if time.monotonic() > until:
                return
    except DatabaseFault as error:
        # Nothing is lost: the lease ends, and some sweep finds the job again.
        logger.warning("the database does not answer, jobs wait: %s", error)
