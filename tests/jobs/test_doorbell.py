"""A broker that is dead or hangs disturbs nobody."""

import socket
import time
from collections.abc import Iterator

import pytest
from celery import Celery

from jobs.services.doorbell import QUEUE_LENGTH, RUN_DUE, Doorbell
from tests.jobs.installation import wait_for
from tests.services import RABBITMQ_URL, REDIS_URL


def app_on(url: str) -> Celery:
    app = Celery("test", broker=url, set_as_current=False)
    app.conf.task_default_queue = f"plumbline-test-{time.time_ns()}"
    return app


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("scheme", ["redis", "amqp"])
def test_nobody_waits_for_a_broker_that_hangs(silent_port: int, scheme: str) -> None:
    doorbell = Doorbell(app_on(f"{scheme}://127.0.0.1:{silent_port}//"))
    doorbell.ring(0)
    wait_for(lambda: doorbell.attempts, "the first ring is not sent")
    for job_id in range(10 * QUEUE_LENGTH):
        doorbell.ring(job_id)
    # Had a ring waited for its message, there would be an attempt for each.
    assert doorbell.attempts == 1
    assert doorbell.dropped >= 9 * QUEUE_LENGTH


def test_a_dead_broker_is_left_alone_for_a_while() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    doorbell = Doorbell(app_on(f"redis://127.0.0.1:{port}/0"))
    doorbell.ring()
    wait_for(lambda: doorbell.is_resting, "the failure is not noticed")
    doorbell.ring()
    assert (doorbell.attempts, doorbell.dropped) == (1, 1)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(REDIS_URL, marks=pytest.mark.services("redis"), id="redis"),
        pytest.param(RABBITMQ_URL, marks=pytest.mark.services("rabbitmq"), id="rabbitmq"),
    ],
)
def test_a_ring_reaches_the_queue_of_the_workers(url: str) -> None:
    app = app_on(url)
    doorbell = Doorbell(app)
    doorbell.ring(7)
    with app.connection_for_read() as connection:
        queue = app.amqp.queues[app.conf.task_default_queue](connection.default_channel)
        queue.declare()
        message = wait_for(lambda: queue.get(no_ack=True), "no message arrives")
        queue.delete()
    assert message is not None
    assert (message.headers["task"], message.decode()[0]) == (RUN_DUE, [7])
