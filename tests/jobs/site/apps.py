"""Jobs that leave a trace."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Registers the handlers of the process tests."""

    name = "tests.jobs.site"
    label = "jobsite"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tests.jobs.site import handlers  # noqa: F401 -- importing it registers them
