"""What accelerators cost by the hour and the year, in parts: every way to get them is made of these."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from planner.sizing.catalogue import Accelerator
from planner.sizing.estimate import Estimate
from planner.sizing.money.acquisition import can_stand_here
from planner.sizing.money.finance import payment
from planner.sizing.physics.power import energy_joules
from planner.sizing.result import Floats
from planner.sizing.surroundings import Surroundings
from planner.sizing.uncertainty import Scenarios
from planner.sizing.units import HOURS_PER_YEAR, KWH

MONTH_HOURS = HOURS_PER_YEAR / 12


@dataclass(frozen=True, slots=True)
class Bill:
    """(S,) parts of the cost of an option in a year, in which a run is made once.

    hours: accelerator-hours of work. held: accelerator-hours for which hardware of one's own stands there for it.
    rent: USD per accelerator-hour on demand; price: USD per accelerator with server and network; None without one.
    energy_usd: electricity. kilowatts: rated power of the hardware held, over the year.
    support_usd: hardware support, None without a price. sunk: share of the hardware that is there already.
    years: use of bought hardware; rate: discount per year. room_usd: colocation without energy.
    """

    accelerator: str
    hours: Floats
    held: Floats
    rent: Floats | None
    price: Floats | None
    energy_usd: Floats
    kilowatts: Floats
    room_usd: Floats
    support_usd: Floats | None
    sunk: Floats
    years: Floats
    rate: Floats

    @property
    def accelerators(self) -> Floats:
        """Accelerators held all year."""
        return self.held / HOURS_PER_YEAR

    @property
    def running_usd(self) -> Floats:
        """Energy and colocation."""
        return self.energy_usd + self.room_usd

    @property
    def purchase_usd(self) -> Floats | None:
        """Hardware to buy for this work, at once."""
        return None if self.price is None else self.price * self.accelerators * (1 - self.sunk)

    @property
    def capital_usd(self) -> Floats | None:
        """The same as a yearly charge."""
        bought = self.purchase_usd
        return None if bought is None else payment(self.rate, self.years, bought)


def bill_of(
    chip: Accelerator,
    around: Surroundings,
    scenarios: Scenarios,
    *,
    accelerators: Floats,
    accelerator_hours: Floats,
    drawn_watts: Floats,
    is_service: bool,
) -> Bill:
    """Return the parts of the cost of `accelerators` that work for `accelerator_hours`.

    drawn_watts: mean IT power of one. is_service: the hardware is held all the time, else shared with other work.
    """
    assumptions, owned = around.assumptions, around.owned(chip.name)
    rent, buy = rent_price(chip, around), buy_price(chip, around)
    rented = scenarios.draw("rent", rent) if rent else None
    pue = scenarios.draw("pue", pue_of(around, "buy"))
    electricity = scenarios.draw("electricity", electricity_of(around))
    energy_usd = np.asarray(energy_joules(accelerator_hours, drawn_watts, pue)) / KWH * electricity
    held = (
        accelerator_hours
        if is_service
        else accelerator_hours / scenarios.draw("utilisation", assumptions.owned_utilisation, most=1.0)
    )
    room = held / MONTH_HOURS * chip.watts_with_host / 1e3
    room_usd = room * scenarios.draw("facility", assumptions.facility_usd_per_kilowatt_month)
    price = scenarios.draw("buy", buy) if buy else None
    years = scenarios.draw("years", assumptions.years)
    rate = scenarios.draw("discount", assumptions.discount_rate)
    support = (
        None
        if price is None
        else price * scenarios.draw("support", assumptions.support_share) * held / HOURS_PER_YEAR
    )
    sunk = np.minimum(1.0, (owned.likely if owned else 0.0) / np.maximum(accelerators, 1.0))
    kilowatts = held / HOURS_PER_YEAR * chip.watts_with_host / 1e3
    return Bill(
        chip.name,
        accelerator_hours,
        held,
        rented,
        price,
        energy_usd,
        kilowatts,
        room_usd,
        support,
        sunk,
        years,
        rate,
    )


def rent_price(chip: Accelerator, around: Surroundings) -> Estimate | None:
    """Return the price on demand: as assumed, or the catalogue's."""
    return _override(around.assumptions.price_usd_per_hour, chip, around) or around.catalogue.rent(chip.name)


def buy_price(chip: Accelerator, around: Surroundings) -> Estimate | None:
    """Return the price to buy: as assumed, or the catalogue's; None for what exists only in its maker's cloud."""
    given = _override(around.assumptions.price_usd_to_buy, chip, around)
    return given or (around.catalogue.buy(chip.name) if can_stand_here(chip.name) else None)


def has_old_rent(chip: Accelerator, around: Surroundings) -> bool:
    """Whether the price on demand is the catalogue's and more than two years older than it."""
    given = _override(around.assumptions.price_usd_per_hour, chip, around)
    return given is None and around.catalogue.has_old_rent(chip.name)


def has_old_price_to_buy(chip: Accelerator, around: Surroundings) -> bool:
    """Whether the price to buy is the catalogue's and more than two years older than it."""
    given = _override(around.assumptions.price_usd_to_buy, chip, around)
    return given is None and around.catalogue.has_old_price_to_buy(chip.name)


def pue_of(around: Surroundings, acquired: str) -> Estimate:
    """Return the PUE: as assumed, of the estate (for owned hardware), or the catalogue's."""
    known = around.assumptions.pue or (around.estate.pue if acquired != "rent" else None)
    return known or around.catalogue.pue["rented" if acquired == "rent" else "owned"]


def electricity_of(around: Surroundings) -> Estimate:
    """Return the price of electricity: as assumed, of the estate, or of the area."""
    known = around.assumptions.electricity_usd_per_kwh or around.estate.electricity_usd_per_kwh
    return known or around.catalogue.electricity_price(around.grid)


def _override(table: Mapping[str, Estimate], chip: Accelerator, around: Surroundings) -> Estimate | None:
    for name, price in table.items():
        if around.catalogue.accelerator(name).name == chip.name:
            return price
    return None
