"""Conversations about a question, a practice, or a contradiction between answers."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.models.engagement import Engagement
from assessments.models.immutable import WriteOnce, WriteOnceQuerySet


class Thread(models.Model):
    """One conversation. A person opens it on a question or a practice; a rule opens it on a contradiction.

    rule, statement: the id of the rule, and what it found, in words; empty when a person opened the thread.
    questions: the ids of the questions that it is about. people: those it concerns, who see it beside the managers.
    is_standing: the rule still holds. closing: how it ended, in the words of who ended it.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        RESOLVED = "resolved", "Resolved"
        ACCEPTED = "accepted", "Accepted as it is"

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="threads")
    title = models.CharField(max_length=300)
    rule = models.CharField(max_length=100, blank=True)
    statement = models.TextField(blank=True)
    questions = models.JSONField(default=list)
    practice = models.CharField(max_length=100, blank=True)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    is_standing = models.BooleanField(default=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closing = models.TextField(blank=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "rule"], condition=~Q(rule=""), name="thread_is_one_per_rule"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "resolved", "accepted"]), name="thread_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(rule="") | Q(opened_by__isnull=False), name="thread_opened_by_a_person_or_a_rule"
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | ~Q(closing=""), name="thread_accepted_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Message(WriteOnce):
    """One message of a thread, kept for good; without an author the program says what it found."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField()
    written_at = models.DateTimeField()

    objects = WriteOnceQuerySet.as_manager()

    class Meta:
        ordering = ["thread", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="message_says_something")]

    def __str__(self) -> str:
        return f"message {self.pk} of thread {self.thread_id}"
