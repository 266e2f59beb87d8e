"""What work pays for machines: one rule, for the cost of an option and for the ways that it is compared with."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.sizing.catalogue import load_catalogue
from planner.sizing.money.bill import Bill, Tariff, Use
from planner.sizing.money.finance import payment
from planner.sizing.result import Floats, Option
from planner.sizing.units import HOURS_PER_YEAR
from planner.sizing.workload import Assumptions, Estate, Stock, Workload
from tests.effort import examples
from tests.planner.sizing.builders import batch, exact, figure, inference, only, retrieval, training

CENT = 0.005
RUN = training(accelerator="h100-sxm", accelerators=64, tokens=1e11)
SERVICE = inference(accelerator="h100-sxm", accelerators=8)
BATCH = batch(accelerator="h100-sxm", deadline_days=7)
SIZINGS = examples(6, deadline=None)


def one(value: float) -> Floats:
    return np.array([value])


def tariff(**given: Any) -> Tariff:
    base = Tariff(one(3.0), one(30e3), one(0.1), one(0.2), one(0.4), 1.3, one(4.0), one(0.08))
    return replace(base, **given)


@st.composite
def bills(draw: st.DrawFn, *, is_run: bool | None = None, is_shared: bool | None = None) -> Bill:
    """Work on up to a thousand machines, some of which are there."""
    count = draw(st.integers(1, 1000))
    ends = draw(st.booleans()) if is_run is None else is_run
    use = Use(
        accelerators=one(count),
        missing=one(draw(st.integers(0, count))),
        hours=one(count * draw(st.floats(0.1, HOURS_PER_YEAR))),
        utilisation=one(draw(st.floats(0.01, 1.0))),
        is_run=ends,
        is_continuous=False,
        is_shared=draw(st.booleans()) if is_shared is None else is_shared,
    )
    rate = one(draw(st.sampled_from([0.0, 0.08, 0.3])))
    return Bill("h100-sxm", use, tariff(years=one(draw(st.floats(1.0, 10.0))), rate=rate))


def owned_usd(bill: Bill) -> float:
    """What a period costs on machines that are there or are bought."""
    spending = bill.owned()
    assert spending is not None
    return float((bill.capital_usd(spending) + spending.running_usd)[0])


def number(usd: Floats | None) -> float:
    assert usd is not None
    return float(usd[0])


def way(option: Option, name: str, part: str) -> float:
    found = option.quantiles("comparison", "ways", name, part)
    assert found is not None
    return found.p50


def cost(option: Option, part: str = "total") -> float:
    found = option.quantiles("cost_usd", part)
    assert found is not None
    return found.p50


@given(bills(is_run=True))
def test_an_hour_of_a_run_costs_its_purchase_unless_other_work_is_said_to_use_the_rest(bill: Bill) -> None:
    hours, cash = float(bill.use.hours[0]), number(bill.purchase_usd)
    if not bill.use.is_shared:
        assert owned_usd(bill) / hours > cash / hours
    else:
        assert owned_usd(bill) / hours > number(bill.amortised_usd) / hours


@given(bills())
def test_what_work_uses_of_a_purchase_is_never_more_than_its_annuities(bill: Bill) -> None:
    years = float(bill.tariff.years[0]) if bill.use.is_run else 1.0
    yearly = number(payment(bill.tariff.rate, bill.tariff.years, number(bill.purchase_usd)))
    assert 0 <= number(bill.amortised_usd) <= yearly * years * (1 + 1e-12)


@given(bills(), st.floats(1.0, 5.0))
def test_more_hours_never_cost_less(bill: Bill, factor: float) -> None:
    longer = replace(bill, use=replace(bill.use, hours=bill.use.hours * factor))
    assert owned_usd(longer) >= owned_usd(bill) * (1 - 1e-12)


@given(bills(), st.floats(0.0, 1.0))
def test_machines_that_are_there_lower_the_cost_and_are_not_bought(bill: Bill, share: float) -> None:
    fewer = replace(bill, use=replace(bill.use, missing=bill.use.missing * share))
    assert number(fewer.purchase_usd) == pytest.approx(share * number(bill.purchase_usd))
    assert owned_usd(fewer) <= owned_usd(bill) * (1 + 1e-12)
    all_there = replace(
        bill, use=replace(bill.use, missing=one(0.0)), tariff=tariff(price=None, support=None)
    )
    assert (number(all_there.purchase_usd), number(all_there.paid_usd)) == (0.0, 0.0)


@given(bills())
def test_the_present_cost_of_years_is_the_cost_of_a_year(bill: Bill) -> None:
    spending = bill.owned()
    assert spending is not None
    if bill.use.is_run:
        assert number(bill.total_usd(spending)) == pytest.approx(owned_usd(bill))
    else:
        each = payment(bill.tariff.rate, bill.tariff.years, bill.present_usd(spending))
        assert number(each) == pytest.approx(owned_usd(bill))


@given(bills(is_shared=False))
def test_a_year_counts_every_purchase_as_an_annuity(bill: Bill) -> None:
    spending = bill.owned()
    assert spending is not None
    yearly = payment(bill.tariff.rate, bill.tariff.years, number(bill.purchase_usd)) + spending.running_usd
    assert number(bill.yearly_usd(spending)) == pytest.approx(number(yearly))


def test_what_is_missing_without_a_price_has_no_cost() -> None:
    use = Use(one(8), one(1), one(100), one(0.6), is_run=True, is_continuous=False, is_shared=False)
    bill = Bill("h800", use, tariff(price=None, support=None, rent=None))
    assert (bill.owned(), bill.rented(), bill.purchase_usd, bill.amortised_usd) == (None,) * 4


def test_a_purchase_for_a_run_by_hand() -> None:
    """Eight machines of 30,000 USD of which three are there, 100 hours: five are bought, whatever the run uses."""
    use = Use(one(8), one(5), one(800), one(0.5), is_run=True, is_continuous=False, is_shared=False)
    bill = Bill("h100-sxm", use, tariff())
    spending = bill.owned()
    assert spending is not None
    assert number(bill.purchase_usd) == number(spending.once_usd) == 150_000
    assert number(spending.running_usd) == pytest.approx(800 * (0.1 + 0.2 + 0.4))
    assert number(bill.amortised_usd) == pytest.approx(150_000 * 0.30192080 * 1600 / (8 * 8760), rel=1e-6)


@pytest.mark.parametrize("workload", [RUN, BATCH], ids=["run", "batch"])
@pytest.mark.parametrize("given", [{}, {"owned_utilisation": exact(0.7)}], ids=["full", "amortised"])
@pytest.mark.parametrize("stock", [0, 5], ids=["nothing there", "partly there"])
def test_the_cost_of_a_run_is_that_of_its_way_to_the_cent(
    workload: Workload, given: dict[str, Any], stock: int
) -> None:
    estate = Estate(accelerators=(Stock("h100-sxm", exact(stock)),)) if stock else Estate()
    for acquire in ("rent", "buy"):
        option = only(workload, estate, Assumptions(acquire=acquire, **given))
        name = "rent" if option.acquired == "rent" else "colocation"
        assert way(option, name, "total_usd") == pytest.approx(cost(option), abs=CENT)


@pytest.mark.parametrize("stock", [0, 3, 8])
def test_the_cost_of_a_year_is_that_of_its_way_to_the_cent(stock: int) -> None:
    estate = Estate(accelerators=(Stock("h100-sxm", exact(stock)),)) if stock else Estate()
    option = only(SERVICE, estate, Assumptions(acquire="buy"))
    yearly = way(option, "colocation", "net_present_cost_usd") * float(payment(0.08, 4, 1.0))
    assert yearly == pytest.approx(cost(option), abs=CENT)


@pytest.mark.parametrize("acquire", ["buy", "cheapest"])
def test_only_missing_machines_are_bought_and_in_full(acquire: Any) -> None:
    prices: dict[str, Any] = {
        "price_usd_to_buy": {"h100-sxm": exact(30e3)},
        "price_usd_per_hour": {"h100-sxm": exact(900.0)},
    }
    some = Estate(accelerators=(Stock("h100-sxm", exact(60)),))
    option = only(RUN, some, Assumptions(acquire=acquire, **prices))
    assert option.acquired == "own"
    assert (figure(option, "purchase_usd").p50, cost(option, "capital")) == (
        240e3,
        240e3,
    )  # a server of 8 for 4


@pytest.mark.parametrize(
    ("accelerator", "count", "bought"), [("h100-sxm", 12, 16), ("l40s", 12, 12), ("gb200", 12, 72)]
)
def test_servers_and_racks_are_bought_whole_and_cards_one_by_one(
    accelerator: str, count: int, bought: int
) -> None:
    prices: dict[str, Any] = {"price_usd_to_buy": {accelerator: exact(10e3)}}
    work = replace(RUN, accelerator=accelerator, accelerators=count, model="llama-3-8b")
    option = only(work, Estate(), Assumptions(acquire="buy", **prices))
    (step,) = [step for step in option.derivation if step.step == "accelerators bought"]
    assert (figure(option, "purchase_usd").p50, step.value) == (bought * 10e3, bought)
    sold = (
        "sold one by one"
        if bought == count
        else f"sold {load_catalogue().accelerator(accelerator).sold_in} at a time"
    )
    assert step.formula == f"missing: {count}; {sold}"


def test_the_rest_of_a_server_is_not_charged_where_other_work_uses_it() -> None:
    alone = Use(
        one(8), one(5), one(800), one(0.5), is_run=True, is_continuous=False, is_shared=False, sold_in=8
    )
    shared = replace(alone, is_shared=True)
    bill, other = Bill("h100-sxm", alone, tariff()), Bill("h100-sxm", shared, tariff())
    assert (number(bill.purchase_usd), number(bill.paid_usd)) == (8 * 30e3, 8 * 30e3)
    assert number(other.paid_usd) == number(Bill("h100-sxm", replace(shared, sold_in=1), tariff()).paid_usd)


def test_machines_that_other_work_keeps_busy_are_bought_again() -> None:
    stock = (Stock("h100-sxm", exact(64)),)
    busy = Estate(accelerators=stock, busy_share=exact(0.25))
    option = only(RUN, busy, Assumptions(acquire="buy", price_usd_to_buy={"h100-sxm": exact(30e3)}))
    assert figure(option, "purchase_usd").p50 == 16 * 30e3
    assert only(RUN, Estate(accelerators=stock)).acquired == "own"


def test_a_few_own_machines_do_not_make_a_run_buy_the_rest_where_renting_is_cheaper() -> None:
    few = Estate(accelerators=(Stock("h100-sxm", exact(4)),))
    assert only(RUN, few).acquired == "rent"


def test_owned_machines_cost_no_purchase() -> None:
    here = Estate(accelerators=(Stock("h100-sxm", exact(512)),))
    for workload in (RUN, SERVICE, BATCH, retrieval(accelerator="h100-sxm")):
        option = only(workload, here, Assumptions(acquire="buy"))
        assert option.acquired == "own"
        assert (figure(option, "purchase_usd").p50, figure(option, "amortised_usd").p50) == (0.0, 0.0)
        assert cost(option, "capital") == 0.0


@SIZINGS
@given(
    tokens=st.floats(1e9, 1e12),
    factor=st.floats(1.01, 50.0),
    acquire=st.sampled_from(["rent", "buy", "cheapest"]),
    used=st.sampled_from([None, exact(0.5)]),
    stock=st.sampled_from([0, 20]),
)
def test_more_tokens_never_cost_less(
    tokens: float, factor: float, acquire: Any, used: Any, stock: int
) -> None:
    estate = Estate(accelerators=(Stock("h100-sxm", exact(stock)),)) if stock else Estate()
    shared = {} if used is None else {"owned_utilisation": used}
    found = [
        only(
            training(accelerator="h100-sxm", accelerators=64, tokens=each),
            estate,
            Assumptions(acquire=acquire, **shared),
        )
        for each in (tokens, factor * tokens)
    ]
    assert cost(found[1]) >= cost(found[0])


@pytest.mark.parametrize("acquire", ["rent", "buy", "cheapest"])
def test_more_tokens_within_the_same_time_never_cost_less(acquire: Any) -> None:
    runs = [
        training(accelerator="h100-sxm", tokens=tokens, deadline_days=60)
        for tokens in (1e10, 1e11, 2e11, 3e12)
    ]
    costs = [cost(only(run, assumptions=Assumptions(acquire=acquire))) for run in runs]
    assert costs == sorted(costs)


def test_a_short_run_that_buys_costs_at_least_the_price_of_its_machines_an_hour() -> None:
    prices: dict[str, Any] = {"price_usd_to_buy": {"h100-sxm": exact(30e3)}}
    short = only(RUN, assumptions=Assumptions(acquire="buy", **prices))
    hours = figure(short, "accelerator_hours").p50
    assert cost(short) / hours > 64 * 30e3 / hours
    shared = only(RUN, assumptions=Assumptions(acquire="buy", owned_utilisation=exact(0.9), **prices))
    assert cost(shared) < 64 * 30e3 / 10
