"""A finished plan as files to work with: a workbook, its tables as CSV, slides."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from accounts.models import Action, UserRequest
from accounts.services.audit import record
from planner.exports.csv_files import build_csv_archive
from planner.exports.slides.build import build_slides
from planner.exports.workbook import build_workbook
from planner.models import Plan
from planner.queries import plan_for
from planner.reports.theme import default_look
from planner.services.plans.drawn_with import brand_of

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@require_GET
def workbook_download(request: UserRequest, pk: int) -> HttpResponse:
    """All tables of a plan as a workbook with live formulas."""
    return _download(
        request, pk, lambda plan: build_workbook(plan.snapshot, default_look().theme), WORKBOOK, "xlsx"
    )


@require_GET
def tables_download(request: UserRequest, pk: int) -> HttpResponse:
    """All tables of a plan as CSV files in an archive."""
    return _download(request, pk, lambda plan: build_csv_archive(plan.snapshot), "application/zip", "zip")


@require_GET
def slides_download(request: UserRequest, pk: int) -> HttpResponse:
    """The answer and the main charts of a plan as slides, in the branding that the plan was asked for with."""
    return _download(request, pk, lambda plan: build_slides(plan.snapshot, brand_of(plan)), SLIDES, "pptx")


def _download(
    request: UserRequest, pk: int, build: Callable[[Plan], bytes], content_type: str, ending: str
) -> HttpResponse:
    plan = plan_for(request.user, pk)
    if plan.state != Plan.State.DONE:
        return redirect("planner:plan-detail", pk=pk)
    content = build(plan)  # first: what cannot be made is not handed out, and not recorded
    record(Action.EXPORTED, plan, organisation=plan.engagement.organisation_id, form=ending, what="plan")
    name = slugify(f"{plan.engagement.organisation.name}-plan-{plan.fingerprint[:8]}")
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{ending}"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=content_type, headers=headers)
