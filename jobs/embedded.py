"""The installation as one process tree: the web server, and a worker that it keeps alive."""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress

from django.conf import settings
from django.db import connections

logger = logging.getLogger(__name__)

STOP_SECONDS = 5.0
RESTART_SECONDS = (0.2, 10.0)  # the first wait, and the longest
HEALTHY_SECONDS = 30.0


class KeptWorker:
    """A child process that is started again when it dies, and that never outlives us.

    It leads a process group of its own, so that its forked processes can be ended with it, and it watches its
    standard input: that closes when we are gone, however we went.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._stopping = threading.Event()
        self._changing = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, name="worker keeper", daemon=True)

    def start(self) -> None:
        """Start the worker and keep it running."""
        self._keeper.start()

    def stop(self) -> None:
        """End the worker and all it started. A job in progress is taken up at the next start."""
        with self._changing:
            self._stopping.set()
            process = self._process
        if process is None:
            return
        try:
            with suppress(OSError):
                if process.stdin is not None:
                    process.stdin.close()
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECONDS)
        finally:
            end_group(process.pid)
        process.wait()

    def _keep(self) -> None:
        delay = RESTART_SECONDS[0]
        while (process := self._spawn()) is not None:
            started = time.monotonic()
            status = process.wait()
            end_group(process.pid)
            if self._stopping.is_set():
                return
            if time.monotonic() - started > HEALTHY_SECONDS:
                delay = RESTART_SECONDS[0]
            logger.warning("the worker ended with status %s and is started again", status)
            self._stopping.wait(delay)
            delay = min(2 * delay, RESTART_SECONDS[1])

    def _spawn(self) -> subprocess.Popen[bytes] | None:
        with self._changing:
            if self._stopping.is_set():
                return None
            self._process = subprocess.Popen(  # noqa: S603 -- our own command
                self._command, env=worker_environment(), stdin=subprocess.PIPE, start_new_session=True
            )
            return self._process


def end_group(pid: int) -> None:
    """Kill what is left of a process group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def worker_command(*options: str) -> list[str]:
    """The command line of a worker of this installation."""
    return [sys.executable, "-m", "django", "worker", *options]


def worker_environment() -> dict[str, str]:
    """Ours, and the place of the packages: the worker starts in the directory that we were started in."""
    paths = [str(settings.BASE_DIR), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def end_with_stdin() -> None:
    """End this process and its group when the standard input closes: whoever started us is gone."""

    def watch() -> None:
        # Not sys.stdin: its buffer is locked during the read, which aborts the interpreter at its end.
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(STOP_SECONDS)
        if os.getpgrp() == os.getpid():
            end_group(os.getpid())
        os._exit(1)

    threading.Thread(target=watch, name="stdin watcher", daemon=True).start()


def end_with_parent() -> None:
    """End this process as by Ctrl-C when the one that started it is gone, even if that was killed."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent watcher", daemon=True).start()


def forgo_connection_pools() -> None:
    """A forking worker needs a connection or two per process, and a pool does not survive a fork."""
    for connection in connections.all():
        connection.settings_dict["OPTIONS"].pop("pool", None)


def listen(host: str, port: int, *, attempts: int = 50) -> socket.socket:
    """A socket on the port, or on the next one that is free.

    Raises OSError when none of them is, or the host is not ours.
    """
    for candidate in range(port, port + attempts):
        listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen(128)
        except OSError:
            listener.close()
            if candidate == port + attempts - 1:
                raise
        else:
            return listener
    raise ValueError(f"attempts must be positive: {attempts}")
