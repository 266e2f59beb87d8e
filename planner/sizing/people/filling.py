"""How long it takes until a person who is missing is there, in the quarters that plans count in."""

from math import ceil

from planner.sizing.catalogue.organisation import load_planning_values
from planner.sizing.estate import Estate
from planner.sizing.estimate import Estimate
from planner.sizing.units import YEAR

QUARTER_SECONDS = YEAR / 4
# A new person learns for a quarter before the work can rest on her (assumption; full work takes longer:
# `ramp_seconds` of organisation.yaml).
SETTLING_QUARTERS = 1
SPARED_QUARTER = 0.1  # what exceeds a whole quarter by no more is not another one: nine days


def time_to_fill(estate: Estate) -> Estimate:
    """Return seconds from the approval of a position to the first working day: as answered, else the planning value."""
    return estate.time_to_fill_seconds or load_planning_values()["time_to_fill_seconds"]


def search_quarters(estate: Estate) -> int:
    """Return the quarters until a position is usually filled, one at least.

    >>> search_quarters(Estate(time_to_fill_seconds=Estimate.exact(120 * 86_400)))
    2
    """
    return max(1, ceil(time_to_fill(estate).likely / QUARTER_SECONDS - SPARED_QUARTER))
