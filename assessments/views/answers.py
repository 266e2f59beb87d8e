"""One answer: saved as it changes, chosen between two, its history, its countersignature."""

import json
import re

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import UserRequest
from assessments.forms import read_answer
from assessments.models import Engagement
from assessments.queries import (
    answer_for,
    answers_by_others,
    bank_of,
    engagement_for,
    engagement_progress,
    evidence_on_page,
    history_of,
    revision_for,
)
from assessments.question_bank.model import Question
from assessments.services import ClosedError, Saved, Sender, countersign, save_answer
from assessments.views.cards import State, build_card, show_content, state_after, state_of_fault
from assessments.views.pages import group_of, has_conditions, not_asked, questions_in


@require_POST
def save(request: UserRequest, pk: int, question_id: str) -> HttpResponse:
    """Save one answer as it changes; reply with its state, the progress, and which questions are now asked."""
    engagement = engagement_for(request.user, pk, "answer")
    question = _question(engagement, question_id)
    if _is_of_somebody_else(request):
        return _opened_by_another()
    sent = read_answer(question, request.POST)
    if sent.content is None:
        return _reply_state(request, engagement, question, state_of_fault(sent), status=422)
    try:
        saved = save_answer(
            engagement=engagement,
            respondent=request.user,
            question_id=question_id,
            content=sent.content,
            sender=sent.sender,
        )
    except ClosedError as error:
        state = State("refused", sent.sender.base_revision or 0, reason=str(error))
        return _reply_state(request, engagement, question, state, status=409)
    return _reply_progress(request, engagement, question, state_after(question, saved))


@require_POST
def choose(request: UserRequest, pk: int, question_id: str) -> HttpResponse:
    """Make an earlier save current again; reply with the whole card."""
    engagement = engagement_for(request.user, pk, "answer")
    question = _question(engagement, question_id)
    if _is_of_somebody_else(request):
        return _opened_by_another()
    number = request.POST.get("choose", "").rpartition(":")[2]
    try:
        saved = choose_revision(request, engagement, question_id, number)
    except ClosedError as error:
        return HttpResponse(str(error), status=409, content_type="text/plain; charset=utf-8")
    progress = engagement_progress(engagement, request.user)
    card = build_card(
        question,
        saved.answer,
        is_asked=progress.applicable[question_id],
        is_open=engagement.is_open,
        client=request.POST.get(f"{question_id}.client", "")[:64],
        others=answers_by_others(engagement, request.user, [question_id])[question_id],
        evidence=evidence_on_page(engagement, request.user, [question_id])[question_id],
        state=state_after(question, saved),
    )
    context = {"engagement": engagement, "card": card, "is_swapped_in": True}
    return render(request, "assessments/_card.html", context)


def _is_of_somebody_else(request: UserRequest) -> bool:
    """Return whether the page that sends was opened by another person than the one signed in by now."""
    mine = str(request.user.pk)
    return request.POST.get("person", mine) != mine


def _opened_by_another() -> HttpResponse:
    text = _("This page was opened by somebody else.")
    return HttpResponse(text, status=401, content_type="text/plain; charset=utf-8")


def choose_revision(request: UserRequest, engagement: Engagement, question_id: str, number: str) -> Saved:
    """Save again what an earlier save said. Raises Http404."""
    revision = revision_for(request.user, engagement, question_id, _number(number))
    return save_answer(
        engagement=engagement,
        respondent=request.user,
        question_id=question_id,
        content=revision.content,
        sender=Sender(),
    )


def _number(text: str) -> int:
    """Return the number of a revision; 0, which no revision has, for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


@require_GET
def history(request: UserRequest, pk: int) -> HttpResponse:
    """Show every save of an answer."""
    answer = answer_for(request.user, pk)
    question = _question(answer.engagement, answer.question)
    saves = [(row, show_content(question, row.content)) for row in history_of(answer)]
    template = (
        "assessments/_history.html"
        if request.headers.get("HX-Request")
        else "assessments/answer_history.html"
    )
    context = {
        "engagement": answer.engagement,
        "answer": answer,
        "question": question,
        "group": group_of(bank_of(answer.engagement), question.id),
        "saves": saves,
    }
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_POST
def accept_not_applicable(request: UserRequest, pk: int) -> HttpResponse:
    """Countersign that a question does not apply."""
    answer = answer_for(request.user, pk)
    engagement = engagement_for(request.user, answer.engagement_id, "manage")
    revision = _number(request.POST.get("revision", ""))
    if countersign(answer=answer, revision=revision, by=request.user):
        messages.success(request, _("Countersigned: the question no longer counts."))
    else:
        messages.warning(request, _("The answer has changed meanwhile: look at it again."))
    return redirect("assessments:engagement-detail", pk=engagement.pk)


def _question(engagement: Engagement, question_id: str) -> Question:
    try:
        return bank_of(engagement).question(question_id)
    except KeyError as error:
        raise Http404("no such question") from error


def _reply_state(
    request: UserRequest, engagement: Engagement, question: Question, state: State, *, status: int
) -> HttpResponse:
    context = {"engagement": engagement, "question": question, "state": state}
    return render(request, "assessments/_state.html", context, status=status)


def _reply_progress(
    request: UserRequest, engagement: Engagement, question: Question, state: State
) -> HttpResponse:
    progress = engagement_progress(engagement, request.user)
    bank = bank_of(engagement)
    group = group_of(bank, question.id)
    context = {
        "engagement": engagement,
        "question": question,
        "state": state,
        "has_conditions": has_conditions(group),
        "not_asked": not_asked(engagement, bank, group, progress),
        "group": group,
        "tally": progress.groups[group.id],
        "total": progress.total,
    }
    reply = HttpResponse(render_to_string("assessments/_saved.html", context, request))
    asked = {other.id: progress.applicable[other.id] for other in questions_in(group)}
    reply["HX-Trigger"] = json.dumps({"questions-asked": asked})
    return reply


def address_of(engagement: Engagement, question_id: str) -> str:
    """Return where a question stands."""
    group = group_of(bank_of(engagement), question_id)
    return f"{reverse('assessments:questionnaire-group', args=[engagement.pk, group.id])}#q-{question_id}"
