"""`manage.py size FILE.yaml`: only the sizing core, without a database."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from assessments.document import DocumentError, Fault, read_document
from planner.management.output import bad_input, write_outputs
from planner.sizing.document import SizeRequest, read_size_document
from planner.sizing.size import explained, size
from planner.sizing.table import sizing_table
from planner.sizing.uncertainty import FEWEST, MOST


class Command(BaseCommand):
    """Size the workloads of a document."""

    help = "Size the workloads of a document: accelerators, memory, time, storage, power, carbon and cost."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="YAML with `workloads`, and optionally `estate` and `assumptions`")
        parser.add_argument(
            "--json", metavar="OUT.json", help='write the whole result; "-" is standard output'
        )
        parser.add_argument(
            "--samples", type=int, default=1024, help=f"a power of two from {FEWEST} to {MOST}"
        )
        parser.add_argument("--seed", type=int, default=0)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            request = read_size_document(read_document(options["file"]))
            _check_samples(options["samples"])
        except DocumentError as error:
            bad_input(error)
        self._write(request, options)

    def _write(self, request: SizeRequest, options: dict[str, Any]) -> None:
        given = (request.workloads, request.estate, request.assumptions)
        sizing = explained(size(*given, seed=options["seed"], samples=options["samples"]), *given)
        if options["json"] is None:
            self.stdout.write(sizing_table(sizing))
            return
        text = json.dumps(sizing.to_json(), indent=1, ensure_ascii=False, allow_nan=False) + "\n"
        write_outputs([(options["json"], text.encode())])


def _check_samples(samples: int) -> None:
    if samples < FEWEST or samples > MOST or samples & (samples - 1):
        reason = f"must be a power of two from {FEWEST} to {MOST} (got {samples})"
        raise DocumentError([Fault("--samples", None, "", reason)])
