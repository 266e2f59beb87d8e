"""Ways to get accelerators over years: what they cost beside each other."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.sizing.money.ways import interrupted_time
from planner.sizing.result import Option
from planner.sizing.workload import Assumptions, Estate, Estimate, Stock, Workload
from tests.planner.sizing.builders import inference, only, training

SERVICE, RUN = inference(accelerator="h100-sxm"), training(accelerator="h100-sxm", deadline_days=60)


def total(option: Option, way: str) -> float:
    found = option.quantiles("comparison", "ways", way, "total_usd")
    assert found is not None, way
    return found.p50


def ways(option: Option) -> set[str]:
    comparison = option.to_json()["comparison"]
    return set(comparison["ways"])


def test_a_service_is_never_put_on_spot() -> None:
    assert ways(only(SERVICE)) == {"rent", "reserve", "buy", "colocation"}
    assert ways(only(RUN)) == {"rent", "reserve", "spot", "buy", "colocation"}


def test_what_exists_only_in_its_makers_cloud_is_not_bought() -> None:
    assert ways(only(training(accelerator="tpu-v5e", tokens=1e11))) == {"rent", "reserve", "spot"}


def test_renting_for_longer_costs_as_much_more() -> None:
    two, four = (only(SERVICE, assumptions=Assumptions(years=Estimate.exact(years))) for years in (2, 4))
    assert total(four, "rent") == pytest.approx(2 * total(two, "rent"))
    assert total(four, "buy") < 2 * total(two, "buy")


def test_the_cost_of_a_year_on_demand_is_the_rent_of_the_comparison() -> None:
    option = only(SERVICE, assumptions=Assumptions(acquire="rent"))
    cost = option.quantiles("cost_usd", "total")
    assert cost is not None
    assert total(option, "rent") == pytest.approx(4 * cost.p50)


def test_what_is_discounted_is_less_than_what_is_paid() -> None:
    for name, way in only(RUN).to_json()["comparison"]["ways"].items():
        assert 0 < way["net_present_cost_usd"]["p50"] < way["total_usd"]["p50"], name


def test_only_what_is_paid_for_whether_used_or_not_has_a_break_even() -> None:
    found = only(RUN).to_json()["comparison"]["ways"]
    assert {name for name, way in found.items() if way["break_even_utilisation"]} == {
        "reserve",
        "buy",
        "colocation",
    }


def test_a_dearer_price_on_demand_makes_owning_worth_it_sooner() -> None:
    cheap, dear = (
        only(SERVICE, assumptions=Assumptions(price_usd_per_hour={"h100-sxm": Estimate.exact(usd)}))
        for usd in (2.0, 8.0)
    )
    assert total(cheap, "buy") == pytest.approx(total(dear, "buy"))
    ends = [one.quantiles("comparison", "ways", "buy", "break_even_utilisation") for one in (cheap, dear)]
    assert ends[0] is not None
    assert ends[1] is not None
    assert ends[0].p50 == pytest.approx(4 * ends[1].p50)


def test_what_the_estate_has_is_not_bought_again() -> None:
    here = Estate(accelerators=(Stock("h100-sxm", Estimate.exact(10_000)),))
    assert total(only(SERVICE, here), "buy") < 0.6 * total(only(SERVICE), "buy")


@pytest.mark.parametrize(("workload", "title", "count"), [(SERVICE, "4 years ", 4), (RUN, "the run, ", 5)])
def test_each_way_stands_in_the_derivation_with_its_source(
    workload: Workload, title: str, count: int
) -> None:
    steps = [step for step in only(workload).derivation if step.step.startswith(title)]
    assert len(steps) == count
    assert all(step.source and step.value for step in steps)


def test_the_comparison_says_over_what_time_and_on_which_basis() -> None:
    used = Assumptions(owned_utilisation=Estimate.exact(0.9))
    found = [only(*asked).to_json()["comparison"] for asked in ((SERVICE,), (RUN,))]
    shared = only(RUN, assumptions=used).to_json()["comparison"]
    assert [one["basis"] for one in (*found, shared)] == ["full", "full", "amortised"]
    assert [one["years"] and one["years"]["p50"] for one in (*found, shared)] == [4, None, None]


def test_a_contract_for_a_run_is_paid_for_a_year_at_least() -> None:
    """The catalogue's shares are of contracts of one to three years."""
    prices = {"price_usd_per_hour": {"h100-sxm": Estimate.exact(2.0)}}
    option = only(
        training(accelerator="h100-sxm", accelerators=8, tokens=1e9), assumptions=Assumptions(**prices)
    )
    share = option.quantiles("comparison", "ways", "reserve", "break_even_utilisation")
    assert share is not None
    assert total(option, "reserve") == pytest.approx(share.p50 * 8 * 8760 * 2.0)


def test_an_own_mix_of_fuels_takes_the_place_of_the_grid() -> None:
    clean, dirty = (
        only(SERVICE, assumptions=Assumptions(electricity_mix=mix)).quantiles("carbon_grams")
        for mix in ({"wind": 1.0}, {"coal": 1.0})
    )
    assert clean is not None
    assert dirty is not None
    assert dirty.p50 / clean.p50 == pytest.approx(995 / 26, rel=0.01)


@pytest.mark.parametrize("mix", [{"coal": 0.5}, {"coal": 1.5, "wind": -0.5}])
def test_a_mix_that_is_not_whole_is_refused(mix: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="sum to 1"):
        Assumptions(electricity_mix=mix)  # type: ignore[arg-type]  # -- what the test refuses


def test_a_mix_and_an_intensity_are_not_given_together() -> None:
    with pytest.raises(ValueError, match="not both"):
        replace(Assumptions(electricity_mix={"wind": 1.0}), grams_per_kwh=Estimate.exact(100))


def test_without_interruptions_only_the_checkpoints_take_time() -> None:
    found = interrupted_time(100.0, 0.0, interval=1.0, checkpoint=0.05, restart=10.0)
    assert float(found) == pytest.approx(105.0)


@given(rate=st.floats(1e-6, 0.2), checkpoint=st.floats(0.001, 0.2), restart=st.floats(0.0, 1.0))
def test_interruptions_only_ever_lengthen_work(rate: float, checkpoint: float, restart: float) -> None:
    one, two = (
        float(interrupted_time(10.0, each, interval=1.0, checkpoint=checkpoint, restart=restart))
        for each in (rate, 2 * rate)
    )
    assert 10.0 * (1 + checkpoint) <= one * (1 + 1e-9)
    assert one < two


def test_youngs_interval_is_nearly_the_best() -> None:
    rate, checkpoint = 0.02, 0.05
    young = math.sqrt(2 * checkpoint / rate)
    tried = np.linspace(0.3, 3.0, 50) * young
    times = interrupted_time(1.0, rate, interval=tried, checkpoint=checkpoint, restart=0.2)
    best = float(interrupted_time(1.0, rate, interval=young, checkpoint=checkpoint, restart=0.2))
    assert best <= 1.001 * float(times.min())
