"""How power and money of an option came about, step by step, and what to be warned of."""

from collections.abc import Iterator

import numpy as np

from assessments.language import number, say, to_say
from planner.sizing.catalogue import Accelerator
from planner.sizing.estimate import Estimate
from planner.sizing.money.bill import Bill
from planner.sizing.money.footprint import intensity_of, rated_watts
from planner.sizing.money.prices import (
    buy_price,
    electricity_of,
    has_old_price_to_buy,
    has_old_rent,
    pue_of,
    rent_price,
)
from planner.sizing.result import Floats, Step
from planner.sizing.surroundings import Surroundings
from planner.sizing.uncertainty import median
from planner.sizing.wording import sources_text

# Beyond, the option says so: xAI's Colossus had 100,000 accelerators in September 2024 and 200,000 in 2025, and
# hardly any other cluster is known to be as large.
LARGE_CLUSTER = 100_000


def outlay_steps(
    chip: Accelerator, around: Surroundings, bill: Bill, acquired: str, load: Estimate
) -> Iterator[Step]:
    """Yield the lines on power, carbon, prices and the purchase; values are medians.

    acquired: rent, buy, own, or nothing. load: mean draw as a share of the rating.
    """
    yield from _power_steps(chip, around, acquired, load)
    yield from _price_steps(chip, around)
    if bill.purchase_usd is not None and np.any(bill.use.missing):
        yield from _purchase_steps(chip, around, bill, bill.purchase_usd)
    if acquired in ("buy", "own"):
        price = electricity_of(around)
        yield Step(say("electricity"), say("business price"), price.likely, "USD/kWh", _source(price))


def _power_steps(chip: Accelerator, around: Surroundings, acquired: str, load: Estimate) -> Iterator[Step]:
    pue, intensity = pue_of(around, acquired), intensity_of(around)
    yield Step(
        say("rated power"),
        say("node / accelerators per node"),
        chip.watts_with_host,
        "W per accelerator",
        chip.source,
    )
    yield Step(say("mean draw"), say("share of the rated power"), load.likely, "fraction", _source(load))
    yield Step(say("PUE"), say("facility / IT power, once"), pue.likely, "ratio", _source(pue))
    grid = say("own mix of fuels") if around.assumptions.electricity_mix else around.grid.title
    yield Step(say("carbon intensity"), grid, intensity.likely, "g/kWh", _source(intensity))


def _price_steps(chip: Accelerator, around: Surroundings) -> Iterator[Step]:
    rent, buy = rent_price(chip, around), buy_price(chip, around)
    if rent:
        source = _dated(rent, is_old=has_old_rent(chip, around))
        yield Step(say("price to rent"), say("median over providers"), rent.likely, "USD/h", source)
    if buy:
        formula = say("per accelerator with server and network")
        source = _dated(buy, is_old=has_old_price_to_buy(chip, around))
        yield Step(say("price to buy"), formula, buy.likely, "USD", source)


def _purchase_steps(
    chip: Accelerator, around: Surroundings, bill: Bill, purchase_usd: Floats
) -> Iterator[Step]:
    """Say what is bought, what of it the work uses, and what it pays."""
    years, used = around.assumptions.years, around.assumptions.owned_utilisation
    yield _bought_step(chip, bill)
    formula = say("price to buy x accelerators that are bought; no residual value")
    yield Step(say("purchase"), formula, median(purchase_usd), "USD", say("price to buy"))
    yield Step(say("useful life"), say("of what is bought"), years.likely, "years", _source(years))
    amortised, paid = bill.amortised_usd, bill.paid_usd
    if amortised is not None and not bill.use.is_continuous:
        formula = say("purchase x annuity(rate, years) x hours of work / (hours of a year x share used)")
        yield Step(say("amortised cost"), formula, median(amortised), "USD", _source(used))
    if paid is not None:
        yield Step(say("purchase charged"), _charge(bill), median(paid), "USD", say("purchase"))


def _bought_step(chip: Accelerator, bill: Bill) -> Step:
    missing = number(median(bill.use.missing), ",.0f")
    formula = (
        say("missing: {missing}; sold one by one", missing=missing)
        if bill.use.sold_in == 1
        else say("missing: {missing}; sold {count} at a time", missing=missing, count=bill.use.sold_in)
    )
    return Step(say("accelerators bought"), formula, median(bill.use.bought), "accelerators", chip.source)


def _charge(bill: Bill) -> str:
    """Say what the work pays of the purchase."""
    if bill.use.is_shared:
        return say("the share of the life that the work uses: other work uses the rest")
    if bill.use.is_run:
        return say("in full: the run happens once, and nobody says what else the hardware would do")
    if bill.use.is_continuous:
        return say("in full, as an annuity over the years: the service holds it all the time")
    return say("in full, as an annuity over the years: the work comes back each year")


def outlay_warnings(
    chip: Accelerator, around: Surroundings, acquired: str, accelerators: Floats
) -> tuple[str, ...]:
    """Say what the cost rests on that is old, and what is larger than almost anything that has been built."""
    power_watts = accelerators * rated_watts(chip, accelerators)
    return (*_old_prices(chip, around, acquired), *_beyond_known_clusters(accelerators, power_watts))


def _old_prices(chip: Accelerator, around: Surroundings, acquired: str) -> Iterator[str]:
    """Say so when the price that the cost rests on is more than two years older than the catalogue."""
    if acquired == "rent" and has_old_rent(chip, around):
        yield say(
            "the price to rent {accelerator} is more than two years old: give your own",
            accelerator=chip.name,
        )
    if acquired == "buy" and has_old_price_to_buy(chip, around):
        yield say(
            "the price to buy {accelerator} is more than two years old: give your own",
            accelerator=chip.name,
        )


def _beyond_known_clusters(accelerators: Floats, power_watts: Floats) -> Iterator[str]:
    count = median(accelerators)
    if count > LARGE_CLUSTER:
        yield say(
            "{accelerators} accelerators draw {megawatts} MW before cooling: more than almost any cluster that is"
            " known (xAI Colossus: 100,000 in 2024, 200,000 in 2025)",
            accelerators=number(count, ",.0f"),
            megawatts=number(median(power_watts) / 1e6, ",.0f"),
        )


def _dated(price: Estimate, *, is_old: bool) -> str:
    source = _source(price)
    return say("{source} (more than two years old)", source=source) if is_old else source


def _source(estimate: Estimate) -> str:
    return sources_text(estimate.sources, to_say("given by the user"))
