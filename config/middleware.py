"""What every request passes before any view."""

import codecs
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBadRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from accounts.services.audit import recording
from assessments.language import speaking

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def plain_text_only(get_response: GetResponse) -> GetResponse:
    """Refuse what would break Django further in.

    A body in another encoding than UTF-8 (any codec would be tried, also one that is none of text), and a cookie
    with NUL (PostgreSQL cannot be asked for such a session).
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.encoding and codecs.lookup(request.encoding).name != "utf-8":
            return HttpResponseBadRequest("Send text as UTF-8.", content_type="text/plain")
        if any("\x00" in value for value in request.COOKIES.values()):
            return HttpResponseBadRequest("A cookie is broken: delete it.", content_type="text/plain")
        return get_response(request)

    return middleware


def what_is_done_is_recorded(get_response: GetResponse) -> GetResponse:
    """Let the audit log know whose request is served, and from where it comes.

    Comes after the one that knows the person.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with recording(request):
            return get_response(request)

    return middleware


def language_of_the_person(get_response: GetResponse) -> GetResponse:
    """Answer in the language that the person has chosen, else in the one of the cookie or the browser.

    Comes after LocaleMiddleware, which has read cookie and browser, and after the one that knows the person.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        chosen = getattr(request.user, "language", "")
        if chosen in dict(settings.LANGUAGES):
            translation.activate(chosen)
            request.LANGUAGE_CODE = translation.get_language()
        with speaking(translation.get_language() or ""):
            response = get_response(request)
        patch_vary_headers(response, ("Cookie",))
        return response

    return middleware


def page_for_forms_only(get_response: GetResponse) -> GetResponse:
    """Show a page where only forms may be sent to: signing in leads back there, and a browser opens it.

    Comes after the one that knows the person, as the page greets them.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.method != "GET" or not isinstance(response, HttpResponseNotAllowed):
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return middleware
