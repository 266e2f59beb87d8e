"""Describe the limits."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import UserRequest
from assessments.queries import engagement_for
from planner.forms import ConstraintsForm
from planner.queries import constraints_of
from planner.services.defaults import default_constraints
from planner.services.workloads import set_constraints


@require_http_methods(["GET", "HEAD", "POST"])
def constraints_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Money, time, people and place of an engagement."""
    engagement = engagement_for(request.user, pk, "manage")
    today = timezone.localdate()
    stored = constraints_of(engagement)
    document = stored.document if stored else default_constraints(today)
    form = ConstraintsForm(request.POST or None, as_of=today, document=document)
    if request.method == "POST" and form.is_valid():
        set_constraints(engagement=engagement, document=form.document())
        messages.success(request, _("Constraints saved."))
        return redirect("planner:constraints-edit", pk=pk)
    context = {"engagement": engagement, "form": form}
    return render(request, "planner/constraints_form.html", context, status=422 if form.errors else 200)
