"""How allauth behaves here: people come by invitation; its letters carry our name and speak the reader's language."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import Action, User
from accounts.services import letter_language, one_line, site_url
from accounts.services.audit import record


class InvitationOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # -- allauth has no types
    """Nobody signs up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: an account begins with an invitation."""
        return False

    def set_password(self, user: User, password: str) -> None:
        """Change or reset a password, and record that."""
        with transaction.atomic():
            super().set_password(user, password)
            record(Action.PASSWORD_CHANGED, user, organisation=None, title=user.email, by=user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go back to one's account."""
        return reverse("accounts:profile-edit")

    def is_safe_url(self, url: str | None) -> bool:
        """Go on only within the site that was asked; allauth itself trips over "http://["."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts={context.request.get_host()})

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Lead to where people reach the installation."""
        address: str = super().get_reset_password_from_key_url(key)
        return site_url(self.request) + urlsplit(address).path

    def format_email_subject(self, subject: str) -> str:
        """Put the product's name first, not the host that was asked."""
        return f"Plumbline: {one_line(subject)}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write in the language that the reader has chosen."""
        with translation.override(letter_language(email)):
            super().send_mail(template_prefix, email, context)
