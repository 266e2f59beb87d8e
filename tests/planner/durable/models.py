"""What was written, and how often: one row per plan and variant, so a second writing would leave no other trace."""

from typing import Any

from django.db import models

from planner.models import Report


class Writing(models.Model):
    """One writing of a report, in the transaction that wrote it."""

    plan_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"writing of plan {self.plan_id}"


def remember(instance: Report, **_: Any) -> None:
    """Add a writing."""
    Writing.objects.create(plan_id=instance.plan_id)
