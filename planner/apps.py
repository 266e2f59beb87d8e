"""The planner app."""

from django.apps import AppConfig


class PlannerConfig(AppConfig):
    """Registers the handlers of planning jobs."""

    name = "planner"

    def ready(self) -> None:
        from planner import tasks  # noqa: F401 -- importing it registers the handlers
