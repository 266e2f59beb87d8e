"""Measuring instead of guessing: saved command output is sent, shown beside the claims, accepted as answers."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import UserRequest
from assessments.forms.probes import ProbeForm
from assessments.models import Engagement, ProbeReading
from assessments.probes import COMMANDS
from assessments.queries import bank_of, engagement_for
from assessments.queries.probes import Preview, preview_readings, reading_for, reading_of, readings_for
from assessments.services.locks import ClosedError
from assessments.services.probes import (
    Acceptance,
    TooManyReadingsError,
    accept_measurements,
    keep_reading,
    remove_reading,
)
from assessments.views.places import places_by_question
from assessments.views.refusals import sentence_of

LONGEST_SHOWN = 20_000


@require_GET
def probe_list(request: UserRequest, pk: int) -> HttpResponse:
    """Show every reading, and what those that are ticked say together."""
    engagement = engagement_for(request.user, pk, "answer")
    rows = list(readings_for(engagement, request.user))
    ticked = _ticked(request.GET, rows) if "reading" in request.GET else rows
    preview = preview_readings(engagement, request.user, ticked)
    context = {
        **_preview_context(engagement, preview),
        "rows": rows,
        "ticked": {row.pk for row in ticked},
        "commands": COMMANDS.values(),
    }
    return render(request, "assessments/probe_list.html", context)


@require_http_methods(["GET", "POST"])
def probe_create(request: UserRequest, pk: int) -> HttpResponse:
    """Take outputs, pasted or as files; all of them or, when one is not understood, none."""
    engagement = engagement_for(request.user, pk, "answer")
    if request.method == "POST":
        form = ProbeForm(request.POST, request.FILES)
        if form.is_valid() and (kept := _keep(request, engagement, form)):
            return redirect(_address_after(engagement, kept))
    else:
        form = ProbeForm()
    context = {"engagement": engagement, "form": form, "commands": COMMANDS.values()}
    return render(request, "assessments/probe_create.html", context, status=422 if form.errors else 200)


@require_GET
def probe_detail(request: UserRequest, pk: int, reading_pk: int) -> HttpResponse:
    """Show what was read from one output, beside what is claimed, and the output itself."""
    engagement = engagement_for(request.user, pk, "answer")
    row = reading_for(engagement, request.user, reading_pk)
    preview = preview_readings(engagement, request.user, [row])
    context = {
        **_preview_context(engagement, preview),
        "row": row,
        "reading": reading_of(row),
        "output": row.source_text[:LONGEST_SHOWN],
        "is_cut": len(row.source_text) > LONGEST_SHOWN,
    }
    return render(request, "assessments/probe_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def probe_delete(request: UserRequest, pk: int, reading_pk: int) -> HttpResponse:
    """Ask, saying which answers stay, then delete an output."""
    engagement = engagement_for(request.user, pk, "answer")
    row = reading_for(engagement, request.user, reading_pk)
    if request.method == "POST":
        remove_reading(reading=row)
        messages.success(request, _("The output is deleted. Answers that were accepted from it stay."))
        return redirect("assessments:probe-list", pk=engagement.pk)
    titles = {question.id: question.text for question in bank_of(engagement).questions()}
    context = {
        "engagement": engagement,
        "row": row,
        "accepted": [titles.get(question, question) for question in row.accepted_questions],
    }
    return render(request, "assessments/probe_delete.html", context)


@require_POST
def probe_accept(request: UserRequest, pk: int) -> HttpResponse:
    """Save the ticked measurements as the person's own answers."""
    engagement = engagement_for(request.user, pk, "answer")
    rows = _ticked(request.POST, list(readings_for(engagement, request.user)))
    try:
        done = accept_measurements(
            engagement=engagement,
            person=request.user,
            readings=rows,
            question_ids=set(request.POST.getlist("question")),
        )
    except ClosedError as error:
        return HttpResponse(str(error), status=409, content_type="text/plain")
    _tell(request, engagement, done)
    return redirect(_address_after(engagement, rows))


def _keep(request: UserRequest, engagement: Engagement, form: ProbeForm) -> list[ProbeReading]:
    try:
        return [
            keep_reading(
                engagement=engagement, reading=sent.reading, source_text=sent.text, read_by=request.user
            )
            for sent in form.sent
        ]
    except (ClosedError, TooManyReadingsError) as error:
        form.add_error(None, sentence_of(error))
        return []


def _ticked(data: QueryDict, rows: Sequence[ProbeReading]) -> list[ProbeReading]:
    """Return the rows whose ids were sent, of those that the person may see."""
    wanted = set(data.getlist("reading"))
    return [row for row in rows if str(row.pk) in wanted]


def _preview_context(engagement: Engagement, preview: Preview) -> dict[str, object]:
    places = places_by_question(engagement, bank_of(engagement))
    questions = [(one, places[one.question.id].address) for one in preview.questions]
    return {"engagement": engagement, "preview": preview, "questions": questions}


def _address_after(engagement: Engagement, rows: Sequence[ProbeReading]) -> str:
    """Return the page of one reading, or of all with these ticked."""
    if len(rows) == 1:
        return reverse("assessments:probe-detail", args=[engagement.pk, rows[0].pk])
    address = reverse("assessments:probe-list", args=[engagement.pk])
    return f"{address}?{urlencode({'reading': [row.pk for row in rows]}, doseq=True)}" if rows else address


def _tell(request: UserRequest, engagement: Engagement, done: Acceptance) -> None:
    titles = {question.id: question.text for question in bank_of(engagement).questions()}
    for ids, tell, text in (
        (done.saved, messages.success, _("Saved as measured: %(questions)s")),
        (done.unchanged, messages.info, _("Your answer says this already: %(questions)s")),
        (
            done.refused,
            messages.warning,
            _("Not saved, because it is accepted or does not fit: %(questions)s"),
        ),
    ):
        if ids:
            tell(request, text % {"questions": " · ".join(titles[one] for one in ids)})
    if not (done.saved or done.unchanged or done.refused):
        messages.warning(request, _("Nothing was chosen: tick the answers to save."))
