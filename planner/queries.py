"""Workloads, plans and reports, always through the user who asks."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from assessments.models import Engagement
from assessments.queries import engagement_for
from jobs.models import Job
from jobs.queries import job_for_key
from planner.models import Plan, PlanningConstraints, Report, Workload

_LARGE = ("inputs_text", "snapshot_text")

STEPS = {
    "queued": _("Queued"),
    "scoring": _("Scoring maturity"),
    "sizing": _("Sizing workloads"),
    "judging": _("Judging readiness"),
    "scheduling": _("Scheduling the roadmap"),
    "report": _("Writing the report"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of making a plan; state is done, current or waiting."""

    id: str
    title: str
    state: str


def workloads_of(engagement: Engagement) -> QuerySet[Workload]:
    """The workloads of an engagement, the most valuable first."""
    return engagement.workloads.all()


def workload_for(user: User, engagement_pk: int, name: str) -> Workload:
    """A workload that the user may change. Raises Http404 or PermissionDenied."""
    engagement = engagement_for(user, engagement_pk, right="manage")
    workload = workloads_of(engagement).filter(name=name).first()
    if workload is None:
        raise Http404("no such workload")
    workload.engagement = engagement
    return workload


def constraints_of(engagement: Engagement) -> PlanningConstraints | None:
    """The constraints of an engagement, or None when nobody has set them."""
    return PlanningConstraints.objects.filter(engagement=engagement).first()


def plans_of(engagement: Engagement) -> QuerySet[Plan]:
    """The plans of an engagement, newest first, without their texts."""
    return engagement.plans.defer(*_LARGE).select_related("requested_by")


def plan_for(user: User, pk: int) -> Plan:
    """A plan that the user may read. Raises Http404 or PermissionDenied."""
    plan = Plan.objects.defer("inputs_text").filter(pk=pk).first()
    if plan is None:
        raise Http404("no such plan")
    plan.engagement = engagement_for(user, plan.engagement_id, right="read_results")
    return plan


def report_for(user: User, plan_pk: int, variant: str) -> Report:
    """A report that the user may read. Raises Http404 or PermissionDenied."""
    plan = plan_for(user, plan_pk)
    report = Report.objects.filter(plan=plan, variant=variant).first()
    if report is None:
        raise Http404("no such report")
    report.plan = plan
    return report


def job_of(plan: Plan) -> Job | None:
    """The job that makes a plan."""
    return job_for_key(plan.job_key)


def plan_steps(plan: Plan, job: Job | None) -> list[Step]:
    """The steps of making a plan with the one that runs now."""
    ids = list(STEPS)
    current = job.step if job and job.step in STEPS else ids[0]
    reached = len(ids) if plan.state == Plan.State.DONE else ids.index(current)
    states = [
        "done" if index < reached else "current" if index == reached else "waiting"
        for index in range(len(ids))
    ]
    return [Step(key, str(STEPS[key]), state) for key, state in zip(ids, states, strict=True)]
