"""When a worker knows that it hears nothing any more."""

import pytest
from celery.signals import task_received

from jobs.services.doorbell import Doorbell
from jobs.tasks.sweep import SILENT_RINGS, Ear
from tests.jobs.installation import wait_for
from tests.jobs.test_doorbell import app_on


@pytest.fixture
def bell() -> Doorbell:
    return Doorbell(app_on("memory://"))


def ring(bell: Doorbell, times: int) -> None:
    """And wait until the rings are sent."""
    sent = bell.sent + times
    for _ in range(times):
        bell.ring()
    wait_for(lambda: bell.sent == sent, "the rings are not sent")


def impatient(bell: Doorbell) -> Ear:
    """An ear to which whatever was heard was heard long ago."""
    return Ear(bell, silence_seconds=0.0)


def test_a_worker_that_hears_none_of_its_rings_for_long_is_deaf(bell: Doorbell) -> None:
    ear = impatient(bell)
    ring(bell, SILENT_RINGS - 1)
    assert not ear.is_deaf
    ring(bell, 1)
    assert ear.is_deaf


def test_a_worker_that_hears_something_is_not_deaf(bell: Doorbell) -> None:
    ear = impatient(bell)
    ring(bell, SILENT_RINGS)
    task_received.send(sender=None, request=None)
    assert not ear.is_deaf


def test_a_worker_that_is_busy_or_has_no_broker_to_ring_at_is_not_deaf(bell: Doorbell) -> None:
    assert not impatient(bell).is_deaf


def test_a_moment_of_silence_is_not_deafness(bell: Doorbell) -> None:
    ear = Ear(bell)
    ring(bell, SILENT_RINGS)
    assert not ear.is_deaf
