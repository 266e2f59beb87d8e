"""`manage.py demo`: (re)create the demonstration organisation."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from planner.services.demonstration.create import create_demonstration, demonstration_password


class Command(BaseCommand):
    help = "Create the demonstration organisation with answers of several people; an earlier one is replaced."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--password", help="of the demonstration users (default: made once, and kept)")

    def handle(self, *args: Any, **options: Any) -> None:
        made = create_demonstration(password=options["password"] or demonstration_password())
        self.stdout.write(f"{made.organisation.name}: log in with the password {made.password} as")
        for email in made.emails:
            self.stdout.write(f"  {email}")
