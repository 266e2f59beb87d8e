"""Tell a worker that something is due. A lost ring only delays: the table is the queue.

The message goes out on a thread of its own through a bounded queue, so that a broker that is dead, or that
accepts a connection and never answers, neither slows nor fails the request that rang.
"""

import logging
import os
import queue
import threading
import time
from functools import cache

from celery import Celery, current_app
from django.conf import settings
from kombu import Connection

logger = logging.getLogger(__name__)

RUN_DUE = "jobs.run_due"
QUEUE_LENGTH = 1000
CONNECT_SECONDS = 3.0
REST_SECONDS = 5.0  # after a failure; at most this much delay is added, and the sweep rings meanwhile


class Doorbell:
    """Sends rings to one broker, from one background thread that starts with the first ring."""

    def __init__(self, app: Celery) -> None:
        self.app = app
        self.attempts = 0
        self.sent = 0
        self.dropped = 0
        self._pending: queue.Queue[int | None] = queue.Queue(QUEUE_LENGTH)
        self._resting_until = 0.0
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def ring(self, job_id: int | None = None) -> None:
        """Queue one ring and return at once; drop it when the broker is out of order or the queue is full."""
        if self.is_resting:
            self.dropped += 1
            return
        try:
            self._pending.put_nowait(job_id)
        except queue.Full:
            self.dropped += 1
            return
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._send_pending, name="doorbell", daemon=True)
                self._thread.start()

    @property
    def is_resting(self) -> bool:
        """Whether the broker failed a moment ago and is left alone."""
        return time.monotonic() < self._resting_until

    def _send_pending(self) -> None:
        connection: Connection | None = None
        while True:
            job_id = self._pending.get()
            self.attempts += 1
            try:
                connection = connection or self._connect()
                self._send(connection, job_id)
                self.sent += 1
            except Exception as error:
                self._resting_until = time.monotonic() + REST_SECONDS
                logger.warning("the broker cannot be reached, jobs wait for the sweep: %r", error)
                self._discard(connection)
                connection = None

    def _connect(self) -> Connection:
        conf = self.app.conf
        connection = Connection(
            conf.broker_url,
            connect_timeout=CONNECT_SECONDS,
            transport_options={
                **conf.broker_transport_options,
                "socket_timeout": CONNECT_SECONDS,
                "socket_connect_timeout": CONNECT_SECONDS,
                "read_timeout": CONNECT_SECONDS,
                "write_timeout": CONNECT_SECONDS,
            },
        )
        connection.connect()  # once; sending would try it again and again
        return connection

    def _send(self, connection: Connection, job_id: int | None) -> None:
        with self.app.amqp.Producer(connection, auto_declare=False) as producer:
            self.app.send_task(RUN_DUE, args=[job_id], producer=producer, retry=False)

    def _discard(self, connection: Connection | None) -> None:
        """Close what is broken and forget what waits behind it: each would fail in its turn."""
        while not self._pending.empty():
            self._pending.get_nowait()
            self.dropped += 1
        if connection is not None:
            try:
                connection.release()
            except Exception as error:
                logger.debug("closing the connection to the broker: %r", error)


@cache
def doorbell() -> Doorbell:
    """The doorbell of this process."""
    return Doorbell(current_app)


os.register_at_fork(after_in_child=doorbell.cache_clear)  # threads do not survive a fork


def is_embedded() -> bool:
    """Whether there is no broker that another process could hear; the worker looks at the table by itself."""
    return not settings.HAS_BROKER


def ring(job_id: int | None = None) -> None:
    """Tell some worker that a job is due. Returns at once and never fails."""
    if not is_embedded():
        doorbell().ring(job_id)
