"""Ask for a plan, give it up, ask again. Making it is in `planner/services/plans/make.py`."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import Action, User
from accounts.services.audit import record
from assessments.document import Document, DocumentError, Fault
from assessments.language import DEFAULT, say
from assessments.models import Engagement
from jobs.models import UNKNOWN_REASON, Job
from jobs.services import enqueue, retry
from planner.models import Plan, Preview, Scenario
from planner.services.frozen.inputs import PlanInputs, canonical_text
from planner.services.frozen.validation import bare_document, check_plan_parts
from planner.services.plans.drawn_with import frozen_drawing
from planner.services.plans.gather import inputs_of_each

PLAN_JOB = "plan"
REPORT_VARIANT = "executive"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A plan that is asked for. scenario: None for what is known, unchanged."""

    request_id: uuid.UUID
    scenario: Scenario | None = None
    title: str = ""


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
    wanted = Wanted(request_id, scenario, title)
    return request_plans(engagement=engagement, user=user, wanted=(wanted,), as_of=as_of, language=language)[
        0
    ]


def request_plans(
    *,
    engagement: Engagement,
    user: User,
    wanted: Sequence[Wanted],
    as_of: date | None = None,
    language: str = DEFAULT,
) -> list[Plan]:
    """Freeze the inputs of several plans over the same answers, and queue all of them or none.

    Raises DocumentError with every fault of what cannot be planned.
    """
    with transaction.atomic():
        # The engagement's row is the lock: the button pressed twice at once finds the first plans the second time.
        Engagement.objects.select_for_update(of=("self",)).get(pk=engagement.pk)
        ids = [one.request_id for one in wanted]
        earlier = {plan.request_id: plan for plan in Plan.objects.filter(request_id__in=ids)}
        if any(plan.engagement_id != engagement.pk for plan in earlier.values()):
            reason = say("this form is used up: press the button again")
            raise DocumentError([Fault(engagement.title, None, "", reason)])
        missing = [one for one in wanted if one.request_id not in earlier]
        if missing:
            frozen = inputs_of_each(
                engagement,
                [one.scenario for one in missing],
                as_of=as_of or timezone.localdate(),
                language=language,
            )
            _check(frozen)
            for one, inputs in zip(missing, frozen, strict=True):
                earlier[one.request_id] = _queued(one, inputs, engagement, user)
    return [earlier[request_id] for request_id in ids]


def _check(frozen: Sequence[PlanInputs]) -> None:
    """Raise DocumentError with every fault of inputs that cannot be planned, each said once."""
    faults = [fault for inputs in frozen for fault in check_plan_parts(_document_of(inputs), inputs)]
    said = {(fault.place, fault.reason): fault for fault in reversed(faults)}
    if said:
        raise DocumentError([*reversed(said.values())])


def _document_of(inputs: PlanInputs) -> Document:
    """Return the document whose faults name the scenario where there is one."""
    title = inputs.scenario.get("title")
    return Document(str(title), None, {}) if title else bare_document(inputs)


def _queued(one: Wanted, inputs: PlanInputs, engagement: Engagement, user: User) -> Plan:
    plan = Plan.objects.create(
        engagement=engagement,
        scenario=one.scenario,
        title=one.title,
        requested_by=user,
        request_id=one.request_id,
        inputs_text=canonical_text(inputs.to_json()),
        drawn_with_text=canonical_text(frozen_drawing(engagement, one.scenario)),
    )
    enqueue(kind=PLAN_JOB, key=plan.job_key, payload={"plan": plan.pk})
    scenario = one.scenario.pk if one.scenario else None
    record(Action.PLAN_REQUESTED, plan, organisation=engagement.organisation_id, by=user, scenario=scenario)
    return plan


def mark_plan_failed(plan_id: int, reason: str) -> None:
    """Record that a plan was given up, and why."""
    Plan.objects.filter(pk=plan_id).exclude(state=Plan.State.DONE).update(
        state=Plan.State.FAILED, reason=reason or UNKNOWN_REASON, finished_at=timezone.now()
    )
    forget_previews()


def forget_previews() -> None:
    """Throw away what was shown of plans that are not being made any more: of all, so that none is left behind."""
    Preview.objects.exclude(plan__state=Plan.State.QUEUED).delete()


def retry_plan(plan: Plan) -> None:
    """Queue a failed plan again over the same inputs. Does nothing for a plan that has not failed."""
    with transaction.atomic():
        job = Job.objects.filter(key=plan.job_key).first()
        if plan.state != Plan.State.FAILED or job is None:
            return
        retry(job=job)
        failed = Plan.objects.filter(pk=plan.pk, state=Plan.State.FAILED)
        if failed.update(state=Plan.State.QUEUED, reason="", finished_at=None):
            record(Action.PLAN_RETRIED, plan, organisation=plan.engagement.organisation_id)
