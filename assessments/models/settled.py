"""What was settled about a question: a consensus of the respondents, or a consultant's override."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.answer import Basis
from assessments.models.engagement import Engagement
from assessments.models.immutable import WriteOnce, WriteOnceQuerySet


class SettledValue(WriteOnce):
    """One settlement, kept for good; the newest of a question counts, and a withdrawn one counts as none.

    The answers stay as they are: who dissents is seen by comparing them with the settled value.
    """

    class Kind(models.TextChoices):
        CONSENSUS = "consensus", _("Consensus")
        OVERRIDE = "override", _("Override by a consultant")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="settled_values")
    question = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    value = models.JSONField(null=True, blank=True)
    basis = models.CharField(max_length=20, choices=Basis.choices, default=Basis.ESTIMATED)
    reason = models.TextField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = WriteOnceQuerySet.as_manager()

    class Meta:
        ordering = ["question", "id"]
        indexes = [models.Index(fields=["engagement", "question", "id"], name="settled_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["consensus", "override", "withdrawn"]), name="settled_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="withdrawn", value__isnull=True)
                | (~Q(kind="withdrawn") & Q(value__isnull=False)),
                name="settled_has_a_value_unless_withdrawn",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="settled_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.question}"
