"""Ways to get accelerators: what the place allows, at catalogue prices."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from planner.sizing.estimate import Estimate
from planner.sizing.money.acquisition import (
    acquisitions,
    can_stand_here,
    owned_accelerators,
    shipped_catalogue,
)
from planner.sizing.workload import Assumptions, Estate, Stock
from tests.planner.situation import estate, option
from tests.planner.sizing.builders import only, training


def ways(place: Any, **given: Any) -> list[str]:
    found = acquisitions(option(**given), estate(16), place)
    return sorted(way.way for way in found)


@pytest.mark.parametrize(
    ("place", "need", "expected"),
    [
        ("on_premises", (16, 16), ["own"]),
        ("on_premises", (32, 32), ["buy"]),
        ("either", (32, 32), ["buy", "rent"]),
        ("cloud", (8, 8), ["rent"]),
    ],
)
def test_the_place_decides_which_ways_there_are(
    place: str, need: tuple[float, float], expected: list[str]
) -> None:
    assert ways(place, accelerators=need) == expected


def test_only_what_is_missing_is_bought_and_in_the_cloud_everything_is_rented() -> None:
    bought = acquisitions(option(accelerators=(20, 20)), estate(16), "on_premises")[0]
    rented = acquisitions(option(accelerators=(20, 20)), estate(16), "cloud")[0]
    assert (float(np.median(bought.missing)), float(np.median(rented.missing))) == (
        8.0,
        20.0,
    )  # a server of 8
    price = shipped_catalogue().buy("h100-sxm")
    assert price is not None
    assert float(np.median(bought.upfront_usd)) == pytest.approx(8 * price.likely, rel=0.03)


def test_the_option_and_the_purchase_of_the_roadmap_buy_the_same_machines_at_the_same_price() -> None:
    asked = training(accelerator="h100-sxm", accelerators=12, tokens=1e11)
    prices = {"h100-sxm": Estimate.exact(30e3)}
    some = Estate(accelerators=(Stock("h100-sxm", Estimate.exact(10)),), busy_share=Estimate.exact(0.5))
    sized = only(asked, some, Assumptions(acquire="buy", price_usd_to_buy=prices))
    need = replace(
        sized, samples={**sized.samples, "accelerators": np.full(64, 12.0), "power_watts": np.full(64, 1.0)}
    )
    (bought,) = acquisitions(need, some, "on_premises")
    purchase = sized.quantiles("purchase_usd")
    assert purchase is not None
    assert (float(np.median(bought.missing)), float(np.median(bought.upfront_usd))) == (8.0, purchase.p50)


def test_a_run_is_paid_for_its_time_and_a_service_for_as_long_as_it_runs() -> None:
    run = acquisitions(option(accelerators=(8, 8), days=30.0), Estate(), "cloud")[0]
    service = acquisitions(option(accelerators=(8, 8)), Estate(), "cloud")[0]
    price = shipped_catalogue().rent("h100-sxm")
    assert price is not None
    assert run.quarters == 1
    assert np.array_equal(run.cost_usd(8), run.cost_usd(1))
    assert float(np.median(run.cost_usd(8))) == pytest.approx(8 * 30 * 24 * price.likely, rel=0.03)
    assert float(np.median(service.cost_usd(8))) == pytest.approx(8 * 2 * 8760 * price.likely, rel=0.03)


def test_an_accelerator_of_a_foreign_cloud_cannot_stand_here() -> None:
    assert not can_stand_here("tpu-v5e")
    assert can_stand_here("h100-sxm")
    assert acquisitions(option("tpu-v5e", (8, 8)), Estate(), "on_premises") == ()


def test_stocks_of_one_type_add_up_however_they_are_written() -> None:
    both = Estate(
        accelerators=(
            Stock("H100 SXM", Estimate(3, 4, 5, ("q",))),
            Stock("h100-sxm", Estimate.exact(4, "q")),
            Stock("l40s", Estimate.exact(9)),
        )
    )
    assert owned_accelerators(both, "h100-sxm") == Estimate(7, 8, 9, ("q",))


@pytest.mark.parametrize("load", [0.2, 0.6])
def test_electricity_is_paid_for_the_mean_draw_that_was_sized_with(load: float) -> None:
    full, part = (
        acquisitions(replace(option(accelerators=(16, 16)), load=each), estate(16), "on_premises")[0]
        for each in (None, Estimate.exact(load))
    )
    assert part.quarterly_usd == pytest.approx(load * full.quarterly_usd)


def test_electricity_for_owned_accelerators_has_the_price_of_an_own_grid() -> None:
    """The estate stands in a grid that the catalogue does not have."""
    own = Estimate.exact(0.5)
    campus = replace(estate(16), grid_region="Campus", electricity_usd_per_kwh=None)
    sized = replace(option(accelerators=(16, 16)), prices={"electricity": own})
    given = acquisitions(sized, replace(campus, electricity_usd_per_kwh=own), "on_premises")[0]
    assert np.array_equal(acquisitions(sized, campus, "on_premises")[0].quarterly_usd, given.quarterly_usd)
