"""What was decided about an initiative or a purchase of a plan, how far it is, and what plans had forecast."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Decision(models.Model):
    """The present decision about one initiative of an engagement, and its progress once it is accepted.

    Plans take it into account: what is accepted is in every plan, what is rejected in none, what is deferred
    begins no earlier than `deferred_to`, what is under way goes on with the rest of its work. Open is what was taken
    back: plans treat it as undecided, and its history stays.
    forecast_*: what the plan of the decision said, as it was decided.
    """

    class Choice(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        DEFERRED = "deferred", _("Deferred")
        REJECTED = "rejected", _("Rejected")
        OPEN = "open", pgettext_lazy("not decided", "Open")

    class Progress(models.TextChoices):
        NOT_STARTED = "not_started", _("Not started")
        UNDER_WAY = "under_way", _("Under way")
        DONE = "done", _("Done")

    engagement = models.ForeignKey(
        "assessments.Engagement",
        on_delete=models.CASCADE,
        related_name="decisions",
        verbose_name=_("engagement"),
    )
    initiative = models.CharField(_("initiative"), max_length=120)
    title = models.CharField(_("title"), max_length=400)
    plan = models.ForeignKey(
        "planner.Plan", on_delete=models.SET_NULL, null=True, related_name="decisions", verbose_name=_("plan")
    )
    choice = models.CharField(_("decision"), max_length=8, choices=Choice)
    reason = models.TextField(_("reason"), max_length=2000)
    owner = models.CharField(_("owner"), max_length=120, blank=True)
    deferred_to = models.CharField(_("deferred to"), max_length=7, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided on"))
    progress = models.CharField(_("progress"), max_length=11, choices=Progress, default=Progress.NOT_STARTED)
    percent_done = models.PositiveSmallIntegerField(
        _("percent done"), default=0, validators=[MaxValueValidator(100)]
    )
    started_in = models.CharField(_("started in"), max_length=7, blank=True)
    finished_in = models.CharField(_("finished in"), max_length=7, blank=True)
    spent_usd = models.DecimalField(_("spent (USD)"), max_digits=16, decimal_places=2, null=True, blank=True)
    forecast_start = models.CharField(_("forecast start"), max_length=7, blank=True)
    forecast_finish = models.CharField(_("forecast finish"), max_length=7, blank=True)
    forecast_usd = models.DecimalField(
        _("forecast cost (USD)"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    forecast_low_usd = models.DecimalField(
        _("forecast cost, low (USD)"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    forecast_high_usd = models.DecimalField(
        _("forecast cost, high (USD)"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    revision = models.PositiveIntegerField(_("revision"), default=1)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "initiative"], name="decision_once_per_initiative"),
            models.CheckConstraint(condition=Q(percent_done__lte=100), name="decision_percent_at_most_100"),
            models.CheckConstraint(
                condition=Q(choice="deferred") & ~Q(deferred_to="")
                | ~Q(choice="deferred") & Q(deferred_to=""),
                name="decision_deferred_to_a_quarter",
            ),
            models.CheckConstraint(
                condition=Q(choice="accepted") | Q(progress="not_started"),
                name="decision_progress_if_accepted",
            ),
            models.CheckConstraint(
                condition=Q(progress="not_started", percent_done=0, started_in="")
                | Q(progress="under_way", percent_done__lt=100) & ~Q(started_in="")
                | Q(progress="done", percent_done=100) & ~Q(started_in="") & ~Q(finished_in=""),
                name="decision_progress_fits",
            ),
            models.CheckConstraint(
                condition=Q(progress="done") | Q(finished_in=""), name="decision_end_if_done"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_accepted(self) -> bool:
        """Whether it is to be done."""
        return self.choice == self.Choice.ACCEPTED

    @property
    def is_open(self) -> bool:
        """Whether it was taken back, so that plans treat it as undecided."""
        return self.choice == self.Choice.OPEN

    @property
    def is_done(self) -> bool:
        """Whether it is finished."""
        return self.progress == self.Progress.DONE

    @property
    def badge(self) -> str:
        """The status colour of the decision."""
        colours = {"accepted": "ready", "deferred": "conditional", "rejected": "blocked"}
        return colours.get(self.choice, "unknown")


class DecisionEvent(models.Model):
    """One change of a decision; never changed itself."""

    decision = models.ForeignKey(
        Decision, on_delete=models.CASCADE, related_name="events", verbose_name=_("decision")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    values = models.JSONField(_("values"), default=dict)

    class Meta:
        verbose_name = _("change of a decision")
        verbose_name_plural = _("changes of decisions")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.at:%Y-%m-%d %H:%M}"


class Forecast(models.Model):
    """What a plan said of one initiative or one workload, kept to be compared with what happens.

    finish: the quarter at whose end it is done or live, empty for never. chance: of that date, in [0, 1].
    """

    class Subject(models.TextChoices):
        INITIATIVE = "initiative", _("Initiative")
        WORKLOAD = "workload", _("Workload")

    plan = models.ForeignKey(
        "planner.Plan", on_delete=models.CASCADE, related_name="forecasts", verbose_name=_("plan")
    )
    subject = models.CharField(_("subject"), max_length=10, choices=Subject)
    key = models.CharField(_("key"), max_length=120)
    title = models.CharField(_("title"), max_length=400)
    start = models.CharField(_("start"), max_length=7, blank=True)
    finish = models.CharField(_("finish"), max_length=7, blank=True)
    cost_usd = models.FloatField(_("cost (USD)"), null=True, blank=True)
    cost_low_usd = models.FloatField(_("cost, low (USD)"), null=True, blank=True)
    cost_high_usd = models.FloatField(_("cost, high (USD)"), null=True, blank=True)
    chance = models.FloatField(_("chance"), null=True, blank=True)

    class Meta:
        verbose_name = _("forecast")
        verbose_name_plural = _("forecasts")
        ordering = ["plan", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "subject", "key"], name="forecast_once_per_plan"),
            models.CheckConstraint(
                condition=Q(chance__isnull=True) | Q(chance__gte=0, chance__lte=1),
                name="forecast_chance_is_one",
            ),
        ]
        indexes = [models.Index(fields=["subject", "key"], name="forecast_subject_key")]

    def __str__(self) -> str:
        return f"{self.title}: {self.finish or '–'}"
