"""The questions, page by page; with or without JavaScript."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User, UserRequest
from assessments.forms import Filled, has_card, read_answer
from assessments.models import Engagement
from assessments.queries import bank_of, engagement_for, engagement_progress, place_of
from assessments.question_bank.model import Group
from assessments.services import ClosedError, Entry, Saved, remember_place, save_page
from assessments.views.answers import choose_revision
from assessments.views.cards import State, state_after, state_of_fault
from assessments.views.pages import build_page, find_group, questions_in


@require_GET
def resume(request: UserRequest, pk: int) -> HttpResponse:
    """Go to where the person was, else to the first page with something left."""
    engagement = engagement_for(request.user, pk, "answer")
    groups = [group.id for domain in bank_of(engagement).domains for group in domain.groups]
    place = place_of(engagement, request.user)
    if place not in groups:
        place = engagement_progress(engagement, request.user).first_open_group() or groups[0]
    return redirect("assessments:questionnaire-group", pk=engagement.pk, group_id=place)


@require_http_methods(["GET", "POST"])
def group(request: UserRequest, pk: int, group_id: str) -> HttpResponse:
    """Show the questions of one group, or save the whole page as it was sent without JavaScript."""
    engagement = engagement_for(request.user, pk, "answer")
    this = find_group(bank_of(engagement), group_id)[1]
    if request.method == "POST" and engagement.is_open:
        try:
            return _save_page(request, engagement, this)
        except ClosedError as error:
            messages.error(request, _("Nothing was saved: %(reason)s.") % {"reason": error})
    remember_place(engagement=engagement, user=request.user, group_id=group_id)
    return _show_page(request, engagement, this, Sent())


@dataclass(slots=True)
class Sent:
    """What became of a sent page, by question."""

    filled: dict[str, Filled] = field(default_factory=dict)
    states: dict[str, State] = field(default_factory=dict)
    saved: dict[str, Saved] = field(default_factory=dict)

    @property
    def needs_attention(self) -> bool:
        """Whether something was not understood, or says otherwise elsewhere."""
        return any(state.kind in {"fault", "conflict"} for state in self.states.values())


def _save_page(request: UserRequest, engagement: Engagement, this: Group) -> HttpResponse:
    sent = _save_cards(engagement, request.user, this, request.POST)
    if request.POST.get("choose"):
        question_id, _, revision = request.POST["choose"].rpartition(":")
        if question_id not in {question.id for question in questions_in(this)}:
            raise Http404("no such question")
        choose_revision(request, engagement, question_id, revision)
        sent.states.pop(question_id, None)
        sent.filled.pop(question_id, None)
    if count := sum(not saved.is_unchanged for saved in sent.saved.values()):
        text = ngettext("%(count)s answer saved.", "%(count)s answers saved.", count)
        messages.success(request, text % {"count": count})
    if sent.needs_attention:
        return _show_page(request, engagement, this, sent)
    return redirect(_next_address(request.POST, engagement, this))


def _save_cards(engagement: Engagement, user: User, this: Group, data: QueryDict) -> Sent:
    """Save what is understood and changed; keep the rest as it was typed."""
    sent, entries = Sent(), {}
    questions = {question.id: question for question in questions_in(this) if has_card(question, data)}
    for question in questions.values():
        answer = read_answer(question, data)
        if answer.content is None:
            sent.filled[question.id] = answer.filled
            sent.states[question.id] = state_of_fault(answer)
        else:
            entries[question.id] = Entry(answer.content, answer.sender)
    sent.saved = save_page(engagement=engagement, respondent=user, entries=entries)
    for question_id, saved in sent.saved.items():
        sent.states[question_id] = state_after(questions[question_id], saved)
    return sent


def _show_page(request: UserRequest, engagement: Engagement, this: Group, sent: Sent) -> HttpResponse:
    page = build_page(engagement, request.user, this.id, filled=sent.filled, states=sent.states)
    status = 422 if sent.needs_attention else 200
    context = {"engagement": engagement, "page": page}
    return render(request, "assessments/questionnaire_group.html", context, status=status)


def _next_address(data: QueryDict, engagement: Engagement, this: Group) -> str:
    """Return where the pressed button leads: another group, the overview, or this page again."""
    wanted = data.get("go", "")
    if wanted == "overview":
        return reverse("assessments:engagement-detail", args=[engagement.pk])
    try:
        find_group(bank_of(engagement), wanted)
    except Http404:
        wanted = this.id
    address = reverse("assessments:questionnaire-group", args=[engagement.pk, wanted])
    chosen = data.get("choose", "").rpartition(":")[0]
    return f"{address}#q-{chosen}" if chosen else address
