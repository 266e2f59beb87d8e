"""Conversations as one person may see them."""

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, QuerySet
from django.http import Http404

from accounts.models import User
from assessments.models import Engagement, Message, Thread
from assessments.queries.engagements import engagement_for
from assessments.queries.seen_threads import concerning


def threads_seen(engagement: Engagement, user: User) -> QuerySet[Thread]:
    """Return what the person sees of the conversations: all for those who run the engagement, else their own."""
    rows = Thread.objects.filter(engagement=engagement)
    if engagement.can_manage:
        return rows
    return rows.filter(concerning(user))


def threads_of(engagement: Engagement, user: User, *, is_open: bool) -> QuerySet[Thread]:
    """Return the open or the closed conversations that the person sees, the last written in first."""
    rows = threads_seen(engagement, user).select_related("opened_by", "closed_by")
    rows = rows.filter(state=Thread.State.OPEN) if is_open else rows.exclude(state=Thread.State.OPEN)
    counted = rows.annotate(length=Count("messages"), last_at=Max("messages__written_at"))
    return counted.order_by("-last_at", "-id")


def thread_for(user: User, pk: int) -> Thread:
    """Return a conversation that the person sees. Raises Http404 or PermissionDenied."""
    thread = Thread.objects.filter(pk=pk).select_related("opened_by", "closed_by").first()
    if thread is None:
        raise Http404("no such conversation")
    engagement = engagement_for(user, thread.engagement_id, "answer")
    if not threads_seen(engagement, user).filter(pk=pk).exists():
        raise PermissionDenied("this conversation is among others")
    thread.engagement = engagement
    return thread


def messages_of(thread: Thread) -> QuerySet[Message]:
    """Return what was written, in order."""
    return thread.messages.select_related("author").order_by("id")
