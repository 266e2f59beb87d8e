"""Running what is due."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, ProgrammingError
from django.db.models.functions import Now
from django.utils import timezone

from jobs.models import Job
from jobs.tasks import GiveUpError, Work, register, run_due
from jobs.tasks.registry import _registrations
from tests.jobs.rows import make_job

Handler = Callable[[Work], Callable[[], None]]


@pytest.fixture
def deaths() -> list[tuple[Mapping[str, Any], str]]:
    return []


@pytest.fixture
def handle(deaths: list[tuple[Mapping[str, Any], str]]) -> Iterator[Callable[[Handler], None]]:
    """A function that makes a handler the one for jobs of the kind "test"."""

    def use(handler: Handler) -> None:
        register("test", on_dead=lambda payload, reason: deaths.append((payload, reason)))(handler)

    yield use
    _registrations.pop("test", None)


def effects() -> int:
    return Job.objects.filter(kind="effect").count()


def write(work: Work) -> Callable[[], None]:
    """A handler with one effect."""

    def effect() -> None:
        make_job(kind="effect", state="done", finished_at=timezone.now())

    return effect


@pytest.mark.django_db
def test_a_due_job_is_done(handle: Callable[[Handler], None]) -> None:
    handle(write)
    job = make_job()
    run_due()
    job.refresh_from_db()
    assert (job.state, effects()) == ("done", 1)


@pytest.mark.django_db
def test_one_ring_does_all_short_jobs(handle: Callable[[Handler], None]) -> None:
    handle(write)
    for _ in range(5):
        make_job()
    run_due()
    assert effects() == 5
    assert not Job.objects.exclude(state="done").exists()


@pytest.mark.django_db
def test_a_handler_knows_its_payload_and_shows_its_progress(handle: Callable[[Handler], None]) -> None:
    seen: list[tuple[object, ...]] = []

    def look(work: Work) -> Callable[[], None]:
        work.report("sizing", 0.25)
        row = Job.objects.get(key=work.key)
        seen.append((work.payload["n"], work.attempt, row.step, row.fraction))
        return lambda: None

    handle(look)
    make_job(payload={"n": 7})
    run_due()
    assert seen == [(7, 1, "sizing", 0.25)]


@pytest.mark.django_db
def test_a_failed_job_is_tried_again_until_it_is_given_up(
    handle: Callable[[Handler], None], deaths: list[tuple[Mapping[str, Any], str]]
) -> None:
    def fail(work: Work) -> Callable[[], None]:
        raise ConnectionError(f"attempt {work.attempt}")

    handle(fail)
    job = make_job(payload={"n": 7}, max_attempts=3)
    states = []
    for _ in range(3):
        run_due()
        job.refresh_from_db()
        states.append((job.state, job.reason))
        Job.objects.filter(state="queued").update(due_at=Now())  # by the clock that claims
    assert states == [
        ("queued", "ConnectionError: attempt 1"),
        ("queued", "ConnectionError: attempt 2"),
        ("dead", "ConnectionError: attempt 3"),
    ]
    assert deaths == [({"n": 7}, "ConnectionError: attempt 3")]


FAULTS: list[tuple[type[Exception], str]] = [
    (OperationalError, "queued"),
    (InterfaceError, "queued"),
    (IntegrityError, "queued"),
    (ConnectionResetError, "queued"),
    (TimeoutError, "queued"),
    (SMTPServerDisconnected, "queued"),
    (SoftTimeLimitExceeded, "queued"),
    (MemoryError, "queued"),
    (TypeError, "dead"),
    (KeyError, "dead"),
    (ZeroDivisionError, "dead"),
    (RuntimeError, "dead"),
    (ProgrammingError, "dead"),
    (DataError, "dead"),
]


@pytest.mark.parametrize(("fault", "state"), FAULTS)
@pytest.mark.django_db
def test_only_what_can_pass_is_tried_again_and_a_fault_of_the_program_is_told_at_once(
    handle: Callable[[Handler], None],
    deaths: list[tuple[Mapping[str, Any], str]],
    fault: type[Exception],
    state: str,
) -> None:
    def fail(work: Work) -> Callable[[], None]:
        raise fault("x")

    handle(fail)
    job = make_job()
    run_due()
    job.refresh_from_db()
    reason = f"{fault.__name__}: {fault('x')}"
    assert (job.state, job.attempts, job.reason) == (state, 1, reason)
    assert deaths == ([({}, reason)] if state == "dead" else [])


@pytest.mark.django_db
def test_a_job_that_cannot_succeed_is_given_up_at_once(
    handle: Callable[[Handler], None], deaths: list[tuple[Mapping[str, Any], str]]
) -> None:
    def refuse(work: Work) -> Callable[[], None]:
        raise GiveUpError("the plan was deleted")

    handle(refuse)
    job = make_job()
    run_due()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.reason) == ("dead", 1, "the plan was deleted")
    assert deaths == [({}, "the plan was deleted")]


@pytest.mark.django_db
def test_effects_that_fail_are_undone_and_tried_again(handle: Callable[[Handler], None]) -> None:
    def half(work: Work) -> Callable[[], None]:
        def effect() -> None:
            make_job(kind="effect")
            raise OSError("disk full")

        return effect

    handle(half)
    job = make_job()
    run_due()
    job.refresh_from_db()
    assert (job.state, job.reason, effects()) == ("queued", "OSError: disk full", 0)


@pytest.mark.django_db
def test_a_worker_whose_job_was_taken_writes_nothing(handle: Callable[[Handler], None]) -> None:
    def lose(work: Work) -> Callable[[], None]:
        Job.objects.filter(key=work.key).update(
            state="queued", token=None, lease_until=None, due_at=timezone.now() + timedelta(hours=1)
        )
        return write(work)

    handle(lose)
    job = make_job()
    run_due()
    job.refresh_from_db()
    assert (job.state, effects()) == ("queued", 0)


@pytest.mark.django_db
def test_a_job_without_a_handler_waits_for_a_worker_that_has_one() -> None:
    job = make_job(kind="unheard-of")
    run_due()
    job.refresh_from_db()
    assert (job.state, job.reason) == ("queued", "NoHandlerError: no handler for jobs of kind 'unheard-of'")


def test_two_handlers_of_one_kind_are_refused(handle: Callable[[Handler], None]) -> None:
    handle(write)
    with pytest.raises(ValueError, match="'test'"):
        handle(lambda work: lambda: None)


@pytest.mark.django_db(transaction=True)
def test_a_long_job_keeps_its_lease(handle: Callable[[Handler], None], settings: Any) -> None:
    settings.JOBS_LEASE_SECONDS = 0.4

    def wait(work: Work) -> Callable[[], None]:
        first = Job.objects.get(key=work.key).lease_until
        while Job.objects.get(key=work.key).lease_until == first:
            pass
        return write(work)

    handle(wait)
    job = make_job()
    run_due()
    job.refresh_from_db()
    assert (job.state, effects()) == ("done", 1)
