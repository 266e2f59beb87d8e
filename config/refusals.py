"""What people see of requests that are refused before any view reads them."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import bad_request

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def refuse(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that a form is too large, with status 413; of other faults, as Django does, only that there is one."""
    if not isinstance(exception, TOO_LARGE):
        return bad_request(request, exception)
    limits = {
        "megabytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE / 1e6,
        "fields": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
    }
    return render(request, "413.html", limits, status=413)
