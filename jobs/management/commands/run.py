"""The whole installation with one command."""

import os
import signal
from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from socket import socket
from typing import Any, NoReturn

from django.apps import apps
from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command, get_commands
from django.utils.module_loading import import_string
from waitress import create_server
from waitress.server import BaseWSGIServer

from jobs.embedded import KeptWorker, end_with_parent, listen, worker_command

WEB_THREADS = 8
# Evidence is the largest that anybody sends: 20 MB, checked once it is here. More never comes so far.
LARGEST_REQUEST_BYTES = 32_000_000


def web_server(listener: socket) -> BaseWSGIServer:
    """The web server on a socket that listens; a larger request is refused by its header, before it is here."""
    return create_server(
        import_string(settings.WSGI_APPLICATION),
        sockets=[listener],
        threads=WEB_THREADS,
        max_request_body_size=LARGEST_REQUEST_BYTES,
    )


class Command(BaseCommand):
    """Database, question bank, demonstration data, web server and worker in one process tree."""

    help = "Prepares the database and serves Plumbline with a worker at PLUMBLINE_BIND and PORT (127.0.0.1:8000)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """For make, which may be killed and must not leave a server behind."""
        parser.add_argument(
            "--until-parent-ends", action="store_true", help="stop when the starting process is gone"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until Ctrl-C or SIGTERM; nothing that was started stays behind."""
        for stop in (signal.SIGTERM, signal.SIGINT):
            signal.signal(stop, _leave)
        if options["until_parent_ends"]:
            end_with_parent()
        host, port = _address()
        login = self._prepare()
        listener = listen(host, port)
        actual = listener.getsockname()[1]
        # The worker writes letters with links to this place.
        os.environ["PORT"] = str(actual)
        worker = KeptWorker(worker_command("--until-stdin-closes", "--log-level=WARNING"))
        server = web_server(listener)
        try:
            worker.start()
            if actual != port:
                self._say(f"Port {port} is taken; using {actual}.")
            self._say(
                f"\nPlumbline is running at http://{_in_url(host)}:{actual}/ (Ctrl-C stops it)\n{login}"
            )
            server.run()
        finally:
            worker.stop()
            server.close()
            self._say("Plumbline has stopped.")

    def _prepare(self) -> str:
        """Bring the database up to date, and return how to log in to the demonstration, if it is there."""
        for folder in (settings.DATA_DIR, settings.STATIC_ROOT):
            folder.mkdir(parents=True, exist_ok=True)
        call_command("migrate", interactive=False, verbosity=0)
        if "publish_bank" in get_commands():
            try:
                call_command("publish_bank", stdout=StringIO())
            except CommandError as error:
                self.stderr.write(f"The shipped question bank is not published: {error}")
        note = Path(settings.DATA_DIR) / "demonstration.txt"
        if "demo" in get_commands() and not apps.get_model("accounts", "Organisation").objects.exists():
            self._say("Making the demonstration data …")
            said = StringIO()
            call_command("demo", stdout=said)
            note.touch(mode=0o600)
            note.write_text(said.getvalue())
        return note.read_text() if note.exists() else ""

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _address() -> tuple[str, int]:
    host, port = os.environ.get("PLUMBLINE_BIND") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise CommandError(f"PORT must be a number from 1 to 65535, not {port!r}")
    return host, int(port)


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _leave(*_: Any) -> NoReturn:
    raise SystemExit(0)
