"""Queue the jobs of a JSON list on the standard input."""

import json
import sys
from typing import Any

from django.core.management import BaseCommand
from django.db import transaction

from jobs.services import enqueue


class Command(BaseCommand):
    """Each in a transaction of its own."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Queue them."""
        for job in json.load(sys.stdin):
            with transaction.atomic():
                enqueue(**job)
