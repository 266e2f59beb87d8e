"""The page behind the link of an invitation."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.forms import JoinForm
from accounts.models import Invitation, Role, User
from accounts.queries import invitation_by_token, user_by_email
from accounts.services import InvitationGoneError, WrongAddressError, accept_invitation, join_as_new_person


@login_not_required
@never_cache
@sensitive_post_parameters("password", "again")
@sensitive_variables("token")
@require_http_methods(["GET", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Say who invites to what; then accept as the person signed in, or as a new one."""
    invitation = invitation_by_token(token)
    if invitation.state != "waiting":
        return _gone(request, invitation)
    try:
        if isinstance(request.user, User):
            return _accept(request, request.user, invitation, token)
        return _join(request, invitation, token)
    except InvitationGoneError:
        return _gone(request, invitation)


def _accept(request: HttpRequest, user: User, invitation: Invitation, token: str) -> HttpResponse:
    if user.email != invitation.email:
        status = 200 if request.method == "GET" else 403
        return _page(request, invitation, "other-account", status=status)
    if request.method == "GET":
        return _page(request, invitation, "accept")
    accept_invitation(token=token, user=user)
    return _welcome(request, invitation)


@sensitive_variables("form", "token")
def _join(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    account = user_by_email(invitation.email)
    if account is not None and not account.is_active:
        return _page(request, invitation, "inactive", status=403)
    if account is not None and account.has_usable_password():
        status = 200 if request.method == "GET" else 403
        return _page(request, invitation, "sign-in", status=status)
    form = JoinForm(request.POST or None, email=invitation.email)
    if request.method == "GET" or not form.is_valid():
        return _page(request, invitation, "join", form=form, status=422 if form.errors else 200)
    try:
        user = join_as_new_person(
            token=token, name=form.cleaned_data["name"], password=form.cleaned_data["password"]
        )
    except WrongAddressError:  # the account was made by somebody faster
        return _page(request, invitation, "sign-in", status=403)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return _welcome(request, invitation)


def _welcome(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    names = {"organisation": invitation.organisation, "role": Role(invitation.role).label}
    messages.success(request, _("Welcome to %(organisation)s. Your role: %(role)s.") % names)
    return redirect(settings.LOGIN_REDIRECT_URL)


def _page(
    request: HttpRequest,
    invitation: Invitation,
    kind: str,
    *,
    form: JoinForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"invitation": invitation, "role": Role(invitation.role), "kind": kind, "form": form}
    return render(request, "accounts/invitation_accept.html", context, status=status)


def _gone(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    invitation.refresh_from_db()
    return render(request, "accounts/invitation_gone.html", {"invitation": invitation}, status=410)
