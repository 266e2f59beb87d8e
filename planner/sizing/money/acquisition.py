"""Ways to get the accelerators of an option: use what is there, buy, or rent; money and lead times.

Prices come from the catalogue; lead times and the load are planning assumptions, stated here once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from planner.sizing.catalogue import Catalogue, load_catalogue
from planner.sizing.demand import Acquire, WorkloadPlace
from planner.sizing.estate import free_of
from planner.sizing.estimate import Estimate
from planner.sizing.money.servers import in_whole_servers
from planner.sizing.result import Floats, Option
from planner.sizing.uncertainty import Scenarios, median
from planner.sizing.units import HOURS_PER_YEAR
from planner.sizing.workload import Assumptions, Estate

AcquisitionWay = Literal["own", "buy", "rent"]
QUARTER_HOURS = HOURS_PER_YEAR / 4
QUARTER_DAYS = 365.25 / 4

# Quarters from the order to the delivery. Planning assumptions: accelerators and switches are built to order,
# a grid connection needs a permit and a transformer, a rented room or instance needs a contract.
LEAD_QUARTERS: Mapping[str, int] = {
    "accelerators": 2,
    "rent": 0,
    "storage": 1,
    "network": 1,
    "power": 3,
    "colocation": 1,
}
CLOUD_ONLY = ("tpu", "trainium")


@dataclass(frozen=True, slots=True)
class Acquisition:
    """One way to get what an option needs beyond the estate.

    missing: (S,) accelerators to get, of what is bought in whole servers. upfront_usd: (S,) once. quarterly_usd: (S,)
    per quarter while it runs. quarters: how long a run takes; None for a service, which runs on.
    """

    way: AcquisitionWay
    accelerator: str
    title: str
    missing: Floats
    upfront_usd: Floats
    quarterly_usd: Floats
    quarters: int | None

    def cost_usd(self, quarters: int) -> Floats:
        """Return (S,) money within a plan in which it could run for `quarters`."""
        running = quarters if self.quarters is None else min(self.quarters, quarters)
        return self.upfront_usd + self.quarterly_usd * max(running, 0)


@lru_cache(maxsize=1)
def shipped_catalogue() -> Catalogue:
    """Return the shipped catalogue, read once."""
    return load_catalogue()


def owned_accelerators(estate: Estate, accelerator: str) -> Estimate:
    """Return how many accelerators of a type the estate has."""
    catalogue = shipped_catalogue()
    stocks = estate.accelerators or ()
    counts = [s.count for s in stocks if catalogue.accelerator(s.type).name == accelerator]
    sources = tuple(dict.fromkeys(source for count in counts for source in count.sources))
    return Estimate(
        sum(count.low for count in counts),
        sum(count.likely for count in counts),
        sum(count.high for count in counts),
        sources,
    )


def free_accelerators(estate: Estate, accelerator: str) -> Estimate:
    """Return how many accelerators of a type the estate has that the work of today leaves free."""
    return free_of(owned_accelerators(estate, accelerator), estate.busy_share)


def to_buy(accelerator: str, missing: Floats) -> Floats:
    """Return (S,) accelerators that are bought when `missing` are: whole servers, or single cards."""
    chip = shipped_catalogue().accelerators.get(accelerator)
    return in_whole_servers(missing, chip.sold_in if chip else 1)


def can_stand_here(accelerator: str) -> bool:
    """Whether an accelerator can be bought for an own room; some exist only in their maker's cloud."""
    return not accelerator.startswith(CLOUD_ONLY)


def price_of(option: Option, way: Literal["rent", "buy"]) -> Estimate | None:
    """Return the price of an accelerator that the option was sized with, USD per hour or to buy; None without one."""
    if option.prices is not None:
        return option.prices.get(way)
    catalogue = shipped_catalogue()
    return catalogue.rent(option.accelerator) if way == "rent" else catalogue.buy(option.accelerator)


def acquisitions(
    option: Option,
    estate: Estate,
    place: WorkloadPlace,
    *,
    electricity_usd_per_kwh: float | None = None,
    seed: int = 0,
    owned: Estimate | None = None,
    acquire: Acquire = "any",
) -> tuple[Acquisition, ...]:
    """Return the ways that the place allows and a price is known for, the cheapest over a year first.

    owned: accelerators of the type that this workload may use; all that are free in the estate unless given.
    acquire: the one way to get more that is wanted; another is returned only where that one is impossible.
    """
    need = option.samples["accelerators"]
    scenarios = Scenarios(len(need), seed, f"acquire {option.accelerator}")
    have = scenarios.draw("owned", owned or free_accelerators(estate, option.accelerator))
    missing = np.maximum(need - np.floor(have + 1e-9), 0.0)
    ways = []
    if place != "cloud" and not np.any(missing):
        ways.append(_own(option, estate, scenarios, missing, electricity_usd_per_kwh))
    elif place != "cloud" and can_stand_here(option.accelerator):
        ways += _buy(option, estate, scenarios, missing, electricity_usd_per_kwh)
    if place == "cloud" or (place == "either" and np.any(missing)):
        ways += _rent(option, scenarios, need if place == "cloud" else missing)
    wanted = [way for way in ways if way.way in ("own", acquire)] if acquire != "any" else []
    return tuple(sorted(wanted or ways, key=lambda way: median(way.cost_usd(4))))


def run_quarters(option: Option) -> int | None:
    """Return how many quarters a run takes; None for a service."""
    if option.is_feasible and "days" in option.samples and "accelerator_hours" in option.figures:
        return max(1, int(np.ceil(median(option.samples["days"]) / QUARTER_DAYS)))
    return None


def _own(
    option: Option, estate: Estate, scenarios: Scenarios, missing: Floats, electricity: float | None
) -> Acquisition:
    energy = _energy_usd(option, estate, scenarios, option.samples["power_watts"], electricity)
    return Acquisition(
        "own",
        option.accelerator,
        accelerator_title(option),
        missing,
        np.zeros_like(missing),
        energy,
        run_quarters(option),
    )


def _buy(
    option: Option, estate: Estate, scenarios: Scenarios, missing: Floats, electricity: float | None
) -> list[Acquisition]:
    price = price_of(option, "buy")
    if price is None:
        return []
    missing = to_buy(option.accelerator, missing)
    upfront = missing * scenarios.draw("price", price)
    running = _energy_usd(option, estate, scenarios, option.samples["power_watts"], electricity)
    support = upfront * scenarios.draw("support", Assumptions().support_share) / 4
    return [
        Acquisition(
            "buy",
            option.accelerator,
            accelerator_title(option),
            missing,
            upfront,
            running + support,
            run_quarters(option),
        )
    ]


def _rent(option: Option, scenarios: Scenarios, count: Floats) -> list[Acquisition]:
    price = price_of(option, "rent")
    if price is None:
        return []
    quarters = run_quarters(option)
    hours = np.full(len(count), QUARTER_HOURS)
    if quarters is not None:
        hours = option.samples["days"] * 24 / quarters
    quarterly = count * hours * scenarios.draw("hourly", price)
    return [
        Acquisition(
            "rent",
            option.accelerator,
            accelerator_title(option),
            count,
            np.zeros_like(count),
            quarterly,
            quarters,
        )
    ]


def _energy_usd(
    option: Option, estate: Estate, scenarios: Scenarios, watts: Floats, electricity: float | None
) -> Floats:
    """Return (S,) USD per quarter for the electricity of an option at its mean load, PUE included."""
    known = estate.electricity_usd_per_kwh
    if electricity is not None:
        known = Estimate.exact(electricity)
    usd = scenarios.draw("electricity", known or _electricity_price(option, estate))
    pue = scenarios.draw("pue", estate.pue or shipped_catalogue().pue["owned"])
    load = scenarios.draw("load", option.load or Estimate.exact(1.0), most=1.0)
    hours = QUARTER_HOURS
    quarters = run_quarters(option)
    if quarters is not None:
        hours = median(option.samples["days"]) * 24 / quarters
    return watts / 1e3 * load * pue * hours * usd


def _electricity_price(option: Option, estate: Estate) -> Estimate:
    """Return the price per kWh that the option was sized with, own grids included, or that of the area."""
    if option.prices and "electricity" in option.prices:
        return option.prices["electricity"]
    catalogue = shipped_catalogue()
    return catalogue.electricity_price(catalogue.grid(estate.grid_region or "WORLD"))


def accelerator_title(option: Option) -> str:
    """Return what people call the accelerator of an option; its name when the shipped catalogue has it not."""
    chip = shipped_catalogue().accelerators.get(option.accelerator)
    return chip.title if chip else option.accelerator
