"""What an option takes beside accelerators: power, energy, carbon and money, per scenario."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from assessments.language import say, to_say
from planner.sizing.catalogue import Accelerator
from planner.sizing.cost import payment
from planner.sizing.estimate import Estimate
from planner.sizing.power import FABRIC_SHARE, carbon_grams, embodied_grams, energy_joules, market_based_grams
from planner.sizing.result import Floats, Step
from planner.sizing.surroundings import Surroundings
from planner.sizing.uncertainty import Scenarios
from planner.sizing.units import HOURS_PER_YEAR, KWH
from planner.sizing.wording import sources_text
from planner.sizing.workload import Assumptions

MONTH_HOURS = HOURS_PER_YEAR / 12


@dataclass(frozen=True, slots=True)
class Outlay:
    """(S,) samples; money is NaN when no price is known. acquired: rent, buy or own."""

    power_watts: Floats
    energy_joules: Floats
    carbon_grams: Floats
    carbon_market_grams: Floats
    carbon_embodied_grams: Floats
    capital_usd: Floats
    operating_usd: Floats
    purchase_usd: Floats
    acquired: str
    steps: tuple[Step, ...]

    @property
    def total_usd(self) -> Floats:
        return self.capital_usd + self.operating_usd


def outlay(
    chip: Accelerator,
    around: Surroundings,
    scenarios: Scenarios,
    *,
    accelerators: Floats,
    accelerator_hours: Floats,
    load: Estimate,
    is_service: bool,
) -> Outlay:
    """Return power, energy, carbon and money of running `accelerators` for `accelerator_hours` in all.

    load: mean draw as a share of the node's rated maximum. is_service: the hardware is held all year, so that
    ownership is charged by time held; otherwise by share of the useful life.
    """
    assumptions, estate = around.assumptions, around.estate
    fabric = 1 + np.where(accelerators > chip.per_node, FABRIC_SHARE, 0.0)
    rated = chip.watts_with_host
    power = accelerators * rated * fabric
    drawn = scenarios.draw("load", load, most=1.0) * rated * fabric
    owned = around.owned(chip.name)
    rent, buy = _rent(chip, around), _buy(chip, around)
    money = _money(chip, around, scenarios, accelerators, accelerator_hours, drawn, is_service)
    acquired = _acquire(money, assumptions, owned is not None)
    pue = scenarios.draw("pue", pue_of(around, acquired))
    energy = np.asarray(energy_joules(accelerator_hours, drawn, pue))
    grid = scenarios.draw("grid", intensity_of(around))
    carbon = np.asarray(carbon_grams(energy, grid))
    share = assumptions.renewable_share or estate.renewable_share or Estimate.exact(0.0)
    embodied = embodied_grams(
        accelerator_hours,
        accelerator_grams=around.catalogue.embodied["accelerator_grams"],
        server_grams=around.catalogue.embodied["server_grams"],
        per_node=chip.per_node,
        years=around.catalogue.embodied["lifetime_years"],
    )
    capital, operating = money[acquired] if acquired else (power * np.nan, power * np.nan)
    missing = np.maximum(accelerators - (owned.likely if owned else 0.0), 0.0)
    purchase = missing * (scenarios.draw("buy", buy) if buy else np.nan)
    return Outlay(
        power_watts=power,
        energy_joules=energy,
        carbon_grams=carbon,
        carbon_market_grams=np.asarray(
            market_based_grams(carbon, scenarios.draw("renewable", share, most=1.0))
        ),
        carbon_embodied_grams=np.asarray(embodied),
        capital_usd=capital,
        operating_usd=operating,
        purchase_usd=np.asarray(purchase),
        acquired=acquired,
        steps=_steps(chip, around, rent, buy, acquired, pue_of(around, acquired), load),
    )


def _money(
    chip: Accelerator,
    around: Surroundings,
    scenarios: Scenarios,
    accelerators: Floats,
    hours: Floats,
    drawn: Floats,
    is_service: bool,
) -> Mapping[str, tuple[Floats, Floats]]:
    """Return (capital, operating) for each way to get the accelerators that has a price."""
    assumptions = around.assumptions
    ways: dict[str, tuple[Floats, Floats]] = {}
    rent, buy, owned = _rent(chip, around), _buy(chip, around), around.owned(chip.name)
    if rent:
        ways["rent"] = (np.zeros_like(hours), hours * scenarios.draw("rent", rent))
    pue = scenarios.draw("pue", pue_of(around, "buy"))
    electricity = scenarios.draw("electricity", _electricity(around))
    energy_usd = np.asarray(energy_joules(hours, drawn, pue)) / KWH * electricity
    held = (
        hours
        if is_service
        else hours / scenarios.draw("utilisation", assumptions.owned_utilisation, most=1.0)
    )
    room = held / MONTH_HOURS * chip.watts_with_host / 1e3
    room_usd = room * scenarios.draw("facility", assumptions.facility_usd_per_kilowatt_month)
    running = energy_usd + room_usd
    if buy:
        price = scenarios.draw("buy", buy)
        years = scenarios.draw("years", assumptions.years)
        rate = scenarios.draw("discount", assumptions.discount_rate)
        support = price * scenarios.draw("support", assumptions.support_share) * held / HOURS_PER_YEAR
        capital = payment(rate, years, price) * held / HOURS_PER_YEAR
        sunk = np.minimum(1.0, (owned.likely if owned else 0.0) / np.maximum(accelerators, 1.0))
        ways["buy"] = (capital * (1 - sunk), running + support)
    if owned and owned.likely > 0 and (buy or float(np.median(accelerators)) <= owned.likely):
        ways["own"] = ways.pop("buy", (np.zeros_like(hours), running))
    return ways


def _acquire(money: Mapping[str, tuple[Floats, Floats]], assumptions: Assumptions, has_stock: bool) -> str:
    if has_stock and "own" in money:
        return "own"
    if assumptions.acquire in money:
        return assumptions.acquire
    if not money:
        return ""
    return min(money, key=lambda way: float(np.median(money[way][0] + money[way][1])))


def _override(table: Mapping[str, Estimate], chip: Accelerator, around: Surroundings) -> Estimate | None:
    for name, price in table.items():
        if around.catalogue.accelerator(name).name == chip.name:
            return price
    return None


def _rent(chip: Accelerator, around: Surroundings) -> Estimate | None:
    return _override(around.assumptions.price_usd_per_hour, chip, around) or around.catalogue.rent(chip.name)


def _buy(chip: Accelerator, around: Surroundings) -> Estimate | None:
    return _override(around.assumptions.price_usd_to_buy, chip, around) or around.catalogue.buy(chip.name)


def pue_of(around: Surroundings, acquired: str) -> Estimate:
    """Return the PUE: as assumed, of the estate (for owned hardware), or the catalogue's."""
    known = around.assumptions.pue or (around.estate.pue if acquired != "rent" else None)
    return known or around.catalogue.pue["rented" if acquired == "rent" else "owned"]


def _electricity(around: Surroundings) -> Estimate:
    known = around.assumptions.electricity_usd_per_kwh or around.estate.electricity_usd_per_kwh
    if known:
        return known
    price = around.catalogue.electricity[around.grid.area]
    return Estimate(0.7 * price, price, 1.4 * price, (around.catalogue.electricity_source,))


def intensity_of(around: Surroundings) -> Estimate:
    """Return grams of CO2 equivalent per kWh: as assumed, or of the grid."""
    known = around.assumptions.grams_per_kwh
    grams = around.grid.grams_per_kwh
    return known or Estimate(0.85 * grams, grams, 1.1 * grams, (around.grid.source,))


def _steps(
    chip: Accelerator,
    around: Surroundings,
    rent: Estimate | None,
    buy: Estimate | None,
    acquired: str,
    pue: Estimate,
    load: Estimate,
) -> tuple[Step, ...]:
    steps = [
        Step(
            say("rated power"),
            say("node / accelerators per node"),
            chip.watts_with_host,
            "W per accelerator",
            chip.source,
        ),
        Step(say("mean draw"), say("share of the rated power"), load.likely, "fraction", _source(load)),
        Step(say("PUE"), say("facility / IT power, once"), pue.likely, "ratio", _source(pue)),
        Step(
            say("carbon intensity"),
            around.grid.title,
            intensity_of(around).likely,
            "g/kWh",
            _source(intensity_of(around)),
        ),
    ]
    if rent:
        steps.append(
            Step(say("price to rent"), say("median over providers"), rent.likely, "USD/h", _source(rent))
        )
    if buy:
        steps.append(
            Step(
                say("price to buy"),
                say("per accelerator with server and network"),
                buy.likely,
                "USD",
                _source(buy),
            )
        )
    if buy and acquired in ("buy", "own"):
        steps.append(_held_step(around.assumptions))
        price = _electricity(around)
        steps.append(Step(say("electricity"), say("business price"), price.likely, "USD/kWh", _source(price)))
    return tuple(steps)


def _held_step(assumptions: Assumptions) -> Step:
    text = say("price x annuity(rate, years) x time held / year")
    return Step(say("capital charge"), text, assumptions.years.likely, "years", _source(assumptions.years))


def _source(estimate: Estimate) -> str:
    return sources_text(estimate.sources, to_say("given by the user"))
