"""Real workers on real brokers, killed while they work."""

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest

from jobs.models import WORKER_STOPPED
from tests.jobs.conftest import RedisServer, forget_queue
from tests.jobs.installation import Installation, kill_group, process_state, wait_for
from tests.services import RABBITMQ_URL, REDIS_URL

COUNT = 40


def traces(count: int, *, seconds: float = 0.1) -> list[dict[str, Any]]:
    """Jobs that leave one trace each, and that survive many kills."""
    keys = [f"{number:03}" for number in range(count)]
    return [
        {"kind": "trace", "key": key, "payload": {"key": key, "seconds": seconds}, "max_attempts": 20}
        for key in keys
    ]


def wait_until_done(installation: Installation, at_least: int) -> None:
    wait_for(lambda: installation.count_done() >= at_least, f"{at_least} jobs are not done")


def assert_all_done_once(installation: Installation) -> None:
    wait_until_done(installation, COUNT)
    assert installation.report()["effects"] == [job["key"] for job in traces(COUNT)]


def kill_workers_at_work(installation: Installation) -> None:
    """Two workers at a time, four of them killed with all their processes."""
    installation.enqueue(*traces(COUNT))
    workers = [installation.start_worker(), installation.start_worker()]
    for kill, further in enumerate((3, 5, 2, 4)):
        wait_until_done(installation, installation.count_done() + further)
        kill_group(workers[kill % 2])
        workers[kill % 2] = installation.start_worker()


def test_killed_workers_lose_and_double_nothing_without_a_broker(embedded: Installation) -> None:
    kill_workers_at_work(embedded)
    assert_all_done_once(embedded)


@pytest.mark.services("postgres", "redis")
def test_killed_workers_lose_and_double_nothing_with_redis(serve: Callable[[str], Installation]) -> None:
    installation = serve(REDIS_URL)
    kill_workers_at_work(installation)
    assert_all_done_once(installation)


@pytest.mark.services("postgres", "rabbitmq")
def test_killed_workers_lose_and_double_nothing_with_rabbitmq(serve: Callable[[str], Installation]) -> None:
    installation = serve(RABBITMQ_URL)
    kill_workers_at_work(installation)
    assert_all_done_once(installation)


def test_a_worker_that_slept_through_its_lease_writes_nothing(embedded: Installation) -> None:
    embedded.enqueue({"kind": "nap", "key": "nap", "payload": {"key": "nap"}})
    # One process, or the other could fall asleep with the database in its hands; and no time limit, which would
    # end the sleeper before it finds out by itself that it came too late.
    asleep = embedded.start(
        "worker", "--concurrency=1", "--log-level=WARNING", PLUMBLINE_TEST_TIME_LIMIT="3600"
    )
    wait_for(lambda: process_state(asleep.pid) == "T", "the worker does not fall asleep")
    assert embedded.states() == ["running"]
    embedded.start_worker()
    wait_until_done(embedded, 1)
    os.killpg(asleep.pid, signal.SIGCONT)
    wait_for(
        lambda: "its result is not written here" in embedded.log("worker"), "the sleeper does not notice"
    )
    report = embedded.report()
    assert (report["effects"], report["attempts"]) == (["nap"], {"nap": 2})


@pytest.mark.services("postgres", "redis-server")
def test_a_flushed_and_a_killed_redis_lose_nothing(
    serve: Callable[[str], Installation], redis_server: RedisServer
) -> None:
    installation = serve(redis_server.url)
    installation.start_worker()
    installation.enqueue(*traces(COUNT))
    wait_until_done(installation, 5)
    redis_server.flush()
    wait_until_done(installation, 15)
    redis_server.kill()
    redis_server.start()
    assert_all_done_once(installation)


@pytest.mark.services("postgres", "rabbitmq")
def test_a_deleted_rabbitmq_queue_loses_nothing(serve: Callable[[str], Installation]) -> None:
    installation = serve(RABBITMQ_URL)
    installation.start_worker()
    installation.enqueue(*traces(COUNT))
    wait_until_done(installation, 5)
    forget_queue(installation)
    wait_until_done(installation, 15)
    forget_queue(installation)
    assert_all_done_once(installation)


@pytest.mark.services("postgres", "rabbitmq")
@pytest.mark.parametrize("moment", ["declared", "listening"])
def test_a_rabbitmq_queue_deleted_as_the_worker_begins_to_listen_does_not_leave_it_deaf(
    serve: Callable[[str], Installation], moment: str
) -> None:
    installation = serve(RABBITMQ_URL)
    worker = installation.start("worker", "--concurrency=2", PLUMBLINE_TEST_FORGET=moment)
    wait_for(lambda: " ready." in installation.log("worker"), "the worker does not listen")
    installation.enqueue(*traces(COUNT))
    assert_all_done_once(installation)
    assert worker.poll() is None
    assert "Connection to broker lost" in installation.log("worker")


def test_a_job_that_kills_its_worker_is_given_up_and_disturbs_no_other(embedded: Installation) -> None:
    poison = {"kind": "poison", "key": "poison", "payload": {"key": "poison"}, "max_attempts": 2}
    embedded.enqueue(poison, *traces(COUNT))
    embedded.start_worker()
    assert_all_done_once(embedded)
    deaths = wait_for(lambda: embedded.report()["deaths"], "the poison is not given up")
    assert deaths == {"poison": WORKER_STOPPED}


def test_a_job_over_the_time_limit_is_stopped(embedded: Installation) -> None:
    endless = {
        "kind": "trace",
        "key": "endless",
        "payload": {"key": "endless", "seconds": 3600},
        "max_attempts": 1,
    }
    embedded.enqueue(endless)
    embedded.start_worker()
    deaths = wait_for(lambda: embedded.report()["deaths"], "the endless job is not stopped")
    assert deaths == {"endless": WORKER_STOPPED}
