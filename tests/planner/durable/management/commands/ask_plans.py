"""Ask for plans over an engagement of its own."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand

from tests.planner.samples import make_planned_setting, make_requested_plan


class Command(BaseCommand):
    """Each in a transaction of its own, in a process that ends at once: its rings may be lost."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What they are called."""
        parser.add_argument("titles", nargs="+")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask for them."""
        setting = make_planned_setting()
        for title in options["titles"]:
            make_requested_plan(setting, title)
