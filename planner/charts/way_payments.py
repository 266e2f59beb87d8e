"""When the ways to get accelerators are paid: at once, and in each year, read back from the sizing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.charts.figures import Interval, interval
from planner.charts.reading import Snapshot, part
from planner.charts.way_charts import cheapest_way, way_title, ways_of

OWNED = ("buy", "colocation")
LONGEST = 12  # years that are told apart
USUAL_RATE = 0.08  # a year, where neither constraints nor assumptions name another


@dataclass(frozen=True, slots=True)
class Payments:
    """What one way costs, likely USD: at once, and in each of `years`. total: all payments, with P10 and P90.

    break_even: share of the time from which holding the accelerators is cheaper than paying on demand.
    is_best: whether its net present cost is likely the least. years: None for a run, which is made once.
    """

    name: str
    title: str
    once: float
    yearly: float
    years: int | None
    total: Interval
    break_even: Interval | None
    is_best: bool = False

    def paid_by(self, year: float) -> float:
        """Return what has been paid so many years after the start."""
        return self.once + self.yearly * year


def ways_rate(snapshot: Snapshot) -> float:
    """Return the likely rate a year at which ways to get accelerators were compared."""
    return rate_of(part(snapshot, "inputs", "assumptions"))


def rate_of(given: Mapping[str, Any]) -> float:
    """Return the likely discount rate a year of constraints or assumptions."""
    found = interval(given.get("discount_rate"))
    return USUAL_RATE if found is None else found.p50


def present_share(years: int, rate: float) -> float:
    """Return the present value of a USD that is paid in equal parts at the end of each year.

    (1 - (1 + rate)^-years) / rate / years.

    >>> round(present_share(4, 0.08), 4)
    0.828
    """
    return (1 - (1 + rate) ** -years) / rate / years if rate else 1.0


def paid_at_once(total: float, present: float, share: float) -> float:
    """Return what is paid at once where `total` is worth `present` today and a USD paid later is worth `share`.

    A snapshot keeps no payments by year: they follow from what discounting takes away from the later ones.

    >>> round(paid_at_once(1000.0, 920.0, 0.8))
    600
    """
    return (present - share * total) / (1 - share)


def payments_of(option: Mapping[str, Any], rate: float) -> list[Payments]:
    """Return the payments of each way that has a price; empty for a plan without them. rate: a year.

    A way costs `once + years x yearly` in all, which is its likely sum; discounted, it is its likely net present cost.
    What is bought is paid at once, the rest in equal years.
    """
    ways = ways_of(option)
    years = interval(part(option, "comparison").get("years"))
    count = None if years is None else min(max(1, round(years.p50)), LONGEST)
    share = _share_of(ways.get("rent", {})) if count is None else present_share(count, rate)
    best = cheapest_way(ways) if ways else ""
    found = []
    for name, way in ways.items():
        total = interval(way.get("total_usd"))
        if total is not None:
            once = min(max(_once(option, name, way, share), 0.0), total.p50)
            found.append(
                Payments(
                    name, way_title(option, name), once, (total.p50 - once) / (count or 1), count, total,
                    interval(way.get("break_even_utilisation")), name == best,
                )
            )  # fmt: skip
    return found


def _once(option: Mapping[str, Any], name: str, way: Mapping[str, Any], share: float | None) -> float:
    """Return what a way pays at once: the purchase, or the part of it that shared work pays."""
    purchase = interval(option.get("purchase_usd"))
    if name not in OWNED or (purchase is not None and not purchase.p50):
        return 0.0
    comparison = part(option, "comparison")
    if comparison.get("years") is None and comparison.get("basis") != "amortised":
        return 0.0 if purchase is None else purchase.p50
    total, present = interval(way.get("total_usd")), interval(way.get("net_present_cost_usd"))
    if total is None or present is None or share is None or share >= 1:
        return 0.0
    return paid_at_once(total.p50, present.p50, share)


def _share_of(rent: Mapping[str, Any]) -> float | None:
    """Return the present value of a USD that is paid during a run, from a way that pays nothing at once."""
    total, present = interval(rent.get("total_usd")), interval(rent.get("net_present_cost_usd"))
    return None if total is None or present is None or not total.p50 else present.p50 / total.p50


def payback_year(own: Payments, rent: Payments) -> float | None:
    """Return after how many years owning has cost no more than renting.

    None when that takes longer than the years compared, or when there is nothing to pay back.
    """
    saved, more = rent.yearly - own.yearly, own.once - rent.once
    if own.years is None or saved <= 0 or more <= 0:
        return None
    return more / saved if more / saved <= own.years else None
