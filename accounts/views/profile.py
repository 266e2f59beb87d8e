"""One's own account."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import ProfileForm
from accounts.models import UserRequest
from accounts.queries import memberships_for


@require_http_methods(["GET", "POST"])
def profile_edit(request: UserRequest) -> HttpResponse:
    """The own name and language, the organisations one belongs to, and the way to another password."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        return _saved(request, form)
    if form.errors:
        request.user.refresh_from_db()
    context = {"form": form, "memberships": memberships_for(request.user)}
    return render(request, "accounts/profile_edit.html", context, status=422 if form.errors else 200)


def _saved(request: UserRequest, form: ProfileForm) -> HttpResponse:
    user = form.save()
    response = redirect("accounts:profile-edit")
    response.delete_cookie(
        settings.LANGUAGE_COOKIE_NAME
    )  # what was chosen here counts, also "as the browser"
    with translation.override(user.language or translation.get_language()):
        messages.success(request, _("Saved."))
    return response
