"""Every worker looks at the table now and then: rings get lost, waits end, workers are killed."""

import time
from typing import Any

from amqp.exceptions import RecoverableConnectionError
from celery import bootsteps
from celery.signals import task_received
from celery.worker import state
from django.conf import settings

from jobs.services.doorbell import Doorbell, doorbell, is_embedded

# Both must be reached: under load a ring takes its time, and of several workers each hears its share.
SILENCE_SECONDS = 20.0
SILENT_RINGS = 5


class DeafError(RecoverableConnectionError):
    """The broker takes this worker's rings and delivers none; Celery answers with a new connection."""


class Ear:
    """Whether an idle worker on RabbitMQ still hears the bell that it rings.

    RabbitMQ says once that it stops delivering, when a queue is deleted, and Celery does not listen to what is
    said in the first tenth of a second (`_quick_drain` of celery.worker.loops, 5.7.0): the connection stays open
    and silent for ever. Rings are dealt out in turn there, so an idle worker hears some beside any number of
    others. Redis must not be judged by this: each worker asks it every second, whom it answers is chance (24 s of
    silence were measured beside three others), and a question cannot be forgotten.
    """

    def __init__(self, bell: Doorbell, silence_seconds: float = SILENCE_SECONDS) -> None:
        self._bell = bell
        self._silence_seconds = silence_seconds
        self.hear()
        task_received.connect(self.hear)

    def hear(self, **signal: Any) -> None:
        """Count from now: a ring came, or the connection is new."""
        self._heard_at = time.monotonic()
        self._sent_before = self._bell.sent

    @property
    def is_deaf(self) -> bool:
        """Whether nothing was heard for long, though several rings were sent."""
        silent_seconds = time.monotonic() - self._heard_at
        return self._bell.sent - self._sent_before >= SILENT_RINGS and silent_seconds >= self._silence_seconds


class Sweep(bootsteps.StartStopStep):
    """Rings for each idle process of this worker every few seconds; without a broker for one, four times a second.

    It rings and does not look itself: the parent of forked processes must not open the database.
    """

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, consumer: Any, **options: Any) -> None:
        super().__init__(consumer, **options)
        self._timer: Any = None

    def start(self, consumer: Any) -> None:
        """Begin when the worker consumes; begun again after each new connection to the broker."""
        self.stop(consumer)
        ear = Ear(doorbell()) if consumer.connection.transport.driver_type == "amqp" else None
        self._timer = consumer.timer.call_repeatedly(settings.JOBS_SWEEP_SECONDS, sweep, (consumer, ear))

    def stop(self, consumer: Any) -> None:
        """End with the connection."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def sweep(consumer: Any, ear: Ear | None) -> None:
    """Ring once for each process that has nothing to do. Raises DeafError.

    Without a broker once for all of them: the next ring comes soon, and idle processes shall cost next to nothing.
    """
    idle = consumer.pool.num_processes - len(state.reserved_requests)
    if idle > 0 and ear is not None and ear.is_deaf:
        raise DeafError(f"no ring was heard for {SILENCE_SECONDS:g} seconds")
    for _ in range(min(idle, 1) if is_embedded() else idle):
        doorbell().ring()
