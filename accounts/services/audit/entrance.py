"""Record who comes and goes: Django tells of it by signals."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from accounts.models import Action, User, normalise_email
from accounts.services.audit.record import record


@receiver(user_logged_in)
def signed_in(user: User, **_: Any) -> None:
    """Somebody has come in."""
    record(Action.SIGNED_IN, user, organisation=None, title=user.email, by=user)


@receiver(user_logged_out)
def signed_out(user: User | None, **_: Any) -> None:
    """Somebody has left; nobody, when the session had ended already."""
    if user is not None:
        record(Action.SIGNED_OUT, user, organisation=None, title=user.email, by=user)


@receiver(user_login_failed)
def sign_in_failed(credentials: dict[str, Any], **_: Any) -> None:
    """Somebody gave a wrong password, or an address that nobody has."""
    email = normalise_email(str(credentials.get("email") or credentials.get("username") or ""))
    user = User.objects.filter(email=email).first()
    record(Action.SIGN_IN_FAILED, user, organisation=None, title=email)
