"""Plans: request, watch, read, download."""

import re
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Action, Paper, UserRequest
from accounts.services.audit import record
from assessments.document import DocumentError, Fault
from assessments.language import current_language, speaking
from assessments.models import Engagement
from assessments.queries import engagement_for
from planner.charts.reading import language_of
from planner.forms import PlanRequestForm
from planner.models import Plan
from planner.queries import (
    job_of,
    plan_for,
    plan_steps,
    plans_of,
    preview_of,
    report_for,
    report_variants,
    workloads_of,
)
from planner.reports.theme import usual_paper
from planner.services.plans.request import REPORT_VARIANT, request_plan, retry_plan
from planner.views.dashboard import dashboard_of
from planner.views.preview import preview_page
from planner.views.register import plan_decisions
from planner.views.traces import Sources


@require_GET
def plan_list(request: UserRequest, pk: int) -> HttpResponse:
    """All plans of an engagement, and the button that makes one."""
    engagement = engagement_for(request.user, pk, right="read_results")
    context = {
        "engagement": engagement,
        "plans": plans_of(engagement),
        "workloads": workloads_of(engagement),
        "form": PlanRequestForm(initial={"request_id": uuid.uuid4(), "language": current_language()}),
    }
    return render(request, "planner/plan_list.html", context)


@require_POST
def plan_request(request: UserRequest, pk: int) -> HttpResponse:
    """Queue a plan over what is known now. Asking twice with the same form makes one plan."""
    engagement = engagement_for(request.user, pk, right="manage")
    form = PlanRequestForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The request was incomplete. Press the button again."))
        return redirect("planner:plan-list", pk=pk)
    try:
        plan = request_plan(engagement=engagement, user=request.user, **form.cleaned_data)
    except DocumentError as error:
        for fault in error.faults:
            where = _subject_of(fault, engagement)
            messages.error(request, f"{where}: {fault.reason}" if where else fault.reason)
        return redirect("planner:plan-list", pk=pk)
    return redirect("planner:plan-detail", pk=plan.pk)


@require_GET
def plan_detail(request: UserRequest, pk: int) -> HttpResponse:
    """The dashboard of a finished plan, or the progress of one that is being made."""
    plan = plan_for(request.user, pk)
    context: dict[str, Any] = {"plan": plan, "engagement": plan.engagement}
    if plan.state == Plan.State.DONE:
        with speaking(language_of(plan.snapshot)):
            sources = Sources(plan.engagement, plan.snapshot)
            found = dashboard_of(plan.snapshot, sources, plan.drawn_with.get("earlier"))
            context |= {
                **found,
                **plan_decisions(plan),
                "reports": report_variants(plan),
                "paper": _paper_of(plan),
            }
            page = render(request, "planner/plan_detail.html", context)
        record(Action.RESULT_VIEWED, plan, organisation=plan.engagement.organisation_id)
        return page
    return render(request, "planner/plan_progress.html", context | _waiting(plan))


@require_GET
def plan_progress(request: UserRequest, pk: int) -> HttpResponse:
    """The progress as a fragment, with the preview if it is another than the page has; tells htmx to load the whole
    page when the plan is finished.
    """
    plan = plan_for(request.user, pk)
    context = {"plan": plan, "engagement": plan.engagement, "is_fragment": True}
    response = render(
        request, "planner/_progress.html", context | _waiting(plan, request.GET.get("seen", ""))
    )
    if plan.state == Plan.State.DONE:
        response["HX-Refresh"] = "true"
    return response


def _waiting(plan: Plan, seen: str = "") -> dict[str, Any]:
    """Return what is known of a plan that is being made. seen: the preview that the page shows already."""
    job = job_of(plan)
    preview = preview_of(plan, job)
    key = preview.key if preview else ""
    return {
        "job": job,
        "steps": plan_steps(plan, job),
        "shown": key,
        "is_new": key != seen,
        "preview": preview_page(preview) if preview and key != seen else None,
    }


@require_POST
def plan_retry(request: UserRequest, pk: int) -> HttpResponse:
    """Try a failed plan again over the same inputs."""
    plan = plan_for(request.user, pk)
    engagement_for(request.user, plan.engagement_id, right="manage")
    retry_plan(plan)
    return redirect("planner:plan-detail", pk=pk)


@require_GET
def report_download(request: UserRequest, pk: int, variant: str = REPORT_VARIANT) -> HttpResponse:
    """The PDF of a plan: the executive report, or the variant that is asked for."""
    report = report_for(request.user, pk, variant)
    organisation = report.plan.engagement.organisation_id
    record(Action.REPORT_DOWNLOADED, report.plan, organisation=organisation, form="pdf", variant=variant)
    which = "" if variant == REPORT_VARIANT else f"-{variant}"
    name = slugify(f"{report.plan.engagement.organisation.name}-roadmap-{report.plan.fingerprint[:8]}{which}")
    return _download(bytes(report.content), "application/pdf", f"{name}.pdf")


@require_GET
def snapshot_download(request: UserRequest, pk: int) -> HttpResponse:
    """The frozen result as JSON, byte for byte what the fingerprint is over."""
    plan = plan_for(request.user, pk)
    if plan.state != Plan.State.DONE:
        return redirect("planner:plan-detail", pk=pk)
    record(Action.EXPORTED, plan, organisation=plan.engagement.organisation_id, form="json", what="plan")
    return _download(plan.snapshot_text.encode(), "application/json", f"plan-{plan.fingerprint[:8]}.json")


def _paper_of(plan: Plan) -> str:
    """Return what the paper is called that the reports of a plan are laid out for."""
    return str(Paper(plan.drawn_with.get("paper") or usual_paper(plan.snapshot)).label)


def _subject_of(fault: Fault, engagement: Engagement) -> str:
    """Return what a fault of the inputs is about, as people call it."""
    number = re.match(r"workloads\[(\d+)\]", fault.place)
    if number:
        return workloads_of(engagement)[int(number[1]) - 1].title
    return _("Constraints") if fault.place.startswith("constraints") else ""


def _download(content: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
