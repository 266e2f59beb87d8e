"""What a new engagement starts from."""

from datetime import date
from typing import Any

from planner.sizing.demand import DEFAULT_PERIODS, quarter_after


def default_constraints(as_of: date) -> dict[str, Any]:
    """Return constraints that limit nothing: two years from the next quarter, no budget named."""
    return {
        "start": quarter_after(as_of),
        "quarters": DEFAULT_PERIODS,
        "carry_over": True,
        "people": {},
        "residency": [],
    }
