"""`manage.py verify PLAN_OR_PDF`: recompute a result from its snapshot and compare the fingerprint."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from assessments.document import DocumentError
from planner.management.output import bad_input
from planner.services.frozen.verification import differences, find_snapshot


class Command(BaseCommand):
    help = "Recompute a result and compare: exit 0 when it is the same, 1 when it is not, 2 when it is not found."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "plan", metavar="PLAN_OR_PDF", help="number or fingerprint of a plan, its JSON, or its report"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            snapshot = find_snapshot(options["plan"])
            different = differences(snapshot)
        except DocumentError as error:
            bad_input(error)
        if different == ["fingerprint"]:
            self.stdout.write(
                f"NOT VERIFIED: the content does not match the fingerprint {snapshot.get('fingerprint')}"
            )
        elif different:
            self.stdout.write(f"NOT VERIFIED: {', '.join(different)} come out differently with this engine")
        else:
            self.stdout.write(f"verified: {snapshot['fingerprint']}")
        if different:
            raise SystemExit(1)
