"""Milestones: frozen states of an engagement; and moves to another version of the question bank."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.models.bank import BankVersion
from assessments.models.bank_translation import bank_name
from assessments.models.engagement import Engagement
from assessments.models.immutable import WriteOnce, WriteOnceQuerySet


class Milestone(WriteOnce):
    """What everybody had said, and how it scored, at one moment; kept for good.

    answers_text: canonical JSON of everything that the score is made from (answers, settled values, accepted
    evidence, profile); its score can be computed again at any time, with any bank.
    before, to_bank: the move to another version that the program took it for; empty when a person took it.
    """

    class Before(models.TextChoices):
        UPGRADE = "upgrade"
        RETURN = "return"

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=200)
    before = models.CharField(max_length=10, choices=Before.choices, blank=True)
    to_bank = models.ForeignKey(
        BankVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    bank = models.ForeignKey(BankVersion, on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField()
    answers_text = models.TextField()
    fingerprint = models.CharField(max_length=64)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    objects = WriteOnceQuerySet.as_manager()

    class Meta:
        ordering = ["engagement", "id"]
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            models.CheckConstraint(
                condition=Q(before="", to_bank__isnull=True)
                | Q(before__in=["upgrade", "return"], to_bank__isnull=False),
                name="milestone_before_a_move_says_where_to",
            ),
        ]

    def __str__(self) -> str:
        return self.shown_title

    @property
    def shown_title(self) -> str:
        """The title in the reader's language, where the program gave it."""
        if self.to_bank is None:
            return self.title
        titles = {
            self.Before.UPGRADE: gettext("Before the upgrade to %(bank)s"),
            self.Before.RETURN: gettext("Before going back to %(bank)s"),
        }
        return titles[self.Before(self.before)] % {"bank": bank_name(self.to_bank)}


class BankUpgrade(models.Model):
    """The move of an engagement from one bank version to another; `milestone` was taken just before it."""

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="upgrades")
    from_bank = models.ForeignKey(BankVersion, on_delete=models.PROTECT, related_name="+")
    to_bank = models.ForeignKey(BankVersion, on_delete=models.PROTECT, related_name="+")
    milestone = models.ForeignKey(Milestone, on_delete=models.RESTRICT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["engagement", "id"]
        verbose_name = _("move to another version")
        verbose_name_plural = _("moves to another version")
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
        return f"{self.from_bank_id} → {self.to_bank_id}"
