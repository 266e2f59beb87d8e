"""Organisations and their members."""

from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Action, Membership, Organisation, Role, User
from accounts.models.organisation import MANAGERS
from accounts.services.audit import record


class AlreadyMemberError(ValueError):
    """The person has a role in this organisation already."""


class LastManagerError(ValueError):
    """The change would leave the organisation without anybody who can manage it."""


@transaction.atomic
def create_organisation(
    *, name: str, sector: str = "", country: str = "", created_by: User | None = None
) -> Organisation:
    """Save an organisation with a free slug; whoever creates it becomes its consultant."""
    organisation = Organisation.objects.create(
        name=name, slug=_free_slug(name), sector=sector, country=country
    )
    record(Action.ORGANISATION_CREATED, organisation, organisation=organisation.pk, by=created_by)
    if created_by is not None:
        add_member(organisation=organisation, user=created_by, role=Role.CONSULTANT)
    return organisation


@transaction.atomic
def add_member(*, organisation: Organisation, user: User, role: Role) -> Membership:
    """Give somebody a role. Raises AlreadyMemberError."""
    membership, is_new = Membership.objects.get_or_create(
        organisation=organisation, user=user, defaults={"role": role}
    )
    if not is_new:
        raise AlreadyMemberError(
            _("%(person)s is already a member of %(organisation)s")
            % {"person": user, "organisation": organisation}
        )
    follow_staff(user)
    _record(Action.MEMBER_ADDED, membership, role=role.value)
    return membership


@transaction.atomic
def change_role(*, membership: Membership, role: Role) -> Membership:
    """Give a member another role. Raises LastManagerError."""
    check_keeps_manager(membership=membership, role=role)
    before = Membership.objects.values_list("role", flat=True).get(pk=membership.pk)
    membership.role = role
    membership.save(update_fields=["role"])
    follow_staff(membership.user)
    if before != role:
        _record(Action.ROLE_CHANGED, membership, role=role.value, before=before)
    return membership


@transaction.atomic
def remove_member(*, membership: Membership) -> None:
    """Take somebody out; the person and their answers stay. Nothing is done to somebody who is out already.

    Raises LastManagerError.
    """
    check_keeps_manager(membership=membership, role=None)
    if membership.delete()[0]:
        follow_staff(membership.user)
        _record(Action.MEMBER_REMOVED, membership, role=membership.role)


def check_keeps_manager(*, membership: Membership, role: Role | None) -> None:
    """Raise LastManagerError if no active consultant or lead would be left with this role (None: removed).

    Inside a transaction the organisation is locked, so that two leads cannot demote each other at once.
    """
    if role in MANAGERS:
        return
    if transaction.get_connection().in_atomic_block:
        Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    managers = Membership.objects.filter(
        organisation=membership.organisation_id, role__in=MANAGERS, user__is_active=True
    )
    stored = managers.filter(pk=membership.pk).exists()
    if stored and not managers.exclude(pk=membership.pk).exists():
        raise LastManagerError(
            _(
                "%(person)s is the last one who can manage %(organisation)s. "
                "Make somebody else lead or consultant first."
            )
            % {"person": membership.user, "organisation": membership.organisation}
        )


def check_may_leave(user: User) -> None:
    """Raise LastManagerError if an organisation depends on this person alone: before an account is switched off."""
    for membership in Membership.objects.filter(user=user, role__in=MANAGERS).select_related("organisation"):
        check_keeps_manager(membership=membership, role=None)


def follow_staff(user: User) -> None:
    """Open the admin to consultants, and close it when somebody is none any more."""
    is_staff = user.is_superuser or Membership.objects.filter(user=user, role=Role.CONSULTANT).exists()
    if user.is_staff != is_staff:
        user.is_staff = is_staff
        user.save(update_fields=["is_staff"])


def _record(action: Action, membership: Membership, **details: Any) -> None:
    """Record a change of what a person may do: the person is its subject."""
    user = membership.user
    record(action, user, organisation=membership.organisation_id, title=user.email, **details)


def _free_slug(name: str) -> str:
    stem = slugify(name)[:60] or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug
