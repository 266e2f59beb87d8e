"""One's own account."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.forms import ProfileForm
from accounts.models import UserRequest
from accounts.queries import memberships_for


@require_http_methods(["GET", "POST"])
def profile_edit(request: UserRequest) -> HttpResponse:
    """The own name, the organisations one belongs to, and the way to another password."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("accounts:profile-edit")
    if form.errors:
        request.user.refresh_from_db()
    context = {"form": form, "memberships": memberships_for(request.user)}
    return render(request, "accounts/profile_edit.html", context, status=422 if form.errors else 200)
