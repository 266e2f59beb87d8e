"""What an option takes beside accelerators: power, energy, carbon and money, per scenario."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from planner.sizing.catalogue import Accelerator
from planner.sizing.estimate import Estimate
from planner.sizing.money.bill import Bill, Spending, bill_of
from planner.sizing.money.derivation import outlay_steps, outlay_warnings
from planner.sizing.money.footprint import Footprint, footprint_of, rated_watts
from planner.sizing.money.prices import known_prices
from planner.sizing.money.ways import Comparison, compare_ways
from planner.sizing.result import Floats, Step
from planner.sizing.surroundings import Surroundings
from planner.sizing.uncertainty import Scenarios, median


@dataclass(frozen=True, slots=True)
class Money:
    """(S,) USD; NaN when no price is known.

    capital, operating: of the run, or of a year. purchase: cash price of what is missing. amortised: what the work
    uses of it. yearly: cost of a year, with what is bought for a run as an annuity.
    """

    capital_usd: Floats
    operating_usd: Floats
    purchase_usd: Floats
    amortised_usd: Floats
    yearly_usd: Floats


@dataclass(frozen=True, slots=True)
class Outlay:
    """What an option takes. acquired: rent, buy or own (what is missing is bought).

    prices: of one accelerator in USD, to rent for an hour and to buy, where known; of electricity per kWh.
    load: mean draw as a share of the rating.
    """

    footprint: Footprint
    money: Money
    acquired: str
    comparison: Comparison
    load: Estimate
    steps: tuple[Step, ...]
    warnings: tuple[str, ...] = ()
    prices: Mapping[str, Estimate] = field(default_factory=dict)

    @property
    def power_watts(self) -> Floats:
        return self.footprint.power_watts

    @property
    def total_usd(self) -> Floats:
        return self.money.capital_usd + self.money.operating_usd


@dataclass(frozen=True, slots=True)
class _Work:
    """What is to be done. accelerators, hours: (S,)."""

    accelerators: Floats
    hours: Floats
    is_service: bool
    is_run: bool


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

    load: mean draw / rating. is_service: it works all year; is_yearly: it comes back; else a run. `Bill` charges it.
    """
    work = _Work(accelerators, accelerator_hours, is_service, is_run=not (is_service or is_yearly))
    drawn = scenarios.draw("load", load, most=1.0) * rated_watts(chip, accelerators)
    bill = _bill(chip, around, scenarios, work, drawn)
    acquired, spending = _acquired(bill, around)
    comparison = compare_ways(bill, around.catalogue, scenarios, nodes=_nodes(chip, accelerators))
    return Outlay(
        _footprint(chip, around, scenarios, work, drawn, acquired),
        _money(bill, spending),
        acquired,
        comparison,
        load,
        steps=(*outlay_steps(chip, around, bill, acquired, load), *comparison.steps()),
        warnings=outlay_warnings(chip, around, acquired, accelerators),
        prices=known_prices(chip, around),
    )


def _bill(
    chip: Accelerator, around: Surroundings, scenarios: Scenarios, work: _Work, drawn_watts: Floats
) -> Bill:
    return bill_of(
        chip,
        around,
        scenarios,
        accelerators=work.accelerators,
        accelerator_hours=work.hours,
        drawn_watts=drawn_watts,
        is_service=work.is_service,
        is_run=work.is_run,
    )


def _footprint(
    chip: Accelerator,
    around: Surroundings,
    scenarios: Scenarios,
    work: _Work,
    drawn_watts: Floats,
    acquired: str,
) -> Footprint:
    return footprint_of(
        chip,
        around,
        scenarios,
        accelerators=work.accelerators,
        accelerator_hours=work.hours,
        drawn_watts=drawn_watts,
        acquired=acquired,
    )


def _nodes(chip: Accelerator, accelerators: Floats) -> int:
    return -(-int(median(accelerators)) // chip.per_node)


def _money(bill: Bill, spending: Spending) -> Money:
    return Money(
        bill.capital_usd(spending),
        spending.running_usd,
        _or_unknown(bill.purchase_usd, bill),
        _or_unknown(bill.amortised_usd, bill),
        bill.yearly_usd(spending),
    )


def _acquired(bill: Bill, around: Surroundings) -> tuple[str, Spending]:
    """Return how the accelerators are got, and what that costs: NaN when no price is known.

    What is there is used. Where some are missing, they are bought or all are rented, as asked for or as is cheaper.
    """
    has_stock = around.free(bill.accelerator) > 0
    bought = "own" if has_stock else "buy"
    found = {"rent": bill.rented(), bought: bill.owned()}
    known = {name: spending for name, spending in found.items() if spending is not None}
    if not known:
        unknown = np.full_like(bill.use.hours, np.nan)
        return "", Spending(unknown, unknown)
    asked = {"rent": "rent", "buy": bought}.get(around.assumptions.acquire, "")
    if has_stock and not np.any(bill.use.missing):
        asked = "own"
    name = asked if asked in known else min(known, key=lambda name: _likely_usd(bill, known[name]))
    return name, known[name]


def _likely_usd(bill: Bill, spending: Spending) -> float:
    return median(bill.capital_usd(spending) + spending.running_usd)


def _or_unknown(usd: Floats | None, bill: Bill) -> Floats:
    return np.full_like(bill.use.hours, np.nan) if usd is None else usd
