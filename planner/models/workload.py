"""What an organisation wants to run, and the limits within which it must be built."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models


class Workload(models.Model):
    """One thing to run. `specification` has the keys of a workload in a `size` document."""

    class Kind(models.TextChoices):
        TRAINING = "training", "Train a model from scratch"
        FINE_TUNING = "fine_tuning", "Fine-tune a model"
        INFERENCE = "inference", "Serve a model"
        RETRIEVAL = "retrieval", "Search own documents (retrieval)"
        BATCH_INFERENCE = "batch_inference", "Process records in batches"

    class DataClass(models.TextChoices):
        PUBLIC = "public", "Public"
        INTERNAL = "internal", "Internal"
        PERSONAL = "personal", "Personal data"
        HEALTH = "health", "Health data"
        PAYMENT = "payment", "Payment data"

    class Place(models.TextChoices):
        ON_PREMISES = "on_premises", "On our own premises"
        CLOUD = "cloud", "In a cloud"
        EITHER = "either", "Either"

    engagement = models.ForeignKey(
        "assessments.Engagement", on_delete=models.CASCADE, related_name="workloads"
    )
    name = models.SlugField(max_length=60)
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind)
    specification = models.JSONField(default=dict)
    data_class = models.CharField(max_length=10, choices=DataClass, default=DataClass.INTERNAL)
    place = models.CharField(max_length=12, choices=Place, default=Place.EITHER)
    value = models.DecimalField(
        max_digits=6, decimal_places=2, default=Decimal(1), validators=[MinValueValidator(Decimal("0.01"))]
    )
    deadline = models.CharField(max_length=7, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
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
        if isinstance(model, dict):
            return (
                f"{model.get('parameters', 0) / 1e9:.3g} billion parameters"
                if model.get("parameters")
                else "own model"
            )
        return str(model)

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
        primary_key=True,
    )
    document = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "planning constraints"

    def __str__(self) -> str:
        return f"Constraints of {self.engagement_id}"
