"""Which function does which kind of job."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from jobs.services.lease import Claim, OnDead, report_progress, write_aside

REPORT_SECONDS = 0.5


class GiveUpError(Exception):
    """Raised by a handler when another attempt cannot help. Its text is shown to people."""


class Work:
    """What a handler gets: what to do, and where to say how far it is."""

    def __init__(self, claim: Claim) -> None:
        self._claim = claim
        self._step = ""
        self._reported_at = 0.0

    @property
    def payload(self) -> Mapping[str, Any]:
        """What `enqueue` was given."""
        return self._claim.payload

    @property
    def key(self) -> str:
        """The job's unique key."""
        return self._claim.key

    @property
    def attempt(self) -> int:
        """1 at the first attempt."""
        return self._claim.attempt

    def report(self, step: str, fraction: float) -> None:
        """Show the step and how much of the whole is done (0 to 1). Cheap: written at most twice a second.

        Raises LeaseLostError when another worker has the job now; let it pass.
        """
        now = time.monotonic()
        if step == self._step and now - self._reported_at < REPORT_SECONDS:
            return
        report_progress(self._claim, step=step, fraction=fraction)
        self._step, self._reported_at = step, now

    def write_aside(self, write: Callable[[], None]) -> None:
        """Write what is provisional, for people who wait, in a transaction of its own.

        The next attempt must do well with it and without it, and the effects should throw it away.
        Raises LeaseLostError, having written nothing, when another worker has the job now; let it pass.
        """
        write_aside(self._claim, write)


Handler = Callable[[Work], Callable[[], None]]


@dataclass(frozen=True, slots=True)
class Registration:
    """A handler, and whom to tell when its job is given up."""

    handler: Handler
    on_dead: OnDead | None


_registrations: dict[str, Registration] = {}


def register(kind: str, *, on_dead: OnDead | None = None) -> Callable[[Handler], Handler]:
    """Name the function that does jobs of this kind.

    The handler computes outside any transaction and returns the effects: a function that writes the result,
    called in the transaction that marks the job done, or not at all. It may run twice, so the effects are the
    only place where it writes, but for what is provisional (`Work.write_aside`). `on_dead(payload, reason)` runs in
    the transaction that gives the job up.
    Raises ValueError when the kind is taken.
    """

    def keep(handler: Handler) -> Handler:
        known = _registrations.get(kind)
        if known is not None and known.handler is not handler:
            raise ValueError(f"jobs of kind {kind!r} are done by {known.handler.__qualname__} already")
        _registrations[kind] = Registration(handler, on_dead)
        return handler

    return keep


def registration_of(kind: str) -> Registration | None:
    """Who does jobs of this kind."""
    return _registrations.get(kind)


def on_dead_of(kind: str) -> OnDead | None:
    """Whom to tell when a job of this kind is given up."""
    registration = _registrations.get(kind)
    return registration.on_dead if registration else None
