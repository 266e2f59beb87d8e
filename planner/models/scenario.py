"""A scenario: what would be different, under a name, so that plans over the same answers can be compared."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Scenario(models.Model):
    """Changes laid over what is known of an engagement, with the keys of `planner.services.changes.lay.Changes`."""

    engagement = models.ForeignKey(
        "assessments.Engagement",
        on_delete=models.CASCADE,
        related_name="scenarios",
        verbose_name=_("engagement"),
    )
    name = models.SlugField(_("name"), max_length=60)
    title = models.CharField(_("title"), max_length=120)
    note = models.CharField(_("note"), max_length=400, blank=True)
    changes = models.JSONField(_("changes"), default=dict)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("created by")
    )
    created_at = models.DateTimeField(_("created on"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed on"), auto_now=True)

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "name"], name="scenario_name_once_per_engagement"),
        ]

    def __str__(self) -> str:
        return self.title
