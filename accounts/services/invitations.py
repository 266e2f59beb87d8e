"""The life of an invitation: issued, renewed, then accepted once or revoked."""

import secrets
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Action, Invitation, Membership, Organisation, Role, User, normalise_email
from accounts.models.invitation import hash_token, next_expiry
from accounts.services.audit import record
from accounts.services.members import AlreadyMemberError, add_member


class InvitationGoneError(ValueError):
    """The link was used, revoked, replaced or is too old."""


class WrongAddressError(ValueError):
    """The invitation was sent to another address than the account's."""


@dataclass(frozen=True, slots=True)
class Issued:
    """An invitation and the token of its link, which exists nowhere else."""

    invitation: Invitation
    token: str


@transaction.atomic
def invite(*, organisation: Organisation, email: str, role: Role, invited_by: User | None) -> Issued:
    """Issue an invitation; one that waits already is replaced, and its old link dies. Raises AlreadyMemberError."""
    email = normalise_email(email)
    if Membership.objects.filter(organisation=organisation, user__email=email).exists():
        raise AlreadyMemberError(
            _("%(person)s is already a member of %(organisation)s")
            % {"person": email, "organisation": organisation}
        )
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.pending().update_or_create(
        organisation=organisation,
        email=email,
        defaults={
            "role": role,
            "invited_by": invited_by,
            "token_hash": hash_token(token),
            "expires_at": next_expiry(),
        },
    )[0]
    _record(Action.INVITATION_SENT, invitation, invited_by)
    return Issued(invitation, token)


def renew_invitation(*, invitation: Invitation, invited_by: User | None) -> Issued:
    """Issue a new link for another fourteen days; the old one dies. Raises InvitationGoneError, AlreadyMemberError."""
    if invitation.accepted_at or invitation.revoked_at:
        raise InvitationGoneError(_("this invitation is closed"))
    return invite(
        organisation=invitation.organisation,
        email=invitation.email,
        role=Role(invitation.role),
        invited_by=invited_by,
    )


@transaction.atomic
def revoke_invitation(*, invitation: Invitation) -> None:
    """Make the link useless. Raises InvitationGoneError when it was accepted meanwhile."""
    if not Invitation.objects.pending().filter(pk=invitation.pk).update(revoked_at=timezone.now()):
        raise InvitationGoneError(_("this invitation is closed already"))
    _record(Action.INVITATION_REVOKED, invitation)


@transaction.atomic
def accept_invitation(*, token: str, user: User) -> Membership:
    """Make the person a member. Raises InvitationGoneError, WrongAddressError.

    A role that the person has in this organisation meanwhile is kept.
    """
    invitation = _usable(token)
    if normalise_email(user.email) != invitation.email:
        raise WrongAddressError(_("this invitation was sent to another address"))
    _use(invitation, user)
    _record(Action.INVITATION_ACCEPTED, invitation, user)
    present = Membership.objects.filter(organisation=invitation.organisation_id, user=user).first()
    return present or add_member(organisation=invitation.organisation, user=user, role=Role(invitation.role))


@transaction.atomic
def join_as_new_person(*, token: str, name: str, password: str) -> User:
    """Make an account for the invited address, with a role. Raises InvitationGoneError, WrongAddressError.

    An account without a password, made for this address before, is taken over; one with a password is not.
    """
    invitation = _usable(token)
    user = User.objects.filter(email=invitation.email).first()
    if user is None:
        user = User.objects.create_user(invitation.email, password, name=name)
    elif user.has_usable_password() or not user.is_active:
        raise WrongAddressError(_("there is an account for this address: sign in with it"))
    else:
        user.name = name
        user.set_password(password)
        user.save(update_fields=["name", "password"])
    accept_invitation(token=token, user=user)
    return user


def _record(action: Action, invitation: Invitation, by: User | None = None) -> None:
    record(
        action,
        invitation,
        organisation=invitation.organisation_id,
        title=invitation.email,
        by=by,
        role=str(invitation.role),
    )


def _usable(token: str) -> Invitation:
    """Return the invitation of a working link, locked: of two simultaneous uses the second finds it closed."""
    found = Invitation.objects.select_for_update(of=("self",)).usable().filter(token_hash=hash_token(token))
    invitation = found.select_related("organisation").first()
    if invitation is None:
        raise InvitationGoneError(_("this invitation is no longer valid"))
    return invitation


def _use(invitation: Invitation, user: User) -> None:
    """Close the invitation by a conditional update: of two simultaneous uses one fails."""
    open_still = Invitation.objects.usable().filter(pk=invitation.pk, token_hash=invitation.token_hash)
    if not open_still.update(accepted_at=timezone.now(), accepted_by=user):
        raise InvitationGoneError(_("this invitation is no longer valid"))
