"""Make a small engagement, and ask for plans over it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand

from tests.factories import PASSWORD
from tests.planner.samples import make_planned_setting, make_requested_plan


class Command(BaseCommand):
    """Each in a transaction of its own, in a process that ends at once: its rings may be lost."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What they are called; none, when only the engagement is wanted."""
        parser.add_argument("titles", nargs="*")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask for them; its consultant can sign in with the usual password."""
        setting = make_planned_setting()
        setting.consultant.is_staff = True
        setting.consultant.set_password(PASSWORD)
        setting.consultant.save(update_fields=["is_staff", "password"])
        for title in options["titles"]:
            make_requested_plan(setting, title)
