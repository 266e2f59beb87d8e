"""What an option takes beside accelerators: power, energy, carbon and money, per scenario."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from assessments.language import number, say, to_say
from planner.sizing.catalogue import Accelerator
from planner.sizing.estimate import Estimate
from planner.sizing.money.bill import (
    Bill,
    bill_of,
    buy_price,
    electricity_of,
    has_old_price_to_buy,
    has_old_rent,
    pue_of,
    rent_price,
)
from planner.sizing.money.finance import payment
from planner.sizing.money.ways import Comparison, compare_ways
from planner.sizing.physics.power import (
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
from planner.sizing.wording import sources_text
from planner.sizing.workload import Assumptions

# Beyond, the option says so: xAI's Colossus had 100,000 accelerators in September 2024 and 200,000 in 2025, and
# hardly any other cluster is known to be as large.
LARGE_CLUSTER = 100_000


@dataclass(frozen=True, slots=True)
class Outlay:
    """(S,) samples; money is NaN when no price is known. acquired: rent, buy or own.

    prices: of one accelerator in USD, to rent for an hour and to buy, where known; of electricity per kWh.
    load: mean draw as a share of the rating.
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
    load: Estimate
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
    is_yearly: bool = False,
) -> Outlay:
    """Return power, energy, carbon and money of running `accelerators` for `accelerator_hours` in all.

    load: mean draw as a share of the node's rated maximum. is_service: the hardware is held all year, so that
    ownership is charged by time held; otherwise by share of the useful life. Where the cheapest way is asked for and
    nobody says how much other work a purchase would do, the work pays for all of it: a run at once, work that comes
    back each year (is_yearly) as an annuity over `years`.
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
    missing = np.maximum(accelerators - stock, 0.0)
    purchase = missing * (scenarios.draw("buy", buy) if buy else np.nan)
    pays_all = not is_service and pays_whole_purchase(assumptions)
    whole = np.asarray(payment(bill.rate, bill.years, purchase) if is_yearly else purchase)
    money = _money(bill, stock > 0, float(np.median(accelerators)) <= stock, whole if pays_all else None)
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
    comparison = compare_ways(
        bill,
        around.catalogue,
        scenarios,
        nodes=-(-int(np.median(accelerators)) // chip.per_node),
        is_service=is_service,
    )
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
        load=load,
        steps=(
            *_steps(chip, around, acquired, load, pays_all=pays_all),
            *(() if is_service or not buy else _compared(assumptions, whole, is_yearly=is_yearly)),
            *comparison.steps(),
        ),
        warnings=(*_old_prices(chip, around, acquired), *_beyond_known_clusters(accelerators, power)),
        prices={
            name: price
            for name, price in (
                ("rent", rent_price(chip, around)),
                ("buy", buy),
                ("electricity", electricity_of(around)),
            )
            if price
        },
    )


def pays_whole_purchase(assumptions: Assumptions) -> bool:
    """Whether a run pays for all of what is bought for it, and not for its share of the useful life.

    So it does where the cheapest way is asked for, unless the user gives the share of its life that owned hardware is
    used: then other work pays for the rest.
    """
    return assumptions.acquire == "cheapest" and "assumed" in assumptions.owned_utilisation.sources


def _money(
    bill: Bill, is_owned: bool, is_enough: bool, whole_purchase: Floats | None
) -> Mapping[str, tuple[Floats, Floats]]:
    """Return (capital, operating) for each way to get the accelerators that has a price.

    whole_purchase: what the work pays when all is bought for it; None where it pays its share of the useful life.
    """
    ways: dict[str, tuple[Floats, Floats]] = {}
    if bill.rent is not None:
        ways["rent"] = (np.zeros_like(bill.hours), bill.hours * bill.rent)
    if bill.capital_usd is not None and bill.support_usd is not None:
        capital = bill.capital_usd if whole_purchase is None or is_owned else whole_purchase
        ways["buy"] = (capital, bill.running_usd + bill.support_usd)
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


def _beyond_known_clusters(accelerators: Floats, power_watts: Floats) -> tuple[str, ...]:
    """Say so when an option is larger than almost anything that has been built."""
    count = float(np.median(accelerators))
    if count <= LARGE_CLUSTER:
        return ()
    return (
        say(
            "{accelerators} accelerators draw {megawatts} MW before cooling: more than almost any cluster that is"
            " known (xAI Colossus: 100,000 in 2024, 200,000 in 2025)",
            accelerators=number(count, ",.0f"),
            megawatts=number(float(np.median(power_watts)) / 1e6, ",.0f"),
        ),
    )


def _compared(assumptions: Assumptions, whole: Floats, *, is_yearly: bool) -> tuple[Step, ...]:
    """Say how buying was compared with renting for a run, where the cheaper of the two was asked for."""
    if assumptions.acquire != "cheapest":
        return ()
    title, used = say("purchase compared"), assumptions.owned_utilisation
    if not pays_whole_purchase(assumptions):
        text = say("hours of work / (hours of the useful life x share used)")
        return (Step(title, text, used.likely, "fraction", _source(used)),)
    text = (
        say("in full, as an annuity over the years: the work comes back each year")
        if is_yearly
        else say("in full: the run happens once, and nobody says what else the hardware would do")
    )
    return (Step(title, text, float(np.median(whole)), "USD", say("price to buy")),)


def _steps(
    chip: Accelerator, around: Surroundings, acquired: str, load: Estimate, *, pays_all: bool
) -> tuple[Step, ...]:
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
        if acquired == "own" or not pays_all:
            steps.append(_held_step(around.assumptions))
        price = electricity_of(around)
        steps.append(Step(say("electricity"), say("business price"), price.likely, "USD/kWh", _source(price)))
    return tuple(steps)


def _held_step(assumptions: Assumptions) -> Step:
    text = say("price x annuity(rate, years) x time held / year")
    return Step(say("capital charge"), text, assumptions.years.likely, "years", _source(assumptions.years))


def _source(estimate: Estimate) -> str:
    return sources_text(estimate.sources, to_say("given by the user"))
