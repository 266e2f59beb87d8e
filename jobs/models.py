"""A job: one row, from the request to the result."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# Reasons that the program itself writes, kept by id so that each reader reads them in their own language.
WORKER_STOPPED = "worker-stopped"
UNKNOWN_REASON = "unknown-reason"
_REASONS = {
    WORKER_STOPPED: _(
        "The worker stopped in the last attempt: killed, out of memory, or over the time limit."
    ),
    UNKNOWN_REASON: _("Nothing is known about the reason."),
}


def reason_text(reason: str) -> str:
    """Return a stored reason as people read it; what an exception said stays as it is."""
    return str(_REASONS.get(reason, reason))


class Job(models.Model):
    """Work that was promised. The row is the queue; whoever holds `token` may finish it."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        DEAD = "dead", _("Given up")

    class Priority(models.IntegerChoices):
        INTERACTIVE = 0, _("Someone is waiting")
        BATCH = 10, _("In the background")

    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(_("key"), max_length=200, unique=True)
    payload = models.JSONField(_("content"), default=dict)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.QUEUED)
    priority = models.SmallIntegerField(_("priority"), choices=Priority, default=Priority.INTERACTIVE)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    max_attempts = models.PositiveSmallIntegerField(_("most attempts"), default=5)
    due_at = models.DateTimeField(_("due at"), db_default=Now())
    token = models.UUIDField(null=True, unique=True, editable=False)
    lease_until = models.DateTimeField(_("claimed until"), null=True)
    step = models.CharField(_("step"), max_length=80, blank=True)
    fraction = models.FloatField(_("share that is done"), default=0.0)
    reason = models.TextField(_("reason"), blank=True)
    created_at = models.DateTimeField(_("asked for on"), db_default=Now())
    started_at = models.DateTimeField(_("started on"), null=True)
    finished_at = models.DateTimeField(_("finished on"), null=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["priority", "due_at", "id"], name="job_queued", condition=Q(state="queued")),
            models.Index(fields=["lease_until"], name="job_running", condition=Q(state="running")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "done", "dead"]), name="job_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="running", token__isnull=False, lease_until__isnull=False)
                | ~Q(state="running") & Q(token__isnull=True, lease_until__isnull=True),
                name="job_running_has_lease",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "dead"], finished_at__isnull=False)
                | Q(state__in=["queued", "running"], finished_at__isnull=True),
                name="job_finished_has_time",
            ),
            models.CheckConstraint(condition=~Q(state="dead", reason=""), name="job_dead_has_reason"),
            models.CheckConstraint(
                condition=Q(max_attempts__gte=1, attempts__lte=models.F("max_attempts")),
                name="job_attempts_within_limit",
            ),
            models.CheckConstraint(
                condition=Q(fraction__gte=0.0, fraction__lte=1.0), name="job_fraction_is_a_fraction"
            ),
            models.CheckConstraint(condition=~Q(kind="") & ~Q(key=""), name="job_has_kind_and_key"),
        ]

    def __str__(self) -> str:
        return gettext("job %(number)s (%(key)s)") % {"number": self.pk, "key": self.key}

    @property
    def shown_reason(self) -> str:
        """Why the last attempt failed, as people read it."""
        return reason_text(self.reason)

    @property
    def is_retrying(self) -> bool:
        """Whether an attempt failed and another one is planned."""
        return self.state == self.State.QUEUED and self.attempts > 0

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.state in (self.State.DONE, self.State.DEAD)
