"""What every request passes before any view."""

import codecs
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBadRequest
from django.http.response import HttpResponseBase

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
