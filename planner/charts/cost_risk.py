"""How far the cost of a plan may go: the same model as the roadmap's chance of keeping its budget.

Each cost is lognormal with the P10 and P90 of its range; three tenths of the variance of its logarithm are shared by
all, as prices and habits are (`planner.roadmap.robustness`). What is shared, and what each cost has of its own, run
over evenly likely values, each in an order that follows from its name (a Latin hypercube: McKay, Beckman and Conover
1979, Technometrics 21), so that the same plan always gives the same amounts. Delays move no cost here.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.charts.figures import Interval, number
from planner.charts.reading import Snapshot, numbers, part, periods, rows, whole, words

Floats = NDArray[np.float64]
SHARED, Z90 = 0.3, 1.2815515655446004
STEPS = 4000


@dataclass(frozen=True, slots=True)
class Cost:
    """What a task costs: likely USD in each quarter of the plan, and P10 and P90 as factors of it."""

    name: str
    by_period: tuple[float, ...]
    low: float
    high: float


def costs_of(snapshot: Snapshot) -> list[Cost]:
    """Return the cost of each planned task with a known range; empty without one."""
    count = len(periods(snapshot))
    found = (_cost(item, count) for item in rows(part(snapshot, "roadmap"), "initiatives"))
    return [cost for cost in found if cost is not None]


def _cost(item: Mapping[str, Any], count: int) -> Cost | None:
    likely, low, high = (number(item.get(name)) for name in ("cost_usd", "cost_low_usd", "cost_high_usd"))
    spent = numbers(item, "cost_by_period")
    if not likely or not low or not high or not 0 < low <= high or not any(spent):
        return None
    start = 0 if len(spent) == count else whole(item, "start") or 0
    laid = [*([0.0] * start), *spent, *([0.0] * count)][:count]
    return Cost(words(item, "id"), tuple(laid), low / likely, high / likely)


@dataclass(frozen=True, slots=True)
class CostRisk:
    """Evenly likely amounts of the money spent by the end of each quarter: (N, T) USD, ascending in each column."""

    amounts: Floats

    def by_period(self) -> list[Interval]:
        """Return P10, P50 and P90 of what is spent by the end of each quarter."""
        found = np.quantile(self.amounts, (0.1, 0.5, 0.9), axis=0)
        return [Interval(*(float(value) for value in column)) for column in found.T]

    def total(self, shares: Sequence[float]) -> list[float]:
        """Return what the whole plan costs at most, with each of these chances."""
        return [float(value) for value in np.quantile(self.amounts[:, -1], shares)]

    def chance(self, usd: float) -> float:
        """Return the chance that the whole plan costs at most so much."""
        return float(np.mean(self.amounts[:, -1] <= usd))


def cost_risk(costs: Sequence[Cost]) -> CostRisk:
    """Return how far the cost of a plan may go. Raises ValueError without costs."""
    if not costs:
        raise ValueError("no cost has a range")
    usd = np.array([cost.by_period for cost in costs])
    low, high = np.log([cost.low for cost in costs]), np.log([cost.high for cost in costs])
    own = np.array([_evenly(f"cost {cost.name}") for cost in costs]).T
    normal = np.sqrt(SHARED) * _evenly("shared cost")[:, None] + np.sqrt(1 - SHARED) * own
    factors = np.exp((low + high) / 2 + normal * (high - low) / (2 * Z90))
    return CostRisk(np.sort(factors @ np.cumsum(usd, axis=1), axis=0))


def _evenly(name: str) -> Floats:
    """Return (STEPS,) normal values, all evenly likely, in the order of a name."""
    seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:16], "big")
    return _normal()[np.random.Generator(np.random.PCG64(seed)).permutation(STEPS)]


@cache
def _normal() -> Floats:
    normal = NormalDist()
    return np.array([normal.inv_cdf((step + 0.5) / STEPS) for step in range(STEPS)])
