"""Shapes of a week: the rate of requests by hour, over that of the busiest hour."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import yaml

from planner.sizing.catalogue.load import FOLDER
from planner.sizing.result import Floats


@cache
def load_week_profiles(folder: Path = FOLDER) -> Mapping[str, Floats]:
    """Return (7, 24) shares of the busiest hour by the name of a profile, from Monday 0 o'clock."""
    raw = yaml.safe_load((folder / "traffic.yaml").read_text(encoding="utf-8"))
    profiles = {name: np.array(hours, dtype=float) for name, hours in raw["hours"].items()}
    profiles["constant"] = np.ones((7, 24))
    return profiles | {name: profiles[other] for name, other in raw["same_as"].items()}
