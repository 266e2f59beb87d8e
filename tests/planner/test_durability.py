"""A killed worker and a restarted broker lose no plan: whole installations in processes of their own."""

import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.jobs.conftest import RedisServer, forget_queue
from tests.jobs.installation import kill_group, postgres_database, wait_for
from tests.jobs.test_embedded import Running, run
from tests.planner.durable.installation import Person, ProductInstallation
from tests.services import RABBITMQ_URL

TITLES = ("Baseline", "With a new hall", "Everything rented")


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[ProductInstallation]:
    """SQLite, and no broker."""
    installation = ProductInstallation(tmp_path)
    yield installation
    installation.end()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[str], ProductInstallation]]:
    """A function that makes an installation on PostgreSQL and the broker of a URL."""
    with postgres_database() as database_url:
        installation = ProductInstallation(tmp_path, database_url)

        def on(broker_url: str) -> ProductInstallation:
            installation.broker_url = broker_url
            installation.manage("migrate")
            return installation

        yield on
        installation.end()
        forget_queue(installation)


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis server of our own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        server = RedisServer(probe.getsockname()[1], tmp_path)
    server.start()
    yield server
    server.kill()


def sign_in(installation: ProductInstallation, running: Running) -> Person:
    """The consultant of the demonstration."""
    password = (installation.data / "demonstration_password").read_text()
    return Person(running.url, "consultant@demonstration.example", password)


def kill_kept_worker(running: Running) -> None:
    """SIGKILL for the worker of `manage.py run` and the processes that it has forked."""
    os.killpg(running.family()[0], signal.SIGKILL)


def assert_each_made_once(installation: ProductInstallation, *titles: str) -> None:
    installation.wait_until_finished(len(titles))
    plans = installation.plans()
    assert [plan.title for plan in plans] == list(titles)
    assert [plan for plan in plans if not plan.is_made_once] == []


def assert_all_say_the_same(installation: ProductInstallation) -> None:
    """The same inputs, one result, however often its making was begun."""
    assert len({(plan.fingerprint, plan.reports[0]["sha256"]) for plan in installation.plans()}) == 1


def test_a_killed_worker_loses_no_plan_without_a_server(embedded: ProductInstallation) -> None:
    running = run(embedded)
    embedded.wait_until_at_work()
    kill_kept_worker(running)
    embedded.wait_until_finished(1)
    sign_in(embedded, running).request_plan(1, "Second plan")
    embedded.wait_until_at_work()
    kill_kept_worker(running)
    assert_each_made_once(embedded, "First plan", "Second plan")
    assert min(plan.attempts for plan in embedded.plans()) >= 2


def test_a_plan_that_is_given_up_says_why_and_can_be_made_again(embedded: ProductInstallation) -> None:
    running = run(embedded)
    embedded.wait_until_at_work()
    embedded.change("UPDATE jobs_job SET max_attempts = attempts WHERE kind = 'plan'")
    kill_kept_worker(running)
    embedded.wait_until_finished(1)
    (plan,) = embedded.plans()
    assert (plan.state, plan.reports, plan.writings) == ("failed", (), 0)
    assert plan.reason.startswith("The worker stopped in attempt 1 of 1")
    person = sign_in(embedded, running)
    assert plan.reason in person.get("plans/1/")
    person.post("plans/1/retry/")
    wait_for(lambda: embedded.plans()[0].state == "done", "the plan is not made again")
    assert_each_made_once(embedded, "First plan")


@pytest.mark.services("postgres", "redis-server")
def test_a_killed_redis_loses_no_plan(
    serve: Callable[[str], ProductInstallation], redis_server: RedisServer
) -> None:
    installation = serve(redis_server.url)
    installation.ask_plans(*TITLES)
    redis_server.kill()
    redis_server.start()
    worker = installation.start_worker()
    installation.wait_until_at_work()
    kill_group(worker)
    redis_server.kill()
    installation.start_worker()
    redis_server.start()
    installation.wait_until_at_work()
    redis_server.kill()
    redis_server.start()
    assert_each_made_once(installation, *TITLES)
    assert_all_say_the_same(installation)


@pytest.mark.services("postgres", "rabbitmq")
def test_a_deleted_rabbitmq_queue_loses_no_plan(serve: Callable[[str], ProductInstallation]) -> None:
    installation = serve(RABBITMQ_URL)
    installation.ask_plans(*TITLES)
    forget_queue(installation)
    worker = installation.start_worker()
    installation.wait_until_at_work()
    kill_group(worker)
    forget_queue(installation)
    installation.start_worker()
    installation.wait_until_at_work()
    forget_queue(installation)
    assert_each_made_once(installation, *TITLES)
    assert_all_say_the_same(installation)
