"""The register of decisions: read it, decide, record progress, take back, record what went live."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Action, UserRequest
from accounts.services.audit import record
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
    record(Action.EXPORTED, engagement, organisation=engagement.organisation_id, form="csv", what="decisions")
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
    asked = _Asked(request, engagement, initiative, plan, decision, form, "form")

    def record(revision: int) -> None:
        decide(
            engagement=engagement,
            initiative=initiative,
            plan=plan,
            terms=form.terms(),
            base_revision=revision,
            by=request.user,
        )

    try:
        return _recorded(asked, record, _("The decision is recorded. The next plan heeds it."))
    except LookupError as error:
        raise Http404("no such initiative") from error


@require_POST
def decision_progress(request: UserRequest, pk: int, initiative: str) -> HttpResponse:
    """Record how far an accepted initiative is."""
    engagement = engagement_for(request.user, pk, "manage")
    decision, form = _existing(engagement, initiative), ProgressForm(request.POST, auto_id="progress_%s")
    plan = plan_to_decide_from(engagement)

    def record(revision: int) -> None:
        record_progress(decision=decision, report=form.report(), base_revision=revision, by=request.user)

    asked = _Asked(request, engagement, initiative, plan, decision, form, "progress")
    return _recorded(asked, record, _("The progress is recorded. The next plan heeds it."))


@require_POST
def decision_withdraw(request: UserRequest, pk: int, initiative: str) -> HttpResponse:
    """Take a decision back."""
    engagement = engagement_for(request.user, pk, "manage")
    decision, form = _existing(engagement, initiative), WithdrawForm(request.POST, auto_id="withdraw_%s")
    plan = plan_to_decide_from(engagement)

    def record(revision: int) -> None:
        reason = form.cleaned_data["reason"]
        withdraw(decision=decision, reason=reason, base_revision=revision, by=request.user)

    asked = _Asked(request, engagement, initiative, plan, decision, form, "withdrawal")
    return _recorded(asked, record, _("The decision is taken back. Its history stays."))


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


@dataclass(frozen=True, slots=True)
class _Asked:
    """What somebody asks to be recorded about an initiative. place: of the form on the page."""

    request: UserRequest
    engagement: Engagement
    initiative: str
    plan: Plan | None
    decision: Decision | None
    form: DecisionForm | ProgressForm | WithdrawForm
    place: str


def _recorded(asked: _Asked, record: Callable[[int], None], done: str) -> HttpResponse:
    """Record what a form says, and say so; or show the page with what is wrong at its field, or was decided meanwhile.

    record: given the revision that the form was shown with, once the form is valid. LookupError of it passes through.
    """
    form = asked.form
    if not form.is_valid():
        return _again(asked, asked.decision, REFUSED)
    try:
        record(form.cleaned_data["revision"])
    except DecisionError as error:
        form.add_faults(error.faults)
        return _again(asked, asked.decision, REFUSED)
    except StaleDecisionError as error:
        form.show_revision(error.stored.revision if error.stored else 0)
        return _again(asked, error.stored, STALE)
    messages.success(asked.request, done)
    return redirect("planner:decision-list", pk=asked.engagement.pk)


def _again(asked: _Asked, decision: Decision | None, status: int) -> HttpResponse:
    bound = {asked.place: asked.form}
    return _page(asked.request, asked.engagement, asked.initiative, asked.plan, decision, status, **bound)


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
