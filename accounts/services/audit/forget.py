"""Forget people in the audit log: names, addresses and titles are blanked, what happened stays."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from accounts.models import Action, AuditEntry, User
from accounts.services.audit.record import record

_ACTOR = {"actor_name": "", "actor_email": "", "address": "", "actor_salt": ""}
_TITLE = {"title": "", "title_salt": ""}
# Kinds of rows that are called by a name or an address.
_NAMING = ("accounts.user", "accounts.invitation", "account.emailaddress")
_CALLED_BY_A_PERSON = Q(kind__in=_NAMING) | Q(action=Action.SIGN_IN_FAILED)


def forget_person(user: User) -> int:
    """Blank a person wherever they acted or were acted on, and record that. Returns how many entries are concerned.

    The key of the account stays: it says that it was the same person, and no longer who.
    """
    with transaction.atomic():
        about = Q(kind=User._meta.label_lower, subject_id=str(user.pk))
        for address in _addresses_of(user, about):
            about |= Q(title__iexact=address) & _CALLED_BY_A_PERSON
        acted = AuditEntry.objects.filter(actor=user).update(**_ACTOR)
        concerned = _blank_titles(AuditEntry.objects.filter(about))
        record(Action.PERSON_FORGOTTEN, user, organisation=None, title="", entries=acted + concerned)
    return acted + concerned


def forget_before(day: datetime) -> int:
    """Blank all people in entries before a moment, and record that. Returns in how many."""
    with transaction.atomic():
        last = AuditEntry.objects.filter(at__lt=day).aggregate(last=Max("pk"))["last"] or 0
        old = AuditEntry.objects.filter(pk__lte=last, at__lt=day)
        count = old.exclude(actor_salt="").update(**_ACTOR)
        _blank_titles(old.filter(_CALLED_BY_A_PERSON))
        record(Action.PEOPLE_FORGOTTEN, organisation=None, last_entry=last, entries=count)
    return count


def is_called_by_a_person(entry: AuditEntry) -> bool:
    """Whether the title of an entry names somebody, and so is blanked when they are forgotten."""
    return entry.kind in _NAMING or entry.action == Action.SIGN_IN_FAILED


def _addresses_of(user: User, about: Q) -> set[str]:
    """Return the e-mail addresses that the log knows a person by: that of today, and those before."""
    acted = AuditEntry.objects.filter(actor=user).order_by().values_list("actor_email", flat=True).distinct()
    called = AuditEntry.objects.filter(about, title__contains="@").order_by().values_list("title", flat=True)
    return {user.email, *acted, *called.distinct()} - {""}


def _blank_titles(entries: QuerySet[AuditEntry]) -> int:
    return entries.exclude(title_salt="").update(**_TITLE)
