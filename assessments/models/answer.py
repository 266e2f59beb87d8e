"""What a person answered: the current row, and the journal of every save."""

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.models.engagement import Engagement
from assessments.models.immutable import WriteOnce, WriteOnceQuerySet


class Status(models.TextChoices):
    """`unanswered` is an answer that was taken back, or a comment without an answer."""

    ANSWERED = "answered", _("Answered")
    UNKNOWN = "unknown", _("Don’t know")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")
    UNANSWERED = "unanswered", _("No answer")


class Basis(models.TextChoices):
    """How the respondent knows."""

    MEASURED = "measured", _("Measured")
    DOCUMENTED = "documented", _("Documented")
    ESTIMATED = "estimated", _("Estimated")
    GUESSED = "guessed", _("Guessed")


@dataclass(frozen=True, slots=True)
class Content:
    """What one save says. `value` is in the normal form of the question bank, or None.

    provided_by: the other team that provides what is asked about, with a link; the answer counts like any other.
    """

    status: str = Status.UNANSWERED
    value: dict[str, Any] | None = None
    basis: str = Basis.ESTIMATED
    comment: str = ""
    reason: str = ""
    evidence: str = ""
    provided_by: str = ""

    def tidied(self) -> "Content":
        """Return the content without what its status does not carry."""
        return replace(
            self,
            value=self.value if self.status == Status.ANSWERED else None,
            basis=self.basis if self.status == Status.ANSWERED else Basis.ESTIMATED,
            reason=self.reason if self.status == Status.NOT_APPLICABLE else "",
            provided_by=self.provided_by if self.status == Status.ANSWERED else "",
        )

    @property
    def is_blank(self) -> bool:
        """Whether nothing was said at all."""
        return self.status == Status.UNANSWERED and not (self.comment or self.evidence)


class ContentFields(models.Model):
    """The columns of a `Content`."""

    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.UNANSWERED)
    value = models.JSONField(_("value"), null=True, blank=True)
    basis = models.CharField(_("basis"), max_length=20, choices=Basis.choices, default=Basis.ESTIMATED)
    comment = models.TextField(_("comment"), blank=True)
    reason = models.TextField(_("why it is not applicable"), blank=True)
    evidence = models.TextField(_("where the evidence is"), blank=True)
    provided_by = models.TextField(_("the team that provides it"), blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="%(class)s_status_is_known"),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="%(class)s_basis_is_known"),
            models.CheckConstraint(
                condition=Q(status="answered", value__isnull=False)
                | (~Q(status="answered") & Q(value__isnull=True)),
                name="%(class)s_has_a_value_when_answered",
            ),
            models.CheckConstraint(
                condition=~Q(status="not_applicable") | ~Q(reason=""),
                name="%(class)s_says_why_not_applicable",
            ),
        ]

    @property
    def content(self) -> Content:
        """What the row says."""
        return Content(
            self.status, self.value, self.basis, self.comment, self.reason, self.evidence, self.provided_by
        )


class Answer(ContentFields):
    """The current answer of one person to one question: a copy of the newest current revision.

    revision: the number of that revision; 0 only inside the transaction that makes the row.
    answered_at: when status, value or basis were last said; the age of the answer counts from here.
    """

    engagement = models.ForeignKey(
        Engagement, on_delete=models.CASCADE, related_name="answers", verbose_name=_("engagement")
    )
    question = models.CharField(_("question"), max_length=100)
    respondent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="answers",
        verbose_name=_("answered by"),
    )
    revision = models.PositiveIntegerField(_("number of the save"), default=0)
    answered_at = models.DateTimeField(_("answered on"))
    updated_at = models.DateTimeField(_("changed on"))
    is_countersigned = models.BooleanField(_("countersigned"), default=False)
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("countersigned by"),
    )

    class Meta(ContentFields.Meta):
        abstract = False
        ordering = ["question", "id"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            *ContentFields.Meta.constraints,
            models.UniqueConstraint(
                fields=["engagement", "question", "respondent"], name="answer_is_one_per_person"
            ),
            models.CheckConstraint(
                condition=Q(is_countersigned=False)
                | Q(status="not_applicable", countersigned_by__isnull=False),
                name="answer_countersigned_is_not_applicable",
            ),
            models.CheckConstraint(
                condition=Q(countersigned_by__isnull=True) | ~Q(countersigned_by=models.F("respondent")),
                name="answer_countersigned_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return gettext("answer to %(question)s") % {"question": self.question}


class AnswerRevision(WriteOnce, ContentFields):
    """One save, kept for good.

    revision: counts the saves of one answer from 1, also those that came too late to become current.
    base_revision: the revision the sender had seen; None when the sender did not look.
    client, client_sequence: one open page, and its count of changes.
    request_id: identifies the request together with its content, so that sending it again is a replay.
    carried_from, carried_version: the question, and the version of the bank, from which an upgrade brought it.
    """

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="journal")
    revision = models.PositiveIntegerField(_("number of the save"))
    base_revision = models.PositiveIntegerField(null=True)
    client = models.CharField(max_length=64, blank=True)
    client_sequence = models.PositiveIntegerField(default=0)
    request_id = models.CharField(max_length=64)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("saved by")
    )
    saved_at = models.DateTimeField(_("saved on"))
    became_current = models.BooleanField(_("counted"))
    carried_from = models.CharField(max_length=100, blank=True)
    carried_version = models.CharField(max_length=40, blank=True)

    objects = WriteOnceQuerySet.as_manager()

    class Meta(ContentFields.Meta):
        abstract = False
        ordering = ["answer", "revision"]
        verbose_name = _("saved answer")
        verbose_name_plural = _("saved answers")
        constraints = [
            *ContentFields.Meta.constraints,
            models.UniqueConstraint(fields=["answer", "revision"], name="revision_counts_the_saves"),
            models.UniqueConstraint(fields=["answer", "request_id"], name="request_is_saved_once"),
        ]

    def __str__(self) -> str:
        places = {"number": self.revision, "answer": self.answer_id}
        return gettext("save %(number)s of answer %(answer)s") % places
