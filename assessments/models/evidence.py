"""Evidence for an answer: a file or a link, accepted by a second person before it counts."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from assessments.models.engagement import Engagement


def stored_name(evidence: "Evidence", filename: str) -> str:
    """Return where a file is kept; nothing of the name that the sender gave is in it."""
    return f"evidence/{evidence.engagement_id}/{uuid.uuid4().hex}"


class Evidence(models.Model):
    """One piece of evidence for one question of an engagement.

    file, content_type, size_bytes, sha256: of an uploaded file, by its content; link: of everything else.
    expires_on: the day from which it no longer counts.
    """

    class State(models.TextChoices):
        PENDING = "pending", pgettext_lazy("evidence", "Waiting for review")
        ACCEPTED = "accepted", pgettext_lazy("evidence", "Accepted")
        REJECTED = "rejected", pgettext_lazy("evidence", "Rejected")

    engagement = models.ForeignKey(
        Engagement, on_delete=models.CASCADE, related_name="evidence", verbose_name=_("engagement")
    )
    question = models.CharField(_("question"), max_length=100)
    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(_("file"), upload_to=stored_name, blank=True)
    link = models.URLField(_("link"), max_length=1000, blank=True)
    content_type = models.CharField(_("kind of file"), max_length=100, blank=True)
    size_bytes = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(_("fingerprint"), max_length=64, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added on"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PENDING)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reviewed by"),
    )
    reviewed_at = models.DateTimeField(_("reviewed on"), null=True, blank=True)
    review_note = models.TextField(_("note of the review"), blank=True)
    expires_on = models.DateField(_("counts until"), null=True, blank=True)

    class Meta:
        ordering = ["question", "id"]
        verbose_name = _("piece of evidence")
        verbose_name_plural = _("evidence")
        indexes = [models.Index(fields=["engagement", "question"], name="evidence_of_question")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["pending", "accepted", "rejected"]), name="evidence_state_is_known"
            ),
            models.CheckConstraint(
                condition=(Q(file="") & ~Q(link="")) | (~Q(file="") & Q(link="")),
                name="evidence_is_a_file_or_a_link",
            ),
            models.CheckConstraint(
                condition=Q(state="pending", reviewed_by__isnull=True, reviewed_at__isnull=True)
                | (~Q(state="pending") & Q(reviewed_by__isnull=False, reviewed_at__isnull=False)),
                name="evidence_reviewed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | ~Q(reviewed_by=F("added_by")),
                name="evidence_accepted_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def state_in_a_sentence(self) -> str:
        """Its state as it stands within a sentence."""
        return {
            self.State.PENDING: pgettext("evidence", "waiting for review"),
            self.State.ACCEPTED: pgettext("evidence", "accepted"),
            self.State.REJECTED: pgettext("evidence", "rejected"),
        }[self.State(self.state)]

    @property
    def has_expired(self) -> bool:
        """Whether the day from which it no longer counts has come."""
        return self.expires_on is not None and self.expires_on <= timezone.localdate()
