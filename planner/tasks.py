"""The planner's durable work."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from assessments.language import LANGUAGES, speaking
from assessments.models import Engagement
from assessments.services import CHANGE_JOB
from jobs.tasks import Work, register
from planner.models import Plan
from planner.services.plans.request import PLAN_JOB, mark_plan_failed


def plan_given_up(payload: Mapping[str, Any], reason: str) -> None:
    """Show on the plan that its job is dead."""
    mark_plan_failed(int(payload["plan"]), reason)


@register(PLAN_JOB, on_dead=plan_given_up)
def run_plan(work: Work) -> Callable[[], None]:
    """Make the plan that the job names; a plan that was deleted meanwhile needs nothing."""
    # Here and not above: the solver and the PDF library would slow the start of every web process and command.
    from planner.services.plans.make import make_plan
    from planner.services.plans.preview import KeptPreview

    plan = Plan.objects.select_related("engagement").filter(pk=work.payload["plan"]).first()
    if plan is None or plan.state == Plan.State.DONE:
        return lambda: None
    return make_plan(plan, work.report, KeptPreview(plan, work.attempt, work.write_aside))


@register(CHANGE_JOB)
def look_for_contradictions(work: Work) -> Callable[[], None]:
    """Hold the rules against an engagement whose answers, workloads or limits have changed."""
    from planner.services.contradiction_threads import report_contradictions
    from planner.services.frozen.contradictions import rules

    engagement = Engagement.objects.filter(pk=work.payload["engagement"]).first()
    if engagement is None:
        return lambda: None
    for language in LANGUAGES:
        with speaking(language):
            rules()  # read before the lock is held: reading them takes longer than all the rest

    def report() -> None:
        with suppress(Engagement.DoesNotExist):
            report_contradictions(engagement)

    return report
