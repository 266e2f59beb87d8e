"""Who you are: users, organisations, memberships and invitations."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Clients and people"
