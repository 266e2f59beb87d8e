"""Saved output of measuring commands, read and shown before it becomes answers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.engagement import Engagement


class ProbeReading(models.Model):
    """The output of one command on one machine, and what was read from it.

    source_text: the output as it was sent. findings: what the parser found, as plain data.
    accepted_questions: the ids of the questions that became measured answers; empty until somebody accepts.
    """

    engagement = models.ForeignKey(
        Engagement, on_delete=models.CASCADE, related_name="probe_readings", verbose_name=_("engagement")
    )
    command = models.CharField(_("command"), max_length=40)
    machine = models.CharField(_("machine"), max_length=200, blank=True)
    source_text = models.TextField()
    findings = models.JSONField()
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("sent by")
    )
    read_at = models.DateTimeField(_("read on"))
    accepted_questions = models.JSONField(_("accepted answers"), default=list)
    accepted_at = models.DateTimeField(_("accepted on"), null=True, blank=True)

    class Meta:
        ordering = ["-read_at", "-id"]
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        constraints = [models.CheckConstraint(condition=~Q(command=""), name="probe_has_a_command")]

    def __str__(self) -> str:
        return f"{self.command}, {self.read_at:%Y-%m-%d %H:%M}"
