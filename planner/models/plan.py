"""A plan: frozen inputs, then a frozen result."""

import json
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jobs.models import reason_text

# In the frozen inputs of every plan of a scenario, also of one that is deleted.
OF_A_SCENARIO = '"scenario":{"changes"'


class Plan(models.Model):
    """One run of score, size, judge and schedule over frozen inputs.

    Inputs and snapshot are kept as the canonical text itself: the fingerprint is over these bytes, and a
    JSON column would renumber and reorder them.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    engagement = models.ForeignKey(
        "assessments.Engagement",
        on_delete=models.CASCADE,
        related_name="plans",
        verbose_name=_("engagement"),
    )
    scenario = models.ForeignKey(
        "planner.Scenario",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="plans",
        verbose_name=_("scenario"),
    )
    title = models.CharField(_("title"), max_length=120, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    requested_at = models.DateTimeField(_("asked for on"), auto_now_add=True)
    request_id = models.UUIDField(unique=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.QUEUED)
    reason = models.TextField(_("reason"), blank=True)
    finished_at = models.DateTimeField(_("finished on"), null=True, blank=True)
    inputs_text = models.TextField()
    drawn_with_text = models.TextField(blank=True, default="")
    snapshot_text = models.TextField(blank=True)
    fingerprint = models.CharField(_("fingerprint"), max_length=64, blank=True, db_index=True)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done", finished_at__isnull=False)
                & ~Q(fingerprint="")
                & ~Q(snapshot_text="")
                | ~Q(state="done") & Q(fingerprint="", snapshot_text=""),
                name="plan_done_has_snapshot",
            ),
            models.CheckConstraint(condition=~Q(state="failed", reason=""), name="plan_failed_has_reason"),
        ]

    def __str__(self) -> str:
        return self.title or gettext("Plan %(number)s") % {"number": self.pk}

    @property
    def badge(self) -> str:
        """The status colour of the state."""
        return {"done": "ready", "failed": "blocked"}.get(self.state, "unknown")

    @property
    def shown_reason(self) -> str:
        """Why it failed, as people read it."""
        return reason_text(self.reason)

    @property
    def job_key(self) -> str:
        """The key of the job that makes this plan."""
        return f"plan:{self.pk}"

    @property
    def inputs(self) -> dict[str, Any]:
        """The frozen inputs, as plain data."""
        result: dict[str, Any] = json.loads(self.inputs_text)
        return result

    @property
    def drawn_with(self) -> dict[str, Any]:
        """What its reports are drawn with beside the snapshot; empty for a plan from before that was kept."""
        result: dict[str, Any] = json.loads(self.drawn_with_text) if self.drawn_with_text else {}
        return result

    @cached_property
    def snapshot(self) -> dict[str, Any]:
        """The frozen result. Empty until the plan is done."""
        result: dict[str, Any] = json.loads(self.snapshot_text) if self.snapshot_text else {}
        return result


class Report(models.Model):
    """The PDF of a plan, in the database so that it is written with the plan or not at all."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="reports", verbose_name=_("plan"))
    variant = models.CharField(_("variant"), max_length=12, default="executive")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(_("written on"), auto_now_add=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [models.UniqueConstraint(fields=["plan", "variant"], name="report_once_per_variant")]

    def __str__(self) -> str:
        return f"{self.plan} ({self.variant})"
