"""What an engine hands back, and what it has in hand before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from planner.roadmap.model import Stage

SearchStatus = Literal["improving", "optimal", "feasible"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Starts (None when no plan was found), the proof of each stage, and how the search ended."""

    starts: dict[str, int] | None
    stages: tuple[Stage, ...]
    is_infeasible: bool = False
    stopped_by_clock: bool = False


@dataclass(frozen=True, slots=True)
class InHand:
    """The best starts so far: still "improving", or the end of the search with its status and gap."""

    starts: Mapping[str, int]
    status: SearchStatus = "improving"
    gap: float | None = None
