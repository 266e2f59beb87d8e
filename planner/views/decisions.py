"""The register of decisions: read it, decide, record progress, take back, record what went live."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import UserRequest
from assessments.models import Engagement
from assessments.queries import engagement_for
from planner.forms import DecisionForm, GoLiveForm, ProgressForm, WithdrawForm
from planner.models import Decision, Plan
from planner.queries import decision_for, plan_to_decide_from, workload_for
from planner.services.decisions.decide import (
    DecisionError,
    StaleDecisionError,
    StaleGoLiveError,
    decide,
    record_go_live,
    record_progress,
    withdraw,
)
from planner.services.decisions.register import decisions_of
from planner.services.decisions.spreadsheet import decisions_csv
from planner.sizing.wording import quarter_text
from planner.views.register import decision_context, register_context

REFUSED, STALE = 422, 409


@require_GET
def decision_list(request: UserRequest, pk: int) -> HttpResponse:
    """The register: open proposals, what was decided, how far it is, and what was forecast beside what happened."""
    engagement = engagement_for(request.user, pk, "read_results")
    return render(request, "planner/decision_list.html", register_context(engagement))


@require_GET
def decision_download(request: UserRequest, pk: int) -> HttpResponse:
    """The register for a spreadsheet."""
    engagement = engagement_for(request.user, pk, "read_results")
    headers = {
        "Content-Disposition": f'attachment; filename="decisions-{engagement.pk}.csv"',
        "Cache-Control": "private, no-store",
    }
    content = decisions_csv(decisions_of(engagement))
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def decision_edit(request: UserRequest, pk: int, initiative: str) -> HttpResponse:
    """Decide on one initiative, purchase or contract; its progress and history."""
    engagement = engagement_for(request.user, pk, "manage")
    given = request.POST if request.method == "POST" else request.GET
    plan = plan_to_decide_from(engagement, given.get("plan", ""))
    decision = decision_for(engagement, initiative)
    if request.method != "POST":
        return _page(request, engagement, initiative, plan, decision)
    form = DecisionForm(request.POST, auto_id="decide_%s")
    if not form.is_valid():
        return _page(request, engagement, initiative, plan, decision, REFUSED, form=form)
    try:
        decide(
            engagement=engagement,
            initiative=initiative,
            plan=plan,
            terms=form.terms(),
            base_revision=form.cleaned_data["revision"],
            by=request.user,
        )
    except LookupError as error:
        raise Http404("no such initiative") from error
    except DecisionError as error:
        form.add_faults(error.faults)
        return _page(request, engagement, initiative, plan, decision, REFUSED, form=form)
    except StaleDecisionError as error:
        form.show_revision(error.stored.revision if error.stored else 0)
        return _page(request, engagement, initiative, plan, error.stored, STALE, form=form)
    messages.success(request, _("The decision is recorded. The next plan heeds it."))
    return redirect("planner:decision-list", pk=pk)


@require_POST
def decision_progress(request: UserRequest, pk: int, initiative: str) -> HttpResponse:
    """Record how far an accepted initiative is."""
    engagement = engagement_for(request.user, pk, "manage")
    plan, decision = plan_to_decide_from(engagement), _existing(engagement, initiative)
    form = ProgressForm(request.POST, auto_id="progress_%s")
    if not form.is_valid():
        return _page(request, engagement, initiative, plan, decision, REFUSED, progress=form)
    try:
        record_progress(
            decision=decision,
            report=form.report(),
            base_revision=form.cleaned_data["revision"],
            by=request.user,
        )
    except DecisionError as error:
        form.add_faults(error.faults)
        return _page(request, engagement, initiative, plan, decision, REFUSED, progress=form)
    except StaleDecisionError as error:
        form.show_revision(error.stored.revision if error.stored else 0)
        return _page(request, engagement, initiative, plan, error.stored, STALE, progress=form)
    messages.success(request, _("The progress is recorded. The next plan heeds it."))
    return redirect("planner:decision-list", pk=pk)


@require_POST
def decision_withdraw(request: UserRequest, pk: int, initiative: str) -> HttpResponse:
    """Take a decision back."""
    engagement = engagement_for(request.user, pk, "manage")
    plan, decision = plan_to_decide_from(engagement), _existing(engagement, initiative)
    form = WithdrawForm(request.POST, auto_id="withdraw_%s")
    if not form.is_valid():
        return _page(request, engagement, initiative, plan, decision, REFUSED, withdrawal=form)
    cleaned = form.cleaned_data
    try:
        withdraw(
            decision=decision, reason=cleaned["reason"], base_revision=cleaned["revision"], by=request.user
        )
    except DecisionError as error:
        form.add_faults(error.faults)
        return _page(request, engagement, initiative, plan, decision, REFUSED, withdrawal=form)
    except StaleDecisionError as error:
        form.show_revision(error.stored.revision if error.stored else 0)
        return _page(request, engagement, initiative, plan, error.stored, STALE, withdrawal=form)
    messages.success(request, _("The decision is taken back. Its history stays."))
    return redirect("planner:decision-list", pk=pk)


@require_POST
def go_live_record(request: UserRequest, pk: int, name: str) -> HttpResponse:
    """Record in which quarter a workload went live."""
    workload = workload_for(request.user, pk, name)
    form = GoLiveForm(request.POST, auto_id=f"live_{name}_%s")
    if form.is_valid():
        try:
            record_go_live(
                workload=workload, quarter=form.cleaned_data["went_live_in"], shown=form.cleaned_data["shown"]
            )
        except DecisionError as error:
            for fault in error.faults:
                form.add_error("went_live_in", fault.reason)
        except StaleGoLiveError as error:
            now = quarter_text(error.stored) if error.stored else _("not live yet")
            text = _(
                "Somebody has meanwhile recorded: %(quarter)s. Save again to record what is written here."
            )
            form.add_error("went_live_in", text % {"quarter": now})
            form.data = {**request.POST.dict(), "shown": error.stored}
    if form.errors:
        context = register_context(workload.engagement, live_forms={name: form})
        return render(request, "planner/decision_list.html", context, status=REFUSED)
    messages.success(request, _("Recorded when “%(workload)s” went live.") % {"workload": workload})
    return redirect("planner:decision-list", pk=pk)


def _existing(engagement: Engagement, initiative: str) -> Decision:
    decision = decision_for(engagement, initiative)
    if decision is None:
        raise Http404("nothing is decided about this initiative")
    return decision


def _page(
    request: UserRequest,
    engagement: Engagement,
    initiative: str,
    plan: Plan | None,
    decision: Decision | None,
    status: int = 200,
    **bound: Any,
) -> HttpResponse:
    context = decision_context(engagement, initiative, plan, decision, **bound)
    context["is_stale"] = status == STALE
    return render(request, "planner/decision_edit.html", context, status=status)
