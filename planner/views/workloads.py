"""Describe what is to run."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import UserRequest
from assessments.models import Engagement
from assessments.queries import engagement_for
from planner.forms import WORKLOAD_FORMS, WorkloadForm
from planner.models import Workload
from planner.queries import workload_for, workloads_of
from planner.services.workloads import add_workload, change_workload, remove_workload
from planner.sizing.catalogue import load_catalogue


@require_safe
def workload_list(request: UserRequest, pk: int) -> HttpResponse:
    """The workloads of an engagement."""
    engagement = engagement_for(request.user, pk, "manage")
    kinds = [(kind, Workload.Kind(kind).label) for kind in WORKLOAD_FORMS]
    context = {"engagement": engagement, "workloads": workloads_of(engagement), "kinds": kinds}
    return render(request, "planner/workload_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def workload_create(request: UserRequest, pk: int, kind: str) -> HttpResponse:
    """A new workload of one kind."""
    engagement = engagement_for(request.user, pk, "manage")
    if kind not in WORKLOAD_FORMS:
        raise Http404("no such kind of workload")
    form = WORKLOAD_FORMS[kind](request.POST or None, instance=Workload(engagement=engagement, kind=kind))
    if request.method == "POST" and form.is_valid():
        add_workload(workload=form.save(commit=False))
        messages.success(request, _("Workload added."))
        return redirect("planner:workload-list", pk=pk)
    return _form_page(request, engagement, form, str(Workload.Kind(kind).label))


@require_http_methods(["GET", "HEAD", "POST"])
def workload_edit(request: UserRequest, pk: int, name: str) -> HttpResponse:
    """Change a workload."""
    workload = workload_for(request.user, pk, name)
    form = WORKLOAD_FORMS[workload.kind](request.POST or None, instance=workload)
    if request.method == "POST" and form.is_valid():
        change_workload(workload=form.save(commit=False))
        messages.success(request, _("Workload saved."))
        return redirect("planner:workload-list", pk=pk)
    return _form_page(request, workload.engagement, form, workload.get_kind_display())


@require_http_methods(["GET", "HEAD", "POST"])
def workload_delete(request: UserRequest, pk: int, name: str) -> HttpResponse:
    """Ask, then remove a workload."""
    workload = workload_for(request.user, pk, name)
    if request.method == "POST":
        remove_workload(workload=workload)
        messages.success(request, _("Workload removed."))
        return redirect("planner:workload-list", pk=pk)
    context = {"engagement": workload.engagement, "workload": workload}
    return render(request, "planner/workload_delete.html", context)


def _form_page(
    request: UserRequest, engagement: Engagement, form: WorkloadForm, heading: str
) -> HttpResponse:
    catalogue = load_catalogue()
    context = {
        "engagement": engagement,
        "form": form,
        "heading": heading,
        "model_names": sorted(catalogue.models),
        "accelerator_names": sorted(catalogue.accelerators),
    }
    return render(request, "planner/workload_form.html", context, status=422 if form.errors else 200)
