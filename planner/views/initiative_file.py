"""Bring in a file of initiatives: first what it would change, then all of it or nothing."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import UserRequest
from assessments.document import DocumentError, Fault
from assessments.models import Engagement
from assessments.queries import engagement_for
from planner.forms import InitiativeFileApplyForm, InitiativeFileForm
from planner.models import OwnInitiative
from planner.services.initiatives.catalogue import catalogue_of
from planner.services.initiatives.file import StaleFileError, apply_file, preview_file

REFUSED, STALE = 422, 409
MOST_FAULTS_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
def initiative_upload(request: UserRequest, pk: int) -> HttpResponse:
    """Choose a file and see what it would change."""
    engagement = engagement_for(request.user, pk, "manage")
    is_sent = request.method == "POST"
    form = InitiativeFileForm(request.POST, request.FILES) if is_sent else InitiativeFileForm()
    if not is_sent or not form.is_valid():
        return _file_page(request, engagement, form)
    return _preview(request, engagement, form.cleaned_data["file"], form.name)


@require_POST
def initiative_apply(request: UserRequest, pk: int) -> HttpResponse:
    """Store what was previewed."""
    engagement = engagement_for(request.user, pk, "manage")
    form = InitiativeFileApplyForm(request.POST)
    if not form.is_valid():
        if set(form.errors) == {"reason"}:
            return _preview(request, engagement, form.data["text"], form.data["name"][:200], form)
        messages.error(request, _("The request was incomplete. Choose the file again."))
        return redirect("planner:initiative-upload", pk=pk)
    given = form.cleaned_data
    try:
        done = apply_file(
            engagement=engagement,
            text=given["text"],
            name=given["name"],
            titles=catalogue_of(engagement, None).titles,
            seen=given["seen"],
            reason=given["reason"],
            by=request.user,
        )
    except StaleFileError:
        return _preview(request, engagement, given["text"], given["name"], form, status=STALE)
    except DocumentError as error:
        return _file_page(request, engagement, InitiativeFileForm(), error.faults)
    count = len(done.effective)
    said = ngettext("One initiative is stored.", "%(number)s initiatives are stored.", count)
    messages.success(request, said % {"number": count})
    return redirect("planner:initiative-list", pk=pk)


def _preview(
    request: UserRequest,
    engagement: Engagement,
    text: str,
    name: str,
    form: InitiativeFileApplyForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    own = OwnInitiative.objects.filter(engagement=engagement).select_related("changed_by")
    rows = {row.identifier: row for row in own}
    try:
        preview = preview_file(
            engagement, rows, text, name=name, titles=catalogue_of(engagement, None).titles
        )
    except DocumentError as error:
        return _file_page(request, engagement, InitiativeFileForm(), error.faults)
    given = {"text": text, "name": name, "seen": preview.state}
    if form is None:
        form = InitiativeFileApplyForm(initial=given)
    else:
        form.data = {**form.data, **given, "reason": form.data.get("reason", "")}
        status = status if status == STALE else REFUSED
    context = {"engagement": engagement, "form": form, "preview": preview, "is_stale": status == STALE}
    return render(request, "planner/initiative_preview.html", context, status=status)


def _file_page(
    request: UserRequest,
    engagement: Engagement,
    form: InitiativeFileForm,
    faults: tuple[Fault, ...] = (),
) -> HttpResponse:
    context: dict[str, Any] = {
        "engagement": engagement,
        "form": form,
        "faults": faults[:MOST_FAULTS_SHOWN],
        "more_faults": max(0, len(faults) - MOST_FAULTS_SHOWN),
    }
    refused = bool(faults or form.errors)
    return render(request, "planner/initiative_upload.html", context, status=REFUSED if refused else 200)
