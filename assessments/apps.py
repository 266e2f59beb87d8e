"""How ready are we? Question bank, answers, scoring."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Registers the handlers of letters and reminders."""

    name = "assessments"
    verbose_name = "Assessments"

    def ready(self) -> None:
        from assessments import tasks  # noqa: F401 -- importing it registers the handlers
