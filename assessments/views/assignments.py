"""Asking people: the table of those who run an engagement, and handing a question on."""

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import UserRequest
from assessments.forms import AssignmentForm, DelegateForm
from assessments.models import Assignment, Engagement
from assessments.queries import (
    Asked,
    assignment_for,
    assignments_of,
    bank_of,
    engagement_for,
)
from assessments.services import (
    ClosedError,
    NotAskableError,
    UnknownTargetError,
    assign,
    delegate,
    unassign,
)
from assessments.views.answers import address_of
from assessments.views.places import (
    Place,
    no_place,
    places_by_domain,
    places_by_practice,
    places_by_question,
    question_or_404,
)
from assessments.views.refusals import sentence_of


@dataclass(frozen=True, slots=True)
class AskedPlace:
    """Something that was asked of somebody, with where it is."""

    asked: Asked
    place: Place
    is_overdue: bool


def asked_places(engagement: Engagement, rows: list[Asked]) -> list[AskedPlace]:
    """Return assignments with their titles and addresses."""
    bank = bank_of(engagement)
    questions = places_by_question(engagement, bank)
    named = {
        Assignment.Scope.DOMAIN: places_by_domain(engagement, bank),
        Assignment.Scope.PRACTICE: places_by_practice(engagement, bank),
        Assignment.Scope.QUESTION: questions,
    }
    today = timezone.localdate()
    found = []
    for row in rows:
        one = row.assignment
        place = named[Assignment.Scope(one.scope)].get(one.target) or no_place(engagement, one.target)
        is_overdue = not row.is_done and one.due_on is not None and one.due_on < today
        found.append(AskedPlace(row, place, is_overdue))
    return found


@require_http_methods(["GET", "POST"])
def assignment_list(request: UserRequest, pk: int) -> HttpResponse:
    """Show who was asked what and how far they are; ask more people."""
    engagement = engagement_for(request.user, pk, "manage")
    form = AssignmentForm(request.POST if request.method == "POST" else None, engagement=engagement)
    if request.method == "POST" and form.is_valid():
        try:
            _assign(request, engagement, form)
        except UnknownTargetError:
            messages.error(
                request, _("The questions were brought up to date meanwhile: choose again what to ask.")
            )
        return redirect("assessments:assignment-list", pk=engagement.pk)
    context = {
        "engagement": engagement,
        "rows": asked_places(engagement, assignments_of(engagement)),
        "form": form,
    }
    return render(request, "assessments/assignment_list.html", context, status=422 if form.errors else 200)


def _assign(request: UserRequest, engagement: Engagement, form: AssignmentForm) -> None:
    sent = form.cleaned_data
    scope, target = sent["target"]
    with transaction.atomic():
        for person in sent["people"]:
            assign(
                engagement=engagement,
                scope=scope,
                target=target,
                person=person,
                assigned_by=request.user,
                due_on=sent["due_on"],
                note=sent["note"],
            )
    names = ", ".join(str(person) for person in sent["people"])
    messages.success(request, _("Asked: %(people)s. They get a letter.") % {"people": names})


@require_POST
def assignment_remove(request: UserRequest, pk: int) -> HttpResponse:
    """Ask somebody no more; their answers stay."""
    assignment = assignment_for(request.user, pk)
    unassign(assignment=assignment)
    messages.success(request, _("Taken back. What was answered stays."))
    return redirect("assessments:assignment-list", pk=assignment.engagement_id)


@require_http_methods(["GET", "POST"])
def question_delegate(request: UserRequest, pk: int, question_id: str) -> HttpResponse:
    """Hand a question on to somebody who knows."""
    engagement = engagement_for(request.user, pk, "answer")
    question = question_or_404(bank_of(engagement), question_id)
    data = request.POST if request.method == "POST" else None
    form = DelegateForm(data, engagement=engagement, by=request.user)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            delegate(
                engagement=engagement,
                question_id=question_id,
                person=sent["person"],
                by=request.user,
                note=sent["note"],
            )
        except UnknownTargetError as error:
            raise Http404("no such question any more") from error
        except (ClosedError, NotAskableError) as error:
            form.add_error(None, sentence_of(error))
        else:
            messages.success(
                request, _("Handed on to %(person)s, who gets a letter.") % {"person": sent["person"]}
            )
            return redirect(address_of(engagement, question_id))
    context = {
        "engagement": engagement,
        "question": question,
        "form": form,
        "back": address_of(engagement, question_id),
    }
    return render(request, "assessments/question_delegate.html", context, status=422 if form.errors else 200)
