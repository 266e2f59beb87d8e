"""A job: one row, from the request to the result."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Job(models.Model):
    """Work that was promised. The row is the queue; whoever holds `token` may finish it."""

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        DEAD = "dead", "Given up"

    class Priority(models.IntegerChoices):
        INTERACTIVE = 0, "Someone is waiting"
        BATCH = 10, "In the background"

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200, unique=True)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    priority = models.SmallIntegerField(choices=Priority, default=Priority.INTERACTIVE)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=5)
    due_at = models.DateTimeField(db_default=Now())
    token = models.UUIDField(null=True, unique=True, editable=False)
    lease_until = models.DateTimeField(null=True)
    step = models.CharField(max_length=80, blank=True)
    fraction = models.FloatField(default=0.0)
    reason = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
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
        return f"job {self.pk} ({self.key})"

    @property
    def is_retrying(self) -> bool:
        """Whether an attempt failed and another one is planned."""
        return self.state == self.State.QUEUED and self.attempts > 0

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.state in (self.State.DONE, self.State.DEAD)
