"""Ask for a plan, give it up, ask again. Making it is in `planner/services/making.py`."""

import uuid
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from assessments.document import DocumentError, Fault
from assessments.language import DEFAULT, say
from assessments.models import Engagement
from jobs.models import UNKNOWN_REASON, Job
from jobs.services import enqueue, retry
from planner.models import Plan, Scenario
from planner.services.gather import inputs_of
from planner.services.inputs import canonical_text
from planner.services.validation import bare_document, check_plan_parts

PLAN_JOB = "plan"
REPORT_VARIANT = "executive"


def request_plan(
    *,
    engagement: Engagement,
    user: User,
    request_id: uuid.UUID,
    title: str = "",
    as_of: date | None = None,
    language: str = DEFAULT,
    scenario: Scenario | None = None,
) -> Plan:
    """Freeze the inputs and queue a plan. The same `request_id` returns the plan that it made before.

    language: what the plan and its report are written in. scenario: of the same engagement; what would be different.

    Raises DocumentError when workloads or constraints cannot be planned (none described, no longer valid).
    """
    with transaction.atomic():
        # The engagement's row is the lock: the button pressed twice at once finds the first plan the second time.
        Engagement.objects.select_for_update(of=("self",)).get(pk=engagement.pk)
        earlier = Plan.objects.filter(request_id=request_id).first()
        if earlier and earlier.engagement_id == engagement.pk:
            return earlier
        if earlier:
            reason = say("this form is used up: press the button again")
            raise DocumentError([Fault(engagement.title, None, "", reason)])
        inputs = inputs_of(
            engagement, as_of=as_of or timezone.localdate(), language=language, scenario=scenario
        )
        if faults := check_plan_parts(bare_document(inputs), inputs):
            raise DocumentError(faults)
        plan = Plan.objects.create(
            engagement=engagement,
            scenario=scenario,
            title=title,
            requested_by=user,
            request_id=request_id,
            inputs_text=canonical_text(inputs.to_json()),
        )
        enqueue(kind=PLAN_JOB, key=plan.job_key, payload={"plan": plan.pk})
    return plan


def mark_plan_failed(plan_id: int, reason: str) -> None:
    """Record that a plan was given up, and why."""
    Plan.objects.filter(pk=plan_id).exclude(state=Plan.State.DONE).update(
        state=Plan.State.FAILED, reason=reason or UNKNOWN_REASON, finished_at=timezone.now()
    )


def retry_plan(plan: Plan) -> None:
    """Queue a failed plan again over the same inputs. Does nothing for a plan that has not failed."""
    with transaction.atomic():
        job = Job.objects.filter(key=plan.job_key).first()
        if plan.state != Plan.State.FAILED or job is None:
            return
        retry(job=job)
        Plan.objects.filter(pk=plan.pk, state=Plan.State.FAILED).update(
            state=Plan.State.QUEUED, reason="", finished_at=None
        )
