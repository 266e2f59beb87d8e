"""What an engine hands back."""

from dataclasses import dataclass

from planner.roadmap.model import Stage


@dataclass(frozen=True, slots=True)
class Outcome:
    """Starts (None when no plan was found), the proof of each stage, and how the search ended."""

    starts: dict[str, int] | None
    stages: tuple[Stage, ...]
    is_infeasible: bool = False
    stopped_by_clock: bool = False
