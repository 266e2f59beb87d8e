"""Accelerators are bought as cards, servers or racks: how many come with those that are missing."""

import numpy as np

from planner.sizing.result import Floats


def in_whole_servers(count: Floats, sold_in: int) -> Floats:
    """Return (S,) accelerators that are bought when `count` are missing and come `sold_in` at a time.

    >>> in_whole_servers(np.array([0.0, 3.0, 8.0, 12.0]), 8).tolist()
    [0.0, 8.0, 8.0, 16.0]
    """
    return count if sold_in == 1 else np.asarray(np.maximum(np.ceil(count / sold_in - 1e-9), 0.0) * sold_in)
