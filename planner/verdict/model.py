"""A verdict: one workload against every dimension, as plain frozen data."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from planner.sizing.size import Quantiles

Status = Literal["ready", "conditional", "blocked", "unknown"]
DIMENSIONS = (
    "compute",
    "memory",
    "storage",
    "network",
    "power",
    "latency",
    "software",
    "data",
    "security",
    "people",
    "money",
    "delivery",
)


@dataclass(frozen=True, slots=True)
class PracticeNeed:
    """A practice that a workload needs at a level, and the level there is (None: nobody answered)."""

    id: str
    title: str
    needed: float
    have: float | None
    reason: str = ""
    reference: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": self.title,
            "needed": self.needed,
            "have": self.have,
            "reason": self.reason,
            "reference": self.reference,
        }


@dataclass(frozen=True, slots=True)
class DimensionVerdict:
    """One dimension of one workload.

    probability: chance that the estate covers the requirement; None where it is not numeric or not known.
    requirement, estate, shortfall_p50, shortfall_p90: in SI units as `unit` says (count, bytes,
        bytes_per_second, watts, seconds, usd, fte, periods); a shortfall is 0 when nothing is missing.
    would_change: what would turn the verdict to ready, in words; "" when it is ready.
    questions: ids of the questions behind it, or, when unknown, the ones to answer.
    """

    dimension: str
    status: Status
    reason: str
    would_change: str = ""
    probability: float | None = None
    requirement: Quantiles | None = None
    estate: Quantiles | None = None
    unit: str = ""
    shortfall_p50: float | None = None
    shortfall_p90: float | None = None
    questions: tuple[str, ...] = ()
    practices: tuple[PracticeNeed, ...] = ()

    def to_json(self) -> dict[str, Any]:
        shortfall = None
        if self.shortfall_p50 is not None and self.shortfall_p90 is not None:
            shortfall = {"p50": self.shortfall_p50, "p90": self.shortfall_p90}
        return {
            "dimension": self.dimension,
            "status": self.status,
            "probability": self.probability,
            "requirement": self.requirement.to_json() if self.requirement else None,
            "estate": self.estate.to_json() if self.estate else None,
            "unit": self.unit,
            "shortfall": shortfall,
            "reason": self.reason,
            "would_change": self.would_change,
            "questions": list(self.questions),
            "practices": [practice.to_json() for practice in self.practices],
        }


@dataclass(frozen=True, slots=True)
class WorkloadVerdict:
    """A workload against every dimension.

    accelerator, accelerators: of the option that was judged; "" and 0 when none is feasible.
    option: index of that option among the sized ones; None when none is feasible.
    """

    name: str
    title: str
    kind: str
    status: Status
    accelerator: str
    accelerators: int
    option: int | None
    dimensions: tuple[DimensionVerdict, ...]

    def dimension(self, name: str) -> DimensionVerdict:
        """Return the verdict on one dimension. Raises KeyError."""
        for verdict in self.dimensions:
            if verdict.dimension == name:
                return verdict
        raise KeyError(name)

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "title": self.title,
            "kind": self.kind,
            "status": self.status,
            "accelerator": self.accelerator,
            "accelerators": self.accelerators,
            "option": self.option,
            "dimensions": [dimension.to_json() for dimension in self.dimensions],
        }


def overall_status(statuses: Sequence[Status]) -> Status:
    """Return a workload's status: the worst dimension decides; unknown counts as a condition.

    >>> overall_status(["ready", "unknown"])
    'conditional'
    """
    if "blocked" in statuses:
        return "blocked"
    if "conditional" in statuses or "unknown" in statuses:
        return "conditional"
    return "ready"


def verdicts_to_json(verdicts: Sequence[WorkloadVerdict]) -> dict[str, Any]:
    """Return the `verdicts` part of a snapshot."""
    return {"dimensions": list(DIMENSIONS), "workloads": [verdict.to_json() for verdict in verdicts]}
