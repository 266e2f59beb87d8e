"""`manage.py audit verify | seal | forget`: look after the audit log."""

from argparse import ArgumentParser
from datetime import UTC, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_date

from accounts.models import User, normalise_email
from accounts.services.audit import forget_before, forget_person, verify
from accounts.services.audit.seal import seal_all


class Command(BaseCommand):
    help = "Check the audit log against its chain, seal what is not sealed yet, or forget people in it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True, metavar="verify | seal | forget")
        check = parts.add_parser("verify", help="exit 0 when nothing was tampered with, 1 when something was")
        check.add_argument(
            "--known", default="", metavar="HEAD", help="a head that an earlier check printed, kept elsewhere"
        )
        parts.add_parser("seal", help="seal every entry that is not sealed yet")
        forget = parts.add_parser("forget", help="blank people; what happened stays")
        whom = forget.add_mutually_exclusive_group(required=True)
        whom.add_argument("--person", metavar="EMAIL", help="one person, by the address of their account")
        whom.add_argument(
            "--before", metavar="DATE", help="everybody, in entries before a day such as 2026-01-31"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        part = {"verify": self._verify, "seal": self._seal, "forget": self._forget}[options["part"]]
        part(options)

    def _verify(self, options: dict[str, Any]) -> None:
        try:
            verdict = verify(known=options["known"])
        except ValueError as error:
            raise CommandError(f"--known: {error}") from error
        for fault in verdict.faults:
            self.stdout.write(f"NOT AS RECORDED: {fault}")
        counts = (
            f"{verdict.sealed} entries sealed, {verdict.unsealed} not yet, {verdict.blanked} without a person"
        )
        self.stdout.write(f"{'verified' if verdict.is_sound else 'tampered with'}: {counts}")
        if verdict.head:
            self.stdout.write(f"head: {verdict.head}")
        if not verdict.is_sound:
            raise SystemExit(1)

    def _seal(self, options: dict[str, Any]) -> None:
        self.stdout.write(f"{seal_all()} entries sealed")

    def _forget(self, options: dict[str, Any]) -> None:
        if options["person"]:
            user = User.objects.filter(email=normalise_email(options["person"])).first()
            if user is None:
                raise CommandError(f"--person: nobody has the address {options['person']!r}")
            count = forget_person(user)
        else:
            count = forget_before(_start_of(options["before"]))
        self.stdout.write(f"{count} entries blanked")


def _start_of(text: str) -> datetime:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise CommandError(f"--before: write a day as 2026-01-31 (got {text!r})")
    return datetime.combine(day, time.min, UTC)
