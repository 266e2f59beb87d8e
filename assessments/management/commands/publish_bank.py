"""Publish a question bank."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.document import DocumentError
from assessments.services import VersionTakenError, publish_bank, publish_shipped


class Command(BaseCommand):
    """Publish a question bank for good; the same content again changes nothing."""

    help = "Publish a question bank for good: every shipped version unless a file or folder is named."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the bank's file or folder."""
        parser.add_argument("bank", nargs="?", type=Path, metavar="FILE_OR_FOLDER")

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish, or say what is wrong: exit code 2."""
        source: Path | None = options["bank"]
        try:
            publications = publish_shipped() if source is None else [publish_bank(source)]
        except DocumentError as error:
            raise CommandError(str(error), returncode=2) from error
        except VersionTakenError as error:
            where = "" if source is None else f"{source}: "
            raise CommandError(f"{where}{error}", returncode=2) from error
        for publication in publications:
            version = publication.bank_version
            done = "published" if publication.is_new else "was already published"
            self.stdout.write(f"{version} {done} ({version.fingerprint[:12]})")
