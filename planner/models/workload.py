"""What an organisation wants to run, and the limits within which it must be built."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.language import number
from planner.sizing.wording import quarter_text


class Workload(models.Model):
    """One thing to run. `specification` has the keys of a workload in a `size` document."""

    class Kind(models.TextChoices):
        TRAINING = "training", _("Train a model from scratch")
        FINE_TUNING = "fine_tuning", _("Fine-tune a model")
        INFERENCE = "inference", _("Serve a model")
        RETRIEVAL = "retrieval", _("Search own documents (retrieval)")
        BATCH_INFERENCE = "batch_inference", _("Process records in batches")

    class DataClass(models.TextChoices):
        PUBLIC = "public", _("Public")
        INTERNAL = "internal", _("Internal")
        PERSONAL = "personal", _("Personal data")
        HEALTH = "health", _("Health data")
        PAYMENT = "payment", _("Payment data")

    class Place(models.TextChoices):
        ON_PREMISES = "on_premises", _("On our own premises")
        CLOUD = "cloud", _("In a cloud")
        EITHER = "either", _("Either")

    engagement = models.ForeignKey(
        "assessments.Engagement",
        on_delete=models.CASCADE,
        related_name="workloads",
        verbose_name=_("engagement"),
    )
    name = models.SlugField(_("name"), max_length=60)
    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    specification = models.JSONField(_("specification"), default=dict)
    data_class = models.CharField(
        _("kind of data"), max_length=10, choices=DataClass, default=DataClass.INTERNAL
    )
    place = models.CharField(_("place"), max_length=12, choices=Place, default=Place.EITHER)
    value = models.DecimalField(
        _("weight"),
        max_digits=6,
        decimal_places=2,
        default=Decimal(1),
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    deadline = models.CharField(_("wanted live by"), max_length=7, blank=True)
    went_live_in = models.CharField(_("went live in"), max_length=7, blank=True)
    created_at = models.DateTimeField(_("created on"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed on"), auto_now=True)

    class Meta:
        verbose_name = _("workload")
        verbose_name_plural = _("workloads")
        ordering = ["-value", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "name"], name="workload_name_once_per_engagement"),
            models.CheckConstraint(condition=models.Q(value__gt=0), name="workload_value_positive"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def model_name(self) -> str:
        """The model as the catalogue calls it; a described one by its size."""
        model = self.specification.get("model", "")
        if not isinstance(model, dict):
            return str(model)
        if not model.get("parameters"):
            return gettext("own model")
        billions = number(model["parameters"] / 1e9, ".3g")
        return gettext("%(number)s billion parameters") % {"number": billions}

    @property
    def shown_deadline(self) -> str:
        """The quarter by which it is wanted, as people read it."""
        return quarter_text(self.deadline) if self.deadline else gettext("no date")

    @property
    def document(self) -> dict[str, object]:
        """The workload as the mapping that `assess` and the planning inputs use."""
        return {
            **self.specification,
            "name": self.name,
            "title": self.title,
            "kind": self.kind,
            "data_class": self.data_class,
            "place": self.place,
            "value": float(self.value),
            **({"deadline": self.deadline} if self.deadline else {}),
        }


class PlanningConstraints(models.Model):
    """Money, time, people and place. `document` has the keys of `constraints:` in an `assess` document."""

    engagement = models.OneToOneField(
        "assessments.Engagement",
        on_delete=models.CASCADE,
        related_name="planning_constraints",
        verbose_name=_("engagement"),
        primary_key=True,
    )
    document = models.JSONField(_("document"), default=dict)
    updated_at = models.DateTimeField(_("changed on"), auto_now=True)

    class Meta:
        verbose_name = _("planning constraints")
        verbose_name_plural = _("planning constraints")

    def __str__(self) -> str:
        return gettext("Constraints of engagement %(number)s") % {"number": self.engagement_id}
