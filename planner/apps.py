"""The planner app."""

from collections.abc import Mapping
from functools import cache

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


@cache
def accelerator_titles() -> Mapping[str, str]:
    """Return what the accelerators of the catalogue are called, by name."""
    # Here and not above: numpy would slow the start of every process.
    from planner.sizing.catalogue import load_catalogue

    return {name: chip.title for name, chip in load_catalogue().accelerators.items()}


class PlannerConfig(AppConfig):
    """Registers the handlers of planning jobs, and what the accelerators of question banks are called."""

    name = "planner"
    verbose_name = _("Workloads and plans")

    def ready(self) -> None:
        from assessments.question_bank.product_names import register_product_names
        from planner import tasks  # noqa: F401 -- importing it registers the handlers

        register_product_names(accelerator_titles)
