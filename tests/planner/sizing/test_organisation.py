"""What a plan takes of the organisation around it."""

import doctest
import importlib
import json
import math
import pkgutil
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import planner.sizing
from planner.sizing.catalogue import with_own
from planner.sizing.catalogue.organisation import load_planning_values, load_round_trips
from planner.sizing.money.acquisition import shipped_catalogue
from planner.sizing.organisation.facts import OrganisationFacts
from planner.sizing.own_facts import Area, OwnGrid
from planner.sizing.people.headcount import people_short
from planner.sizing.place.reach import fewest_regions
from planner.sizing.workload import Assumptions, Estate, RoleStock
from tests.planner.numbers import numbers_in
from tests.planner.sizing.builders import training
from tests.planner.sizing.organisation_samples import (
    ESTATE,
    FACTS,
    OUTLINE,
    PLANNED,
    exact,
    middle,
    organisation,
    planned,
)

MODULES = sorted(found.name for found in pkgutil.walk_packages(planner.sizing.__path__, "planner.sizing."))
NUMBERS = (
    "records",
    "defect_share",
    "data_retention_seconds",
    "demand_growth_per_year",
    "migration_bytes",
    "longest_stop_seconds",
    "old_platform_usd_per_month",
    "processing_activities",
    "ai_systems",
    "audit_log_bytes_per_day",
    "audit_log_retention_seconds",
    "training_usd_per_hour",
    "benefit_usd_per_year",
    "checked_outputs_per_day",
    "error_share",
    "time_to_fill_seconds",
    "training_seconds",
    "cpu_cores",
    "data_bytes",
    "data_growth_per_year",
    "wan_bytes_per_second",
    "rack_density_watts",
    "electricity_usd_per_kwh",
)
NEEDS_AN_ANSWER = {
    "records_to_clean",
    "cleaning_person_days",
    "net_present_value_usd",
    "return_share",
    "payback_years",
    "discounted_payback_years",
    "internal_rate_share",
    "delay_usd_per_month",
    "double_running_usd",
    "examples_required",
    "imbalance_ratio",
    "augmentation_factor",
    "assessments_due",
    "records_due",
    "hires",
    "storage_36_months_bytes",
    "transfer_seconds",
    "migration_seconds",
    "cut_over_seconds",
    "encryption_share",
    "renewable_share",
    "regions",
}


@pytest.mark.parametrize("name", MODULES)
def test_the_worked_numbers_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_most_modules_of_formulas_show_worked_numbers() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    shown = [
        name
        for name in MODULES
        if any(found.examples for found in finder.find(importlib.import_module(name)))
    ]
    assert len(shown) >= 35


def test_without_answers_nothing_is_invented_and_each_gap_names_what_to_find_out() -> None:
    sizing = organisation(OrganisationFacts(), Estate())
    unknown = {figure.id: figure for figure in sizing.figures if figure.value is None}
    assert set(unknown) == NEEDS_AN_ANSWER
    assert all(figure.missing and not figure.derivation for figure in unknown.values())
    asked = unknown["records_to_clean"].missing
    assert [question.id for question in asked] == ["da-02-records", ""]
    assert asked[1].text == "Please find out what share of these records has an error or a gap."
    assert sizing.obligations == ()


def test_each_figure_is_a_range_with_its_derivation() -> None:
    for figure in organisation().figures:
        assert figure.value is not None, figure.id
        assert figure.value.p10 <= figure.value.p50 <= figure.value.p90
        assert figure.derivation[-1].value == figure.value.p50
        assert all(step.source or step.value in ("", 0) for step in figure.derivation)


def test_ids_are_used_once() -> None:
    ids = [figure.id for figure in organisation().figures]
    assert len(ids) == len(set(ids))


def test_the_same_seed_gives_the_same_figures_and_another_gives_others() -> None:
    assert organisation().to_json() == organisation().to_json()
    assert organisation().to_json() != organisation(seed=1).to_json()


def test_an_assumption_is_named_with_its_source_and_an_answer_with_its_question() -> None:
    steps = {step.step: step for step in organisation().figure("records_to_clean").derivation}
    assert (steps["records"].formula, steps["records"].source) == ("answer", "records")
    assert steps["faulty records tolerated"].formula == "assumption"
    assert "(2017)" in steps["faulty records tolerated"].source


def test_every_planning_value_has_a_source_with_a_date() -> None:
    for name, value in load_planning_values().items():
        assert value.low <= value.likely <= value.high
        assert value.sources[0].endswith(")"), name


def test_records_are_cleaned_down_to_the_target_by_rules_and_people() -> None:
    facts = replace(FACTS, defect_share=exact(0.0))
    assert middle(organisation(), "records_to_clean") == pytest.approx(1e6 * (0.12 - 0.03), rel=0.02)
    assert middle(organisation(facts), "records_to_clean") == 0


def test_the_rarest_class_is_multiplied_until_there_are_enough_and_they_are_balanced() -> None:
    sizing = organisation()
    assert middle(sizing, "imbalance_ratio") == 30
    assert middle(sizing, "examples_available") == 9300
    assert 9000 / 10 / 300 < middle(sizing, "augmentation_factor") < 9000 / 3 / 300


def test_deleting_old_data_needs_less_storage_and_compression_less_still() -> None:
    kept = replace(FACTS, data_retention_seconds=exact(2 * 365.25 * 86_400))
    squeezed = replace(kept, compression_ratio=exact(4.0))
    sizes = [middle(organisation(facts), "storage_36_months_bytes") for facts in (FACTS, kept, squeezed)]
    assert sizes[0] > sizes[1] > sizes[2]


def test_the_tiers_add_up_within_a_scenario() -> None:
    steady = organisation()
    tiers = sum(middle(steady, f"storage_{tier}_bytes") for tier in ("hot", "warm", "archive"))
    assert tiers == pytest.approx(middle(steady, "storage_36_months_bytes"), rel=0.15)


def test_a_larger_benefit_pays_back_sooner_and_none_at_all_never() -> None:
    rich, poor = (replace(FACTS, benefit_usd_per_year=exact(usd)) for usd in (10e6, 1.0))
    values = [middle(organisation(facts), "net_present_value_usd") for facts in (rich, FACTS, poor)]
    assert values == sorted(values, reverse=True)
    assert middle(organisation(rich), "payback_years") < middle(organisation(), "payback_years")
    assert middle(organisation(poor), "payback_years") == 5
    assert values[2] < 0


def test_a_workload_that_never_goes_live_brings_no_benefit() -> None:
    never = replace(PLANNED, live=None)
    assert middle(organisation(FACTS, ESTATE, never), "net_present_value_usd") < 0


def test_a_training_has_a_price_for_its_run_and_a_service_for_its_tokens() -> None:
    run = planned(
        training(name="assistant", accelerator="h100-sxm", deadline_days=60), first_token_seconds=None
    )
    ids = {figure.id for figure in organisation(FACTS, ESTATE, run).figures}
    assert {"usd_per_run:assistant", "usd_per_accelerator_hour:assistant"} <= ids
    assert not any(id.startswith(("usd_per_million", "replicas_")) for id in ids)
    ids = {figure.id for figure in organisation().figures}
    assert "usd_per_million_tokens:assistant" in ids
    assert "usd_per_run:assistant" not in ids


def test_rooms_are_not_asked_for_what_runs_in_the_cloud() -> None:
    ids = {figure.id for figure in organisation(FACTS, ESTATE, planned(place="cloud")).figures}
    assert "racks" not in ids
    assert "electricity_usd_per_year" in ids


def test_a_law_keeps_logs_longer_than_people_said() -> None:
    year = 365.25 * 86_400
    short = replace(FACTS, audit_log_retention_seconds=exact(year, "kept"))
    long = replace(FACTS, audit_log_retention_seconds=exact(10 * year, "kept"))
    assert middle(organisation(short), "audit_log_bytes_kept") == middle(
        organisation(), "audit_log_bytes_kept"
    )
    assert "HIPAA" in organisation(short).figure("audit_log_bytes_kept").derivation[0].source
    assert middle(organisation(long), "audit_log_bytes_kept") > middle(
        organisation(short), "audit_log_bytes_kept"
    )


def test_duties_stand_in_the_calendar_from_the_first_day_to_the_last() -> None:
    duties = organisation().obligations
    assert [duty.due for duty in duties] == sorted(duty.due for duty in duties)
    assert all(OUTLINE.as_of < duty.due <= OUTLINE.end for duty in duties if not duty.is_past)
    assert {duty.law for duty in duties} == {"gdpr", "hipaa", "any"}
    before_start = [duty for duty in duties if duty.title.startswith("Impact assessment")]
    assert [duty.due for duty in before_start] == [date(2027, 12, 31)]


def test_duties_count_what_people_counted_and_else_the_workloads() -> None:
    counted = replace(FACTS, processing_activities=exact(14, "purposes"))
    assert middle(organisation(counted), "records_due") > middle(organisation(), "records_due")


def test_no_law_means_no_duty_and_an_unanswered_question_is_not_no_law() -> None:
    none = organisation(replace(FACTS, laws=()))
    assert (middle(none, "assessments_due"), none.obligations) == (0, ())
    assert organisation(replace(FACTS, laws=None)).figure("assessments_due").value is None


def test_users_on_other_continents_need_more_regions_when_time_is_short() -> None:
    trips = load_round_trips()
    sizes = [
        len(fewest_regions(trips.countries, trips.countries, seconds, trips)) for seconds in (0.05, 0.1, 0.2)
    ]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[-1]


def test_users_whom_no_allowed_region_reaches_are_left_out() -> None:
    assert fewest_regions({"FRA", "AUS"}, ("CHE", "FRA"), 0.01, load_round_trips()) == ("FRA",)
    assert fewest_regions({"AUS"}, ("FRA",), 0.05, load_round_trips()) == ()


def test_people_who_are_short_are_found_at_a_price_and_people_who_are_there_are_trained() -> None:
    sizing = organisation()
    assert middle(sizing, "hires") > 0
    assert middle(sizing, "hiring_usd") > 0
    assert middle(sizing, "training_hours") == pytest.approx(2 * 40, rel=0.1)
    taught = replace(FACTS, training_seconds=exact(80 * 3600.0, "hours"))
    assert middle(organisation(taught), "training_hours") == 0


def test_who_leaves_is_missing_at_the_end_of_the_plan() -> None:
    """have (1 - attrition)^t: two people over the two years of the plan at 12 % a year."""
    sizing = organisation()
    assert middle(sizing, "leavers") == pytest.approx(2 * (1 - 0.88**2), rel=0.03)
    nobody_leaves = organisation(FACTS, replace(ESTATE, staff=(RoleStock("ml_engineers", exact(9)),)))
    assert "people_short:ml_engineers" not in {figure.id for figure in nobody_leaves.figures}
    short = sizing.figure("people_short:ml_engineers")
    assert [step.step for step in short.derivation[:8]] == [
        f"{y}-Q{q}" for y in (2027, 2028) for q in (1, 2, 3, 4)
    ]
    assert [step.value for step in short.derivation[:4]] == [0, 0, 0, 1.0]


@given(st.floats(0, 50), st.floats(0, 50), st.floats(0, 0.9), st.floats(0.1, 0.9), st.floats(0, 10))
def test_more_people_leaving_or_more_time_never_leaves_fewer_to_find(
    need: float, have: float, attrition: float, more: float, years: float
) -> None:
    short = people_short(need, have, np.array([attrition, min(1.0, attrition + more)]), years)
    later = people_short(need, have, np.array([attrition]), years + more)
    assert 0 <= short[0] <= short[1] + 1e-12
    assert short[0] <= later[0] + 1e-12
    assert short[1] <= need


def test_a_partner_is_there_first_and_costs_most() -> None:
    sizing = organisation()
    partner, learn, hire = (middle(sizing, f"{way}_ready_seconds") for way in ("partner", "reskill", "hire"))
    assert partner < learn < hire
    assert middle(sizing, "partner_extra_usd") > middle(sizing, "hire_extra_usd")
    assert middle(sizing, "bridge_person_months") > 0


def test_more_checks_a_day_show_a_fall_in_quality_sooner() -> None:
    few, many = (replace(FACTS, checked_outputs_per_day=exact(count)) for count in (10, 100))
    assert middle(organisation(few), "drift_days") > middle(organisation(many), "drift_days")


def test_the_switch_takes_at_least_the_checks() -> None:
    assert middle(organisation(), "cut_over_seconds") >= 0.9 * 14_400


def test_a_workload_that_fits_nowhere_takes_nothing_and_breaks_nothing() -> None:
    nothing_bought = replace(OUTLINE, running_usd={})
    sizing = organisation(FACTS, ESTATE, replace(PLANNED, option=None, live=None), outline=nothing_bought)
    assert sizing.figure("host_memory_bytes").value is None
    assert middle(sizing, "total_cost_usd") == 8 * 100e3
    assert middle(sizing, "hires") == 0
    json.dumps(sizing.to_json(), allow_nan=False)


def test_a_figure_is_looked_up_by_its_id() -> None:
    with pytest.raises(KeyError):
        organisation().figure("nothing")


def test_an_answer_of_zero_leaves_a_figure_open_that_divides_by_it() -> None:
    sizing = organisation(FACTS, replace(ESTATE, wan_bytes_per_second=exact(0.0, "line")))
    figure = sizing.figure("transfer_seconds")
    assert figure.value is None
    assert "cannot be worked out" in figure.missing[0].text


@given(
    numbers=st.lists(
        st.sampled_from([0.0, 1e-6, 1.0, 1e9, 1e18]), min_size=len(NUMBERS), max_size=len(NUMBERS)
    ),
    laws=st.lists(st.sampled_from(["gdpr", "ccpa", "hipaa", "pci_dss", "eu_ai_act", "other"]), unique=True),
)
@settings(max_examples=40, deadline=None)
def test_whatever_is_answered_every_figure_is_a_number_or_open(numbers: list[float], laws: list[str]) -> None:
    given_numbers = dict(zip(NUMBERS, map(exact, numbers), strict=True))
    facts = replace(
        FACTS,
        laws=tuple(laws),
        **{k: v for k, v in given_numbers.items() if k in OrganisationFacts.__slots__},
    )
    estate = replace(ESTATE, **{k: v for k, v in given_numbers.items() if k in Estate.__slots__})
    sizing = organisation(facts, estate)
    assert all(math.isfinite(number) for number in numbers_in(sizing.to_json()))
    assert all(figure.value is not None or figure.missing for figure in sizing.figures)


def test_own_grids_reach_the_electricity_and_the_distance_of_the_organisation() -> None:
    def grid(name: str, area: Area) -> OwnGrid:
        return OwnGrid(name=name, grams_per_kwh=10, year=2026, source="contract", area=area)

    campus = Assumptions(grids=(grid("Campus", "africa"),), grid_region="Campus")
    shipped, own = organisation(), organisation(assumptions=campus)
    ratio = middle(own, "electricity_usd_per_year") / middle(shipped, "electricity_usd_per_year")
    catalogue = with_own(shipped_catalogue(), (), campus.grids)
    paid = [catalogue.electricity_price(catalogue.grid(name)).likely for name in ("Campus", "FRA")]
    assert ratio == pytest.approx(paid[0] / paid[1], rel=0.05)
    assert ratio != pytest.approx(1, rel=0.01)
    spread = replace(FACTS, users=("continent",))
    moved = Assumptions(grids=(grid("FRA", "asia"),))
    users = [
        next(step.value for step in found.figure("regions").derivation if step.step == "users in")
        for found in (organisation(spread), organisation(spread, assumptions=moved))
    ]
    assert "Germany" in str(users[0])
    assert "Germany" not in str(users[1])


def test_a_grid_of_its_own_may_be_the_estates() -> None:
    campus = OwnGrid(name="Campus", grams_per_kwh=10, year=2026, source="contract", area="africa")
    here, there = (
        organisation(estate=replace(ESTATE, grid_region=region), assumptions=Assumptions(grids=(campus,)))
        for region in ("Campus", "FRA")
    )
    assert middle(here, "electricity_usd_per_year") != middle(there, "electricity_usd_per_year")
