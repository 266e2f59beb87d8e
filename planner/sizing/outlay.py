"""What an option takes beside accelerators: power, energy, carbon and money, per scenario."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from assessments.language import say, to_say
from planner.sizing.bill import (
    Bill,
    bill_of,
    buy_price,
    electricity_of,
    has_old_price_to_buy,
    has_old_rent,
    pue_of,
    rent_price,
)
from planner.sizing.catalogue import Accelerator
from planner.sizing.estimate import Estimate
from planner.sizing.power import (
    FABRIC_SHARE,
    carbon_grams,
    embodied_grams,
    energy_joules,
    market_based_grams,
    mix_grams_per_kwh,
)
from planner.sizing.result import Floats, Step
from planner.sizing.surroundings import Surroundings
from planner.sizing.uncertainty import Scenarios
from planner.sizing.ways import Comparison, compare_ways
from planner.sizing.wording import sources_text
from planner.sizing.workload import Assumptions


@dataclass(frozen=True, slots=True)
class Outlay:
    """(S,) samples; money is NaN when no price is known. acquired: rent, buy or own.

    prices: of one accelerator in USD, to rent for an hour and to buy, where known.
    """

    power_watts: Floats
    energy_joules: Floats
    carbon_grams: Floats
    carbon_market_grams: Floats
    carbon_embodied_grams: Floats
    capital_usd: Floats
    operating_usd: Floats
    purchase_usd: Floats
    acquired: str
    comparison: Comparison
    steps: tuple[Step, ...]
    warnings: tuple[str, ...] = ()
    prices: Mapping[str, Estimate] = field(default_factory=dict)

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
    owned, buy = around.owned(chip.name), buy_price(chip, around)
    bill = bill_of(
        chip,
        around,
        scenarios,
        accelerators=accelerators,
        accelerator_hours=accelerator_hours,
        drawn_watts=drawn,
        is_service=is_service,
    )
    stock = owned.likely if owned else 0.0
    money = _money(bill, stock > 0, float(np.median(accelerators)) <= stock)
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
    missing = np.maximum(accelerators - stock, 0.0)
    comparison = compare_ways(
        bill,
        around.catalogue,
        scenarios,
        nodes=-(-int(np.median(accelerators)) // chip.per_node),
        is_service=is_service,
    )
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
        comparison=comparison,
        steps=(*_steps(chip, around, acquired, load), *comparison.steps()),
        warnings=_old_prices(chip, around, acquired),
        prices={name: price for name, price in (("rent", rent_price(chip, around)), ("buy", buy)) if price},
    )


def _money(bill: Bill, is_owned: bool, is_enough: bool) -> Mapping[str, tuple[Floats, Floats]]:
    """Return (capital, operating) for each way to get the accelerators that has a price."""
    ways: dict[str, tuple[Floats, Floats]] = {}
    if bill.rent is not None:
        ways["rent"] = (np.zeros_like(bill.hours), bill.hours * bill.rent)
    if bill.capital_usd is not None and bill.support_usd is not None:
        ways["buy"] = (bill.capital_usd, bill.running_usd + bill.support_usd)
    if is_owned and ("buy" in ways or is_enough):
        ways["own"] = ways.pop("buy", (np.zeros_like(bill.hours), bill.running_usd))
    return ways


def _acquire(money: Mapping[str, tuple[Floats, Floats]], assumptions: Assumptions, has_stock: bool) -> str:
    if has_stock and "own" in money:
        return "own"
    if assumptions.acquire in money:
        return assumptions.acquire
    if not money:
        return ""
    return min(money, key=lambda way: float(np.median(money[way][0] + money[way][1])))


def intensity_of(around: Surroundings) -> Estimate:
    """Return grams of CO2 equivalent per kWh: as assumed, of an own mix of fuels, or of the grid."""
    if around.assumptions.electricity_mix:
        return _mix_intensity(around)
    known = around.assumptions.grams_per_kwh
    grams = around.grid.grams_per_kwh
    return known or Estimate(0.85 * grams, grams, 1.1 * grams, (around.grid.source,))


def _mix_intensity(around: Surroundings) -> Estimate:
    grams = mix_grams_per_kwh(around.assumptions.electricity_mix, around.catalogue.fuels)
    return Estimate.exact(grams, around.catalogue.fuels_source)


def _dated(price: Estimate, *, is_old: bool) -> str:
    source = _source(price)
    return say("{source} (more than two years old)", source=source) if is_old else source


def _old_prices(chip: Accelerator, around: Surroundings, acquired: str) -> tuple[str, ...]:
    """Say so when the price that the cost rests on is more than two years older than the catalogue."""
    if acquired == "rent" and has_old_rent(chip, around):
        return (
            say(
                "the price to rent {accelerator} is more than two years old: give your own",
                accelerator=chip.name,
            ),
        )
    if acquired == "buy" and has_old_price_to_buy(chip, around):
        return (
            say(
                "the price to buy {accelerator} is more than two years old: give your own",
                accelerator=chip.name,
            ),
        )
    return ()


def _steps(chip: Accelerator, around: Surroundings, acquired: str, load: Estimate) -> tuple[Step, ...]:
    rent, buy, pue = rent_price(chip, around), buy_price(chip, around), pue_of(around, acquired)
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
            say("own mix of fuels") if around.assumptions.electricity_mix else around.grid.title,
            intensity_of(around).likely,
            "g/kWh",
            _source(intensity_of(around)),
        ),
    ]
    if rent:
        steps.append(
            Step(
                say("price to rent"),
                say("median over providers"),
                rent.likely,
                "USD/h",
                _dated(rent, is_old=has_old_rent(chip, around)),
            )
        )
    if buy:
        steps.append(
            Step(
                say("price to buy"),
                say("per accelerator with server and network"),
                buy.likely,
                "USD",
                _dated(buy, is_old=has_old_price_to_buy(chip, around)),
            )
        )
    if buy and acquired in ("buy", "own"):
        steps.append(_held_step(around.assumptions))
        price = electricity_of(around)
        steps.append(Step(say("electricity"), say("business price"), price.likely, "USD/kWh", _source(price)))
    return tuple(steps)


def _held_step(assumptions: Assumptions) -> Step:
    text = say("price x annuity(rate, years) x time held / year")
    return Step(say("capital charge"), text, assumptions.years.likely, "years", _source(assumptions.years))


def _source(estimate: Estimate) -> str:
    return sources_text(estimate.sources, to_say("given by the user"))
