"""Workloads, plans and reports, always through the user who asks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from assessments.models import Engagement
from assessments.queries import engagement_for
from jobs.models import Job
from jobs.queries import job_for_key
from planner.models import (
    Decision,
    OwnInitiative,
    Plan,
    PlanningConstraints,
    Preview,
    Report,
    Scenario,
    Workload,
)
from planner.models.plan import OF_A_SCENARIO

_LARGE = ("inputs_text", "snapshot_text", "drawn_with_text")

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


def report_variants(plan: Plan) -> set[str]:
    """Which reports there are of a plan that the caller may read."""
    return set(Report.objects.filter(plan=plan).values_list("variant", flat=True))


def job_of(plan: Plan) -> Job | None:
    """The job that makes a plan."""
    return job_for_key(plan.job_key)


def preview_of(plan: Plan, job: Job | None) -> Preview | None:
    """What the attempt that makes a plan now has in hand; nothing of a plan that is finished or waits."""
    if plan.state != Plan.State.QUEUED or job is None or job.state != Job.State.RUNNING:
        return None
    return Preview.objects.filter(plan=plan, attempt=job.attempts).first()


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


# How the frozen inputs of a plan begin to say that a scenario was laid over them; texts in them have \" for ".


@dataclass(frozen=True, slots=True)
class Planned:
    """A scenario, None for what is known unchanged, with its newest plan and the newest that is done.

    step: what the newest one is at, "" when it is not being made.
    """

    scenario: Scenario | None
    newest: Plan | None
    done: Plan | None
    step: str


def scenario_for(user: User, engagement_pk: int, name: str) -> Scenario:
    """A scenario that the user may change. Raises Http404 or PermissionDenied."""
    engagement = engagement_for(user, engagement_pk, right="manage")
    scenario = engagement.scenarios.filter(name=name).first()
    if scenario is None:
        raise Http404("no such scenario")
    scenario.engagement = engagement
    return scenario


def own_titles(engagement: Engagement) -> dict[str, str]:
    """What the engagement's own initiatives are called, by identifier."""
    return {row.identifier: str(row) for row in OwnInitiative.objects.filter(engagement=engagement)}


def planned_scenarios(engagement: Engagement) -> list[Planned]:
    """What is known, unchanged, then every scenario, each with its plans; as many queries for thirty as for one."""
    of_it = Plan.objects.filter(scenario=OuterRef("pk")).order_by("-requested_at", "-pk").values("pk")
    scenarios = list(
        engagement.scenarios.annotate(
            newest_pk=Subquery(of_it[:1]), done_pk=Subquery(of_it.filter(state=Plan.State.DONE)[:1])
        )
    )
    plain = plain_plans(engagement).values_list("pk", flat=True)
    rows: list[tuple[Scenario | None, int | None, int | None]] = [
        (None, plain.first(), plain.filter(state=Plan.State.DONE).first())
    ]
    rows += [(scenario, scenario.newest_pk, scenario.done_pk) for scenario in scenarios]
    plans = Plan.objects.defer(*_LARGE).in_bulk({pk for _, *pks in rows for pk in pks if pk})
    steps = _steps_of(plans.values())
    return [
        Planned(scenario, plans.get(newest or 0), plans.get(done or 0), steps.get(newest or 0, ""))
        for scenario, newest, done in rows
    ]


def plain_plans(engagement: Engagement) -> QuerySet[Plan]:
    """The plans of an engagement without a scenario, newest first; those of a deleted scenario are none of them."""
    of_none = engagement.plans.filter(scenario=None)
    return of_none.exclude(inputs_text__contains=OF_A_SCENARIO).defer(*_LARGE)


def comparable_plans(engagement: Engagement) -> list[Plan]:
    """The plans that the comparison shows unasked: the newest done plain one, then that of each scenario."""
    return [row.done for row in planned_scenarios(engagement) if row.done is not None]


def done_plans(engagement: Engagement) -> QuerySet[Plan]:
    """The finished plans of an engagement, newest first, without their texts."""
    return engagement.plans.filter(state=Plan.State.DONE).select_related("scenario").defer(*_LARGE)


def plans_to_compare(engagement: Engagement, pks: Sequence[int]) -> list[Plan]:
    """Finished plans with their results, in the order asked for. Raises Http404 for one that is not there."""
    found = engagement.plans.filter(state=Plan.State.DONE).defer("inputs_text").in_bulk(pks)
    if len(found) < len(set(pks)):
        raise Http404("no such plan")
    return [found[pk] for pk in dict.fromkeys(pks)]


def _steps_of(plans: Iterable[Plan]) -> dict[int, str]:
    """What each plan that is being made is at."""
    waiting = {plan.job_key: plan.pk for plan in plans if plan.state == Plan.State.QUEUED}
    steps = dict(Job.objects.filter(key__in=waiting).values_list("key", "step"))
    return {pk: str(STEPS.get(steps.get(key, ""), STEPS["queued"])) for key, pk in waiting.items()}


def newest_plan(engagement: Engagement) -> Plan | None:
    """The newest finished plan of what is known, with its result."""
    done = plain_plans(engagement).filter(state=Plan.State.DONE)
    return done.defer(None).defer("inputs_text").first()


def plan_to_decide_from(engagement: Engagement, wanted: str = "") -> Plan | None:
    """The finished plan with a number, as it stands in an address; the newest plain one without it. Raises Http404."""
    if not wanted:
        return newest_plan(engagement)
    done = engagement.plans.filter(state=Plan.State.DONE).defer("inputs_text")
    plan = done.filter(pk=wanted).first() if wanted.isdecimal() and len(wanted) < 19 else None
    if plan is None:
        raise Http404("no such plan")
    return plan


def decision_for(engagement: Engagement, initiative: str) -> Decision | None:
    """The present decision about an initiative of an engagement that the caller may read."""
    found = Decision.objects.filter(engagement=engagement, initiative=initiative)
    return found.select_related("decided_by").first()
