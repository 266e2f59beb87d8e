"""Who belongs to an organisation, and the changes to it by those who manage."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms import InvitationForm, RoleForm, grantable_choices
from accounts.models import Invitation, Membership, Role, UserRequest
from accounts.queries import (
    invitation_to_change,
    member_to_change,
    members_of,
    membership_to_manage,
    pending_invitations,
)
from accounts.services import (
    AlreadyMemberError,
    InvitationGoneError,
    Issued,
    LastManagerError,
    LetterNotSentError,
    change_role,
    invite,
    remove_member,
    renew_invitation,
    revoke_invitation,
    send_invitation,
    site_url,
)


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member, and whether the person who looks may change them."""

    member: Membership
    is_self: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation, and whether the person who looks may change it."""

    invitation: Invitation
    may_change: bool


@require_GET
def member_list(request: UserRequest, pk: int) -> HttpResponse:
    """Members, pending invitations, and the form to invite."""
    own = membership_to_manage(request.user, pk)
    return _member_page(request, own, InvitationForm(own=own))


@require_POST
def invitation_create(request: UserRequest, pk: int) -> HttpResponse:
    """Invite somebody by e-mail."""
    own = membership_to_manage(request.user, pk)
    form = InvitationForm(request.POST, own=own)
    if form.is_valid():
        try:
            issued = invite(organisation=own.organisation, invited_by=request.user, **form.cleaned_data)
        except AlreadyMemberError as error:
            form.add_error("email", f"{error}.")
        else:
            _send(request, issued)
            return redirect("accounts:member-list", pk=pk)
    return _member_page(request, own, form, status=422)


@require_POST
def invitation_resend(request: UserRequest, pk: int, invitation_pk: int) -> HttpResponse:
    """Send a new link; the old one stops working."""
    own = membership_to_manage(request.user, pk)
    invitation = invitation_to_change(own, invitation_pk)
    try:
        issued = renew_invitation(invitation=invitation, invited_by=request.user)
    except (AlreadyMemberError, InvitationGoneError) as error:
        messages.error(request, _("Not sent: %(reason)s.") % {"reason": error})
    else:
        _send(request, issued)
    return redirect("accounts:member-list", pk=pk)


@require_POST
def invitation_revoke(request: UserRequest, pk: int, invitation_pk: int) -> HttpResponse:
    """Take an invitation back."""
    own = membership_to_manage(request.user, pk)
    invitation = invitation_to_change(own, invitation_pk)
    try:
        revoke_invitation(invitation=invitation)
    except InvitationGoneError as error:
        messages.error(request, _("Not revoked: %(reason)s.") % {"reason": error})
    else:
        messages.success(
            request,
            _("The invitation of %(email)s is revoked: its link no longer works.")
            % {"email": invitation.email},
        )
    return redirect("accounts:member-list", pk=pk)


@require_POST
def member_change(request: UserRequest, pk: int, member_pk: int) -> HttpResponse:
    """Give a member another role."""
    own = membership_to_manage(request.user, pk)
    member = member_to_change(own, member_pk)
    form = RoleForm(request.POST, own=own)
    if not form.is_valid():
        messages.error(request, _("Not changed: choose one of the roles that you may give."))
        return redirect("accounts:member-list", pk=pk)
    try:
        change_role(membership=member, role=form.cleaned_data["role"])
    except LastManagerError as error:
        messages.error(request, _("Not changed: %(reason)s") % {"reason": error})
    else:
        names = {"person": member.user, "role": Role(member.role).label}
        messages.success(request, _("%(person)s is now %(role)s.") % names)
    return _back(request, own, member)


@require_http_methods(["GET", "POST"])
def member_remove(request: UserRequest, pk: int, member_pk: int) -> HttpResponse:
    """Ask, then take a member out; their answers stay."""
    own = membership_to_manage(request.user, pk)
    member = member_to_change(own, member_pk)
    if request.method == "GET":
        return render(
            request, "accounts/member_remove.html", {"organisation": own.organisation, "member": member}
        )
    try:
        remove_member(membership=member)
    except LastManagerError as error:
        messages.error(request, _("Not removed: %(reason)s") % {"reason": error})
    else:
        messages.success(request, _("%(person)s is no longer a member.") % {"person": member.user})
    return _back(request, own, member)


def _member_page(
    request: UserRequest, own: Membership, form: InvitationForm, status: int = 200
) -> HttpResponse:
    grantable = Role(own.role).grantable
    context = {
        "organisation": own.organisation,
        "form": form,
        "roles": grantable_choices(own),
        "rows": [
            MemberRow(member, is_self=member.pk == own.pk, may_change=Role(member.role) in grantable)
            for member in members_of(own)
        ],
        "waiting": [
            InvitationRow(invitation, may_change=Role(invitation.role) in grantable)
            for invitation in pending_invitations(own)
        ],
    }
    return render(request, "accounts/member_list.html", context, status=status)


def _send(request: UserRequest, issued: Issued) -> None:
    try:
        send_invitation(issued, site_url=f"{site_url(request)}/")
    except LetterNotSentError as error:
        messages.warning(
            request,
            _("The invitation is saved, but %(reason)s. Try “Send again” later.") % {"reason": error},
        )
    else:
        messages.success(
            request, _("An invitation is on its way to %(email)s.") % {"email": issued.invitation.email}
        )


def _back(request: UserRequest, own: Membership, changed: Membership) -> HttpResponse:
    """Return to the list, or home when somebody has just taken this right from themselves."""
    is_self = changed.user_id == request.user.pk
    still_manages = Membership.objects.filter(pk=own.pk, role__in=[role for role in Role if role.can_manage])
    if is_self and not still_manages.exists():
        return redirect("assessments:engagement-list")
    return redirect("accounts:member-list", pk=own.organisation_id)
