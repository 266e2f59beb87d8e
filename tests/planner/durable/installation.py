"""The product in processes of its own, to be killed."""

import json
import re
import sqlite3
import subprocess
import urllib.parse
import urllib.request
from contextlib import closing
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import Any

import psycopg

from tests.jobs.installation import PATIENCE_SECONDS, Installation, wait_for

REPORTS = 2  # the executive report and what durable/settings.py adds


@dataclass(frozen=True, slots=True)
class MadePlan:
    """What is in the database about one plan. `recomputed` values are over what is stored."""

    title: str
    state: str
    reason: str
    fingerprint: str
    recomputed: str
    attempts: int
    writings: int
    reports: tuple[dict[str, str], ...]

    @property
    def is_made_once(self) -> bool:
        """Done, with a whole report of each variant, each of which was written once."""
        return (
            self.state == "done"
            and self.writings == len(self.reports) == REPORTS
            and self.fingerprint == self.recomputed
            and all(report["begins"] == "%PDF" for report in self.reports)
            and all(report["sha256"] == report["recomputed"] for report in self.reports)
        )


class ProductInstallation(Installation):
    """An installation of the whole product."""

    @property
    def environment(self) -> dict[str, str]:
        """Of every process."""
        return super().environment | {"DJANGO_SETTINGS_MODULE": "tests.planner.durable.settings"}

    def ask_plans(self, *titles: str) -> None:
        """Ask for plans over a new engagement, from a process that ends at once."""
        self.manage("ask_plans", *titles)

    def plans(self) -> list[MadePlan]:
        """All plans, oldest first."""
        told = json.loads(self.manage("tell_plans"))
        return [MadePlan(**{**plan, "reports": tuple(plan["reports"])}) for plan in told]

    def start_worker(self) -> "subprocess.Popen[str]":
        """Start a worker that makes one plan at a time."""
        return self.start("worker", "--concurrency=1", "--log-level=WARNING")

    def steps(self) -> list[tuple[str, str]]:
        """State and step of every job that makes a plan, oldest first, read past Django."""
        sql = "SELECT state, step FROM jobs_job WHERE kind = 'plan' ORDER BY id"
        if self.database_url:
            with psycopg.connect(self.database_url) as server:
                return server.execute(sql).fetchall()
        with closing(sqlite3.connect(self.data / "plumbline.sqlite3", timeout=20)) as file:
            return file.execute(sql).fetchall()

    def wait_until_at_work(self) -> None:
        """Return in the middle of making a plan."""
        wait_for(
            lambda: any(state == "running" and step for state, step in self.steps()), "no plan is being made"
        )

    def wait_until_finished(self, count: int) -> None:
        """Return when so many plans are made or given up."""
        wait_for(
            lambda: sum(state in ("done", "dead") for state, _ in self.steps()) >= count,
            f"{count} plans are not finished",
        )

    def change(self, sql: str) -> None:
        """Change something in the embedded database, past Django."""
        with closing(sqlite3.connect(self.data / "plumbline.sqlite3", timeout=20)) as file, file:
            file.execute(sql)


@dataclass
class Person:
    """Somebody who is signed in, without a browser."""

    address: str
    email: str
    password: str
    cookies: CookieJar = field(default_factory=CookieJar)

    def __post_init__(self) -> None:
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.get("account/login/")
        self.post("account/login/", login=self.email, password=self.password)

    def get(self, path: str) -> str:
        """A page, as text."""
        return self._open(urllib.request.Request(self.address + path))

    def post(self, path: str, **fields: str) -> str:
        """The page to which a form leads."""
        token = next(cookie.value or "" for cookie in self.cookies if cookie.name == "csrftoken")
        data = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
        return self._open(urllib.request.Request(self.address + path, data))

    def request_plan(self, engagement: int, title: str) -> None:
        """Press the button on the page of the plans."""
        path = f"engagements/{engagement}/plans/"
        found = re.search(r'name="request_id" value="([^"]+)"', self.get(path))
        assert found is not None
        self.post(f"{path}request/", request_id=found[1], title=title)

    def _open(self, request: urllib.request.Request) -> str:
        with self._opener.open(request, timeout=PATIENCE_SECONDS) as response:
            text: Any = response.read().decode()
        return str(text)
