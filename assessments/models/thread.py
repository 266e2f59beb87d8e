"""Conversations about a question, a practice, or a contradiction between answers."""

from collections.abc import Mapping

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, gettext, gettext_noop, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from assessments.language import DEFAULT
from assessments.models.engagement import Engagement
from assessments.models.immutable import WriteOnce, WriteOnceQuerySet

# What the program says when a contradiction is gone: kept in English, read in the reader's language.
GONE = gettext_noop("The answers no longer contradict each other.")


class Thread(models.Model):
    """One conversation. A person opens it on a question or a practice; a rule opens it on a contradiction.

    rule, statement: the id of the rule, and what it found, in words; empty when a person opened the thread.
    titles: what the rule is called in other languages, by language.
    questions: the ids of the questions that it is about. people: those it concerns, who see it beside the managers.
    is_standing: the rule still holds. closing: how it ended, in the words of who ended it.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("conversations", "Open")
        RESOLVED = "resolved", pgettext_lazy("conversations", "Resolved")
        ACCEPTED = "accepted", pgettext_lazy("conversations", "Accepted as it is")

    engagement = models.ForeignKey(
        Engagement, on_delete=models.CASCADE, related_name="threads", verbose_name=_("engagement")
    )
    title = models.CharField(_("title"), max_length=300)
    titles = models.JSONField(default=dict)
    rule = models.CharField(_("rule"), max_length=100, blank=True)
    statement = models.TextField(_("what the rule found"), blank=True)
    questions = models.JSONField(_("questions"), default=list)
    practice = models.CharField(_("practice"), max_length=100, blank=True)
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", blank=True, verbose_name=_("people")
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("opened by"),
    )
    opened_at = models.DateTimeField(_("opened on"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    is_standing = models.BooleanField(_("still holds"), default=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("closed by"),
    )
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)
    closing = models.TextField(_("how it ended"), blank=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
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
        return self.shown_title

    @property
    def shown_title(self) -> str:
        """The title in the reader's language."""
        return _in_language_of_the_page(self.titles) or self.title


class Message(WriteOnce):
    """One message of a thread, kept for good; without an author the program says what it found.

    texts: what the program says, in other languages, by language.
    """

    thread = models.ForeignKey(
        Thread, on_delete=models.CASCADE, related_name="messages", verbose_name=_("conversation")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("author"),
    )
    text = models.TextField(_("text"))
    texts = models.JSONField(default=dict)
    written_at = models.DateTimeField(_("written on"))

    objects = WriteOnceQuerySet.as_manager()

    class Meta:
        ordering = ["thread", "id"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="message_says_something")]

    def __str__(self) -> str:
        return f"{self.thread_id}.{self.pk}"

    @property
    def shown(self) -> str:
        """The text as people read it."""
        if self.author_id is None and self.text == GONE:
            return gettext(GONE)
        return _in_language_of_the_page(self.texts) or self.text


def _in_language_of_the_page(texts: Mapping[str, str]) -> str:
    return texts.get((get_language() or DEFAULT).partition("-")[0], "")
