"""Verdicts: the chance that what there is covers what is needed, in words and with the answers behind it."""

from dataclasses import replace
from typing import Any

import pytest

from planner.sizing.demand import AskedQuestion
from planner.sizing.workload import Estimate, RoleStock
from planner.verdict.compare import status_of
from planner.verdict.judge import judge
from planner.verdict.model import DIMENSIONS, DimensionVerdict, WorkloadVerdict, overall_status
from tests.planner.situation import constraints, demand, estate, option, sizing, standings

QUESTIONS = {
    "accelerators": AskedQuestion("hw-01-accelerators", "Which accelerators do you own?"),
    "storage_bytes": AskedQuestion("hw-03-capacity", "How much storage is there?"),
    "network_bytes_per_second": AskedQuestion("hw-04-node-network", "How fast is the network?"),
    "user_latency_seconds": AskedQuestion("hw-04-user-latency", "How far are the users?"),
    "budget_usd_per_year": AskedQuestion("pm-02-budget", "How much money is there?"),
    "staff": AskedQuestion("ta-01-staff", "Who works on AI?"),
    "busy_share": AskedQuestion("hw-05-utilisation", "How busy are they?"),
}
USE_UNKNOWN = "Nobody has said how busy they are today: all of them are counted as free."


def verdict(**changes: Any) -> WorkloadVerdict:
    """Judge one assistant; what is not given is in order."""
    given: dict[str, Any] = {
        "demand": demand(),
        "option": option(),
        "estate": estate(),
        "standings": standings(),
        "constraints": constraints(),
    } | changes
    return judge(
        [given["demand"]],
        sizing(assistant=given["option"]),
        given["estate"],
        given["standings"],
        given["constraints"],
        questions=QUESTIONS,
    )[0]


def dimension(name: str, **changes: Any) -> DimensionVerdict:
    return verdict(**changes).dimension(name)


def test_a_workload_for_which_everything_is_there_is_ready() -> None:
    found = verdict()
    assert (found.status, found.accelerator, found.accelerators) == ("ready", "h100-sxm", 16)
    assert tuple(item.dimension for item in found.dimensions) == DIMENSIONS
    assert {item.status for item in found.dimensions} == {"ready"}
    assert all(item.would_change == "" for item in found.dimensions)


@pytest.mark.parametrize(
    ("need", "expected"),
    [((10, 16), "ready"), ((8, 24), "conditional"), ((20, 30), "blocked")],
)
def test_the_chance_that_the_estate_suffices_decides(need: tuple[float, float], expected: str) -> None:
    found = dimension("compute", option=option(accelerators=need))
    assert found.status == expected
    assert status_of(found.probability or 0.0) == expected
    assert found.questions == ("hw-01-accelerators", "hw-05-utilisation")


@pytest.mark.parametrize(
    ("chance", "status"), [(0.9, "ready"), (0.89, "conditional"), (0.5, "conditional"), (0.49, "blocked")]
)
def test_the_thresholds_belong_to_the_better_side(chance: float, status: str) -> None:
    assert status_of(chance) == status


def test_a_shortfall_is_told_at_the_median_and_at_the_ninetieth_percentile() -> None:
    found = dimension("compute", option=option(accelerators=(20, 30)))
    assert found.shortfall_p50 == pytest.approx(9.0)
    assert found.shortfall_p90 == pytest.approx(13.0)
    assert found.reason == f"Needs 25 (21 to 29) H100 SXM 80GB; 16 are there. {USE_UNKNOWN}"
    assert found.would_change == "Buy 9 more H100 SXM 80GB (13 to be safe). They are sold 8 at a time."


def test_what_is_enough_in_the_median_needs_only_what_makes_it_safe() -> None:
    found = dimension("compute", option=option(accelerators=(8, 23)))
    assert (found.status, found.shortfall_p50) == ("conditional", 0.0)
    assert found.would_change == "Buy 5 more H100 SXM 80GB to be safe. They are sold 8 at a time."


@pytest.mark.parametrize(
    ("count", "there"), [(0, "there are none"), (1, "1 is there"), (2, "2 are there"), (11, "11 are there")]
)
def test_one_accelerator_is_there_and_two_are(count: int, there: str) -> None:
    found = dimension("compute", option=option(accelerators=(20, 30)), estate=estate(count))
    unknown = f" {USE_UNKNOWN}" if count else ""
    assert found.reason == f"Needs 25 (21 to 29) H100 SXM 80GB; {there}.{unknown}"


def test_only_the_time_that_todays_work_leaves_free_counts() -> None:
    busy = replace(estate(16), busy_share=Estimate.exact(0.3, "hw-05-utilisation"))
    found = dimension("compute", option=option(accelerators=(12, 12)), estate=busy)
    assert (found.status, found.shortfall_p50) == ("blocked", 1.0)
    assert found.reason == (
        "Needs 12 H100 SXM 80GB; 11 are free."
        " 16 are owned; today's work takes 30% of their time, and only the rest is counted."
    )
    assert found.questions == ("hw-01-accelerators", "hw-05-utilisation")
    assert dimension("compute", option=option(accelerators=(11, 11)), estate=busy).status == "ready"


@pytest.mark.parametrize(
    ("share", "free"), [(1.0, "none are free"), (0.9, "1 is free"), (0.0, "16 are free")]
)
def test_what_is_free_is_said_in_words(share: float, free: str) -> None:
    busy = replace(estate(16), busy_share=Estimate.exact(share))
    assert f"; {free}." in dimension("compute", option=option(accelerators=(20, 30)), estate=busy).reason


def test_a_use_of_today_that_nobody_has_said_is_named_with_its_question() -> None:
    found = dimension("compute")
    assert found.status == "ready"
    assert found.reason == f"Needs 16 H100 SXM 80GB; 16 are there. {USE_UNKNOWN}"
    assert found.questions == ("hw-01-accelerators", "hw-05-utilisation")


def test_machines_that_are_bought_draw_power_in_whole_servers() -> None:
    found = dimension("power", option=option(accelerators=(17, 17)))
    assert found.requirement is not None
    assert found.requirement.p50 == pytest.approx(8 * 1_275.0)


def test_the_estate_has_a_range_too() -> None:
    assert dimension("compute", estate=estate(17, exact=False)).status == "conditional"
    assert dimension("compute", estate=estate(17)).status == "ready"


def test_no_accelerators_is_an_answer_and_not_a_gap() -> None:
    assert dimension("compute", estate=replace(estate(16), accelerators=())).status == "blocked"


@pytest.mark.parametrize(
    ("missing", "name", "question"),
    [
        ({"accelerators": None}, "compute", "hw-01-accelerators"),
        ({"storage_bytes": None}, "storage", "hw-03-capacity"),
        ({"network_bytes_per_second": None}, "network", "hw-04-node-network"),
        ({"staff": ()}, "people", "ta-01-staff"),
    ],
)
def test_what_nobody_has_said_is_unknown_and_names_its_question(
    missing: dict[str, Any], name: str, question: str
) -> None:
    found = verdict(estate=replace(estate(16), **missing))
    assert found.dimension(name).status == "unknown"
    assert question in found.dimension(name).questions
    (asked,) = [item.text for item in QUESTIONS.values() if item.id == question]
    assert found.dimension(name).would_change == f"Answer the question “{asked}”"


def test_what_the_bank_does_not_ask_is_still_unknown_and_said() -> None:
    silent = replace(estate(16), storage_bytes=None)
    storage = judge([demand()], sizing(assistant=option()), silent, standings(), constraints())[0].dimension(
        "storage"
    )
    assert (storage.status, storage.questions) == ("unknown", ())
    assert storage.would_change.startswith("Find out how much ")


def test_power_is_asked_only_for_machines_that_are_not_there_yet() -> None:
    assert dimension("power", estate=estate(16, power_watts=None)).status == "ready"
    short = dimension("power", option=option(accelerators=(32, 32)), estate=estate(16, power_watts=None))
    assert short.status == "unknown"
    tight = estate(16, power_watts=Estimate.exact(10e3, "hw-06-power"))
    found = dimension("power", option=option(accelerators=(32, 32)), estate=tight)
    assert (found.status, found.requirement and found.requirement.p50) == ("blocked", 16 * 1_275.0)


def test_a_network_between_servers_is_asked_only_when_there_are_several() -> None:
    slow = estate(16, network_bytes_per_second=Estimate.exact(1e9, "hw-04-node-network"))
    assert dimension("network", estate=slow).status == "blocked"
    assert dimension("network", estate=slow, option=option(nodes=1)).status == "ready"


def test_an_owned_accelerator_that_suffices_is_preferred_to_a_cheaper_one() -> None:
    found = verdict(option=(option("l40s", (8, 8)), option("h100-sxm", (16, 16))))
    assert (found.accelerator, found.option) == ("h100-sxm", 1)


def test_on_own_premises_no_accelerator_of_a_foreign_cloud_is_judged() -> None:
    options = (option("tpu-v5e", (8, 8)), option("b200", (4, 4)))
    assert verdict(option=options).accelerator == "b200"
    assert verdict(option=options, demand=demand(place="cloud")).accelerator == "tpu-v5e"


def test_without_a_feasible_option_compute_is_blocked_with_its_reason() -> None:
    found = verdict(option=option(feasible=False))
    assert (found.status, found.option, found.accelerators) == ("blocked", None, 0)
    assert "the weights do not fit" in found.dimension("compute").reason
    assert found.dimension("power").status == "unknown"


def test_in_the_cloud_the_provider_brings_power_and_a_contract_is_missing() -> None:
    found = verdict(demand=demand(place="cloud"), estate=estate(None, power_watts=None))
    assert found.dimension("power").status == "ready"
    assert found.dimension("compute").status == "conditional"


def test_practices_one_level_short_are_a_condition_and_further_away_block() -> None:
    health = demand(data_class="health")
    assert dimension("security", demand=health, standings=standings(SE_02=2)).status == "conditional"
    assert dimension("security", demand=health, standings=standings(SE_02=1)).status == "blocked"
    found = dimension("security", demand=health, standings=standings(SE_02=None))
    assert (found.status, found.questions) == ("unknown", ("se-02-question",))


def test_a_blocked_practice_says_what_it_is_needed_for() -> None:
    found = dimension("security", demand=demand(data_class="health"), standings=standings(SE_01=1))
    assert found.reason.startswith(
        "Identity and access control is at level 1, needed is 3. Access to sensitive data"
    )
    assert found.would_change == "Raise Identity and access control to level 3."
    need = next(practice for practice in found.practices if practice.id == "SE-01")
    assert (need.needed, need.have, bool(need.reference)) == (3.0, 1, True)


def test_public_data_needs_less_than_health_data() -> None:
    low = standings(SE_02=1, SE_03=1)
    assert dimension("security", demand=demand(data_class="public"), standings=low).status == "ready"
    assert dimension("security", demand=demand(data_class="health"), standings=low).status == "blocked"


def test_users_wait_for_the_service_and_for_the_network() -> None:
    fast = {"demand": demand(first_token_seconds=1.0), "option": option(first_token=0.3)}
    assert dimension("latency", **fast).status == "ready"
    far = estate(16, user_latency_seconds=Estimate.exact(0.9, "hw-04-user-latency"))
    assert dimension("latency", **fast, estate=far).status == "blocked"
    unknown = dimension("latency", **fast, estate=estate(16, user_latency_seconds=None))
    assert (unknown.status, unknown.questions) == ("unknown", ("hw-04-user-latency",))
    assert dimension("latency", option=option(first_token=0.3)).status == "ready"


def test_too_little_training_data_is_a_condition_as_more_can_be_acquired() -> None:
    train = demand(kind="training", training_tokens=15e12)
    found = dimension("data", demand=train, option=option(days=60))
    assert (found.status, found.unit) == ("conditional", "tokens")
    assert found.shortfall_p50 == pytest.approx(14e12)


def test_money_is_compared_with_the_cheapest_way_that_the_place_allows() -> None:
    poor = constraints(budget_usd=(10e3,) * 8)
    found = dimension("money", option=option(accelerators=(64, 64)), constraints=poor)
    assert (found.status, found.unit) == ("blocked", "usd")
    assert found.reason.startswith("Buying and running H100 SXM")
    assert "the budget is 80 k USD" in found.reason


def test_without_a_named_budget_the_yearly_one_counts_and_without_both_it_is_unknown() -> None:
    open_ended = constraints(budget_usd=None)
    rich = estate(16, budget_usd_per_year=Estimate.exact(9e6, "pm-02-budget"))
    assert dimension("money", constraints=open_ended, estate=rich).status == "ready"
    found = dimension("money", constraints=open_ended)
    assert (found.status, found.questions) == ("unknown", ("pm-02-budget",))


def test_people_who_are_missing_are_named_by_role() -> None:
    few = estate(16, staff=(RoleStock("platform_engineers", Estimate.exact(0.2, "ta-01-staff")),))
    found = dimension("people", estate=few)
    assert found.status == "blocked"
    assert "0.9 platform engineers" in found.reason
    assert found.questions[0] == "ta-01-staff"


def test_a_deadline_before_what_is_missing_can_be_delivered_is_blocked() -> None:
    short = {"option": option(accelerators=(32, 32))}
    assert dimension("delivery", **short, demand=demand(deadline=1)).status == "blocked"
    assert dimension("delivery", **short, demand=demand(deadline=2)).status == "conditional"
    assert dimension("delivery", **short, demand=demand(deadline=3)).status == "ready"
    assert dimension("delivery", demand=demand(deadline=0)).status == "ready"


def test_the_worst_dimension_decides_and_unknown_is_a_condition() -> None:
    assert overall_status(["ready", "blocked", "unknown"]) == "blocked"
    assert overall_status(["ready", "unknown"]) == "conditional"
    assert overall_status(["ready", "conditional"]) == "conditional"
    assert overall_status(["ready"]) == "ready"


def test_a_demand_that_was_not_sized_is_refused() -> None:
    with pytest.raises(ValueError, match="were not sized: other"):
        judge([demand("other")], sizing(assistant=option()), estate(), standings(), constraints())


def test_the_same_input_gives_the_same_verdict_as_plain_data() -> None:
    first, second = verdict(), verdict()
    assert first.to_json() == second.to_json()
    assert set(first.to_json()["dimensions"][0]) == {
        "dimension", "status", "probability", "requirement", "estate", "unit", "shortfall", "reason",
        "would_change", "questions", "practices",
    }  # fmt: skip


def test_where_nothing_is_owned_and_renting_is_cheapest_the_provider_brings_power_and_network() -> None:
    nothing = replace(estate(), accelerators=(), power_watts=None, network_bytes_per_second=None)
    rented = verdict(demand=demand(place="either"), option=option(days=20.0), estate=nothing)
    assert rented.dimension("compute").status == "conditional"
    assert rented.dimension("compute").would_change == "Reserve 16 H100 SXM 80GB with a provider."
    assert {rented.dimension(name).status for name in ("memory", "network", "power")} == {"ready"}
    bought = verdict(
        demand=demand(place="either"),
        option=option(days=20.0),
        estate=nothing,
        constraints=constraints(acquire="buy"),
    )
    assert bought.dimension("compute").status == "blocked"
    assert bought.dimension("power").status == "unknown"


def test_nothing_is_rented_where_everything_is_there() -> None:
    money = dimension("money", demand=demand(place="either"))
    assert money.reason.startswith("Running H100 SXM 80GB costs")
    assert (money.requirement.p50 if money.requirement else 0) > 0


def test_a_practice_that_is_short_does_not_hide_the_figures_that_suffice() -> None:
    found = dimension("delivery", demand=demand(deadline=3), standings=standings(PM_07=2))
    assert found.status == "conditional"
    assert found.reason.startswith("Model monitoring, drift and alerts is at level 2")
    assert found.reason.endswith("Due by the end of 2027-Q4, in 4 quarters; nothing has to be waited for.")


@pytest.mark.parametrize(("deadline", "status"), [(0, "conditional"), (1, "ready"), (5, "ready")])
def test_the_time_of_a_run_counts_against_its_deadline(deadline: int, status: str) -> None:
    found = dimension("delivery", demand=demand(kind="training", deadline=deadline), option=option(days=82.0))
    assert found.status == status
    assert found.reason.endswith("nothing has to be waited for; the run itself takes 82 days.")


def test_a_tenth_less_text_than_planned_is_no_limit() -> None:
    asked = demand(kind="fine_tuning", training_tokens=1.1e12)
    found = dimension("data", demand=asked)
    assert (found.status, found.probability, found.would_change) == ("ready", 1.0, "")
    assert found.reason.endswith("are there. A tenth less would change little.")
