"""Shapes of a week: the rate of requests by hour, over that of the busiest hour."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import yaml

from planner.sizing.catalogue.load import FOLDER
from planner.sizing.result import Floats

STEEPEST = 64.0  # power of a shape


@cache
def load_week_profiles(folder: Path = FOLDER) -> Mapping[str, Floats]:
    """Return (7, 24) shares of the busiest hour by the name of a profile, from Monday 0 o'clock."""
    raw = yaml.safe_load((folder / "traffic.yaml").read_text(encoding="utf-8"))
    profiles = {name: np.array(hours, dtype=float) for name, hours in raw["hours"].items()}
    profiles["constant"] = np.ones((7, 24))
    return profiles | {name: profiles[other] for name, other in raw["same_as"].items()}


def week_with_mean(week: Floats, share: float) -> Floats:
    """Return a shape made flatter or steeper, so that its mean is a given share of its peak.

    week: (N,) rates over the busiest. Raised to a power, found by halving: the busiest hour stays, and so does the
    order of the hours. What is flat stays flat.

    >>> week_with_mean(np.array([1.0, 0.5]), 0.625).round(6)
    array([1.  , 0.25])
    """
    low, high = 0.0, STEEPEST
    for _ in range(40):
        power = (low + high) / 2
        low, high = (power, high) if np.mean(week**power) > share else (low, power)
    return np.asarray(week ** ((low + high) / 2))
