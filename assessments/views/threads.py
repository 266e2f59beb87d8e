"""Conversations: which there are, one with its messages, a new one, how one ends."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import UserRequest
from assessments.forms import MessageForm, ThreadForm, ThreadStateForm
from assessments.models import Engagement, Thread
from assessments.queries import (
    bank_of,
    engagement_for,
    messages_of,
    thread_for,
    threads_of,
)
from assessments.services import UnknownTargetError, add_message, close_thread, open_thread, reopen_thread
from assessments.views.places import Place, no_place, places_by_practice, places_by_question


@require_GET
def thread_list(request: UserRequest, pk: int) -> HttpResponse:
    """Show the open conversations, or the closed ones."""
    engagement = engagement_for(request.user, pk, "answer")
    is_open = request.GET.get("show") != "closed"
    context = {
        "engagement": engagement,
        "threads": threads_of(engagement, request.user, is_open=is_open),
        "is_open": is_open,
    }
    return render(request, "assessments/thread_list.html", context)


@require_http_methods(["GET", "POST"])
def thread_create(request: UserRequest, pk: int) -> HttpResponse:
    """Start a conversation on a question or a practice."""
    engagement = engagement_for(request.user, pk, "answer")
    question = request.GET.get("question", "")
    practice = "" if question else request.GET.get("practice", "")
    about = _about(engagement, [question] if question else [], practice)
    if question + practice and not all(place.is_asked for place in about):
        raise Http404("no such question or practice")
    form = ThreadForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            thread = open_thread(
                engagement=engagement,
                opened_by=request.user,
                questions=[question] if question else [],
                practice=practice,
                **form.cleaned_data,
            )
        except UnknownTargetError as error:
            raise Http404("no such question or practice any more") from error
        return redirect("assessments:thread-detail", pk=thread.pk)
    context = {"engagement": engagement, "form": form, "about": about}
    return render(request, "assessments/thread_create.html", context, status=422 if form.errors else 200)


@require_GET
def thread_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Show a conversation."""
    thread = thread_for(request.user, pk)
    return _show(request, thread, MessageForm())


@require_POST
def message_add(request: UserRequest, pk: int) -> HttpResponse:
    """Write in a conversation."""
    thread = thread_for(request.user, pk)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _show(request, thread, form, status=422)
    add_message(thread=thread, author=request.user, text=form.cleaned_data["text"])
    return redirect("assessments:thread-detail", pk=thread.pk)


@require_POST
def thread_state(request: UserRequest, pk: int) -> HttpResponse:
    """End a conversation, or go on with it. Only those who run the engagement accept something as it is."""
    thread = thread_for(request.user, pk)
    form = ThreadStateForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose how it ends."))
        return redirect("assessments:thread-detail", pk=thread.pk)
    state, text = form.cleaned_data["state"], form.cleaned_data["text"]
    if state == Thread.State.ACCEPTED and not thread.engagement.can_manage:
        raise PermissionDenied("a lead or consultant accepts something as it is")
    if state == Thread.State.OPEN:
        is_moved = reopen_thread(thread=thread, by=request.user, text=text)
    elif state == Thread.State.ACCEPTED and not text:
        messages.error(request, _("Say why it is accepted as it is."))
        return redirect("assessments:thread-detail", pk=thread.pk)
    else:
        is_moved = close_thread(thread=thread, by=request.user, state=state, closing=text)
    if not is_moved:
        messages.warning(request, _("Somebody else was faster: look at it again."))
    return redirect("assessments:thread-detail", pk=thread.pk)


def _show(request: UserRequest, thread: Thread, form: MessageForm, status: int = 200) -> HttpResponse:
    context = {
        "engagement": thread.engagement,
        "thread": thread,
        "written": messages_of(thread),
        "about": _about(thread.engagement, thread.questions, thread.practice),
        "form": form,
    }
    return render(request, "assessments/thread_detail.html", context, status=status)


def _about(engagement: Engagement, questions: list[str], practice: str) -> list[Place]:
    bank = bank_of(engagement)
    by_question = places_by_question(engagement, bank)
    found = [by_question.get(one) or no_place(engagement, one) for one in questions]
    if practice:
        by_practice = places_by_practice(engagement, bank)
        found.append(by_practice.get(practice) or no_place(engagement, practice))
    return found
