"""Clients, their members and invitations."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.admin.scope import OrganisationScopedAdmin
from accounts.models import Invitation, Membership, Organisation, Role, User
from accounts.models.organisation import MANAGERS
from accounts.services import (
    AlreadyMemberError,
    InvitationGoneError,
    Issued,
    LastManagerError,
    LetterNotSentError,
    add_member,
    change_role,
    check_keeps_manager,
    create_organisation,
    invite,
    remove_member,
    renew_invitation,
    revoke_invitation,
    send_invitation,
    site_url,
)

if TYPE_CHECKING:
    _MembershipForm = forms.ModelForm[Membership]
    _InvitationForm = forms.ModelForm[Invitation]
else:
    _MembershipForm = _InvitationForm = forms.ModelForm


@admin.register(Organisation)
class OrganisationAdmin(OrganisationScopedAdmin):
    """Clients. Whoever adds one becomes its consultant."""

    organisation_lookup = ""
    recorded_by_services = frozenset({"add"})
    consultants_may = frozenset({"view", "add", "change"})
    list_display = ("name", "sector", "country", "people_count", "waiting_count", "people_page")
    search_fields = ("name", "sector")
    fields = ("name", "sector", "country", "slug", "created_at")
    readonly_fields = ("slug", "created_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        waiting = Q(invitations__accepted_at=None, invitations__revoked_at=None, invitations__isnull=False)
        rows: QuerySet[Any] = super().get_queryset(request)
        counted: QuerySet[Any] = rows.annotate(
            member_total=Count("memberships", distinct=True),
            waiting_total=Count("invitations", filter=waiting, distinct=True),
        )
        return counted

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else self.fields[:3]

    def save_model(self, request: HttpRequest, obj: Organisation, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        made = create_organisation(
            name=obj.name, sector=obj.sector, country=obj.country, created_by=cast(User, request.user)
        )
        obj.pk, obj.slug, obj.created_at = made.pk, made.slug, made.created_at
        obj._state.adding = False

    @admin.display(description=_("people"), ordering="member_total")
    def people_count(self, organisation: Any) -> int:
        """How many members it has."""
        return int(organisation.member_total)

    @admin.display(description=_("invited"), ordering="waiting_total")
    def waiting_count(self, organisation: Any) -> int:
        """How many invitations wait."""
        return int(organisation.waiting_total)

    @admin.display(description="")
    def people_page(self, organisation: Organisation) -> str:
        """The way to invite and to change roles."""
        return format_html(
            '<a href="{}">{}</a>',
            reverse("accounts:member-list", args=[organisation.pk]),
            gettext("Invite people"),
        )


class MembershipForm(_MembershipForm):
    """Refuses what would leave an organisation without anybody to manage it."""

    def clean_role(self) -> Role:
        role = Role(self.cleaned_data["role"])
        if self.instance.pk:
            try:
                check_keeps_manager(membership=self.instance, role=role)
            except LastManagerError as error:
                raise ValidationError(str(error)) from error
        return role


@admin.register(Membership)
class MembershipAdmin(OrganisationScopedAdmin):
    """Who has which role. Somebody new is invited instead."""

    form = MembershipForm
    recorded_by_services = frozenset({"add", "change", "delete"})
    consultants_may = frozenset({"view", "add", "change", "delete"})
    list_display = ("user", "email", "organisation", "role", "created_at")
    list_display_links = ("user",)
    list_filter = ("role", "organisation")
    list_select_related = ("user", "organisation")
    search_fields = ("user__name", "user__email", "organisation__name")
    actions = None

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("user", "organisation", "created_at") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or not _is_last_manager(obj))

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        if change:
            change_role(membership=obj, role=Role(obj.role))
            return
        made = add_member(organisation=obj.organisation, user=obj.user, role=Role(obj.role))
        obj.pk, obj.created_at = made.pk, made.created_at
        obj._state.adding = False

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        remove_member(membership=obj)

    @admin.display(description=_("e-mail address"), ordering="user__email")
    def email(self, membership: Membership) -> str:
        """The person's address."""
        return membership.user.email


def _is_last_manager(membership: Membership) -> bool:
    if membership.role not in MANAGERS:
        return False
    try:
        check_keeps_manager(membership=membership, role=None)
    except LastManagerError:
        return True
    return False


class InvitationForm(_InvitationForm):
    """Refuses to invite members."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        members = Membership.objects.filter(
            organisation=cleaned.get("organisation"), user__email=str(cleaned.get("email", "")).lower()
        )
        if members.exists():
            self.add_error("email", gettext("This person is already a member."))
        return cleaned


@admin.register(Invitation)
class InvitationAdmin(OrganisationScopedAdmin):
    """Invitations. Adding one sends the letter; nothing else about one can be typed."""

    form = InvitationForm
    recorded_by_services = frozenset({"add"})
    consultants_may = superusers_may = frozenset({"view", "add"})
    list_display = ("email", "organisation", "role", "state", "invited_by", "sent_at", "expires_at")
    list_filter = ("role", "organisation")
    list_select_related = ("organisation", "invited_by")
    search_fields = ("email", "organisation__name")
    actions = ("send_again", "revoke")
    fields = ("organisation", "email", "role")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        more = ("state", "invited_by", "sent_at", "expires_at", "accepted_at", "accepted_by", "revoked_at")
        return (*self.fields, *more) if obj else self.fields

    def has_action_permission(self, request: HttpRequest) -> bool:
        """Whether the actions are offered: to those who may invite."""
        return self.allows(request, "add")

    def save_model(self, request: HttpRequest, obj: Invitation, form: Any, change: bool) -> None:
        issued = invite(
            organisation=obj.organisation,
            email=obj.email,
            role=Role(obj.role),
            invited_by=cast(User, request.user),
        )
        obj.pk = issued.invitation.pk
        obj._state.adding = False
        self._send(request, issued)

    @admin.action(description=_("Send again, with a new link"), permissions=["action"])
    def send_again(self, request: HttpRequest, rows: QuerySet[Invitation]) -> None:
        """Renew and send what still waits."""
        for invitation in rows.select_related("organisation"):
            try:
                issued = renew_invitation(invitation=invitation, invited_by=cast(User, request.user))
            except (AlreadyMemberError, InvitationGoneError) as error:
                self.message_user(request, f"{invitation.email}: {error}.", messages.WARNING)
            else:
                self._send(request, issued)

    @admin.action(description=_("Revoke"), permissions=["action"])
    def revoke(self, request: HttpRequest, rows: QuerySet[Invitation]) -> None:
        """Make the links useless."""
        for invitation in rows:
            try:
                revoke_invitation(invitation=invitation)
            except InvitationGoneError as error:
                self.message_user(request, f"{invitation.email}: {error}.", messages.WARNING)
            else:
                text = gettext("%(email)s: revoked.") % {"email": invitation.email}
                self.message_user(request, text, messages.SUCCESS)

    def _send(self, request: HttpRequest, issued: Issued) -> None:
        try:
            send_invitation(issued, site_url=f"{site_url(request)}/")
        except LetterNotSentError as error:
            text = gettext("Saved, but %(reason)s. Send it again later.") % {"reason": error}
            self.message_user(request, text, messages.WARNING)
