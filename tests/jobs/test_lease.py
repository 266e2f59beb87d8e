"""Claim, lease, fence, back-off, death."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from jobs.models import WORKER_STOPPED, Job
from jobs.services.lease import (
    LeaseLostError,
    back_off,
    bury,
    bury_abandoned,
    claim,
    complete,
    put_back,
    renew,
    report_progress,
    write_aside,
)
from tests.jobs.rows import make_job, make_running_job

pytestmark = pytest.mark.django_db

PAST = timedelta(minutes=-1)


def nothing() -> None:
    """No effects."""


def write_effect() -> None:
    make_job(kind="effect", key="effect")


def has_effect() -> bool:
    return Job.objects.filter(key="effect").exists()


def test_a_claimed_job_runs_under_a_lease() -> None:
    job = make_job(payload={"n": 1})
    ours = claim()
    job.refresh_from_db()
    assert ours is not None
    assert (ours.job_id, ours.token, ours.payload, ours.attempt) == (job.pk, job.token, {"n": 1}, 1)
    assert (job.state, job.attempts) == ("running", 1)
    assert job.lease_until is not None
    assert job.lease_until > timezone.now()


def test_a_job_is_claimed_once() -> None:
    make_job()
    assert claim() is not None
    assert claim() is None


def test_the_job_that_someone_waits_for_is_claimed_first() -> None:
    make_job(key="batch", priority=Job.Priority.BATCH)
    make_job(key="late")
    make_job(key="early", due_at=timezone.now() + PAST)
    keys = [ours.key for ours in iter(claim, None)]
    assert keys == ["early", "late", "batch"]


def test_a_job_is_not_claimed_before_it_is_due() -> None:
    make_job(due_at=timezone.now() + timedelta(minutes=1))
    assert claim() is None


def test_the_job_of_a_silent_worker_is_claimed_with_a_new_token() -> None:
    job = make_running_job(lease=PAST)
    ours = claim()
    assert ours is not None
    assert (ours.job_id, ours.attempt) == (job.pk, 2)
    assert ours.token != job.token


def test_a_renewed_lease_is_longer() -> None:
    job = make_job()
    ours = claim()
    assert ours is not None
    Job.objects.update(lease_until=timezone.now())
    assert renew(ours)
    job.refresh_from_db()
    assert job.lease_until is not None
    assert job.lease_until > timezone.now()
    assert claim() is None


def test_a_done_job_has_its_effects() -> None:
    job = make_job()
    ours = claim()
    assert ours is not None
    complete(ours, write_effect)
    job.refresh_from_db()
    assert (job.state, job.fraction, job.token) == ("done", 1.0, None)
    assert job.finished_at is not None
    assert has_effect()


def test_a_worker_that_lost_its_lease_writes_nothing() -> None:
    make_job()
    slow = claim()
    Job.objects.update(lease_until=timezone.now() + PAST)
    fast = claim()
    assert slow is not None
    assert fast is not None
    with pytest.raises(LeaseLostError):
        complete(slow, write_effect)
    with pytest.raises(LeaseLostError):
        report_progress(slow, step="late", fraction=0.5)
    assert not renew(slow)
    assert not put_back(slow, reason="late")
    assert not bury(slow, reason="late", on_dead=None)
    assert not has_effect()
    complete(fast, write_effect)
    assert has_effect()


def test_effects_that_fail_leave_the_job_open() -> None:
    def fail() -> None:
        write_effect()
        raise RuntimeError("disk full")

    job = make_job()
    ours = claim()
    assert ours is not None
    with pytest.raises(RuntimeError):
        complete(ours, fail)
    job.refresh_from_db()
    assert (job.state, job.token) == ("running", ours.token)
    assert not has_effect()


def test_progress_is_shown() -> None:
    job = make_job()
    ours = claim()
    assert ours is not None
    report_progress(ours, step="sizing", fraction=1.5)
    job.refresh_from_db()
    assert (job.step, job.fraction) == ("sizing", 1.0)


def test_what_is_provisional_is_written_while_the_job_is_ours() -> None:
    job = make_job()
    ours = claim()
    assert ours is not None
    Job.objects.update(lease_until=timezone.now())
    write_aside(ours, write_effect)
    job.refresh_from_db()
    assert has_effect()
    assert job.lease_until is not None
    assert (job.state, job.lease_until > timezone.now()) == ("running", True)


def test_what_is_provisional_and_fails_leaves_the_job_as_it_is() -> None:
    def fail() -> None:
        write_effect()
        raise RuntimeError("disk full")

    job = make_job()
    ours = claim()
    assert ours is not None
    with pytest.raises(RuntimeError):
        write_aside(ours, fail)
    job.refresh_from_db()
    assert (job.state, job.token, has_effect()) == ("running", ours.token, False)


@pytest.mark.parametrize("ended_by", ["another worker", "its end", "a failure", "being given up"])
def test_nothing_provisional_is_written_once_the_job_is_not_ours(ended_by: str) -> None:
    make_job()
    ours = claim()
    assert ours is not None
    if ended_by == "another worker":
        Job.objects.update(lease_until=timezone.now() + PAST)
        assert claim() is not None
    elif ended_by == "its end":
        complete(ours, nothing)
    elif ended_by == "a failure":
        assert put_back(ours, reason="later")
    else:
        assert bury(ours, reason="no", on_dead=None)
    with pytest.raises(LeaseLostError):
        write_aside(ours, write_effect)
    assert not has_effect()


def test_a_job_that_failed_waits_and_says_why() -> None:
    job = make_job()
    ours = claim()
    assert ours is not None
    assert put_back(ours, reason="ValueError: no")
    job.refresh_from_db()
    assert (job.state, job.reason, job.is_retrying) == ("queued", "ValueError: no", True)
    assert job.due_at > timezone.now()
    assert claim() is None


@pytest.mark.parametrize(("attempt", "longest"), [(1, 2), (2, 4), (5, 32), (12, 300), (60, 300)])
def test_each_wait_is_twice_as_long_and_half_by_chance(attempt: int, longest: float) -> None:
    waits = [back_off(attempt).total_seconds() for _ in range(200)]
    assert longest / 2 <= min(waits) < max(waits) <= longest


def test_a_dead_job_says_why_and_tells_its_owner() -> None:
    told: list[tuple[object, str]] = []
    job = make_job(payload={"plan": 7})
    ours = claim()
    assert ours is not None
    assert bury(ours, reason="no power", on_dead=lambda payload, reason: told.append((payload, reason)))
    job.refresh_from_db()
    assert (job.state, job.reason, job.is_finished) == ("dead", "no power", True)
    assert told == [({"plan": 7}, "no power")]
    assert claim() is None


def test_a_job_dies_although_its_owner_cannot_be_told() -> None:
    def fail(payload: object, reason: str) -> None:
        write_effect()
        raise RuntimeError("gone")

    job = make_job()
    ours = claim()
    assert ours is not None
    assert bury(ours, reason="no", on_dead=fail)
    job.refresh_from_db()
    assert job.state == "dead"
    assert not has_effect()


def test_a_job_whose_worker_fell_silent_in_the_last_attempt_is_given_up() -> None:
    told: list[str] = []
    job = make_running_job(attempts=5, lease=PAST)
    healthy = make_running_job(attempts=5)
    assert claim() is None
    assert bury_abandoned(lambda kind: lambda payload, reason: told.append(kind)) == 1
    job.refresh_from_db()
    healthy.refresh_from_db()
    assert (job.state, healthy.state, told) == ("dead", "running", ["test"])
    assert job.reason == WORKER_STOPPED


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "lost"},
        {"state": "running"},
        {"state": "done"},
        {"state": "dead", "finished_at": timezone.now()},
        {"attempts": 6},
        {"max_attempts": 0},
        {"fraction": 1.1},
        {"kind": ""},
    ],
)
def test_the_database_refuses_a_row_that_cannot_be(broken: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_job(**broken)
