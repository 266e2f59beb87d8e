"""The shape of a verdict as the roadmap reads it; the verdicts themselves are made elsewhere."""

from collections.abc import Sequence
from typing import Protocol


class Need(Protocol):
    """A practice that a workload needs. have: None when nobody answered."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def needed(self) -> float: ...
    @property
    def have(self) -> float | None: ...


class JudgedDimension(Protocol):
    """One dimension of a verdict."""

    @property
    def dimension(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def practices(self) -> Sequence[Need]: ...


class JudgedWorkload(Protocol):
    """A verdict on a workload. option: index of the sized option that was judged; None when none is feasible."""

    @property
    def name(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def option(self) -> int | None: ...
    @property
    def dimensions(self) -> Sequence[JudgedDimension]: ...


def reason_of(verdict: JudgedWorkload, dimension: str) -> str:
    """Return the reason that a verdict gives for a dimension."""
    return next((item.reason for item in verdict.dimensions if item.dimension == dimension), "")


def status_of(verdict: JudgedWorkload, dimension: str) -> str:
    """Return the status of a dimension."""
    return next((item.status for item in verdict.dimensions if item.dimension == dimension), "unknown")


def needs_of(verdict: JudgedWorkload) -> list[Need]:
    """Return every practice that a workload needs."""
    return [need for item in verdict.dimensions for need in item.practices]
