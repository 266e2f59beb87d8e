"""Make a plan and its report. Imports the whole core: only workers and the command line need it."""

import hashlib
from collections.abc import Callable

from django.utils import timezone

from assessments.queries import bank_of
from planner.models import Plan, Report
from planner.reports.build import build_pdf
from planner.services.evaluation import Progress, evaluate
from planner.services.inputs import PlanInputs, canonical_text
from planner.services.plans import REPORT_VARIANT


def make_plan(plan: Plan, report: Progress) -> Callable[[], None]:
    """Compute a plan and its PDF without a transaction; return what writes them."""
    inputs = PlanInputs.from_json(plan.inputs)
    snapshot = evaluate(inputs, bank_of(plan.engagement), report)
    report("report", 0.9)
    pdf = build_pdf(snapshot, variant=REPORT_VARIANT)

    def write() -> None:
        Plan.objects.filter(pk=plan.pk).update(
            state=Plan.State.DONE,
            reason="",
            finished_at=timezone.now(),
            snapshot_text=canonical_text(snapshot),
            fingerprint=snapshot["fingerprint"],
        )
        Report.objects.update_or_create(
            plan=plan,
            variant=REPORT_VARIANT,
            defaults={"content": pdf, "sha256": hashlib.sha256(pdf).hexdigest()},
        )

    return write
