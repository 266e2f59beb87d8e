"""Another language for these pages."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from accounts.forms import LanguageForm
from accounts.models import User


@login_not_required
@require_POST
def language_choose(request: HttpRequest) -> HttpResponseBase:
    """Go back to the page one comes from, in another language; whoever is signed in keeps it on other devices."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("Choose one of the languages on the page.", content_type="text/plain")
    if isinstance(request.user, User):
        User.objects.filter(pk=request.user.pk).update(language=form.cleaned_data["language"])
    return set_language(request)
