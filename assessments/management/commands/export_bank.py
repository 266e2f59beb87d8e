"""`manage.py export_bank VERSION OUT`: a published question bank as YAML or as a workbook."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.language import DEFAULT, LANGUAGES, speaking
from assessments.models import read_translation
from assessments.queries import find_bank
from assessments.question_bank.export import bank_to_yaml
from assessments.question_bank.spreadsheet import bank_to_xlsx
from assessments.question_bank.translation import translated


class Command(BaseCommand):
    help = "Write a published question bank as YAML, which can be published again, or as a workbook (.xlsx)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("version", help="KEY@VERSION, or the first letters of the fingerprint")
        parser.add_argument(
            "out", metavar="OUT", help="a file ending in .yaml or .xlsx; - for YAML on standard output"
        )

        parser.add_argument(
            "--language",
            choices=LANGUAGES,
            default=DEFAULT,
            help="of a workbook; YAML is as it was published",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        name, out = options["version"], options["out"]
        bank = find_bank(name)
        if bank is None:
            raise CommandError(f"{name}: no such published bank; write it as KEY@VERSION", returncode=2)
        language = options["language"]
        translation = read_translation(bank.fingerprint, language)
        if language != DEFAULT and not out.endswith(".xlsx"):
            raise CommandError(f"{out}: only a workbook (.xlsx) can be in another language", returncode=2)
        if language != DEFAULT and translation is None:
            raise CommandError(f"{name}: not translated to {LANGUAGES[language]}", returncode=2)
        if out == "-":
            sys.stdout.write(bank_to_yaml(bank.read()))
        elif out.endswith((".yaml", ".yml")):
            self._write(Path(out), bank_to_yaml(bank.read()).encode())
        elif out.endswith(".xlsx"):
            with speaking(language):
                self._write(Path(out), bank_to_xlsx(translated(bank.read(), translation)))
        else:
            raise CommandError(f"{out}: the name must end in .yaml or .xlsx", returncode=2)

    def _write(self, path: Path, content: bytes) -> None:
        try:
            path.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}", returncode=2) from error
        self.stderr.write(f"{path} written")
