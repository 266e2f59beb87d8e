"""Make a plan and its report. Imports the whole core: only workers and the command line need it."""

from collections.abc import Callable
from dataclasses import asdict

from django.conf import settings
from django.utils import timezone

from assessments.models import read_banks
from assessments.question_bank.translation import translated
from planner.models import Forecast, Headline, Plan, Simulation
from planner.roadmap.forecast import forecasts_of
from planner.roadmap.preview import Watch
from planner.services.frozen.evaluation import Progress, evaluate
from planner.services.frozen.inputs import PlanInputs, canonical_text
from planner.services.frozen.verification import stored_translation
from planner.services.plans.draw import draw_report, keep_report
from planner.services.plans.headline import headline_of
from planner.services.plans.request import REPORT_VARIANT, forget_previews
from planner.services.plans.simulated import services_of
from planner.sizing.size import Sizing


def make_plan(plan: Plan, report: Progress, watch: Watch | None = None) -> Callable[[], None]:
    """Compute a plan and its reports without a transaction; return what writes them.

    watch: is told what the search for the roadmap has in hand.
    """
    inputs = PlanInputs.from_json(plan.inputs)
    # By the frozen inputs and not by the engagement, which may have moved to another version since.
    source = read_banks([inputs.bank.fingerprint])[inputs.bank.fingerprint]
    bank = translated(source, stored_translation(inputs))
    kept: list[Sizing] = []
    snapshot = evaluate(inputs, bank, report, kept.append, watch)
    report("report", 0.9)
    drawn = {
        variant: draw_report(plan, snapshot, variant) for variant in (REPORT_VARIANT, *settings.MORE_REPORTS)
    }

    def write() -> None:
        Plan.objects.filter(pk=plan.pk).update(
            state=Plan.State.DONE,
            reason="",
            finished_at=timezone.now(),
            snapshot_text=canonical_text(snapshot),
            fingerprint=snapshot["fingerprint"],
        )
        Headline.objects.update_or_create(
            plan=plan, defaults={"engagement_id": plan.engagement_id, **headline_of(snapshot)}
        )
        Simulation.objects.update_or_create(plan=plan, defaults={"services": services_of(kept[-1])})
        Forecast.objects.filter(plan=plan).delete()
        Forecast.objects.bulk_create(Forecast(plan=plan, **asdict(line)) for line in forecasts_of(snapshot))
        for variant, pdf in drawn.items():
            keep_report(plan, variant, pdf)
        forget_previews()

    return write
