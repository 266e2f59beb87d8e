"""Publish a question bank."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.document import DocumentError
from assessments.question_bank.load import SHIPPED
from assessments.services import VersionTakenError, publish_bank


class Command(BaseCommand):
    """Publish a question bank for good; the same content again changes nothing."""

    help = "Publish a question bank for good: the shipped one unless a file or folder is named."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the bank's file or folder."""
        parser.add_argument("bank", nargs="?", type=Path, default=SHIPPED, metavar="FILE_OR_FOLDER")

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish, or say what is wrong: exit code 2."""
        try:
            publication = publish_bank(options["bank"])
        except DocumentError as error:
            raise CommandError(str(error), returncode=2) from error
        except VersionTakenError as error:
            raise CommandError(f"{options['bank']}: {error}", returncode=2) from error
        version = publication.bank_version
        done = "published" if publication.is_new else "was already published"
        self.stdout.write(f"{version} {done} ({version.fingerprint[:12]})")
