"""`manage.py check_question_bank FILE_OR_FOLDER`: the publish checks, before anybody answers."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from assessments.question_bank.check import check_bank
from assessments.question_bank.load import SHIPPED, load_bank


class Command(BaseCommand):
    help = "Check a question bank: every fault with file, line and reason on standard error, exit code 2."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "bank",
            type=Path,
            nargs="?",
            default=SHIPPED,
            metavar="FILE_OR_FOLDER",
            help="a folder with its bank.yaml, or one file (default: the shipped bank)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        faults = check_bank(options["bank"])
        if faults:
            for fault in faults:
                self.stderr.write(str(fault))
            sys.exit(2)
        bank = load_bank(options["bank"])
        practices, questions = len(list(bank.practices())), len(list(bank.questions()))
        self.stdout.write(
            f"{bank.key} {bank.version}: {len(bank.domains)} domains, {practices} practices, "
            f"{questions} questions, no faults; fingerprint {bank.fingerprint}"
        )
