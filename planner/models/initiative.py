"""Initiatives of an engagement's own: new ones, or shipped ones with other figures."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class OwnInitiative(models.Model):
    """An initiative that consultants wrote. `document` has the keys of an entry of `initiatives.yaml`.

    One whose identifier a shipped initiative has takes that one's place in every plan of the engagement.
    """

    engagement = models.ForeignKey(
        "assessments.Engagement",
        on_delete=models.CASCADE,
        related_name="own_initiatives",
        verbose_name=_("engagement"),
    )
    identifier = models.CharField(_("identifier"), max_length=41)
    document = models.JSONField(_("document"), default=dict)
    reason = models.CharField(_("reason"), max_length=400)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("changed by")
    )
    changed_at = models.DateTimeField(_("changed on"), auto_now=True)

    class Meta:
        verbose_name = _("own initiative")
        verbose_name_plural = _("own initiatives")
        ordering = ["identifier"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "identifier"], name="initiative_once_per_engagement"
            ),
        ]

    def __str__(self) -> str:
        return str(self.document.get("title") or self.identifier)
