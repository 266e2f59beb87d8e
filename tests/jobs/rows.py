"""Jobs in any state."""

import uuid
from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from jobs.models import Job

_numbers = count(1)


def make_job(**values: Any) -> Job:
    """A job; without values it is queued and due."""
    return Job.objects.create(**{"kind": "test", "key": f"job-{next(_numbers)}"} | values)


def make_running_job(*, lease: timedelta = timedelta(minutes=1), **values: Any) -> Job:
    """A job in the hands of a worker, whose lease ends after the given time."""
    return make_job(
        **{"state": "running", "attempts": 1, "token": uuid.uuid4(), "lease_until": timezone.now() + lease}
        | values
    )
