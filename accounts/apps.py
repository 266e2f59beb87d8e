"""Who you are: users, organisations, memberships and invitations."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Clients and people")

    def ready(self) -> None:
        # They read the models, which are not there before.
        from accounts.services.addresses import check_site_url
        from accounts.services.audit import entrance  # noqa: F401 -- importing it connects the signals

        register(check_site_url)
