"""One command, one process tree, nothing left behind."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from jobs.embedded import listen
from tests.jobs.installation import ROOT, Installation, descendants, fetch, is_running, wait_for
from tests.services import REDIS_URL


@dataclass
class Running:
    """`manage.py run`, and where it answers."""

    process: subprocess.Popen[str]
    url: str
    said: str

    def family(self) -> list[int]:
        """Worker and forked processes, once they are all there."""
        return wait_for(
            lambda: found if len(found := descendants(self.process.pid)) > 1 else [], "no worker runs"
        )

    def ask(self, key: str, seconds: float = 0.0) -> None:
        """Queue a job through the web."""
        fetch(f"{self.url}ask", {"kind": "trace", "key": key, "payload": {"key": key, "seconds": seconds}})

    def wait_for_job(self, key: str) -> None:
        """Until it is done."""
        wait_for(lambda: fetch(f"{self.url}jobs/{key}")["state"] == "done", f"{key} is not done")


def run(installation: Installation, port: int = 0) -> Running:
    """Start it, and wait until it says where it is."""
    process = installation.start("run", PORT=str(port or free_port()))
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if found := re.search(r"running at (http://\S+)", line):
            return Running(process, found[1], said)
    raise AssertionError(f"it ended: {said}")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def assert_gone(pids: list[int]) -> None:
    wait_for(lambda: not any(is_running(pid) for pid in pids), f"of {pids} some still run")


@pytest.fixture
def running(embedded: Installation) -> Running:
    return run(embedded)


def test_one_command_serves_and_works(running: Running) -> None:
    assert fetch(f"{running.url}readyz") == {"ready": True}
    running.ask("a")
    running.wait_for_job("a")


@pytest.mark.services("postgres", "redis")
def test_the_same_command_uses_servers_where_the_environment_names_them(
    serve: Callable[[str], Installation],
) -> None:
    running = run(serve(REDIS_URL))
    assert fetch(f"{running.url}readyz") == {"ready": True}
    running.ask("a")
    running.wait_for_job("a")


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_leaves_nothing_behind(running: Running, stop: signal.Signals) -> None:
    family = running.family()
    running.ask("long", seconds=600)
    running.process.send_signal(stop)
    assert running.process.wait(60) == 0
    assert_gone(family)


def test_a_kill_leaves_nothing_behind(running: Running) -> None:
    family = running.family()
    running.process.kill()
    running.process.wait()
    assert_gone(family)


def test_a_killed_starter_leaves_nothing_behind(embedded: Installation) -> None:
    starter = "import subprocess, sys; subprocess.run([sys.executable, '-m', 'django', 'run', '--until-parent-ends'])"
    process = subprocess.Popen(
        [sys.executable, "-c", starter],
        cwd=ROOT,
        env=embedded.environment | {"PORT": str(free_port())},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    family = wait_for(lambda: found if len(found := descendants(process.pid)) > 2 else [], "no worker runs")
    process.kill()
    process.wait()
    assert_gone(family)


def test_a_killed_worker_is_started_again_and_takes_up_its_job(
    embedded: Installation, running: Running
) -> None:
    family = running.family()
    running.ask("a", seconds=3.0)
    wait_for(lambda: fetch(f"{running.url}jobs/a")["state"] == "running", "the job is not begun")
    os.kill(family[0], signal.SIGKILL)
    running.wait_for_job("a")
    assert_gone(family)
    assert set(running.family()).isdisjoint(family)
    report = embedded.report()
    assert (report["effects"], report["attempts"]) == (["a"], {"a": 2})


def test_the_next_start_keeps_the_data(embedded: Installation, running: Running) -> None:
    running.ask("a")
    running.wait_for_job("a")
    running.process.terminate()
    running.process.wait(60)
    again = run(embedded)
    assert fetch(f"{again.url}jobs/a")["state"] == "done"


def test_a_taken_port_is_passed_over_and_said_so(embedded: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        running = run(embedded, port)
    assert f"Port {port} is taken" in running.said
    assert fetch(f"{running.url}livez") == {"alive": True}


def test_a_broker_that_hangs_fails_no_request(embedded: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        embedded.broker_url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        running = run(embedded)
        for key in ("a", "b", "c"):
            running.ask(key)
        assert embedded.states() == ["queued"] * 3


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(OSError, match=r"192\.0\.2\.1|assign"):
        listen("192.0.2.1", 8000, attempts=2)


def test_a_port_that_is_none_is_refused(embedded: Installation) -> None:
    process = embedded.start("run", PORT="web")
    assert process.wait(60) == 1
    assert "PORT must be a number" in embedded.log("run")
