"""A killed worker and a restarted broker lose no plan: whole installations in processes of their own."""

import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jobs.models import WORKER_STOPPED, reason_text
from tests.factories import PASSWORD
from tests.jobs.conftest import RedisServer, forget_queue
from tests.jobs.installation import kill_group, postgres_database, wait_for
from tests.jobs.test_embedded import Running, run
from tests.planner.durable.installation import MadePlan, Person, ProductInstallation
from tests.services import RABBITMQ_URL

TITLES = ("Baseline", "With a new hall", "Everything rented")


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProductInstallation]:
    """SQLite, and no broker: one for all tests, whose plans have titles of their own."""
    installation = ProductInstallation(tmp_path_factory.mktemp("installation"))
    installation.manage("migrate")
    installation.ask_plans()  # what is there already is not filled with the demonstration: its plans take far longer
    yield installation
    installation.end()


@pytest.fixture(scope="module")
def running(embedded: ProductInstallation) -> Running:
    """Its web server and kept worker."""
    return run(embedded)


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


def sign_in(running: Running) -> Person:
    """The consultant of the engagement, who is shown why a plan was given up."""
    return Person(running.url, "consultant@example.org", PASSWORD)


def kill_kept_worker(running: Running) -> None:
    """SIGKILL for the worker of `manage.py run` and the processes that it has forked."""
    os.killpg(running.family()[0], signal.SIGKILL)


def assert_each_made_once(installation: ProductInstallation, *titles: str) -> list[MadePlan]:
    """Return the plans, of which each has one of the titles."""
    plans = [plan for plan in installation.plans() if plan.title in titles]
    assert [plan.title for plan in plans] == list(titles)
    assert [plan for plan in plans if not plan.is_made_once] == []
    return plans


def assert_all_are_made_and_say_the_same(installation: ProductInstallation) -> None:
    """The same inputs, one result, however often its making was begun."""
    installation.wait_until_finished(len(TITLES))
    plans = assert_each_made_once(installation, *TITLES)
    assert len({(plan.fingerprint, *(report["sha256"] for report in plan.reports)) for plan in plans}) == 1


def ask_for(title: str, embedded: ProductInstallation, running: Running) -> int:
    """Ask for a plan, and return its number in the middle of its making."""
    number = len(embedded.steps()) + 1
    sign_in(running).request_plan(1, title)
    embedded.wait_until_at_work()
    return number


def test_a_killed_worker_loses_no_plan_without_a_server(
    embedded: ProductInstallation, running: Running
) -> None:
    titles = ("Killed once", "And the next one too")
    for title in titles:
        number = ask_for(title, embedded, running)
        kill_kept_worker(running)
        embedded.wait_until_finished(number)
    assert min(plan.attempts for plan in assert_each_made_once(embedded, *titles)) >= 2


def test_a_plan_that_is_given_up_says_why_and_can_be_made_again(
    embedded: ProductInstallation, running: Running
) -> None:
    number = ask_for("Given up", embedded, running)
    embedded.change("UPDATE jobs_job SET max_attempts = attempts WHERE kind = 'plan' AND state = 'running'")
    kill_kept_worker(running)
    embedded.wait_until_finished(number)
    (plan,) = [plan for plan in embedded.plans() if plan.title == "Given up"]
    assert (plan.state, plan.reports, plan.writings) == ("failed", (), 0)
    assert plan.reason == WORKER_STOPPED
    person = sign_in(running)
    assert reason_text(plan.reason) in person.get(f"plans/{number}/")
    person.post(f"plans/{number}/retry/")
    wait_for(lambda: embedded.steps()[-1][0] == "done", "the plan is not made again")
    assert_each_made_once(embedded, "Given up")


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
    assert_all_are_made_and_say_the_same(installation)


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
    assert_all_are_made_and_say_the_same(installation)
