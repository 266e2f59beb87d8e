"""A whole installation in processes of its own, to be killed."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.services import POSTGRES_URL

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE_SECONDS = 90.0
T = TypeVar("T")


def wait_for(look: Callable[[], T], what: str) -> T:
    """What `look` finds, as soon as it finds something. Raises TimeoutError after a long time."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.05)
    raise TimeoutError(what)


@dataclass
class Installation:
    """Settings of one installation, and every process that was started in it."""

    data: Path
    database_url: str = ""
    broker_url: str = ""
    queue: str = field(default_factory=lambda: f"plumbline-test-{uuid.uuid4().hex}")
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """Of every process."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.jobs.site.settings",
            "PLUMBLINE_DATA": str(self.data),
            "DATABASE_URL": self.database_url,
            "CELERY_BROKER_URL": self.broker_url,
            "PLUMBLINE_TEST_QUEUE": self.queue,
        }

    def manage(self, *arguments: str, text: str = "") -> str:
        """Run a command to its end and return what it wrote."""
        result = subprocess.run(
            [sys.executable, "-m", "django", *arguments],
            cwd=ROOT,
            env=self.environment,
            input=text,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        return result.stdout

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start a command at the head of a process group of its own."""
        process = subprocess.Popen(
            [sys.executable, "-m", "django", *arguments],
            cwd=ROOT,
            env=self.environment | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=(self.data / f"{arguments[0]}.log").open("a"),
            text=True,
            start_new_session=True,
        )
        self.processes.append(process)
        return process

    def start_worker(self) -> subprocess.Popen[str]:
        """Start a worker of two processes."""
        return self.start("worker", "--concurrency=2", "--log-level=WARNING")

    def enqueue(self, *jobs: dict[str, Any]) -> None:
        """Queue jobs from a process that ends at once: its rings may be lost."""
        self.manage("ask", text=json.dumps(jobs))

    def report(self) -> dict[str, Any]:
        """Jobs by key, the keys of effects, the keys and reasons of deaths."""
        report: dict[str, Any] = json.loads(self.manage("tell"))
        return report

    def states(self) -> list[str]:
        """The states of all jobs, read past Django."""
        sql = "SELECT state FROM jobs_job ORDER BY id"
        if self.database_url:
            with psycopg.connect(self.database_url) as server:
                return [state for (state,) in server.execute(sql)]
        with closing(sqlite3.connect(self.data / "plumbline.sqlite3", timeout=20)) as file:
            return [state for (state,) in file.execute(sql)]

    def count_done(self) -> int:
        """How many jobs are done."""
        return self.states().count("done")

    def log(self, command: str) -> str:
        """What all runs of a command wrote to their standard error."""
        return (self.data / f"{command}.log").read_text()

    def end(self) -> None:
        """Kill whatever still runs."""
        for process in self.processes:
            children = descendants(process.pid)
            kill_group(process)
            for child in children:
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)


def kill_group(process: subprocess.Popen[str]) -> None:
    """SIGKILL for a process and all of its group, as when a machine goes down."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def descendants(pid: int) -> list[int]:
    """The living processes below one, from /proc."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                parents[int(path.parent.name)] = int(parent)
    found = [pid]
    for known in found:
        found += [child for child, parent in parents.items() if parent == known]
    return found[1:]


def process_state(pid: int) -> str:
    """The letter of /proc: T for stopped, Z for one that merely waits to be collected; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def is_running(pid: int) -> bool:
    """Whether the process exists and is not merely waiting to be collected."""
    return process_state(pid) not in ("", "Z")


def fetch(url: str, body: dict[str, Any] | None = None) -> Any:
    """The JSON that a page answers."""
    data = json.dumps(body).encode() if body else None
    with urllib.request.urlopen(url, data, timeout=PATIENCE_SECONDS) as response:
        return json.load(response)


@contextmanager
def postgres_database() -> Iterator[str]:
    """The URL of a new database, which is dropped at the end."""
    name = f"plumbline_{uuid.uuid4().hex}"
    with psycopg.connect(POSTGRES_URL, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(urlsplit(POSTGRES_URL)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(POSTGRES_URL, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
