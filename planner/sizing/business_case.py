"""Is it worth it: total cost, net present value, return, payback, and owning against renting."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from assessments.language import number, say, to_say
from planner.sizing.acquisition import QUARTER_DAYS, shipped_catalogue
from planner.sizing.circumstances import Circumstances
from planner.sizing.cost import break_even_utilisation, payback_periods, payment, present_value
from planner.sizing.estimate import Estimate
from planner.sizing.figure import Figure, Topic
from planner.sizing.result import Floats, Step
from planner.sizing.units import HOURS_PER_YEAR
from planner.sizing.wording import sources_text

TOPIC = Topic(to_say("Business case"))
YEARS = 5  # of benefit after the first quarter of the plan that are counted
SERVICES = ("inference", "retrieval")
OWN_YEARS, OWN_RATE, SUPPORT = 4.0, 0.08, 0.12


def net_present_values(flows: Floats, rate_per_period: float) -> Floats:
    """Net present value of each scenario; the first flow is not discounted.

    flows: (S, T) USD; returns (S,).

    >>> round(float(net_present_values(np.array([[-40e3, 5e3, 8e3, 12e3, 30e3]]), 0.08)[0]), 5)
    3065.22267
    """
    periods = np.arange(flows.shape[1])
    values: Floats = (flows / (1.0 + rate_per_period) ** periods).sum(axis=1)
    return values


def return_on_investment(benefits: Sequence[float], costs: Sequence[float], rate: float) -> float:
    """Present value of the benefit over that of the cost, less one.

    >>> costs, benefits = (53_150, 666_715, 636_772, 647_783), (0, 1_606_511, 3_061_331, 4_229_760)
    >>> round(return_on_investment(benefits, costs, 0.10), 2)  # Forrester TEI example: 329 %
    3.29
    """
    return present_value(rate, benefits) / present_value(rate, costs) - 1.0


def owned_usd_per_hour(price_usd: Floats | float, running_usd_per_hour: float) -> Floats:
    """Cost of an hour in which an owned accelerator stands there, used or not: capital, support, energy and room.

    price_usd: (S,); running_usd_per_hour: energy and room of one accelerator. Returns (S,) USD.

    >>> round(float(owned_usd_per_hour(43_000.0, 0.2)), 2)
    2.27
    """
    capital = payment(OWN_RATE, OWN_YEARS, price_usd) / HOURS_PER_YEAR
    return np.asarray(capital + np.asarray(price_usd) * SUPPORT / HOURS_PER_YEAR + running_usd_per_hour)


def business_figures(around: Circumstances) -> Iterator[Figure]:
    """Return total cost of the plan and of running it for five years, and what it earns."""
    yearly = _running_usd(around)
    invested = np.array(around.outline.spending_usd or (0.0,))
    rate = (1.0 + around.outline.discount_rate) ** 0.25 - 1.0
    quarters = max(len(invested), 4 * YEARS)
    cost = np.zeros((around.scenarios.samples, quarters))
    cost[:, : len(invested)] += invested
    cost[:, len(invested) :] += (yearly / 4)[:, None]
    plan = Step(say("plan"), say("spending of the roadmap"), float(invested.sum()), "usd", say("roadmap"))
    after = Step(
        say("running"),
        say("operating cost of the judged options in a year"),
        float(np.median(yearly)),
        "usd",
        say("sizing"),
    )
    formula = say("roadmap + running after it, {quarters} quarters", quarters=quarters)
    yield TOPIC.figure(
        "total_cost_usd", say("Total cost of ownership"), "usd", cost.sum(axis=1), formula, plan, after
    )
    yield from _earnings(around, cost, rate, (plan, after))
    yield from _own_or_rent(around)


def _running_usd(around: Circumstances) -> Floats:
    """Return (S,) USD a year of the services, without capital; 0 where no price is known. Runs are over by then."""
    total = np.zeros(around.scenarios.samples)
    for planned, option in around.judged:
        cost = option.figures.get("cost_usd")
        part = cost.get("operating") if isinstance(cost, Mapping) else None
        if part is not None and planned.demand.kind in SERVICES:
            estimate = Estimate(part.p10, part.p50, part.p90)
            total += around.sample(f"operating {planned.demand.name}", estimate)
    return total


def _earnings(around: Circumstances, cost: Floats, rate: float, steps: tuple[Step, ...]) -> Iterator[Figure]:
    titles = {
        "net_present_value_usd": (say("Net present value"), "usd"),
        "return_share": (say("Return on the money spent"), "ratio"),
        "payback_years": (say("Payback after"), "years"),
    }
    if around.given("benefit_usd_per_year") is None:
        for id, (title, unit) in titles.items():
            yield TOPIC.unknown(id, title, unit, *around.asks("benefit_usd_per_year"))
        return
    share = _share_live(around, cost.shape[1])
    benefit = (around.draw("benefit_usd_per_year") / 4)[:, None] * share
    flows = benefit - cost
    earned, spent = net_present_values(benefit, rate), net_present_values(cost, rate)
    years = [payback_periods(list(row)) for row in flows]
    never = cost.shape[1] / 4
    samples = {
        "net_present_value_usd": earned - spent,
        "return_share": earned / np.maximum(spent, 1.0) - 1.0,
        "payback_years": np.array([never if value is None else value / 4 for value in years]),
    }
    formulas = {
        "net_present_value_usd": say("benefit - cost, discounted by quarter"),
        "return_share": say("discounted benefit / discounted cost - 1"),
        "payback_years": say(
            "until the flows are paid back; {never} when that takes longer", never=number(never, "g")
        ),
    }
    worth = around.step("benefit_usd_per_year", say("benefit in a year"), "usd")
    wait = int((share < share[-1]).sum())
    start = Step(
        say("quarters until all of it"),
        say("by value, as workloads go live"),
        wait,
        "quarters",
        say("roadmap"),
    )
    for id, (title, unit) in titles.items():
        yield TOPIC.figure(id, title, unit, samples[id], formulas[id], *steps, worth, start)


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
    catalogue = shipped_catalogue()
    for name in dict.fromkeys(option.accelerator for _, option in around.judged):
        rent, buy = catalogue.rent(name), catalogue.buy(name)
        if rent is None or buy is None:
            continue
        price, hourly = around.sample(f"buy {name}", buy), around.sample(f"rent {name}", rent)
        running = catalogue.accelerators[name].watts_with_host / 1e3 * _room_usd_per_kwh(around)
        share = break_even_utilisation(owned_usd_per_hour(price, running), hourly)
        title = say(
            "Use from which owning {title} is cheaper than renting", title=catalogue.accelerators[name].title
        )
        bought = Step(
            say("price to buy"),
            say("with server and network"),
            buy.likely,
            "usd",
            sources_text(buy.sources[:1]),
        )
        rented = Step(
            say("price to rent"), say("median of providers"), rent.likely, "USD/h", say("catalogue of prices")
        )
        formula = say("cost of an owned hour / price of a rented hour; over 100 %: never")
        yield TOPIC.figure(f"break_even_share:{name}", title, "ratio", share, formula, bought, rented)


def _room_usd_per_kwh(around: Circumstances) -> float:
    """Return energy with cooling, and colocation (184 USD per kW and month, CBRE 2024), for one kW and hour."""
    energy = around.estate.electricity_usd_per_kwh
    pue = around.estate.pue or shipped_catalogue().pue["owned"]
    price = energy.likely if energy else shipped_catalogue().electricity["world"]
    return price * pue.likely + 184.0 / 730.0
