"""What the accelerators of an option cost: the one place that charges work for what it rents, buys or has.

A purchase is cash: the whole price of the machines that are missing, less no residual value. The work pays for all of
it: a run at once, work that goes on or comes back each year as an annuity over the useful life. Only where the user
says what share of its life owned hardware is used, other work uses the rest, and the work pays its amortised cost.
Machines that the estate has and are free cost no purchase; what is missing is bought in
whole servers where it is not sold by the card. Cost of an option and comparison of ways both read their money here.
"""

from dataclasses import dataclass

import numpy as np

from planner.sizing.catalogue import Accelerator
from planner.sizing.money.finance import payment
from planner.sizing.money.prices import buy_price, electricity_of, pue_of, rent_price
from planner.sizing.money.servers import in_whole_servers
from planner.sizing.physics.power import energy_joules
from planner.sizing.result import Floats
from planner.sizing.surroundings import Surroundings
from planner.sizing.uncertainty import Scenarios
from planner.sizing.units import HOURS_PER_YEAR, KWH
from planner.sizing.workload import Assumptions

MONTH_HOURS = HOURS_PER_YEAR / 12


@dataclass(frozen=True, slots=True)
class Use:
    """How work uses machines in its period: the run for work that ends, else a year. (S,) each.

    accelerators: that work together; missing: those of them that the estate has not, or not free. hours:
    accelerator-hours of work. sold_in: accelerators that are bought at a time.
    utilisation: share of its life that owned hardware is used, by this and other work. is_run: the work ends, and the
    period is its time. is_continuous: it uses them all year. is_shared: the user says that other work uses the rest.
    """

    accelerators: Floats
    missing: Floats
    hours: Floats
    utilisation: Floats
    is_run: bool
    is_continuous: bool
    is_shared: bool
    sold_in: int = 1

    @property
    def bought(self) -> Floats:
        """Accelerators that are bought: those missing, in whole servers."""
        return in_whole_servers(self.missing, self.sold_in)

    @property
    def run_years(self) -> Floats:
        """How long the machines work."""
        return self.hours / self.full_year

    @property
    def full_year(self) -> Floats:
        """Accelerator-hours of a year."""
        return np.maximum(self.accelerators, 1.0) * HOURS_PER_YEAR


@dataclass(frozen=True, slots=True)
class Tariff:
    """(S,) prices of one accelerator in USD; None where unknown.

    rent: an hour on demand. price: to buy, with server and network. energy, room, support: of an accelerator-hour of
    work, in a colocation, of hardware held. kilowatts: rated power. years: useful life; rate: discount per year.
    """

    rent: Floats | None
    price: Floats | None
    energy: Floats
    room: Floats
    support: Floats | None
    kilowatts: float
    years: Floats
    rate: Floats


@dataclass(frozen=True, slots=True)
class Spending:
    """(S,) USD for the work of a period: once, for the purchase, and running, in each period."""

    once_usd: Floats
    running_usd: Floats


@dataclass(frozen=True, slots=True)
class Bill:
    """What an accelerator costs, and how the work uses it: every way to get the accelerators is made of these."""

    accelerator: str
    use: Use
    tariff: Tariff

    @property
    def purchase_usd(self) -> Floats | None:
        """Cash price of the machines that are missing; None when one is and its price is unknown."""
        if self.tariff.price is None:
            return None if np.any(self.use.missing) else np.zeros_like(self.use.hours)
        return self.tariff.price * self.use.bought

    @property
    def share_hours(self) -> Floats:
        """Accelerator-hours of a useful life that the work takes when other work uses the rest."""
        life = self.tariff.years if self.use.is_run else 1.0
        return np.minimum(self.use.hours / self.use.utilisation, self.use.full_year * life)

    @property
    def held(self) -> Floats:
        """Accelerator-hours for which hardware stands there for the work, and room and support are paid.

        What is bought for work that comes back stands there all year; owned machines do other work meanwhile.
        """
        if self.use.is_shared:
            return self.share_hours
        each = np.maximum(self.use.accelerators, 1.0)
        alone = self.use.hours if self.use.is_run else self.use.full_year
        return self.use.bought / each * alone + (1.0 - self.use.missing / each) * self.use.hours

    @property
    def contract_hours(self) -> Floats:
        """Accelerator-hours to pay under a contract, which runs for a year at least."""
        if self.use.is_shared:
            return self.share_hours
        return np.maximum(self.use.hours, self.use.full_year)

    @property
    def amortised_usd(self) -> Floats | None:
        """What the work uses of the purchase: an annuity over the useful life x the share of its hours."""
        if self._worked_usd is None:
            return None
        yearly = payment(self.tariff.rate, self.tariff.years, self._worked_usd)
        return np.asarray(yearly * self.share_hours / self.use.full_year)

    @property
    def paid_usd(self) -> Floats | None:
        """What the work pays for the purchase, at once: all of it, unless other work uses the rest."""
        if self.purchase_usd is None or not self.use.is_shared:
            return self.purchase_usd
        if self.use.is_run:
            return self.amortised_usd
        return None if self._worked_usd is None else self._worked_usd * self.share_hours / self.use.full_year

    def rented(self) -> Spending | None:
        """Return what the work costs on demand; None without a price."""
        if self.tariff.rent is None:
            return None
        return Spending(np.zeros_like(self.use.hours), self.use.hours * self.tariff.rent)

    def owned(self, room: Floats | None = None) -> Spending | None:
        """Return what the work costs on hardware that is there or is bought; None without a price for what is missing.

        room: (S,) USD per accelerator-hour held, of a colocation unless given.
        """
        if self.paid_usd is None:
            return None
        held = self.held * ((self.tariff.room if room is None else room) + self._support)
        return Spending(self.paid_usd, self.use.hours * self.tariff.energy + held)

    def owned_hour(self, room: Floats | None = None) -> Floats | None:
        """Return (S,) USD of an hour of one accelerator that is held and works all the time; None without a price."""
        if self.purchase_usd is None:
            return None
        capital = payment(self.tariff.rate, self.tariff.years, self.purchase_usd) / self.use.full_year
        rate = self.tariff.room if room is None else room
        return np.asarray(capital + self.tariff.energy + rate + self._support)

    def capital_usd(self, spending: Spending) -> Floats:
        """Return (S,) what a period is charged of what is paid at once: a run all of it, a year an annuity."""
        if self.use.is_run:
            return spending.once_usd
        return payment(self.tariff.rate, self.tariff.years, spending.once_usd)

    def total_usd(self, spending: Spending) -> Floats:
        """Return (S,) all payments: of the run, or of all years of the useful life."""
        periods = 1.0 if self.use.is_run else self.tariff.years
        return np.asarray(spending.once_usd + periods * spending.running_usd)

    def present_usd(self, spending: Spending) -> Floats:
        """Return (S,) the same discounted: a run is paid in its middle, a year at its end."""
        if self.use.is_run:
            weight = (1.0 + self.tariff.rate) ** (-self.use.run_years / 2.0)
        else:
            weight = 1.0 / payment(self.tariff.rate, self.tariff.years, 1.0)
        return np.asarray(spending.once_usd + spending.running_usd * weight)

    def yearly_usd(self, spending: Spending) -> Floats:
        """Return (S,) the cost of a year in which a run is made once: what is bought for it counts as an annuity."""
        bought = self.use.is_run and not self.use.is_shared
        once = payment(self.tariff.rate, self.tariff.years, spending.once_usd) if bought else None
        return spending.running_usd + (self.capital_usd(spending) if once is None else once)

    @property
    def _worked_usd(self) -> Floats | None:
        """Price of what the work itself uses of the purchase: not of the rest of the last server."""
        if self.purchase_usd is None or self.tariff.price is None:
            return self.purchase_usd
        return self.tariff.price * self.use.missing

    @property
    def _support(self) -> Floats:
        return np.zeros_like(self.use.hours) if self.tariff.support is None else self.tariff.support


def is_shared(assumptions: Assumptions) -> bool:
    """Whether the user says what share of its life owned hardware is used: then other work uses the rest."""
    return "assumed" not in assumptions.owned_utilisation.sources


def bill_of(
    chip: Accelerator,
    around: Surroundings,
    scenarios: Scenarios,
    *,
    accelerators: Floats,
    accelerator_hours: Floats,
    drawn_watts: Floats,
    is_service: bool,
    is_run: bool,
) -> Bill:
    """Return what `accelerators` cost that work for `accelerator_hours`.

    drawn_watts: (S,) mean IT power of one. is_service: it uses its hardware all the time. is_run: the work ends.
    """
    used, free = around.assumptions.owned_utilisation, around.free(chip.name)
    always = np.ones_like(accelerator_hours)
    use = Use(
        accelerators,
        np.maximum(accelerators - free, 0.0),
        accelerator_hours,
        always if is_service else scenarios.draw("utilisation", used, most=1.0),
        is_run,
        is_service,
        is_shared(around.assumptions) and not is_service,
        chip.sold_in,
    )
    return Bill(chip.name, use, _tariff(chip, around, scenarios, drawn_watts))


def _tariff(chip: Accelerator, around: Surroundings, scenarios: Scenarios, drawn_watts: Floats) -> Tariff:
    assumptions, kilowatts = around.assumptions, chip.watts_with_host / 1e3
    rent, buy = rent_price(chip, around), buy_price(chip, around)
    rented = scenarios.draw("rent", rent) if rent else None
    pue = scenarios.draw("pue", pue_of(around, "buy"))
    electricity = scenarios.draw("electricity", electricity_of(around))
    facility = scenarios.draw("facility", assumptions.facility_usd_per_kilowatt_month)
    price = scenarios.draw("buy", buy) if buy else None
    years = scenarios.draw("years", assumptions.years)
    rate = scenarios.draw("discount", assumptions.discount_rate)
    support = None if price is None else price * scenarios.draw("support", assumptions.support_share)
    return Tariff(
        rent=rented,
        price=price,
        energy=np.asarray(energy_joules(1.0, drawn_watts, pue)) / KWH * electricity,
        room=facility * kilowatts / MONTH_HOURS,
        support=None if support is None else support / HOURS_PER_YEAR,
        kilowatts=kilowatts,
        years=years,
        rate=rate,
    )
