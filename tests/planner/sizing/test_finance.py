"""Laws of money over time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.sizing.money.finance import (
    HIGHEST_RATE,
    break_even_utilisation,
    internal_rate,
    internal_rates,
    net_present_value,
    payback_periods,
    payment,
    return_on_investment,
    sign_changes,
)

rates = st.floats(0.001, 0.5)
incomes = st.lists(st.floats(0.0, 1e6), min_size=1, max_size=12)


def test_money_now_is_not_discounted() -> None:
    assert net_present_value(0.08, [-100.0]) == -100.0


@given(rate=rates, periods=st.integers(1, 60), principal=st.floats(1.0, 1e9))
def test_the_present_value_of_all_payments_is_the_principal(
    rate: float, periods: int, principal: float
) -> None:
    each = float(payment(rate, periods, principal))
    assert net_present_value(rate, [0.0] + [each] * periods) == pytest.approx(principal)


def test_a_loan_without_interest_is_paid_back_evenly() -> None:
    assert float(payment(0.0, 10, 100.0)) == pytest.approx(10.0)


@given(rate=rates, first=st.floats(1.0, 1e6), later=incomes)
def test_scenarios_are_valued_one_by_one(rate: float, first: float, later: list[float]) -> None:
    flows = np.array([[-first, *later], [-2 * first, *later]])
    together = net_present_value(np.array([rate, 2 * rate]), flows)
    assert together == pytest.approx(
        [net_present_value(rate, flows[0]), net_present_value(2 * rate, flows[1])]
    )


@given(first=st.floats(1.0, 1e6), later=incomes)
@settings(max_examples=60)
def test_at_the_internal_rate_nothing_is_left(first: float, later: list[float]) -> None:
    flows = np.array([[-first, *later]])
    rate = float(internal_rate(flows)[0])
    if rate == -1.0:
        assert max(later) < first
    elif -0.99 < rate < 0.99 * HIGHEST_RATE:
        assert float(net_present_value(rate, flows)[0]) == pytest.approx(0.0, abs=1e-6 * first)


@given(first=st.floats(1.0, 1e3), later=st.lists(st.floats(1.0, 1e3), min_size=1, max_size=6))
def test_flows_that_turn_once_have_one_rate(first: float, later: list[float]) -> None:
    flows = [-first, *later]
    assert sign_changes(flows) == 1
    (only,) = internal_rates(flows)
    assert float(internal_rate(np.array([flows]))[0]) == pytest.approx(only, rel=1e-6, abs=1e-6)


def test_zeros_between_flows_are_no_change_of_sign() -> None:
    assert sign_changes([-1, 0, 0, 1]) == 1
    assert sign_changes([0, 0]) == 0
    assert list(sign_changes(np.array([[-1.0, 1, -1], [-1.0, -1, -1]]))) == [2, 0]


def test_money_that_never_comes_back_or_never_goes_out_has_no_rate_of_its_own() -> None:
    found = internal_rate(np.array([[-100.0, 0.0, 0.0], [5.0, 5.0, 5.0]]))
    assert found[0] == -1.0
    assert np.isnan(found[1])


@pytest.mark.parametrize(
    ("flows", "periods"),
    [
        ([-100, 40, 40, 40], 2.5),
        ([-100, 10], np.inf),
        ([0, 5], 0.0),
        ([-100, 100], 1.0),
        ([10, -30, 40], 1.5),
    ],
)
def test_payback_lies_inside_the_period_in_which_the_sum_turns(flows: list[float], periods: float) -> None:
    assert payback_periods(np.array([flows], dtype=float)) == pytest.approx([periods])


@given(rate=rates, first=st.floats(1.0, 1e6), later=incomes)
def test_discounting_never_pays_back_sooner(rate: float, first: float, later: list[float]) -> None:
    flows = np.array([[-first, *later]])
    assert payback_periods(flows, rate)[0] >= payback_periods(flows)[0] - 1e-9


def test_earning_what_was_spent_returns_nothing_on_top() -> None:
    assert return_on_investment(0.0, [50.0, 50.0], [100.0, 0.0]) == pytest.approx(0.0)


def test_a_commitment_pays_from_its_price_over_the_price_on_demand() -> None:
    assert float(break_even_utilisation(1.2, 3.0)) == pytest.approx(0.4)
