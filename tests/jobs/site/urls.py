"""A request that asks for a job, and the health views."""

import json

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from jobs.queries import job_for_key
from jobs.services import enqueue


@csrf_exempt
def ask(request: HttpRequest) -> JsonResponse:
    """Queue a job from the JSON body: kind, key, payload."""
    with transaction.atomic():
        job = enqueue(**json.loads(request.body))
    return JsonResponse({"job": job.pk})


def show(request: HttpRequest, key: str) -> JsonResponse:
    """The state of a job."""
    job = job_for_key(key)
    return JsonResponse({"state": job and job.state, "reason": job and job.reason})


urlpatterns = [path("ask", ask), path("jobs/<key>", show), path("", include("jobs.urls"))]
