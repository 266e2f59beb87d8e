"""Durability, energy of requests, showback and the cost of waiting."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.sizing.business.showback import hour_shares
from planner.sizing.data.durability import loss_chance, nines
from planner.sizing.organisation.facts import OrganisationFacts
from planner.sizing.workload import Estate, Traffic
from tests.planner.sizing.builders import exact, inference
from tests.planner.sizing.organisation_samples import (
    ESTATE,
    FACTS,
    OUTLINE,
    PLANNED,
    middle,
    organisation,
    planned,
)

GIVEN = {"drives": 100.0, "failures_per_year": 0.0157, "repair_hours": 24.0}


@given(data=st.integers(1, 16), parity=st.integers(0, 6))
def test_one_drive_more_that_may_fail_keeps_data_safer(data: int, parity: int) -> None:
    less, more = (float(loss_chance(data=data, parity=some, **GIVEN)) for some in (parity, parity + 1))
    assert 0 <= more <= less <= 1


def test_without_parity_the_first_drive_that_fails_takes_data_with_it() -> None:
    lost = float(loss_chance(data=1, parity=0, drives=1.0, failures_per_year=0.5, repair_hours=24.0))
    assert lost == pytest.approx(1 - np.exp(-0.5))


def test_repairing_sooner_keeps_data_safer() -> None:
    hours = np.array([1.0, 24.0, 240.0])
    chances = loss_chance(data=8, parity=2, drives=100.0, failures_per_year=0.02, repair_hours=hours)
    assert (np.diff(chances) > 0).all()
    assert (np.diff(nines(chances)) < 0).all()


def test_three_copies_take_more_room_than_a_code_and_the_code_is_told_by_its_nines() -> None:
    sizing = organisation()
    assert middle(sizing, "storage_raw_bytes:1+2") > 2 * middle(sizing, "storage_raw_bytes:8+2")
    assert middle(sizing, "storage_nines:8+3") > middle(sizing, "storage_nines:8+2")


@given(st.lists(st.lists(st.floats(0.1, 1e6), min_size=3, max_size=3), min_size=1, max_size=6))
def test_shares_of_what_is_shared_sum_to_one_in_each_scenario(hours: list[list[float]]) -> None:
    assert hour_shares(np.array(hours)).sum(axis=0) == pytest.approx(np.ones(3))


def two() -> tuple[object, object]:
    small = planned(inference(name="small", accelerator="l40s", requests_per_second=1))
    large = planned(inference(name="large", accelerator="l40s", requests_per_second=60))
    return tuple(  # type: ignore[return-value]  # -- always two
        replace(one, demand=replace(one.demand, name=one.workload.name, title=one.workload.name))
        for one in (small, large)
    )


def test_who_uses_more_hours_is_told_more_of_the_cost() -> None:
    sizing = organisation(FACTS, ESTATE, *two())  # type: ignore[arg-type]  # -- always two
    shares = [middle(sizing, f"showback_share:{name}") for name in ("small", "large")]
    assert sum(shares) == pytest.approx(1.0)
    assert shares[0] < shares[1]
    costs = sum(middle(sizing, f"showback_usd_per_year:{name}") for name in ("small", "large"))
    pool = sizing.figure("showback_usd_per_year:small").derivation[0]
    assert costs == pytest.approx(pool.value, rel=0.01)


def test_what_is_alone_on_its_accelerators_bears_all_of_them() -> None:
    assert middle(organisation(), "showback_share:assistant") == 1.0


def test_the_carbon_of_a_request_holds_a_share_of_making_the_hardware() -> None:
    sizing = organisation()
    grid, made = (middle(sizing, f"carbon_{name}grams_per_year") for name in ("", "embodied_"))
    rate = PLANNED.requests_per_second()
    assert rate is not None
    requests = rate.likely * 365.25 * 86_400
    assert middle(sizing, "carbon_grams_per_request:assistant") == pytest.approx(
        (grid + made) / requests, rel=0.05
    )


def test_a_service_whose_load_never_falls_saves_hardly_anything_by_scaling() -> None:
    steady, daily = (
        planned(
            inference(
                name="assistant",
                accelerator="l40s",
                requests_per_second=None,
                traffic=Traffic(exact(50), profile=profile),
            )
        )
        for profile in ("constant", "office_hours")
    )
    id = "scaling_saves_joules:assistant"
    saved, by_day = (middle(organisation(FACTS, ESTATE, one), id) for one in (steady, daily))
    assert 0 <= saved < 0.1 * by_day
    assert by_day > 1e8


def test_energy_is_saved_where_idle_replicas_are_stopped() -> None:
    """Idle power x share of the replicas that is stopped x year x PUE, at medians."""
    daily = planned(
        inference(
            name="assistant",
            accelerator="l40s",
            requests_per_second=None,
            traffic=Traffic(exact(50), "office_hours"),
        )
    )
    sizing = organisation(FACTS, ESTATE, daily)
    best = next(policy for policy in daily.policies if policy.is_best)
    assert daily.option is not None
    watts, stopped = daily.option.quantiles("power_watts"), 1 - best.mean_replicas.p50 / best.replicas
    assert watts is not None
    by_hand = 0.25 * watts.p50 * stopped * 8766 * 3600 * 1.54
    assert middle(sizing, "scaling_saves_joules:assistant") == pytest.approx(by_hand, rel=0.25)
    assert middle(sizing, "replicas_least:assistant") == best.least_replicas.p50
    assert middle(sizing, "replicas_most:assistant") > best.most_replicas.p50
    busy = daily.option.quantiles("utilisation")
    assert busy is not None
    assert middle(sizing, "headroom_share:assistant") == pytest.approx(1 - busy.p50, abs=0.02)


def test_taking_data_out_is_not_priced_for_what_never_leaves_the_house() -> None:
    ids = {figure.id for figure in organisation(FACTS, ESTATE, planned(place="on_premises")).figures}
    assert "egress_usd" not in ids
    assert middle(organisation(), "egress_usd") > 0


def test_each_month_of_delay_loses_the_benefit_less_what_running_would_cost() -> None:
    lost = middle(organisation(), "delay_usd_per_month")
    assert 0.9 * 1e6 / 12 < lost < 1e6 / 12


def test_a_year_after_the_plan_costs_what_its_last_quarters_did_for_what_stays_in_use() -> None:
    """Eight quarters of the plan, then twelve until the fifth year: each at the 2,000 USD of the plan's quarter."""
    sizing = organisation()
    assert middle(sizing, "running_usd_per_year") == pytest.approx(4 * 2e3, rel=0.02)
    assert middle(sizing, "total_cost_usd") == pytest.approx(8 * 100e3 + 12 * 2e3, rel=0.001)
    nothing_kept = organisation(outline=replace(OUTLINE, running_usd={}))
    assert middle(nothing_kept, "total_cost_usd") == 8 * 100e3


def test_what_would_be_paid_without_the_plan_stands_beside_its_cost_and_is_not_in_it() -> None:
    busier = planned(inference(name="assistant", accelerator="l40s", requests_per_second=60))
    one, other = organisation(), organisation(FACTS, ESTATE, busier)
    assert middle(other, "operating_usd_per_year") > 2 * middle(one, "operating_usd_per_year")
    assert middle(other, "total_cost_usd") == middle(one, "total_cost_usd")


def test_without_a_benefit_the_cost_of_doing_nothing_names_its_question() -> None:
    figure = organisation(OrganisationFacts(), Estate()).figure("delay_usd_per_month")
    assert figure.value is None
    assert figure.missing[0].text == "Please find out what the planned AI services are worth in a year."


def test_flows_that_turn_more_than_once_are_not_given_a_rate_they_share_with_others() -> None:
    cleared_away = replace(OUTLINE, spending_usd=(100e3,) * 4 + (0.0,) * 15 + (4e6,))
    figure = organisation(outline=cleared_away).figure("internal_rate_share")
    assert figure.value is None
    assert "turn 2 times" in figure.missing[0].text
    assert organisation().figure("internal_rate_share").value is not None


def test_money_that_is_back_at_once_is_not_given_a_rate() -> None:
    rich = replace(FACTS, benefit_usd_per_year=exact(1e9))
    figure = organisation(rich).figure("internal_rate_share")
    assert figure.value is None
    assert "so soon" in figure.missing[0].text


def test_flows_that_turn_often_but_fit_one_rate_are_told_with_caution() -> None:
    renewed = replace(OUTLINE, spending_usd=(100e3,) * 4 + (0.0,) * 3 + (300e3,))
    steps = organisation(outline=renewed).figure("internal_rate_share").derivation
    assert "caution" in {step.step for step in steps}


def test_paying_back_takes_longer_when_later_money_counts_less() -> None:
    sizing = organisation()
    assert middle(sizing, "discounted_payback_years") > middle(sizing, "payback_years")
