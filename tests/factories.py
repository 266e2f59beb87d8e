"""Rows for tests: plain functions with sensible defaults."""

from itertools import count

from accounts.models import Invitation, Membership, Organisation, Role, User
from accounts.services import Issued
from accounts.services import add_member as _add_member
from accounts.services import create_organisation as _create_organisation
from accounts.services import invite as _invite

PASSWORD = "four unrelated words here"  # noqa: S105 -- a password for tests

_numbers = count(1)


def make_user(email: str = "", *, name: str = "", password: str | None = None, **fields: object) -> User:
    """Save a person. Without a password tests sign in by `client.force_login`: hashing is slow."""
    number = next(_numbers)
    return User.objects.create_user(
        email or f"person{number}@example.org", password, name=name or f"Person {number}", **fields
    )


def make_superuser(email: str = "", *, password: str | None = None) -> User:
    """Save an administrator of the installation."""
    return User.objects.create_superuser(email or f"root{next(_numbers)}@example.org", password, name="Root")


def make_organisation(name: str = "", *, sector: str = "", country: str = "") -> Organisation:
    """Save an organisation without members."""
    return _create_organisation(name=name or f"Organisation {next(_numbers)}", sector=sector, country=country)


def add_member(
    organisation: Organisation, role: Role = Role.RESPONDENT, user: User | None = None
) -> Membership:
    """Give a person, a new one by default, a role."""
    return _add_member(organisation=organisation, user=user or make_user(), role=role)


def make_member(organisation: Organisation, role: Role = Role.RESPONDENT, email: str = "") -> User:
    """Save a person with a role."""
    return add_member(organisation, role, make_user(email)).user


def make_invitation(
    organisation: Organisation,
    *,
    email: str = "",
    role: Role = Role.RESPONDENT,
    invited_by: User | None = None,
) -> Issued:
    """Save an invitation; the token is in what is returned."""
    return _invite(
        organisation=organisation,
        email=email or f"invited{next(_numbers)}@example.org",
        role=role,
        invited_by=invited_by,
    )


def expire(invitation: Invitation) -> Invitation:
    """Make the link of an invitation too old."""
    invitation.expires_at = invitation.created_at
    invitation.save(update_fields=["expires_at"])
    return invitation
