"""The few numbers of a finished plan that lists and overviews show, so that no snapshot is read for them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Headline(models.Model):
    """What a finished plan says in short; written with it, and made from its snapshot alone.

    domains: by id, {"score", "p10", "p90", "level"}; numbers on the scale of 1 to 5, None for not known.
    workloads: how many are ready, conditional, blocked, unknown, and late, by those names.
    is_plain: made from what is known, without a scenario.
    """

    plan = models.OneToOneField(
        "planner.Plan",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="headline",
        verbose_name=_("plan"),
    )
    engagement = models.ForeignKey(
        "assessments.Engagement",
        on_delete=models.CASCADE,
        related_name="headlines",
        verbose_name=_("engagement"),
    )
    is_plain = models.BooleanField(_("without a scenario"))
    as_of = models.DateField(_("as of"))
    index = models.FloatField(_("maturity index"), null=True, blank=True)
    level = models.PositiveSmallIntegerField(_("level"), null=True, blank=True)
    confidence = models.FloatField(_("confidence"), null=True, blank=True)
    domains = models.JSONField(_("domains"), default=dict)
    workloads = models.JSONField(_("workloads"), default=dict)
    spending_usd = models.FloatField(_("spending planned (USD)"))

    class Meta:
        verbose_name = _("headline of a plan")
        verbose_name_plural = _("headlines of plans")
        ordering = ["-plan"]
        constraints = [
            models.CheckConstraint(
                condition=Q(index__isnull=True) | Q(index__gte=0, index__lte=100),
                name="headline_index_is_of_100",
            ),
        ]
        indexes = [models.Index(fields=["engagement", "is_plain", "-plan"], name="headline_newest")]

    def __str__(self) -> str:
        return f"{self.plan_id}: {'–' if self.index is None else round(self.index)}"
