"""Make a plan and its report. Imports the whole core: only workers and the command line need it."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict

from django.utils import timezone

from assessments.models import read_banks
from assessments.question_bank.translation import translated
from planner.models import Forecast, Plan, Report
from planner.reports.build import build_pdf
from planner.roadmap.forecast import forecasts_of
from planner.services.frozen.evaluation import Progress, evaluate
from planner.services.frozen.inputs import PlanInputs, canonical_text
from planner.services.frozen.verification import stored_translation
from planner.services.plans.request import REPORT_VARIANT


def make_plan(plan: Plan, report: Progress) -> Callable[[], None]:
    """Compute a plan and its PDF without a transaction; return what writes them."""
    inputs = PlanInputs.from_json(plan.inputs)
    # By the frozen inputs and not by the engagement, which may have moved to another version since.
    source = read_banks([inputs.bank.fingerprint])[inputs.bank.fingerprint]
    bank = translated(source, stored_translation(inputs))
    snapshot = evaluate(inputs, bank, report)
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
        Forecast.objects.filter(plan=plan).delete()
        Forecast.objects.bulk_create(Forecast(plan=plan, **asdict(line)) for line in forecasts_of(snapshot))
        Report.objects.update_or_create(
            plan=plan,
            variant=REPORT_VARIANT,
            defaults={"content": pdf, "sha256": hashlib.sha256(pdf).hexdigest()},
        )

    return write
