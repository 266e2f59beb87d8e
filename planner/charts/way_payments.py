"""When the ways to get accelerators are paid: at once, and in each year, read back from the sizing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.charts.figures import Interval, interval
from planner.charts.reading import part
from planner.charts.way_charts import cheapest_way, way_title, ways_of

OWNED = ("buy", "colocation")
LONGEST = 12  # years that are told apart


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


def payments_of(option: Mapping[str, Any]) -> list[Payments]:
    """Return the payments of each way that has a price; empty for a plan without them.

    A way costs `once + years x yearly` in all. What is bought is paid at once, the rest in equal years.
    """
    ways = ways_of(option)
    years = interval(part(option, "comparison").get("years"))
    count = None if years is None else min(max(1, round(years.p50)), LONGEST)
    best = cheapest_way(ways) if ways else ""
    rent = _discount(ways.get("rent", {}))
    found = []
    for name, way in ways.items():
        total = interval(way.get("total_usd"))
        if total is not None:
            once = min(max(_once(option, name, way, rent), 0.0), total.p50)
            found.append(
                Payments(
                    name, way_title(option, name), once, (total.p50 - once) / (count or 1), count, total,
                    interval(way.get("break_even_utilisation")), name == best,
                )
            )  # fmt: skip
    return found


def _once(option: Mapping[str, Any], name: str, way: Mapping[str, Any], discount: float | None) -> float:
    """Return what a way pays at once: the purchase, or the part of it that the work pays when it shares the machines.

    That part is not told: it follows from what discounting takes away, as only later payments are discounted.
    """
    purchase = interval(option.get("purchase_usd"))
    if name not in OWNED or purchase is None:
        return 0.0
    if part(option, "comparison").get("basis") != "amortised":
        return purchase.p50
    total, present = interval(way.get("total_usd")), interval(way.get("net_present_cost_usd"))
    if total is None or present is None or discount is None or discount >= 1:
        return 0.0
    return min((present.p50 - discount * total.p50) / (1 - discount), purchase.p50)


def _discount(way: Mapping[str, Any]) -> float | None:
    """Return the present value of a USD that is paid over the years, from a way that pays nothing at once."""
    total, present = interval(way.get("total_usd")), interval(way.get("net_present_cost_usd"))
    return None if total is None or present is None or not total.p50 else present.p50 / total.p50


def payback_year(own: Payments, rent: Payments) -> float | None:
    """Return after how many years owning has cost no more than renting.

    None when that takes longer than the years compared, or when there is nothing to pay back.
    """
    saved, more = rent.yearly - own.yearly, own.once - rent.once
    if own.years is None or saved <= 0 or more <= 0:
        return None
    return more / saved if more / saved <= own.years else None
