"""One questionnaire: submitted, reviewed, returned or accepted, opened again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import UserRequest
from assessments.forms import ReviewForm, SubmitForm
from assessments.models import Engagement, Submission
from assessments.queries import bank_of, engagement_for, engagement_progress, steps_of, submissions_of
from assessments.services import ClosedError, accept_domain, reopen_domain, return_domain, submit_domain
from assessments.views.places import domain_or_404, places_by_domain
from assessments.views.refusals import sentence_of

MOVED_ON = _("Somebody else has moved it on meanwhile: look at it again.")


@require_GET
def submission_detail(request: UserRequest, pk: int, domain_id: str) -> HttpResponse:
    """Show where a questionnaire stands, what is open in it, and what can be done next."""
    engagement = engagement_for(request.user, pk, "answer")
    domain = domain_or_404(bank_of(engagement), domain_id)
    tally = engagement_progress(engagement, request.user).domains[domain_id]
    context = {
        "engagement": engagement,
        "domain": domain,
        "address": places_by_domain(engagement, bank_of(engagement))[domain_id].address,
        "tally": tally,
        "unanswered": tally.asked - tally.anyone,
        "submission": submissions_of(engagement)[domain_id],
        "steps": steps_of(engagement, domain_id),
    }
    return render(request, "assessments/submission_detail.html", context)


@require_POST
def submission_submit(request: UserRequest, pk: int, domain_id: str) -> HttpResponse:
    """Hand a questionnaire in for review."""
    engagement = engagement_for(request.user, pk, "answer")
    domain = domain_or_404(bank_of(engagement), domain_id)
    form = SubmitForm(request.POST)
    try:
        if form.is_valid() and submit_domain(
            engagement=engagement, domain=domain_id, by=request.user, **form.cleaned_data
        ):
            messages.success(
                request, gettext("%(title)s is submitted for review. Thank you.") % {"title": domain.title}
            )
        else:
            messages.warning(request, MOVED_ON)
    except ClosedError as error:
        messages.error(request, sentence_of(error))
    return redirect("assessments:submission-detail", pk=engagement.pk, domain_id=domain_id)


_DONE = {
    Submission.State.ACCEPTED: _("Accepted: its answers can be read now, not changed."),
    Submission.State.RETURNED: _("Returned. Whoever submitted it gets a letter with your note."),
    Submission.State.OPEN: _("Open again: its answers can be changed."),
}


@require_POST
def submission_review(request: UserRequest, pk: int, domain_id: str) -> HttpResponse:
    """Accept, return, or open again."""
    engagement = engagement_for(request.user, pk, "manage")
    domain_or_404(bank_of(engagement), domain_id)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
    elif _review(request, engagement, domain_id, form):
        messages.success(request, _DONE[form.cleaned_data["step"]])
    else:
        messages.warning(request, MOVED_ON)
    return redirect("assessments:submission-detail", pk=engagement.pk, domain_id=domain_id)


def _review(request: UserRequest, engagement: Engagement, domain: str, form: ReviewForm) -> bool:
    sent = form.cleaned_data
    step = {
        Submission.State.ACCEPTED: accept_domain,
        Submission.State.RETURNED: return_domain,
        Submission.State.OPEN: reopen_domain,
    }[sent["step"]]
    return step(engagement=engagement, domain=domain, by=request.user, seen=sent["seen"], note=sent["note"])
