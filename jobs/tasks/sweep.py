"""Every worker looks at the table now and then: rings get lost, waits end, workers are killed."""

from typing import Any

from celery import bootsteps
from celery.worker import state
from django.conf import settings

from jobs.services.doorbell import doorbell


class Sweep(bootsteps.StartStopStep):
    """Rings for each idle process of this worker, every few seconds (four times a second without a broker).

    It rings and does not look itself: the parent of forked processes must not open the database.
    """

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, consumer: Any, **options: Any) -> None:
        super().__init__(consumer, **options)
        self._timer: Any = None

    def start(self, consumer: Any) -> None:
        """Begin when the worker consumes; begun again after each new connection to the broker."""
        self.stop(consumer)
        self._timer = consumer.timer.call_repeatedly(settings.JOBS_SWEEP_SECONDS, ring_if_idle, (consumer,))

    def stop(self, consumer: Any) -> None:
        """End with the connection."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def ring_if_idle(consumer: Any) -> None:
    """Ring once for each process that has nothing to do."""
    for _ in range(consumer.pool.num_processes - len(state.reserved_requests)):
        doorbell().ring()
