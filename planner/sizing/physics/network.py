"""Network: what runs between nodes, and what leaves the data centre."""

from collections.abc import Sequence

import numpy as np

from planner.sizing.result import Floats

HIDDEN_SHARE = 0.5  # of a step during which an exchange can run behind computation


def needed_rate(bytes_per_step: Floats, step_seconds: Floats) -> Floats:
    """Bandwidth per accelerator between nodes at which the exchange of a step still hides behind it."""
    return bytes_per_step / (HIDDEN_SHARE * step_seconds)


def egress_usd(gigabytes: Floats | float, tiers: Sequence[tuple[float, float]]) -> Floats:
    """Cost of tiered egress. tiers: (upper bound in GB, USD per GB), ascending; the first may be free.

    >>> round(float(egress_usd(5120, [(100, 0.0), (10_240, 0.09)])), 2)
    451.8
    """
    cost, lower = np.zeros(np.shape(gigabytes)), 0.0
    for upper, price in tiers:
        cost = cost + np.maximum(0.0, np.minimum(gigabytes, upper) - lower) * price
        lower = upper
    return cost
