"""What became of the jobs, as JSON on the standard output."""

import json
from typing import Any

from django.core.management import BaseCommand

from jobs.models import Job
from tests.jobs.site.models import Death, Effect


class Command(BaseCommand):
    """Reads all tables."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell them."""
        report = {
            "states": {job.key: job.state for job in Job.objects.all()},
            "attempts": {job.key: job.attempts for job in Job.objects.all()},
            "effects": sorted(Effect.objects.values_list("key", flat=True)),
            "deaths": dict(Death.objects.values_list("key", "reason")),
        }
        self.stdout.write(json.dumps(report))
