"""Write one entry of the audit log, in the transaction of what it tells of."""

import json
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import connection, transaction
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Action, AuditEntry, User
from accounts.services.audit.seal import seal_new

Detail = str | int | bool | None | list[str] | list[int]

_LONGEST_TITLE = 200
_LONGEST_ADDRESS = 45
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_served: ContextVar[HttpRequest | None] = ContextVar("served", default=None)


class OutsideTransactionError(RuntimeError):
    """A change was recorded outside a transaction, where the entry could stay without it, or the reverse."""


@contextmanager
def recording(request: HttpRequest) -> Iterator[None]:
    """Say for all that is recorded within: who asks, and from where."""
    token = _served.set(request)
    try:
        yield
    finally:
        _served.reset(token)


def record(
    action: Action,
    subject: Model | None = None,
    *,
    organisation: int | None,
    title: str | None = None,
    by: User | None = None,
    **details: Detail,
) -> AuditEntry:
    """Add an entry to the audit log.

    organisation: key of the one it concerns, None for the installation's own. title: what the subject is called, its
    text unless given. by: who did it, else the person whose request is served, else nobody. details: figures, keys and
    chosen names; never a secret, never what somebody wrote.
    Raises OutsideTransactionError when a change is recorded outside a transaction.
    """
    if action.is_change and not connection.in_atomic_block:
        raise OutsideTransactionError(f"record {action.value!r} inside transaction.atomic(), with the change")
    request = _served.get()
    actor = by or _person(request)
    shown = (str(subject) if subject is not None else "") if title is None else title
    entry = AuditEntry(
        at=timezone.now(),
        action=action,
        actor=actor,
        actor_name=actor.name if actor else "",
        actor_email=actor.email if actor else "",
        address=_address(request),
        organisation_id=organisation,
        kind=subject._meta.label_lower if subject is not None else "",
        subject_id="" if subject is None or subject.pk is None else str(subject.pk),
        title=shown[:_LONGEST_TITLE],
        details_text=json.dumps(details, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        request_id=_request_id(request),
        actor_salt=secrets.token_hex(16),
        title_salt=secrets.token_hex(16),
    )
    entry.actor_digest, entry.title_digest = entry.digest_of_actor(), entry.digest_of_title()
    entry.save(force_insert=True)
    # After the commit: a chain that entries are added to by their own transactions would let these wait for each other.
    transaction.on_commit(seal_new, robust=True)
    return entry


def _person(request: HttpRequest | None) -> User | None:
    user = getattr(request, "user", None)
    return user if isinstance(user, User) else None


def _address(request: HttpRequest | None) -> str:
    """Return where the request comes from, as allauth finds it behind the proxies that are trusted."""
    if request is None:
        return ""
    try:
        return str(get_adapter().get_client_ip(request))[:_LONGEST_ADDRESS]
    except (PermissionDenied, ImproperlyConfigured):  # it cannot be told
        return ""


def _request_id(request: HttpRequest | None) -> str:
    """Return what a trusted proxy calls the request; what anybody could have sent says nothing."""
    if request is None or not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        return ""
    found = _REQUEST_ID.fullmatch(request.headers.get("X-Request-ID", ""))
    return found[0] if found else ""
