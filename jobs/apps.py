"""The jobs app."""

from celery import current_app
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    """Durable work."""

    name = "jobs"
    verbose_name = _("Jobs")

    def ready(self) -> None:
        from jobs.tasks.sweep import Sweep

        current_app.steps["consumer"].add(Sweep)
