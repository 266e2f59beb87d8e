"""Scenarios: what would be different, each with its plan."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import UserRequest
from assessments.document import DocumentError, Fault
from assessments.language import current_language
from assessments.models import Engagement
from assessments.queries import bank_of, engagement_for
from assessments.question_bank.product_names import product_name
from planner.forms import ScenarioForm, ScenarioOfferForm, ScenarioRequestForm
from planner.models import Scenario
from planner.queries import Planned, own_titles, planned_scenarios, scenario_for, workloads_of
from planner.services.changes.lay import Changes, read_changes
from planner.services.changes.sentences import scenario_sentences
from planner.services.scenarios.keep import (
    MOST_SCENARIOS,
    READY_MADE,
    ReadyMade,
    StaleScenarioError,
    TooManyScenariosError,
    add_ready_made,
    add_scenario,
    change_scenario,
    faults_of_changes,
    ready_made,
    remove_scenario,
    request_scenario_plans,
    state_of,
)


@dataclass(frozen=True, slots=True)
class ScenarioCard:
    """A scenario as the list shows it. sentences: its changes; is_broken: they can no longer be read."""

    planned: Planned
    sentences: list[str]
    is_broken: bool


@require_GET
def scenario_list(request: UserRequest, pk: int) -> HttpResponse:
    """All scenarios of an engagement, ready-made ones, and the buttons that plan them."""
    engagement = engagement_for(request.user, pk, right="read_results")
    context = _list_context(engagement)
    has = {card.planned.scenario.name for card in context["cards"] if card.planned.scenario}
    context |= {
        "workloads": workloads_of(engagement),
        "ready_made": [one for one in READY_MADE if one.key not in has],
        "offer": ScenarioOfferForm(),
        "form": ScenarioRequestForm(initial={"request_id": uuid.uuid4(), "language": current_language()}),
    }
    return render(request, "planner/scenario_list.html", context)


@require_GET
def scenario_progress(request: UserRequest, pk: int) -> HttpResponse:
    """How far the plans of the scenarios are, as a fragment."""
    engagement = engagement_for(request.user, pk, right="read_results")
    context = _list_context(engagement)
    response = render(request, "planner/_scenario_states.html", context)
    if not context["is_waiting"]:
        response["HX-Refresh"] = "true"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def scenario_create(request: UserRequest, pk: int) -> HttpResponse:
    """A new scenario."""
    engagement = engagement_for(request.user, pk, "manage")
    form = _form(request, engagement)
    if request.method == "POST" and form.is_valid():
        try:
            add_scenario(engagement=engagement, user=request.user, changes=form.changes, **_named(form))
        except TooManyScenariosError:
            form.add_error(None, _too_many())
        else:
            messages.success(request, _("Scenario added."))
            return redirect("planner:scenario-list", pk=pk)
    return _form_page(request, engagement, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def scenario_edit(request: UserRequest, pk: int, name: str) -> HttpResponse:
    """Change a scenario."""
    scenario = scenario_for(request.user, pk, name)
    form = _form(request, scenario.engagement, scenario)
    seen = request.POST.get("seen", "") if request.method == "POST" else state_of(scenario)
    if request.method == "POST" and form.is_valid():
        try:
            change_scenario(scenario=scenario, changes=form.changes, seen=seen, **_named(form))
        except StaleScenarioError as error:
            if error.stored is None:
                raise Http404("no such scenario") from error
            return _stale_page(request, form, error.stored)
        messages.success(request, _("Scenario saved. Its earlier plans are as they were."))
        return redirect("planner:scenario-list", pk=pk)
    return _form_page(request, scenario.engagement, form, scenario, seen=seen)


@require_http_methods(["GET", "HEAD", "POST"])
def scenario_delete(request: UserRequest, pk: int, name: str) -> HttpResponse:
    """Ask, then remove a scenario."""
    scenario = scenario_for(request.user, pk, name)
    if request.method == "POST":
        remove_scenario(scenario=scenario)
        messages.success(request, _("Scenario removed. Its plans stay."))
        return redirect("planner:scenario-list", pk=pk)
    context = {"engagement": scenario.engagement, "scenario": scenario}
    return render(request, "planner/scenario_delete.html", context)


@require_POST
def scenario_offer(request: UserRequest, pk: int) -> HttpResponse:
    """Add a ready-made scenario, or one on another accelerator."""
    engagement = engagement_for(request.user, pk, "manage")
    form = ScenarioOfferForm(request.POST)
    ready = _offered(form) if form.is_valid() else None
    if ready is None:
        messages.error(request, _("Choose one of the scenarios that are offered."))
        return redirect("planner:scenario-list", pk=pk)
    if faults := faults_of_changes(engagement, str(ready.title), ready.changes):
        _tell(request, faults)
        return redirect("planner:scenario-list", pk=pk)
    try:
        add_ready_made(engagement=engagement, user=request.user, ready=ready)
    except TooManyScenariosError:
        messages.error(request, _too_many())
    else:
        messages.success(request, _("Scenario added."))
    return redirect("planner:scenario-list", pk=pk)


@require_POST
def scenario_request(request: UserRequest, pk: int) -> HttpResponse:
    """Queue the plan of one scenario, or of all of them and the plain one: all or none."""
    engagement = engagement_for(request.user, pk, "manage")
    form = ScenarioRequestForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The request was incomplete. Press the button again."))
        return redirect("planner:scenario-list", pk=pk)
    name = form.cleaned_data["scenario"]
    scenarios = list(engagement.scenarios.filter(name=name) if name else engagement.scenarios.all())
    if name and not scenarios:
        raise Http404("no such scenario")
    try:
        plans = request_scenario_plans(
            engagement=engagement,
            user=request.user,
            request_id=form.cleaned_data["request_id"],
            scenarios=scenarios,
            with_plain=not name,
            language=form.cleaned_data["language"],
        )
    except DocumentError as error:
        _tell(request, error.faults)
    except StaleScenarioError:
        messages.error(
            request, _("A scenario was removed meanwhile. Nothing is planned; press the button again.")
        )
    else:
        said = ngettext("One plan is being made.", "%(number)s plans are being made.", len(plans))
        messages.success(request, said % {"number": len(plans)})
    return redirect("planner:scenario-list", pk=pk)


def _list_context(engagement: Engagement) -> dict[str, Any]:
    planned = planned_scenarios(engagement)
    cards = list(_cards(engagement, planned))
    return {
        "engagement": engagement,
        "cards": cards,
        "is_waiting": any(row.step for row in planned),
        "comparable": sum(row.done is not None for row in planned),
    }


def _cards(engagement: Engagement, planned: list[Planned]) -> Iterator[ScenarioCard]:
    bank = bank_of(engagement)
    own = own_titles(engagement)
    for row in planned:
        if row.scenario is None:
            yield ScenarioCard(row, [], is_broken=False)
            continue
        try:
            changes = read_changes(row.scenario.changes)
        except DocumentError:
            yield ScenarioCard(row, [], is_broken=True)
        else:
            yield ScenarioCard(row, scenario_sentences(changes, bank=bank, titles=own), is_broken=False)


def _offered(form: ScenarioOfferForm) -> ReadyMade | None:
    accelerator = form.cleaned_data["accelerator"]
    if not accelerator:
        return ready_made(form.cleaned_data["key"])
    title = _("On %(accelerator)s") % {"accelerator": product_name(accelerator)}
    note = _("All workloads on this accelerator, whatever they were to run on.")
    return ReadyMade(f"on-{accelerator}"[:60], title, note, Changes(accelerator=accelerator))


def _form(request: UserRequest, engagement: Engagement, scenario: Scenario | None = None) -> ScenarioForm:
    written = None
    if scenario is not None:
        written = {"title": scenario.title, "note": scenario.note, "changes": scenario.changes}
    own = list(own_titles(engagement).items())
    return ScenarioForm(
        request.POST or None, engagement=engagement, bank=bank_of(engagement), own=own, scenario=written
    )


def _named(form: ScenarioForm) -> dict[str, str]:
    return {"title": form.cleaned_data["title"], "note": form.cleaned_data["note"]}


def _form_page(
    request: UserRequest,
    engagement: Engagement,
    form: ScenarioForm,
    scenario: Scenario | None,
    *,
    seen: str = "",
) -> HttpResponse:
    context = {"engagement": engagement, "form": form, "scenario": scenario, "seen": seen}
    return render(request, "planner/scenario_form.html", context, status=422 if form.errors else 200)


def _stale_page(request: UserRequest, form: ScenarioForm, stored: Scenario) -> HttpResponse:
    """What was typed, over what somebody has stored meanwhile: sent again, it replaces that."""
    engagement = stored.engagement
    planned = Planned(stored, None, None, "")
    context = {
        "engagement": engagement,
        "form": form,
        "scenario": stored,
        "seen": state_of(stored),
        "stored": next(_cards(engagement, [planned])),
    }
    return render(request, "planner/scenario_form.html", context, status=409)


def _tell(request: UserRequest, faults: tuple[Fault, ...]) -> None:
    """Say why nothing was queued or added."""
    for fault in faults:
        messages.error(
            request, _("%(subject)s: %(reason)s") % {"subject": fault.file, "reason": fault.reason}
        )


def _too_many() -> str:
    return _("An engagement has at most %(most)s scenarios. Remove one first.") % {"most": MOST_SCENARIOS}
