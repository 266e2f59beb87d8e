"""The branding of an organisation's reports: chosen, looked at, removed."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms import BrandingForm
from accounts.models import UserRequest
from accounts.queries import branding_of, membership_to_manage
from accounts.services import keep_branding, remove_branding

# A file is handed out to be kept, and never run: no script, no frame, no address of ours.
FILE_HEADERS = {
    "Content-Disposition": 'attachment; filename="logo.png"',
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


@require_http_methods(["GET", "POST"])
def branding_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Choose logo, colours and the line of the cover."""
    own = membership_to_manage(request.user, pk)
    branding = branding_of(own)
    form = BrandingForm(request.POST or None, request.FILES or None, branding=branding)
    if request.method == "POST" and form.is_valid():
        keep_branding(organisation=own.organisation, user=request.user, **form.chosen)
        messages.success(
            request, _("Saved. The next plan’s report bears it; reports that exist stay as they are.")
        )
        return redirect("accounts:branding-edit", pk=pk)
    context = {"organisation": own.organisation, "branding": branding, "form": form}
    status = 422 if form.errors else 200
    return render(request, "accounts/branding_edit.html", context, status=status)


@require_POST
def branding_remove(request: UserRequest, pk: int) -> HttpResponse:
    """Remove all of it."""
    own = membership_to_manage(request.user, pk)
    remove_branding(organisation=own.organisation)
    messages.success(request, _("Removed. Reports that exist stay as they are."))
    return redirect("accounts:branding-edit", pk=pk)


@require_GET
def branding_logo(request: UserRequest, pk: int) -> HttpResponse:
    """The logo, to those who may change it."""
    branding = branding_of(membership_to_manage(request.user, pk))
    if branding is None or not branding.logo:
        raise Http404("no logo is kept")
    return HttpResponse(bytes(branding.logo), content_type="image/png", headers=FILE_HEADERS)
