"""What ways to get accelerators cost over the years, when owning is paid back, and from which use it pays."""

from typing import Any

import pytest

from planner.charts.from_snapshot import snapshot_charts
from planner.charts.way_payments import Payments, payback_year, payments_of, present_share
from tests.planner.charts.plans import everything
from tests.planner.reports.snapshots.workloads import est

RATE = 0.08
LATER = present_share(4, RATE)  # what a USD is worth today that is paid over the years


def option(**changed: Any) -> dict[str, Any]:
    """Buying for 600 and 100 a year, or renting for 300 a year, over four years at a discount."""
    return {
        "purchase_usd": est(600.0),
        "acquired": "buy",
        "comparison": {
            "basis": "full",
            "years": est(4, 1, 1),
            "ways": {
                "rent": {"total_usd": est(1200.0), "net_present_cost_usd": est(1200 * LATER)},
                "buy": {"total_usd": est(1000.0), "net_present_cost_usd": est(600 + 400 * LATER)},
            },
        },
    } | changed


def by_name(found: list[Payments]) -> dict[str, Payments]:
    return {one.name: one for one in found}


def test_a_purchase_is_paid_at_once_and_the_rest_in_equal_years() -> None:
    found = by_name(payments_of(option(), RATE))
    assert (found["buy"].once, found["buy"].yearly) == pytest.approx((600.0, 100.0))
    assert (found["rent"].once, found["rent"].yearly) == (0.0, 300.0)
    assert found["buy"].is_best
    assert found["buy"].paid_by(4) == pytest.approx(found["buy"].total.p50)


def test_the_part_of_a_shared_purchase_follows_from_what_discounting_takes_away() -> None:
    shared = option(purchase_usd=est(2400.0))
    shared["comparison"]["basis"] = "amortised"
    assert by_name(payments_of(shared, RATE))["buy"].once == pytest.approx(600.0)


def test_owning_is_paid_back_when_it_has_cost_no_more_than_renting() -> None:
    found = by_name(payments_of(option(), RATE))
    assert payback_year(found["buy"], found["rent"]) == pytest.approx(3.0)


def test_nothing_is_paid_back_where_nothing_was_bought_or_renting_stays_cheaper() -> None:
    own = by_name(payments_of(option(purchase_usd=est(0.0)), RATE))
    assert payback_year(own["buy"], own["rent"]) is None
    dear = option(purchase_usd=est(990.0))
    dear["comparison"]["ways"]["buy"]["total_usd"] = est(2300.0)
    found = by_name(payments_of(dear, RATE))
    assert payback_year(found["buy"], found["rent"]) is None


def test_a_run_is_made_once_and_has_no_years() -> None:
    run = option()
    run["comparison"]["years"] = None
    found = by_name(payments_of(run, RATE))
    assert found["buy"].years is None
    assert found["buy"].yearly == 400.0
    assert payback_year(found["buy"], found["rent"]) is None


def test_the_payments_of_each_way_and_year_sum_to_all_payments() -> None:
    chart = snapshot_charts(everything())["tco-1"]
    assert chart.columns == (
        "Way", "At once", "Year 1", "Year 2", "Year 3", "Year 4", "All payments", "P10–P90",
    )  # fmt: skip
    assert chart.table[0][:3] == ("Rented on demand", "0 USD", "690 k USD")


def test_the_payback_of_owning_is_said_in_words() -> None:
    chart = snapshot_charts(everything())["cash-1"]
    assert "Against renting on demand, Bought for an own room is paid back after " in chart.description


def test_a_use_over_all_of_the_time_never_pays() -> None:
    rows = {row[0]: row[1] for row in snapshot_charts(everything())["break-even-1"].table}
    assert rows["Bought for a rented room"] == "never"
    assert rows["Bought for an own room"] == "42 % (32–59)"
