"""Money: annuities, present values, break-even. USD; rates per period as fractions."""

from collections.abc import Sequence

import numpy as np

from planner.sizing.result import Floats


def payment(rate: float | Floats, periods: float | Floats, principal: float | Floats) -> Floats:
    """Constant payment that repays a principal: r P / (1 - (1 + r)^-n).

    >>> round(float(payment(0.075 / 12, 180, 200_000)), 5)  # numpy-financial documentation
    1854.02472
    """
    rate = np.asarray(rate, dtype=float)
    safe = np.where(rate == 0, 1.0, rate)
    annuity = safe / (1.0 - (1.0 + safe) ** -np.asarray(periods, dtype=float))
    return np.asarray(principal) * np.where(rate == 0, 1.0 / np.asarray(periods, dtype=float), annuity)


def present_value(rate: float, flows: Sequence[float]) -> float:
    """Net present value; the first flow is not discounted.

    >>> round(present_value(0.08, [-40_000, 5_000, 8_000, 12_000, 30_000]), 5)
    3065.22267
    """
    return float(sum(flow / (1.0 + rate) ** period for period, flow in enumerate(flows)))


def internal_rates(flows: Sequence[float]) -> tuple[float, ...]:
    """All internal rates of return above -100 %, ascending; more than one means that none should be quoted.

    >>> [round(rate, 4) for rate in internal_rates([-100, 39, 59, 55, 20])]
    [0.2809]
    """
    roots = np.roots(list(reversed([float(flow) for flow in flows])))
    real = roots[np.abs(roots.imag) < 1e-9].real
    return tuple(sorted(float(1.0 / root - 1.0) for root in real[real > 0]))


def payback_periods(flows: Sequence[float]) -> float | None:
    """Periods until the sum of the flows is no longer negative, None when that never happens."""
    total = 0.0
    for period, flow in enumerate(flows):
        if total < 0 <= total + flow:
            return period - 1 + -total / flow
        total += flow
    return 0.0 if flows and flows[0] >= 0 else None


def break_even_utilisation(
    committed_usd_per_hour: Floats | float, on_demand_usd_per_hour: Floats | float
) -> Floats | float:
    """Share of hours from which a commitment is cheaper than on demand."""
    return committed_usd_per_hour / on_demand_usd_per_hour
