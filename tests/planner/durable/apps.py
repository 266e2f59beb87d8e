"""A witness beside the product."""

from django.apps import AppConfig
from django.db.models.signals import post_save


class DurableConfig(AppConfig):
    """Writes down every writing of a report."""

    name = "tests.planner.durable"
    label = "durable"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from planner.models import Report
        from tests.planner.durable.models import remember

        post_save.connect(remember, sender=Report)
