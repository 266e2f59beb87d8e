"""Jobs that leave a trace."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Registers the handlers of the process tests, and what befalls their queue."""

    name = "tests.jobs.site"
    label = "jobsite"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tests.jobs.site import forget, handlers  # noqa: F401 -- importing them registers what they do
