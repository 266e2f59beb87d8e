"""Is it worth it: total cost, net present value, return, payback, delay, and owning against renting."""

from collections.abc import Iterator

import numpy as np

from assessments.language import number, say, to_say
from planner.sizing.demand import AskedQuestion
from planner.sizing.estimate import Estimate
from planner.sizing.money.acquisition import QUARTER_DAYS, price_of, shipped_catalogue
from planner.sizing.money.finance import (
    internal_rate,
    internal_rates,
    net_present_value,
    payback_periods,
    return_on_investment,
    sign_changes,
)
from planner.sizing.organisation.circumstances import Circumstances
from planner.sizing.organisation.figure import Figure, Topic
from planner.sizing.result import Floats, Step
from planner.sizing.wording import listed, percent, sources_text

TOPIC = Topic(to_say("Business case"))
YEARS = 5  # of benefit after the first quarter of the plan that are counted
SERVICES = ("inference", "retrieval")
MOST_RATE = 10.0  # a year
_RATE = to_say("Internal rate of return, a year")
_DELAY = to_say("Lost in each month of delay")
_VALUES = {
    "net_present_value_usd": (to_say("Net present value"), "usd"),
    "return_share": (to_say("Return on the money spent"), "ratio"),
    "payback_years": (to_say("Payback after"), "years"),
    "discounted_payback_years": (to_say("Payback after, discounted"), "years"),
}


def business_figures(around: Circumstances) -> Iterator[Figure]:
    """Return total cost of the plan and of what it adds for five years, what it earns, and all running costs.

    Costs are those that the plan adds, on the same basis within it and after it: what it buys or rents goes on costing
    after the last quarter what it cost in each quarter before. What would be paid without the plan is not counted.
    """
    yearly = _running_usd(around)
    rate = (1.0 + around.outline.discount_rate) ** 0.25 - 1.0
    cost = _cost(around, yearly)
    steps = _cost_steps(around, yearly)
    formula = say("roadmap + running after it, {quarters} quarters", quarters=cost.shape[1])
    title = say("Total cost of ownership")
    yield TOPIC.figure("total_cost_usd", title, "usd", cost.sum(axis=1), formula, *steps)
    formula = say("4 x a quarter of what stays in use, as the roadmap counts it")
    yield TOPIC.figure(
        "running_usd_per_year", say("Running costs that the plan adds, a year"), "usd", yearly, formula
    )
    formula = say("operating cost of all judged services, with machines and rooms that are there already")
    title = say("Operating cost of all services, a year")
    yield TOPIC.figure("operating_usd_per_year", title, "usd", _operating_usd(around), formula)
    yield from _earnings(around, cost, rate, steps)
    yield from _own_or_rent(around)


def _cost(around: Circumstances, yearly: Floats) -> Floats:
    """Return (S, T) USD in each quarter: what the roadmap spends, then what stays in use."""
    invested = np.array(around.outline.spending_usd or (0.0,))
    cost = np.zeros((around.scenarios.samples, max(len(invested), 4 * YEARS)))
    cost[:, : len(invested)] += invested
    cost[:, len(invested) :] += (yearly / 4)[:, None]
    return cost


def _cost_steps(around: Circumstances, yearly: Floats) -> tuple[Step, Step]:
    spent = float(np.sum(around.outline.spending_usd or (0.0,)))
    plan = Step(say("plan"), say("spending of the roadmap"), spent, "usd", say("roadmap"))
    formula = say("rent, support and electricity that the plan adds, in a year")
    running = Step(say("running"), formula, float(np.median(yearly)), "usd", say("roadmap"))
    return plan, running


def _running_usd(around: Circumstances) -> Floats:
    """Return (S,) USD a year, after the plan, of what it buys or rents and keeps in use. Runs are over by then."""
    quarter = np.zeros(around.scenarios.samples)
    for task, usd in around.outline.running_usd.items():
        quarter += around.sample(f"running {task}", usd)
    return 4 * quarter


def _operating_usd(around: Circumstances) -> Floats:
    """Return (S,) USD a year of the services, without capital, whoever pays; 0 where no price is known."""
    total = np.zeros(around.scenarios.samples)
    for planned, option in around.judged:
        part = option.quantiles("cost_usd", "operating")
        if part is not None and planned.demand.kind in SERVICES:
            estimate = Estimate(part.p10, part.p50, part.p90)
            total += around.sample(f"operating {planned.demand.name}", estimate)
    return total


def _earnings(around: Circumstances, cost: Floats, rate: float, steps: tuple[Step, ...]) -> Iterator[Figure]:
    if around.given("benefit_usd_per_year") is None:
        yield from _open_earnings(around)
        return
    share = _share_live(around, cost.shape[1])
    benefit = (around.draw("benefit_usd_per_year") / 4)[:, None] * share
    worth = around.step("benefit_usd_per_year", say("benefit in a year"), "usd")
    start = Step(
        say("quarters until all of it"),
        say("by value, as workloads go live"),
        int((share < share[-1]).sum()),
        "quarters",
        say("roadmap"),
    )
    yield from _values(benefit, cost, rate, (*steps, worth, start))
    yield _rate_of_return(benefit - cost, (*steps, worth, start))
    yield _cost_of_delay(around, worth, steps[-1])


def _open_earnings(around: Circumstances) -> Iterator[Figure]:
    """Return every figure that needs a benefit, as open."""
    asked = around.asks("benefit_usd_per_year")
    for id, (title, unit) in _VALUES.items():
        yield TOPIC.unknown(id, say(title), unit, *asked)
    yield TOPIC.unknown("internal_rate_share", say(_RATE), "ratio", *asked)
    yield TOPIC.unknown("delay_usd_per_month", say(_DELAY), "usd", *asked)


def _values(benefit: Floats, cost: Floats, rate: float, steps: tuple[Step, ...]) -> Iterator[Figure]:
    """Return net present value, return and payback. benefit, cost: (S, T) USD; rate: of a quarter."""
    flows, never = benefit - cost, cost.shape[1] / 4
    late = say("until the flows are paid back; {never} when that takes longer", never=number(never, "g"))
    found = {
        "net_present_value_usd": (
            net_present_value(rate, flows),
            say("benefit - cost, discounted by quarter"),
        ),
        "return_share": (
            return_on_investment(rate, benefit, np.maximum(cost, 1e-9)),
            say("discounted benefit / discounted cost - 1"),
        ),
        "payback_years": (np.minimum(payback_periods(flows) / 4, never), late),
        "discounted_payback_years": (np.minimum(payback_periods(flows, rate) / 4, never), late),
    }
    for id, (title, unit) in _VALUES.items():
        samples, formula = found[id]
        yield TOPIC.figure(id, say(title), unit, samples, formula, *steps)


def _rate_of_return(flows: Floats, steps: tuple[Step, ...]) -> Figure:
    """Return the internal rate of return in a year; open, with the reason, where no single rate can be quoted."""
    id, title, unit = "internal_rate_share", say(_RATE), "ratio"
    middle = np.median(flows, axis=0)
    changes, rates = int(sign_changes(middle)), internal_rates(list(middle))
    samples = (1.0 + internal_rate(flows)) ** 4 - 1.0
    reason = _no_rate(samples, changes, rates)
    if reason:
        return TOPIC.unknown(id, title, unit, AskedQuestion("", reason))
    warning = Step(
        say("caution"),
        say("money flows that turn more than once may fit several rates; here one fits"),
        changes,
        say("turns"),
        say("computed"),
    )
    formula = say("rate at which the discounted flows sum to zero; -100% where the money never comes back")
    found = steps if changes <= 1 else (*steps, warning)
    return TOPIC.figure(id, title, unit, samples, formula, *found)


def _no_rate(samples: Floats, changes: int, rates: tuple[float, ...]) -> str:
    """Return why no rate of return is quoted, or "". rates: all that fit the median flows, of a quarter."""
    if float(np.median(samples)) > MOST_RATE:
        return say(
            "The money comes back so soon that a rate of return says nothing: quote the net present value."
        )
    if not np.isnan(samples).any() and (changes <= 1 or len(rates) == 1):
        return ""
    if len(rates) <= 1:
        return say("No rate of return fits these money flows: quote the net present value.")
    return say(
        "The money flows turn {count} times and the rates {rates} all fit: quote none of them, but the net"
        " present value.",
        count=changes,
        rates=listed([percent((1.0 + rate) ** 4 - 1.0) for rate in rates]),
    )


def _cost_of_delay(around: Circumstances, worth: Step, running: Step) -> Figure:
    """Return what is lost in each month in which nothing is done."""
    lost = (around.draw("benefit_usd_per_year") - _running_usd(around)) / 12
    formula = say("(benefit - running costs that the plan adds) / 12")
    return TOPIC.figure("delay_usd_per_month", say(_DELAY), "usd", lost, formula, worth, running)


def _share_live(around: Circumstances, quarters: int) -> Floats:
    """Return (T,) the share of the workloads, by their value, that is live when each quarter begins."""
    share = np.zeros(quarters)
    total = sum(planned.demand.value for planned in around.workloads)
    for planned in around.workloads:
        if planned.live is not None:
            days = (planned.live - around.outline.start).days
            share[max(0, int(np.ceil(days / QUARTER_DAYS))) :] += planned.demand.value / total
    return share


def _own_or_rent(around: Circumstances) -> Iterator[Figure]:
    """Return, for each accelerator that can be bought and rented, the use from which owning is cheaper."""
    catalogue, told = shipped_catalogue(), set()
    for _, option in around.judged:
        name = option.accelerator
        found = option.quantiles("comparison", "ways", "colocation", "break_even_utilisation")
        rent, buy = price_of(option, "rent"), price_of(option, "buy")
        if found is None or rent is None or buy is None or name in told:
            continue
        told.add(name)
        share = around.sample(f"break even {name}", Estimate(found.p10, found.p50, found.p90))
        title = say(
            "Use from which owning {title} is cheaper than renting", title=catalogue.accelerators[name].title
        )
        bought = Step(
            say("price to buy"),
            say("with server and network"),
            buy.likely,
            "usd",
            sources_text(buy.sources[:1], to_say("given by the user")),
        )
        rented = Step(say("price to rent"), say("median of providers"), rent.likely, "USD/h", _asked_by(rent))
        formula = say("cost of an owned hour / price of a rented hour; over 100 %: never")
        yield TOPIC.figure(f"break_even_share:{name}", title, "ratio", share, formula, bought, rented)


def _asked_by(price: Estimate) -> str:
    if len(price.sources) > 1:
        return say("catalogue of prices")
    return sources_text(price.sources, to_say("given by the user"))
