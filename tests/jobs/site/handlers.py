"""What the jobs of the process tests do."""

import os
import signal
import time
from collections.abc import Callable, Mapping
from typing import Any

from jobs.tasks import Work, register
from tests.jobs.site.models import Death, Effect


def remember_death(payload: Mapping[str, Any], reason: str) -> None:
    """Leave a trace of a job that was given up."""
    Death.objects.create(key=payload["key"], reason=reason)


@register("trace", on_dead=remember_death)
def leave_trace(work: Work) -> Callable[[], None]:
    """Take the time that the payload says, then leave one trace."""
    work.report("waiting", 0.5)
    time.sleep(work.payload["seconds"])
    return trace_of(work)


@register("nap", on_dead=remember_death)
def sleep_at_first(work: Work) -> Callable[[], None]:
    """Stop all processes of the worker at the first attempt, as a suspended machine does, then leave one trace."""
    if work.attempt == 1:
        os.killpg(0, signal.SIGSTOP)
    return trace_of(work)


def trace_of(work: Work) -> Callable[[], None]:
    """The one effect of a job."""

    def write() -> None:
        Effect.objects.create(key=work.key, pid=os.getpid())

    return write


@register("poison", on_dead=remember_death)
def kill_the_worker(work: Work) -> Callable[[], None]:
    """Kill the process it runs in, each time."""
    os.kill(os.getpid(), signal.SIGKILL)
    return lambda: None
