"""What would be different: sliders and switches over a finished plan, and the button that plans it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Action, UserRequest
from accounts.services.audit import record
from assessments.document import DocumentError
from assessments.language import speaking
from assessments.models import read_banks, read_translation
from assessments.queries import engagement_for
from assessments.question_bank.model import Bank
from assessments.question_bank.translation import translated
from planner.charts.reading import language_of
from planner.forms.what_if import WhatIfForm, WhatIfPlanForm
from planner.models import Plan
from planner.queries import plan_for
from planner.services.changes.sentences import scenario_sentences
from planner.services.changes.written import NO_CHANGES
from planner.services.frozen.inputs import PlanInputs
from planner.services.plans.simulated import simulated_for
from planner.services.scenarios.keep import TooManyScenariosError
from planner.services.what_if.look import what_if
from planner.services.what_if.plan import plan_what_if
from planner.services.what_if.start import start_of
from planner.views.what_if_picture import picture_of


@dataclass(frozen=True, slots=True)
class _Asked:
    """A finished plan, and the form over it in its language."""

    plan: Plan
    inputs: PlanInputs
    bank: Bank
    form: WhatIfForm
    is_fragment: bool = False


@require_safe
def what_if_page(request: UserRequest, pk: int) -> HttpResponse:
    """The page, or to htmx the picture alone; what cannot be is said at its field and leaves the picture."""
    plan = _finished(request, pk)
    language = language_of(plan.snapshot)
    is_picture = bool(request.headers.get("HX-Request"))
    with override(language), speaking(language):
        asked = _asked(plan, request.GET, is_fragment=is_picture)
        picture = _picture(asked)
        shown = picture or picture_of(plan.snapshot, plan.snapshot, [])
    chosen = urlencode(list(asked.form.chosen)) if picture else ""
    context = {
        "plan": plan,
        "engagement": plan.engagement,
        "language": language,
        "form": asked.form,
        "is_refused": picture is None,
        "changes_query": asked.form.changes_query if picture else "",
        "plan_form": WhatIfPlanForm(initial={"request_id": uuid.uuid4()}),
        **shown,
    }
    with speaking(language):
        response = render(request, f"planner/{'_what_if_answer' if is_picture else 'what_if'}.html", context)
    if not is_picture:  # what is tried out on it is the same result, looked at again
        record(Action.RESULT_VIEWED, plan, organisation=plan.engagement.organisation_id, what="what-if")
    if is_picture and picture is None:
        response["HX-Reswap"] = "none"
    elif is_picture:
        response["HX-Replace-Url"] = f"{request.path}?{chosen}" if chosen else request.path
    patch_vary_headers(response, ("HX-Request",))
    return response


@require_POST
def what_if_plan(request: UserRequest, pk: int) -> HttpResponse:
    """Keep the changes as a scenario and queue its plan. Asking twice with the same form makes one plan."""
    engagement = engagement_for(request.user, plan_for(request.user, pk).engagement_id, right="manage")
    plan = _finished(request, pk)
    language = language_of(plan.snapshot)
    named = WhatIfPlanForm(request.POST)
    with override(language), speaking(language):
        form = _asked(plan, request.POST).form
        is_complete = form.is_valid() and named.is_valid()
    if not is_complete or form.changes == NO_CHANGES:
        messages.error(request, _("Nothing is planned yet: change something, and give it a name."))
        return redirect("planner:what-if", pk=pk)
    try:
        made = plan_what_if(
            plan=plan,
            engagement=engagement,
            user=request.user,
            changes=form.changes,
            language=language,
            **named.cleaned_data,
        )
    except DocumentError as error:
        for fault in error.faults:
            messages.error(request, fault.reason)
    except TooManyScenariosError:
        messages.error(request, _("There are too many scenarios. Delete one that is no longer needed."))
    else:
        return redirect("planner:plan-detail", pk=made.pk)
    return redirect("planner:what-if", pk=pk)


def _finished(request: UserRequest, pk: int) -> Plan:
    """A finished plan that the user may read. Raises Http404 or PermissionDenied."""
    plan = plan_for(request.user, pk)
    if plan.state != Plan.State.DONE:
        raise Http404("this plan is not finished")
    return plan


def _asked(plan: Plan, typed: Mapping[str, Any], *, is_fragment: bool = False) -> _Asked:
    inputs = PlanInputs.from_json(plan.inputs)
    source = read_banks([inputs.bank.fingerprint]).get(inputs.bank.fingerprint)
    if source is None:
        raise Http404("the question bank of this plan is gone")
    bank = translated(source, read_translation(source.fingerprint, inputs.language))
    start = start_of(plan.snapshot, inputs, bank)
    return _Asked(plan, inputs, bank, WhatIfForm(typed, start=start), is_fragment)


def _picture(asked: _Asked) -> dict[str, Any] | None:
    """Return the context of the picture with changes; None, and errors in the form, for what cannot be."""
    form, snapshot = asked.form, asked.plan.snapshot
    if not form.is_valid():
        return None
    if form.changes == NO_CHANGES and not asked.is_fragment:
        # Read when the page asks for the picture: the page opens at once.
        return picture_of(snapshot, snapshot, [], form.charts_of)
    try:
        found = what_if(
            snapshot,
            asked.inputs,
            asked.bank,
            form.changes,
            simulated=lambda: simulated_for(asked.plan),
        )
    except DocumentError as error:
        form.refuse(error.faults)
        return None
    sentences = scenario_sentences(form.changes, bank=asked.bank) if form.changes != NO_CHANGES else []
    shown = picture_of(found.before, found.after, sentences, form.charts_of)
    return shown | {"is_outdated": not found.is_as_planned}
