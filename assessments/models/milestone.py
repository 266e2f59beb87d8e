"""Milestones: frozen states of an engagement; and moves to another version of the question bank."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.models.bank import BankVersion
from assessments.models.engagement import Engagement
from assessments.models.immutable import WriteOnce, WriteOnceQuerySet


class Milestone(WriteOnce):
    """What everybody had said, and how it scored, at one moment; kept for good.

    answers_text: canonical JSON of everything that the score is made from (answers, settled values, accepted
    evidence, profile); its score can be computed again at any time, with any bank.
    """

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=200)
    bank = models.ForeignKey(BankVersion, on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField()
    answers_text = models.TextField()
    fingerprint = models.CharField(max_length=64)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    objects = WriteOnceQuerySet.as_manager()

    class Meta:
        ordering = ["engagement", "id"]

    def __str__(self) -> str:
        return self.title


class BankUpgrade(models.Model):
    """The move of an engagement from one bank version to another; `milestone` was taken just before it."""

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="upgrades")
    from_bank = models.ForeignKey(BankVersion, on_delete=models.PROTECT, related_name="+")
    to_bank = models.ForeignKey(BankVersion, on_delete=models.PROTECT, related_name="+")
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["engagement", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_bank=models.F("to_bank")), name="upgrade_leads_to_another_bank"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_by__isnull=True, cancelled_at__isnull=True)
                | Q(cancelled_by__isnull=False, cancelled_at__isnull=False),
                name="upgrade_cancelled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"upgrade {self.pk} of engagement {self.engagement_id}"
