"""`manage.py check_question_bank FILE_OR_FOLDER`: the publish checks, before anybody answers."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from assessments.language import LANGUAGES
from assessments.question_bank.load import SHIPPED_VERSIONS, load_bank
from assessments.question_bank.translation_files import read_translations
from assessments.scoring.trial import publish_faults


class Command(BaseCommand):
    help = "Check a question bank: every fault with file, line and reason on standard error, exit code 2."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "bank",
            type=Path,
            nargs="?",
            metavar="FILE_OR_FOLDER",
            help="a folder with its bank.yaml, or one file (default: every shipped version)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        sources = [options["bank"]] if options["bank"] else SHIPPED_VERSIONS
        found = {source: publish_faults(source) for source in sources}
        for fault in (fault for faults in found.values() for fault in faults):
            self.stderr.write(str(fault))
        for source in (source for source, faults in found.items() if not faults):
            self._count(source)
        if any(found.values()):
            sys.exit(2)

    def _count(self, source: Path) -> None:
        bank = load_bank(source)
        practices, questions = len(list(bank.practices())), list(bank.questions())
        quick = sum(question.is_quick for question in questions)
        languages = [
            f"; {LANGUAGES[one.language]}: {', '.join(one.missing) + ' missing' if one.missing else 'complete'}"
            for one in read_translations(source, bank)
        ]
        self.stdout.write(
            f"{bank.key} {bank.version}: {len(bank.domains)} domains, {practices} practices, "
            f"{len(questions)} questions{f' ({quick} quick)' if quick else ''}, no faults; "
            f"fingerprint {bank.fingerprint}{''.join(languages)}"
        )
