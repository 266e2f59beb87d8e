"""What the search for a plan has in hand while the plan is being made."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Preview(models.Model):
    """The newest schedule of one attempt to make a plan: shown to who waits, thrown away when the plan is finished.

    It is no part of the plan. attempt: of the job; what an earlier one left is not shown, and written over.
    number: counts those of an attempt. content: of planner.roadmap.preview.RoadmapPreview, and its language.
    """

    plan = models.OneToOneField(
        "planner.Plan",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="preview",
        verbose_name=_("plan"),
    )
    attempt = models.PositiveSmallIntegerField(_("attempt"))
    number = models.PositiveIntegerField(_("number"))
    content = models.JSONField(_("content"))

    class Meta:
        verbose_name = _("preview of a plan")
        verbose_name_plural = _("previews of plans")
        ordering = ["-plan"]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.key}"

    @property
    def key(self) -> str:
        """Which one it is, among all of its plan."""
        return f"{self.attempt}-{self.number}"
