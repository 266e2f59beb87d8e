"""A queue that is deleted while a worker begins to listen to it, at a moment that the environment names."""

import os
import select
from typing import Any

from celery import bootsteps, current_app
from celery.signals import worker_ready
from kombu import Queue

MOMENT = os.environ.get("PLUMBLINE_TEST_FORGET", "")
ANSWER_SECONDS = 10.0


def forget() -> None:
    """Delete the queue, from a connection of its own."""
    with current_app.connection_for_write() as connection:
        Queue(current_app.conf.task_default_queue, channel=connection.default_channel).delete()


class ForgetWhatIsDeclared(bootsteps.StartStopStep):
    """Deletes the queue before the worker first asks for its messages."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def register_with_event_loop(self, consumer: Any, hub: Any) -> None:
        """Called for each connection, between the declaration and the question."""
        if not consumer.restart_count:
            forget()


def forget_what_is_listened_to(sender: Any, **signal: Any) -> None:
    """Delete the queue after the last question of a new consumer, and wait until RabbitMQ has told it so.

    The next that Celery reads is read where it overlooks this message.
    """
    set_prefetch_count = sender.qos.callback

    def set_and_forget(**count: int) -> None:
        sender.qos.callback = set_prefetch_count
        set_prefetch_count(**count)
        forget()
        socket = sender.connection.connection.sock
        if not select.select([socket], [], [], ANSWER_SECONDS)[0]:
            raise TimeoutError("RabbitMQ does not tell the worker")

    sender.qos.callback = set_and_forget


if MOMENT == "declared":
    current_app.steps["consumer"].add(ForgetWhatIsDeclared)
elif MOMENT == "listening":
    worker_ready.connect(forget_what_is_listened_to)
