"""Asking for work."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from jobs.models import Job
from jobs.queries import job_for_key
from jobs.services import OutsideTransactionError, enqueue, retry
from tests.jobs.rows import make_job


@pytest.mark.django_db(transaction=True)
def test_a_job_outside_a_transaction_is_refused() -> None:
    with pytest.raises(OutsideTransactionError, match="transaction"):
        enqueue(kind="trace", key="a", payload={})
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_a_job_waits_with_its_payload() -> None:
    job = enqueue(kind="trace", key="plan:7", payload={"plan": 7})
    job.refresh_from_db()
    assert (job.kind, job.payload, job.state, job.attempts) == ("trace", {"plan": 7}, "queued", 0)
    assert job.due_at <= timezone.now()
    assert job_for_key("plan:7") == job


@pytest.mark.django_db
def test_asking_twice_is_one_job() -> None:
    first = enqueue(kind="trace", key="a", payload={"n": 1})
    second = enqueue(kind="trace", key="a", payload={"n": 2})
    assert first == second
    assert Job.objects.get().payload == {"n": 1}


@pytest.mark.django_db
def test_a_key_is_not_shared_by_two_kinds() -> None:
    enqueue(kind="trace", key="a", payload={})
    with pytest.raises(ValueError, match="'trace'"):
        enqueue(kind="plan", key="a", payload={})


@pytest.mark.django_db(transaction=True)
def test_a_job_goes_with_the_transaction_of_its_cause() -> None:
    with transaction.atomic():
        enqueue(kind="trace", key="a", payload={})
        transaction.set_rollback(True)
    assert job_for_key("a") is None


@pytest.mark.django_db
def test_a_delayed_job_is_due_later() -> None:
    job = enqueue(kind="trace", key="a", payload={}, delay=timedelta(hours=1))
    job.refresh_from_db()
    assert job.due_at > timezone.now() + timedelta(minutes=59)


@pytest.mark.django_db
def test_a_dead_job_is_tried_again_with_all_its_attempts() -> None:
    job = retry(job=make_job(state="dead", attempts=5, reason="no", finished_at=timezone.now()))
    assert (job.state, job.attempts, job.reason, job.finished_at) == ("queued", 0, "", None)


@pytest.mark.django_db
def test_a_job_that_is_done_is_not_tried_again() -> None:
    done = make_job(state="done", attempts=1, finished_at=timezone.now())
    assert retry(job=done).state == "done"
