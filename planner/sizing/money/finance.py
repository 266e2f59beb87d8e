"""Money over time: annuities, present values, internal rates, payback, break-even. USD; rates per period."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from planner.sizing.result import Floats, Ints

LOWEST_RATE, HIGHEST_RATE = -1.0 + 1e-6, 1e3
_HALVINGS = 60


def payment(rate: float | Floats, periods: float | Floats, principal: float | Floats) -> Floats:
    """Constant payment that repays a principal: r P / (1 - (1 + r)^-n).

    >>> round(float(payment(0.075 / 12, 180, 200_000)), 5)  # numpy-financial documentation
    1854.02472
    """
    rate = np.asarray(rate, dtype=float)
    safe = np.where(rate == 0, 1.0, rate)
    annuity = safe / (1.0 - (1.0 + safe) ** -np.asarray(periods, dtype=float))
    return np.asarray(principal) * np.where(rate == 0, 1.0 / np.asarray(periods, dtype=float), annuity)


def net_present_value(rate: float | Floats, flows: ArrayLike) -> Floats:
    """Net present value of each scenario; the first flow is not discounted.

    rate: one, or (S,); flows: (T,) or (S, T) USD. Returns () or (S,).

    >>> round(float(net_present_value(0.08, [-40_000, 5_000, 8_000, 12_000, 30_000])), 5)  # numpy-financial
    3065.22267
    """
    money = np.asarray(flows, dtype=float)
    factors = (1.0 + np.asarray(rate, dtype=float)[..., None]) ** -np.arange(money.shape[-1], dtype=float)
    values: Floats = (money * factors).sum(axis=-1)
    return values


def return_on_investment(rate: float, benefits: ArrayLike, costs: ArrayLike) -> Floats:
    """Present value of the benefit over that of the cost, less one.

    benefits, costs: (T,) or (S, T) USD, both positive. Returns () or (S,); inf where nothing is spent.

    >>> costs, benefits = (53_150, 666_715, 636_772, 647_783), (0, 1_606_511, 3_061_331, 4_229_760)
    >>> round(float(return_on_investment(0.10, benefits, costs)), 2)  # Forrester TEI example: 329 %
    3.29
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return net_present_value(rate, benefits) / net_present_value(rate, costs) - 1.0


def sign_changes(flows: ArrayLike) -> Ints:
    """How often the flows of each scenario change their sign, zeros aside. Above one, several rates may fit.

    flows: (T,) or (S, T). Returns () or (S,).

    >>> int(sign_changes([-5, 10.5, 1, -8, 1]))
    3
    """
    signs = np.sign(np.atleast_2d(np.asarray(flows, dtype=float)))
    for column in range(1, signs.shape[1]):
        signs[:, column] = np.where(signs[:, column] == 0, signs[:, column - 1], signs[:, column])
    changes = ((signs[:, 1:] * signs[:, :-1]) < 0).sum(axis=1)
    found: Ints = changes.reshape(np.shape(flows)[:-1])
    return found


def internal_rates(flows: Sequence[float]) -> tuple[float, ...]:
    """All internal rates of return above -100 %, ascending; more than one means that none should be quoted.

    >>> [round(rate, 4) for rate in internal_rates([-100, 39, 59, 55, 20])]
    [0.2809]
    """
    roots = np.roots(list(reversed([float(flow) for flow in flows])))
    real = roots[np.abs(roots.imag) < 1e-9].real
    return tuple(sorted(float(1.0 / root - 1.0) for root in real[real > 0]))


def internal_rate(flows: Floats) -> Floats:
    """Internal rate of return of scenarios that spend first and earn later, by bisection.

    flows: (S, T) USD. Returns (S,), at most HIGHEST_RATE: -1 where the flows never come back, however little they
    are discounted, and NaN where they never go out. With several sign changes it is one of the rates:
    see `internal_rates`.

    >>> round(float(internal_rate(np.array([[-100.0, 39, 59, 55, 20]]))[0]), 5)
    0.28095
    """
    low, high = np.full(len(flows), LOWEST_RATE), np.full(len(flows), HIGHEST_RATE)
    for _ in range(_HALVINGS):
        middle = np.sqrt((1.0 + low) * (1.0 + high)) - 1.0
        earns = _horner(flows, middle) > 0
        low, high = np.where(earns, middle, low), np.where(earns, high, middle)
    never = ~(flows > 0).any(axis=1) | (low == LOWEST_RATE)
    return np.where((flows < 0).any(axis=1), np.where(never, -1.0, low), np.nan)


def _horner(flows: Floats, rate: Floats) -> Floats:
    """Net present value x (1 + r)^(T - 1), which has the same sign and never divides by a small number."""
    total = np.zeros(len(flows))
    for column in flows.T:
        total = total * (1.0 + rate) + column
    return total


def payback_periods(flows: Floats, rate: float = 0.0) -> Floats:
    """Periods until the (discounted) sum of the flows is no longer negative, inf when that never happens.

    flows: (S, T) USD. Returns (S,); inside a period the flow is taken as even.

    >>> payback_periods(np.array([[-100.0, 40, 40, 40], [-100.0, 10, 0, 0]]))
    array([2.5, inf])
    """
    money = flows * (1.0 + rate) ** -np.arange(flows.shape[1], dtype=float)
    total = np.cumsum(money, axis=1)
    before = np.concatenate((np.zeros((len(flows), 1)), total[:, :-1]), axis=1)
    crosses = (before < 0) & (total >= 0)
    first = np.argmax(crosses, axis=1)
    rows = np.arange(len(flows))
    part = -before[rows, first] / np.where(crosses[rows, first], money[rows, first], 1.0)
    late = np.where(crosses.any(axis=1), first - 1.0 + part, np.inf)
    return np.where((total >= 0).all(axis=1), 0.0, late)


def break_even_utilisation(
    committed_usd_per_hour: Floats | float, on_demand_usd_per_hour: Floats | float
) -> Floats:
    """Share of hours from which a commitment, paid for used or not, is cheaper than paying on demand.

    >>> float(break_even_utilisation(1.5, 3.0))
    0.5
    """
    return np.asarray(np.asarray(committed_usd_per_hour) / on_demand_usd_per_hour)
