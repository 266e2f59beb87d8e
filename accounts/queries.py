"""What one person may see of organisations, people and invitations. Each query takes the user."""

from typing import cast

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.http import Http404

from accounts.models import Branding, Invitation, Membership, Organisation, Role, User
from accounts.models.invitation import hash_token


def organisations_for(user: User) -> QuerySet[Organisation]:
    """Return the organisations in which the person has a role; superusers need a membership like everybody."""
    return Organisation.objects.filter(memberships__user=user)


def role_of(user: User, organisation: Organisation) -> Role | None:
    """Return the person's role, or None for a stranger."""
    role = (
        Membership.objects.filter(user=user, organisation=organisation).values_list("role", flat=True).first()
    )
    return Role(role) if role else None


def membership_to_manage(user: User, pk: int) -> Membership:
    """Return the person's own membership in an organisation they manage, with the organisation.

    Raises Http404 for a stranger, PermissionDenied for a member who does not manage.
    """
    # By the key of the organisation: a number beyond all keys finds nothing there, as a relation it is an error.
    own = Membership.objects.filter(user=user, organisation__pk=pk).select_related("organisation").first()
    if own is None:
        raise Http404("no such organisation")
    if not Role(own.role).can_manage:
        raise PermissionDenied("only consultants and leads manage people")
    return own


def membership_to_read(user: User, pk: int) -> Membership:
    """Return the person's own membership in an organisation whose results they may read, with the organisation.

    Raises Http404 for a stranger, PermissionDenied for a member who may not read results.
    """
    own = Membership.objects.filter(user=user, organisation__pk=pk).select_related("organisation").first()
    if own is None:
        raise Http404("no such organisation")
    if not Role(own.role).can_read_results:
        raise PermissionDenied("your role in this organisation does not include its results")
    return own


def branding_of(own: Membership) -> Branding | None:
    """Return the branding of the organisation that the holder of `own` manages, None without any."""
    return Branding.objects.filter(organisation=own.organisation_id).first()


def members_of(own: Membership) -> QuerySet[Membership]:
    """Return everybody in the organisation that the holder of `own` manages."""
    shown = Lower(Coalesce(NullIf("user__name", Value("")), "user__email"))
    people = Membership.objects.filter(organisation=own.organisation_id)
    return people.select_related("user").order_by(shown, "pk")


def pending_invitations(own: Membership) -> QuerySet[Invitation]:
    """Return the invitations that wait for an answer, newest first."""
    return Invitation.objects.pending().filter(organisation=own.organisation_id).select_related("invited_by")


def member_to_change(own: Membership, pk: int) -> Membership:
    """Return a member that the holder of `own` may change. Raises Http404 or PermissionDenied."""
    member = members_of(own).select_related("user", "organisation").filter(pk=pk).first()
    if member is None:
        raise Http404("no such member")
    if Role(member.role) not in Role(own.role).grantable:
        raise PermissionDenied("your role does not give or take this role")
    return member


def invitation_to_change(own: Membership, pk: int) -> Invitation:
    """Return a pending invitation that the holder of `own` may change. Raises Http404 or PermissionDenied."""
    invitation = pending_invitations(own).select_related("organisation", "invited_by").filter(pk=pk).first()
    if invitation is None:
        raise Http404("no such invitation")
    if Role(invitation.role) not in Role(own.role).grantable:
        raise PermissionDenied("your role does not give or take this role")
    return invitation


def invitation_by_token(token: str) -> Invitation:
    """Return the invitation of a link, in whatever state. Raises Http404."""
    found = Invitation.objects.filter(token_hash=hash_token(token))
    invitation = found.select_related("organisation", "invited_by").first()
    if invitation is None:
        raise Http404("no such invitation")
    return invitation


def user_by_email(email: str) -> User | None:
    """Return the person with this address, compared without case."""
    return User.objects.filter(email=email.strip().lower()).first()


def memberships_for(user: User) -> QuerySet[Membership]:
    """Return the person's own memberships with their organisations."""
    return Membership.objects.filter(user=user).select_related("organisation").order_by("organisation__name")


def is_administrator(user: object) -> bool:
    """Whether the admin opens at all: a superuser, or a consultant somewhere."""
    person = cast(User, user)
    return bool(getattr(person, "is_active", False) and getattr(person, "is_staff", False))


def organisations_administered(user: User) -> QuerySet[Organisation]:
    """Return what somebody sees in the admin: all for a superuser, else those in which they are consultant."""
    if not is_administrator(user):
        return Organisation.objects.none()
    if user.is_superuser:
        return Organisation.objects.all()
    return Organisation.objects.filter(memberships__user=user, memberships__role=Role.CONSULTANT)
