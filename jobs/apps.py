"""The jobs app."""

from celery import current_app
from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Durable work."""

    name = "jobs"

    def ready(self) -> None:
        from jobs.tasks.sweep import Sweep

        current_app.steps["consumer"].add(Sweep)
