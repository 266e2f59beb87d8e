"""What was simulated of the services of a plan, so that what-if need not do it again."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Simulation(models.Model):
    """What the simulations of a finished plan found; written with it, of use to the release that made it.

    services: by workload and accelerator, the fields of `planner.sizing.serving.staffing.Staffing`.
    """

    plan = models.OneToOneField(
        "planner.Plan",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="simulation",
        verbose_name=_("plan"),
    )
    services = models.JSONField(_("services"), default=dict)

    class Meta:
        verbose_name = _("simulation of a plan")
        verbose_name_plural = _("simulations of plans")
        ordering = ["-plan"]

    def __str__(self) -> str:
        return f"{self.plan_id}: {', '.join(self.services) or '–'}"
