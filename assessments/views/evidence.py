"""Evidence of one question: added, looked at, reviewed, taken back."""

from django.contrib import messages
from django.core.files.storage import Storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Action, UserRequest
from accounts.services.audit import record
from assessments.forms import EvidenceForm, EvidenceReviewForm
from assessments.models import Engagement, Evidence
from assessments.queries import bank_of, engagement_for, evidence_for, evidence_on_page, submissions_of
from assessments.services import (
    ClosedError,
    TooMuchEvidenceError,
    UnwelcomeFileError,
    accept_evidence,
    add_file,
    add_link,
    domain_id_of,
    ending_of,
    reject_evidence,
    remove_evidence,
)
from assessments.views.answers import address_of
from assessments.views.places import question_or_404
from assessments.views.refusals import sentence_of

# A file is shown by whatever program the reader has, never by our pages: no script, no frame, no address of ours.
FILE_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


@require_GET
def evidence_list(request: UserRequest, pk: int, question_id: str) -> HttpResponse:
    """Show the evidence of a question that the person may see, and the form for more."""
    engagement = engagement_for(request.user, pk, "answer")
    return _page(request, engagement, question_id, EvidenceForm())


@require_POST
def evidence_add(request: UserRequest, pk: int, question_id: str) -> HttpResponse:
    """Keep a file or a link."""
    engagement = engagement_for(request.user, pk, "answer")
    question_or_404(bank_of(engagement), question_id)
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            _add(request, engagement, question_id, form)
        except (UnwelcomeFileError, TooMuchEvidenceError) as error:
            form.add_error("file" if form.cleaned_data.get("file") else "link", str(error))
        except ClosedError as error:
            form.add_error(None, sentence_of(error))
    if form.errors:
        return _page(request, engagement, question_id, form, status=422)
    messages.success(request, _("Added. It counts once a lead or consultant has accepted it."))
    return redirect("assessments:evidence-list", pk=engagement.pk, question_id=question_id)


@require_GET
def evidence_download(request: UserRequest, pk: int) -> FileResponse:
    """Hand out a file, to be kept and not shown in the browser."""
    piece = evidence_for(request.user, pk)
    storage: Storage = piece.file.storage
    if not piece.file.name or not storage.exists(piece.file.name):
        raise Http404("no file is kept for this evidence")
    record(
        Action.EVIDENCE_DOWNLOADED, piece, organisation=piece.engagement.organisation_id, title=piece.question
    )
    name = f"{slugify(piece.title)[:80] or 'evidence'}{ending_of(piece.content_type)}"
    is_text = piece.content_type.startswith("text/")
    return FileResponse(
        piece.file.open("rb"),
        as_attachment=True,
        filename=name,
        content_type=f"{piece.content_type}; charset=utf-8" if is_text else piece.content_type,
        headers=FILE_HEADERS,
    )


@require_POST
def evidence_review(request: UserRequest, pk: int) -> HttpResponse:
    """Accept or reject, as a second person."""
    piece = evidence_for(request.user, pk)
    engagement = engagement_for(request.user, piece.engagement_id, "manage")
    form = EvidenceReviewForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, f"{piece.title}: {errors[0]}")
    else:
        _tell_review(request, piece, form)
    return _back_to_list(engagement, piece)


@require_POST
def evidence_remove(request: UserRequest, pk: int) -> HttpResponse:
    """Take back one's own evidence that waits for review."""
    piece = evidence_for(request.user, pk)
    try:
        is_gone = remove_evidence(evidence=piece, by=request.user)
    except ClosedError as error:
        messages.error(request, sentence_of(error))
    else:
        if is_gone:
            messages.success(request, _("Removed."))
        else:
            messages.warning(request, _("Only your own evidence can be removed, before it is reviewed."))
    return _back_to_list(piece.engagement, piece)


def _back_to_list(engagement: Engagement, piece: Evidence) -> HttpResponse:
    """Return to where it is listed; to the overview when its question is asked no more."""
    if piece.question not in {question.id for question in bank_of(engagement).questions()}:
        return redirect("assessments:engagement-detail", pk=engagement.pk)
    return redirect("assessments:evidence-list", pk=engagement.pk, question_id=piece.question)


def _add(request: UserRequest, engagement: Engagement, question_id: str, form: EvidenceForm) -> None:
    sent = form.cleaned_data
    if sent["link"]:
        add_link(
            engagement=engagement,
            question_id=question_id,
            added_by=request.user,
            link=sent["link"],
            title=sent["title"],
        )
        return
    add_file(
        engagement=engagement,
        question_id=question_id,
        added_by=request.user,
        name=sent["file"].name,
        file=sent["file"].file,
        title=sent["title"],
    )


def _tell_review(request: UserRequest, piece: Evidence, form: EvidenceReviewForm) -> None:
    try:
        is_done = form.cleaned_data["seen"] == piece.state and _review(request, piece, form)
    except ClosedError as error:
        messages.error(request, sentence_of(error))
        return
    if is_done:
        is_accepted = form.cleaned_data["decision"] == Evidence.State.ACCEPTED
        messages.success(
            request, _("Accepted: it counts now.") if is_accepted else _("Rejected: it does not count.")
        )
    else:
        messages.warning(request, _("It was reviewed meanwhile, or is your own: a second person reviews it."))


def _review(request: UserRequest, piece: Evidence, form: EvidenceReviewForm) -> bool:
    sent = form.cleaned_data
    if sent["decision"] == Evidence.State.REJECTED:
        return reject_evidence(evidence=piece, by=request.user, note=sent["note"])
    return accept_evidence(evidence=piece, by=request.user, note=sent["note"], expires_on=sent["expires_on"])


def _is_locked(engagement: Engagement, question_id: str) -> bool:
    return submissions_of(engagement)[domain_id_of(bank_of(engagement), question_id)].is_locked


def _page(
    request: UserRequest, engagement: Engagement, question_id: str, form: EvidenceForm, status: int = 200
) -> HttpResponse:
    question = question_or_404(bank_of(engagement), question_id)
    context = {
        "engagement": engagement,
        "question": question,
        "pieces": evidence_on_page(engagement, request.user, [question_id])[question_id],
        "form": form,
        "is_open": engagement.is_open and not _is_locked(engagement, question_id),
        "back": address_of(engagement, question_id),
    }
    return render(request, "assessments/evidence_list.html", context, status=status)
