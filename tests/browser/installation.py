"""A whole installation of its own: `manage.py run` in a fresh folder, driven from outside like a user would."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120.0
STOP_SECONDS = 30.0
MAIL_DOMAIN = "demonstration.example"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Installation:
    """A running installation: where it answers, what it has printed, its data and its demonstration users."""

    address: str
    log: Path
    data: Path
    password: str

    def printed(self) -> str:
        """All that it has printed so far, the e-mails of the console back end among it."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def invitation_link(self, email: str, seconds: float = 60.0) -> str:
        """The link of the newest invitation to an address, once its e-mail is out."""
        return wait_for(lambda: self._link(email), seconds, lambda: f"no invitation to {email} was sent")

    def _link(self, email: str) -> str | None:
        letters = [letter for letter in self.printed().split("Content-Type:") if f"To: {email}" in letter]
        found = re.findall(r"https?://\S+/invitations/\S+", letters[-1]) if letters else []
        return found[-1] if found else None


def wait_for(read: Callable[[], T | None], seconds: float, failure: Callable[[], str]) -> T:
    """Return what `read` returns once it is not None or False. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := read():
            return found
        time.sleep(0.1)
    raise TimeoutError(failure())


@contextmanager
def running_installation(folder: Path, **environment: str) -> Iterator[Installation]:
    """Start an installation in an empty folder, or again in the folder of one that was stopped; stop it at the end.

    environment: what it is told besides, such as the PORT of the earlier one.
    """
    log = folder / "log.txt"
    port = environment.get("PORT") or _free_port()
    variables = {
        **os.environ,
        "PLUMBLINE_DATA": str(folder / "data"),
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        "DATABASE_URL": "",
        "CELERY_BROKER_URL": "",
        "PLUMBLINE_EMAIL_URL": "",
        **environment,
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "run"],
            cwd=ROOT,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(
            lambda: _answers(process, log, address),
            START_SECONDS,
            lambda: f"it did not start:\n{log.read_text()}",
        )
        password = (folder / "data" / "demonstration_password").read_text().strip()
        yield Installation(address, log, folder / "data", password)
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()  # its worker ends by itself: nobody holds its standard input any more
        process.wait()
        raise


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _answers(process: subprocess.Popen[bytes], log: Path, address: str) -> bool:
    if process.poll() is not None:
        raise RuntimeError(f"it ended with {process.returncode}:\n{log.read_text()}")
    try:
        with urllib.request.urlopen(f"{address}/livez", timeout=10) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
