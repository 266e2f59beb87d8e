"""Who you are: users, organisations, memberships and invitations."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Clients and people")

    def ready(self) -> None:
        from accounts.services.addresses import (
            check_site_url,
        )  # it reads the models, which are not there before

        register(check_site_url)
