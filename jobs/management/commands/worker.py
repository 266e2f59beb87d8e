"""One more worker."""

import os
import sys
import warnings
from argparse import ArgumentParser
from socket import gethostname
from typing import Any

from celery import current_app
from celery.exceptions import SecurityWarning
from django.core.management import BaseCommand

from jobs.embedded import end_with_stdin, forgo_connection_pools


class Command(BaseCommand):
    """A Celery worker with the sweep. As many may run, on as many machines, as there are cores."""

    help = (
        "Does the jobs: rung for by the broker of CELERY_BROKER_URL, or, without one, looking at the table."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How much at the same time, and how long."""
        parser.add_argument(
            "--concurrency", type=int, metavar="N", help="jobs at the same time (default: one per core)"
        )
        parser.add_argument("--log-level", default="INFO", metavar="LEVEL")
        parser.add_argument(
            "--until-stdin-closes",
            action="store_true",
            help="end with the process at the other end of the standard input",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["until_stdin_closes"]:
            end_with_stdin()
        forgo_connection_pools()
        # It warns of a superuser who unpickles messages; ours are JSON.
        warnings.simplefilter("ignore", SecurityWarning)
        worker = current_app.Worker(
            hostname=f"plumbline-{os.getpid()}@{gethostname() or 'localhost'}",
            pool_cls="prefork",
            concurrency=options["concurrency"],
            loglevel=options["log_level"],
            quiet=True,
            without_gossip=True,
            without_mingle=True,
        )
        worker.start()
        sys.exit(worker.exitcode)
