"""Installations in processes of their own."""

import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from kombu import Connection, Queue
from redis import Redis

from tests.jobs.installation import Installation, postgres_database, wait_for


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Installation]:
    """SQLite, and no broker."""
    installation = Installation(tmp_path)
    installation.manage("migrate")
    yield installation
    installation.end()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[str], Installation]]:
    """A function that makes an installation on PostgreSQL and the broker of a URL."""
    with postgres_database() as database_url:
        installation = Installation(tmp_path, database_url)

        def on(broker_url: str) -> Installation:
            installation.broker_url = broker_url
            installation.manage("migrate")
            return installation

        yield on
        installation.end()
        forget_queue(installation)


def forget_queue(installation: Installation) -> None:
    """Delete the queue of an installation from its broker, with all that is in it and is known about it."""
    options = {"max_retries": 1}
    with suppress(Exception), Connection(installation.broker_url, transport_options=options) as connection:
        Queue(installation.queue, channel=connection.default_channel).delete()
        if connection.transport.driver_type == "redis":
            with Redis.from_url(installation.broker_url) as client:
                for key in client.scan_iter(f"*{installation.queue}"):
                    client.delete(key)


class RedisServer:
    """A Redis server of our own, which may be flushed and killed."""

    def __init__(self, port: int, directory: Path) -> None:
        self.port = port
        self._program = shutil.which("redis-server") or "redis-server"
        self._directory = directory
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """For Celery."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = [
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            str(self._directory),
        ]
        self._process = subprocess.Popen([self._program, *options], stdout=subprocess.DEVNULL)
        wait_for(self._answers, "the Redis server does not start")

    def flush(self) -> None:
        """Make it forget everything."""
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.sendall(b"FLUSHALL\r\n")
            assert connection.recv(16) == b"+OK\r\n"

    def kill(self) -> None:
        """End it at once; it keeps nothing."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _answers(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16) == b"+PONG\r\n"
        return False


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis server of our own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        server = RedisServer(probe.getsockname()[1], tmp_path)
    server.start()
    yield server
    server.kill()
