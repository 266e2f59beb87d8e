"""What became of the plans, as JSON on the standard output."""

import hashlib
import json
from typing import Any

from django.core.management import BaseCommand

from planner.models import Plan
from planner.queries import job_of
from planner.services.frozen.inputs import fingerprint_of
from tests.planner.durable.models import Writing


class Command(BaseCommand):
    """Reads all tables."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell them."""
        self.stdout.write(json.dumps([_told(plan) for plan in Plan.objects.order_by("pk")]))


def _told(plan: Plan) -> dict[str, Any]:
    job = job_of(plan)
    content = {key: value for key, value in plan.snapshot.items() if key != "fingerprint"}
    return {
        "title": plan.title,
        "state": plan.state,
        "reason": plan.reason,
        "fingerprint": plan.fingerprint,
        "recomputed": fingerprint_of(content) if content else "",
        "attempts": job.attempts if job else 0,
        "writings": Writing.objects.filter(plan_id=plan.pk).count(),
        "reports": [
            {
                "sha256": report.sha256,
                "recomputed": hashlib.sha256(bytes(report.content)).hexdigest(),
                "begins": bytes(report.content)[:4].decode("latin-1"),
            }
            for report in plan.reports.order_by("variant")
        ],
    }
