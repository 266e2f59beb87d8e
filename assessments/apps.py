"""How ready are we? Question bank, answers, scoring."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    """Registers the handlers of letters and reminders, what becomes of files whose evidence is deleted, and that a job
    tried again is recorded."""

    name = "assessments"
    verbose_name = _("Assessments")

    def ready(self) -> None:
        from assessments import tasks  # noqa: F401 -- importing it registers the handlers
        from assessments.services import (
            evidence_files,  # noqa: F401 -- importing it connects the signal
            recorded_jobs,  # noqa: F401 -- importing it connects the signal
        )
