"""A plan after decisions: what is accepted, rejected, deferred, under way or done changes what is planned."""

from dataclasses import replace
from typing import Any

import pytest

from planner.roadmap.result import Roadmap
from planner.sizing.money.acquisition import LEAD_QUARTERS
from planner.sizing.workload import Estimate, RoleStock
from tests.planner.roadmap.test_plan import plan, planned
from tests.planner.situation import constraints, demand, estate, option, sizing, standings

SHORT = sizing(assistant=option(accelerators=(32, 32)))
OWN_PREMISES = [demand(place="on_premises")]
ANYWHERE = [demand(place="either")]


def decided(**changes: Any) -> Roadmap:
    """The roadmap of an assistant that needs access and encryption first, after decisions."""
    given = {"standings": standings(SE_01=1, SE_02=1)} | changes.pop("given", {})
    return plan(constraints=constraints(**changes), **given)


def bought(demands: list[Any] = ANYWHERE, **changes: Any) -> Roadmap:
    """The roadmap of an assistant for which 16 accelerators are missing, after decisions."""
    given = {"sizing": SHORT} | changes.pop("given", {})
    return plan(demands, constraints=constraints(**changes), **given)


def ids(roadmap: Roadmap) -> list[str]:
    return sorted(item.id for item in roadmap.initiatives)


def test_what_is_accepted_is_in_the_plan_and_says_so() -> None:
    assert ids(plan()) == []
    roadmap = plan(constraints=constraints(pinned=("people",)))
    assert (ids(roadmap), planned(roadmap, "people").why) == (["people"], "Decided before this plan.")


def test_what_is_rejected_is_not_in_the_plan_and_what_needs_it_says_so() -> None:
    roadmap = decided(excluded=("access",))
    assert "access" not in ids(roadmap)
    assert roadmap.go_live[0].period is None
    assert "It needs “Do access”, which is excluded from the plan." in roadmap.go_live[0].reason


def test_what_builds_on_something_rejected_says_so() -> None:
    roadmap = decided(excluded=("access",), given={"standings": standings(SE_01=1, SE_02=1)})
    summary = planned(roadmap, "encryption").summary
    assert summary == "It is done. It builds on Do access, which the plan excludes."


def test_what_is_deferred_begins_no_earlier_and_what_needs_it_waits() -> None:
    roadmap = decided(earliest={"access": 3})
    assert planned(roadmap, "access").start == 3
    assert planned(roadmap, "encryption").start == 4
    assert roadmap.go_live[0].period == 5
    assert "Live 1 quarter late" in roadmap.go_live[0].reason
    assert "Do access cannot start before 2027-Q4" in roadmap.go_live[0].reason


@pytest.mark.parametrize(
    ("earliest", "reason"),
    [
        (8, "It may not begin within the plan, as was decided."),
        (40, "It may not begin within the plan, as was decided."),
        (7, "It may not begin before 2028-Q4, and then cannot end within the plan."),
    ],
)
def test_what_is_deferred_too_far_is_left_out_and_says_so(earliest: int, reason: str) -> None:
    roadmap = plan(
        [demand(data_class="public")],
        standings=standings(SE_02=2),
        constraints=constraints(earliest={"encryption": earliest}),
    )
    (item,) = roadmap.left_out
    assert (item.id, item.why_not) == ("encryption", reason)


def test_what_is_under_way_goes_on_at_once_with_the_rest_of_its_time_and_money() -> None:
    roadmap = decided(under_way={"encryption": 0.6})
    item = planned(roadmap, "encryption")
    assert (item.start, item.finish, item.cost_usd) == (0, 1, 40e3)
    assert (item.cost_low_usd, item.cost_high_usd) == (20e3, 80e3)
    assert "Decided before this plan." in item.why


def test_what_is_done_is_not_planned_again_and_the_answers_are_said_to_be_older() -> None:
    roadmap = decided(done=("access",))
    assert ids(roadmap) == ["encryption"]
    assert planned(roadmap, "encryption").start == 0
    assert (
        "“Identity and access control” counts as level 3, because the work on it is recorded as done; the answers"
        " still say 1. Answer its questions again."
    ) in roadmap.assumptions


def test_an_accepted_purchase_is_made_although_another_way_is_better() -> None:
    assert ids(bought([demand(place="either", deadline=0)])) == ["rent-assistant"]
    roadmap = bought([demand(place="either", deadline=0)], pinned=("buy-assistant",))
    assert ids(roadmap) == ["buy-assistant"]
    assert "Decided before this plan." in planned(roadmap, "buy-assistant").why


def test_of_a_rejected_purchase_the_other_way_is_taken_and_without_any_the_workload_says_so() -> None:
    assert ids(bought(excluded=("buy-assistant",))) == ["rent-assistant"]
    neither = bought(excluded=("buy-assistant", "rent-assistant"))
    assert (ids(neither), neither.go_live[0].period) == ([], None)
    reason = "Every way to get accelerators for Assistant is excluded from the plan."
    assert neither.go_live[0].reason.startswith(reason)


def test_a_deferred_purchase_is_ordered_no_earlier() -> None:
    item = planned(bought(OWN_PREMISES, earliest={"buy-assistant": 2}), "buy-assistant")
    assert (item.start, item.work_start) == (2, 2 + LEAD_QUARTERS["accelerators"])


def test_a_purchase_that_is_done_is_not_made_again_nor_another_in_its_place() -> None:
    roadmap = bought(done=("buy-assistant",))
    assert ids(roadmap) == []
    assert [item.id for item in roadmap.left_out] == []
    assert roadmap.go_live[0].period == 0
    (note,) = [text for text in roadmap.assumptions if "recorded as done" in text]
    assert note.startswith("“Buy 16 H100 SXM 80GB for Assistant” counts as there")
    assert note.endswith("if more is needed, take the decision back.")


def test_machines_that_are_bought_already_still_need_their_power() -> None:
    tight = {"sizing": SHORT, "estate": estate(power_watts=Estimate.exact(5e3, "hw-06-power"))}
    roadmap = bought(OWN_PREMISES, done=("buy-assistant",), given=tight)
    (power,) = roadmap.initiatives
    assert power.id in ("power-upgrade-assistant", "colocation-assistant")
    assert power.unlocks == ("assistant",)
    assert roadmap.go_live[0].period == power.finish - 1


def test_power_that_is_there_already_is_no_choice_any_more() -> None:
    tight = {"sizing": SHORT, "estate": estate(power_watts=Estimate.exact(5e3, "hw-06-power"))}
    roadmap = bought(OWN_PREMISES, done=("power-upgrade-assistant",), given=tight)
    assert ids(roadmap) == ["buy-assistant"]
    assert planned(roadmap, "buy-assistant").after == ()


def test_without_the_power_that_was_rejected_nothing_is_bought_and_the_plan_says_why() -> None:
    tight = {"sizing": SHORT, "estate": estate(power_watts=Estimate.exact(5e3, "hw-06-power"))}
    neither = ("power-upgrade-assistant", "colocation-assistant")
    roadmap = bought(OWN_PREMISES, excluded=neither, given=tight)
    assert ids(roadmap) == []
    reason = "Every way to get accelerators for Assistant is excluded from the plan."
    assert roadmap.go_live[0].reason.startswith(reason)
    assert (
        "“Buy 16 H100 SXM 80GB for Assistant” is not planned: it needs “power for Assistant”, which is excluded"
        " from the plan."
    ) in roadmap.assumptions


def test_people_who_are_not_to_be_found_keep_the_workload_from_going_live() -> None:
    few = {"estate": estate(staff=(RoleStock("platform_engineers", Estimate.exact(3, "ta-01-staff")),))}
    roadmap = plan(constraints=constraints(excluded=("hire-ml-engineers",)), **few)
    assert (ids(roadmap), roadmap.go_live[0].period) == ([], None)
    assert "It needs “Find 1 ML engineers”, which is excluded" in roadmap.go_live[0].reason


def test_a_purchase_under_way_comes_at_once_and_is_still_paid_for() -> None:
    whole = planned(bought(OWN_PREMISES), "buy-assistant")
    rest = planned(bought(OWN_PREMISES, under_way={"buy-assistant": 0.5}), "buy-assistant")
    assert (rest.start, rest.work_start, rest.finish) == (0, 0, 1)
    assert rest.cost_usd > whole.cost_usd, "two more quarters of use lie within the plan"
    assert rest.cost_low_usd <= rest.cost_usd <= rest.cost_high_usd


def test_the_range_of_what_is_paid_within_the_plan_holds_its_likely_cost() -> None:
    for item in bought(OWN_PREMISES).initiatives:
        assert item.cost_low_usd <= item.cost_usd <= item.cost_high_usd


def test_two_accepted_ways_to_the_same_contradict_each_other_in_plain_words() -> None:
    roadmap = bought(pinned=("buy-assistant", "rent-assistant"))
    assert (roadmap.status, roadmap.initiatives) == ("infeasible", ())
    text = "; ".join(roadmap.conflicts)
    assert "Buy 16 H100 SXM 80GB for Assistant" in text
    assert "Rent 16 H100 SXM 80GB for Assistant" in text
    assert roadmap.go_live[0].reason.startswith("There is no plan: the decisions taken before contradict")


def test_accepted_initiatives_beyond_the_money_give_an_infeasible_plan_that_names_them() -> None:
    poor = replace(constraints(pinned=("access", "people")), budget_usd=(10e3,) * 8)
    roadmap = plan(constraints=poor, standings=standings(SE_01=1, TA_01=1))
    assert roadmap.status == "infeasible"
    assert any("must be done" in text for text in roadmap.conflicts)
    assert any(text.startswith("add ") for text in roadmap.relaxations)
