"""Evidence for an answer: a file or a link, accepted by a second person before it counts."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

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
        PENDING = "pending", "Waiting for review"
        ACCEPTED = "accepted", "Accepted"
        REJECTED = "rejected", "Rejected"

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="evidence")
    question = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    file = models.FileField(upload_to=stored_name, blank=True)
    link = models.URLField(max_length=1000, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.TextField(blank=True)
    expires_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["question", "id"]
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
    def has_expired(self) -> bool:
        """Whether the day from which it no longer counts has come."""
        return self.expires_on is not None and self.expires_on <= timezone.localdate()
