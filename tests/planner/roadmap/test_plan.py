"""The product's roadmap: what is done when, what goes live when, and why or why not."""

import json
from dataclasses import replace
from typing import Any

import pytest

from planner.roadmap.build import build_problem
from planner.roadmap.catalogue import Effort, Initiative, Money, PracticeLift
from planner.roadmap.plan import plan_roadmap
from planner.roadmap.result import Lift, PlannedInitiative, Roadmap
from planner.sizing.demand import Demand
from planner.sizing.money.acquisition import LEAD_QUARTERS
from planner.sizing.workload import Estimate, RoleStock
from planner.verdict.judge import judge
from tests.planner.situation import constraints, demand, estate, option, sizing, standings


def initiative(name: str, practice: str, **changes: Any) -> Initiative:
    """Lifts a practice from 1 to 3 in one quarter for 100 k USD."""
    known: dict[str, Any] = {
        "id": name,
        "title": f"Do {name}",
        "domain": "security",
        "summary": "It is done.",
        "lifts": (PracticeLift(practice, 1, 3),),
        "cost_usd": Money(50e3, 100e3, 200e3),
        "effort": {"security_specialists": Effort(1.8, 3.0, 5.1)},
        "duration": 1,
        "lead_time": 0,
        "after": (),
        "risk": 0.05,
        "done_when": "It can be seen.",
        "references": (),
        "basis": "assumption",
    }
    return Initiative(**(known | changes))


CATALOGUE = (
    initiative("access", "SE-01"),
    initiative("encryption", "SE-02", after=("access",), duration=2),
    initiative("images", "HW-07"),
    initiative("people", "TA-01"),
)


def plan(demands: list[Demand] | None = None, **changes: Any) -> Roadmap:
    """A roadmap for one assistant on health data; what is not given is in order."""
    demands = demands or [demand(data_class="health", deadline=4)]
    given: dict[str, Any] = {
        "sizing": sizing(**{item.name.replace("-", "_"): option() for item in demands}),
        "estate": estate(),
        "standings": standings(),
        "constraints": constraints(),
        "targets": {"default": 3},
        "initiatives": CATALOGUE,
    } | changes
    verdicts = judge(demands, given["sizing"], given["estate"], given["standings"], given["constraints"])
    return plan_roadmap(
        demands,
        verdicts,
        given["sizing"],
        given["standings"],
        given["estate"],
        given["constraints"],
        given["targets"],
        initiatives=given["initiatives"],
    )


def planned(roadmap: Roadmap, name: str) -> PlannedInitiative:
    return next(item for item in roadmap.initiatives if item.id == name)


def test_when_nothing_is_missing_the_workload_goes_live_at_once() -> None:
    roadmap = plan()
    assert (roadmap.status, roadmap.initiatives, roadmap.left_out) == ("optimal", (), ())
    date = roadmap.go_live[0]
    assert (date.workload, date.period, date.late_by) == ("assistant", 0, 0)
    assert date.reason == "Nothing is missing: it can go live at once."


def test_gaps_that_a_workload_needs_closed_come_with_their_prerequisites_in_order() -> None:
    roadmap = plan(standings=standings(SE_01=1, SE_02=1))
    first, second = planned(roadmap, "access"), planned(roadmap, "encryption")
    assert (first.start, first.finish, second.start, second.finish) == (0, 1, 1, 3)
    assert second.after == ("access",)
    assert second.unlocks == ("assistant",)
    assert second.lifts == (Lift("SE-02", 1.0, 3.0),)
    assert "Assistant cannot go live without it." in second.why
    assert (first.is_critical, second.is_critical) == (True, True)
    assert (roadmap.go_live[0].period, roadmap.go_live[0].late_by) == (2, 0)
    assert roadmap.go_live[0].reason == "Live once this is done: Do encryption."


def test_a_practice_half_way_up_takes_half_the_money() -> None:
    assert planned(plan(standings=standings(SE_01=1)), "access").cost_usd == 100e3
    assert planned(plan(standings=standings(SE_01=2)), "access").cost_usd == 50e3


def test_a_practice_below_its_target_is_raised_although_no_workload_needs_it() -> None:
    roadmap = plan([demand(data_class="public")], standings=standings(SE_02=2))
    item = planned(roadmap, "encryption")
    assert (item.unlocks, item.why) == ((), "Lifts Encryption and data protection from level 2 to 3.")


def test_a_practice_that_nobody_answered_is_left_alone_and_said_to_be_unknown() -> None:
    roadmap = plan(standings=standings(SE_01=None))
    assert roadmap.initiatives == ()
    assert "Not known, and taken to be in order: Identity and access control." in roadmap.go_live[0].reason


def test_missing_accelerators_are_bought_with_their_delivery_time() -> None:
    roadmap = plan(sizing=sizing(assistant=option(accelerators=(32, 32))))
    item = planned(roadmap, "buy-assistant")
    lead = LEAD_QUARTERS["accelerators"]
    assert (item.start, item.work_start, item.finish) == (0, lead, lead + 1)
    assert item.title == "Buy 16 H100 SXM 80GB for Assistant"
    assert item.kind == "purchase"
    assert item.cost_by_period[lead] > 16 * 38_750
    assert sum(item.cost_by_period) == item.cost_usd
    assert roadmap.go_live[0].period == lead


def test_after_the_plan_a_service_goes_on_costing_what_a_quarter_within_it_does() -> None:
    item = planned(plan(sizing=sizing(assistant=option(accelerators=(32, 32)))), "buy-assistant")
    assert item.running_usd is not None
    assert item.running_usd.likely == pytest.approx(item.cost_by_period[-1], abs=1)
    assert item.running_usd.low <= item.running_usd.likely <= item.running_usd.high
    shown = item.to_json()["running_usd_per_quarter"]
    assert shown["likely"] == item.running_usd.likely


def test_after_the_plan_a_run_costs_nothing() -> None:
    roadmap = plan([demand(kind="training")], sizing=sizing(assistant=option(accelerators=(32, 32), days=30)))
    bought = [item for item in roadmap.initiatives if item.kind in ("purchase", "contract")]
    assert bought
    assert [item.running_usd for item in bought] == [None] * len(bought)


def test_what_must_stay_on_own_premises_is_never_rented() -> None:
    short = sizing(assistant=option(accelerators=(32, 32)))
    own = plan([demand(place="on_premises")], sizing=short)
    either = plan([demand(place="either")], sizing=short)
    ids = {item.id for item in (*own.initiatives, *own.left_out)}
    assert "rent-assistant" not in ids
    both = {item.id for item in (*either.initiatives, *either.left_out)}
    assert {"rent-assistant", "buy-assistant"} <= both
    assert len({"rent-assistant", "buy-assistant"} & {item.id for item in either.initiatives}) == 1


def test_renting_serves_as_a_bridge_when_buying_comes_too_late() -> None:
    short = sizing(assistant=option(accelerators=(32, 32)))
    roadmap = plan([demand(place="either", deadline=0)], sizing=short)
    assert [item.id for item in roadmap.initiatives] == ["rent-assistant"]
    out = next(item for item in roadmap.left_out if item.id == "buy-assistant")
    assert out.why_not == "Rent 16 H100 SXM 80GB for Assistant is chosen instead."


def test_where_data_must_stay_is_written_into_the_contract() -> None:
    wish = demand(place="cloud", residency=("FRA",))
    roadmap = plan([wish], sizing=sizing(assistant=option(accelerators=(32, 32))))
    assert "in France" in planned(roadmap, "rent-assistant").summary


def test_machines_without_power_wait_for_a_room_or_an_upgrade() -> None:
    tight = estate(power_watts=Estimate.exact(5e3, "hw-06-power"))
    roadmap = plan(sizing=sizing(assistant=option(accelerators=(32, 32))), estate=tight)
    chosen = [item for item in roadmap.initiatives if item.id.startswith(("power-upgrade", "colocation"))]
    assert len(chosen) == 1
    assert "20.4 kW" in chosen[0].summary
    assert chosen[0].finish <= planned(roadmap, "buy-assistant").work_start


def test_people_whom_a_workload_lacks_are_searched_for() -> None:
    few = estate(staff=(RoleStock("platform_engineers", Estimate.exact(3, "ta-01-staff")),))
    roadmap = plan(estate=few)
    item = planned(roadmap, "hire-ml-engineers")
    assert (item.title, item.domain, item.unlocks) == ("Find 1 ML engineers", "talent", ("assistant",))
    assert item.cost_usd == 5_475
    assert "is not answered; 90 days are assumed." in item.summary


@pytest.mark.parametrize(("days", "search"), [(30, 1), (100, 1), (120, 2), (270, 3)])
def test_the_search_for_people_takes_as_long_as_was_answered(days: int, search: int) -> None:
    asked = Estimate.exact(days * 86_400.0, "ta-02-time-to-fill")
    staff = (RoleStock("platform_engineers", Estimate.exact(3, "ta-01-staff")),)
    item = planned(plan(estate=estate(staff=staff, time_to_fill_seconds=asked)), "hire-ml-engineers")
    assert (item.start, item.work_start, item.finish) == (0, search, search + 1)
    assert f"Filling a position takes {days} days (answer to ta-02-time-to-fill)." in item.summary


def test_a_time_to_fill_that_is_not_sure_makes_the_date_less_sure() -> None:
    staff = (RoleStock("platform_engineers", Estimate.exact(3, "ta-01-staff")),)
    day = 86_400.0

    def chance(low: float, high: float) -> float:
        asked = Estimate(low * day, 90 * day, high * day, ("ta-02-time-to-fill",))
        held = plan(estate=estate(staff=staff, time_to_fill_seconds=asked)).robustness
        assert held is not None
        return held.go_live["assistant"]

    assert chance(30, 270) < chance(60, 135) < chance(90, 90)


def test_work_that_nobody_in_the_house_can_do_is_bought() -> None:
    nobody = constraints(people={"security_specialists": (0.0,) * 8})
    item = planned(plan(standings=standings(SE_01=1), constraints=nobody), "access")
    assert item.cost_usd == 100e3 + 3 * 26e3
    assert item.demands == {}
    assert "Contractors do the work of security specialists" in item.summary


def test_a_deadline_that_cannot_be_met_is_no_error_and_says_why() -> None:
    roadmap = plan(
        [demand(deadline=1)],
        sizing=sizing(assistant=option(accelerators=(32, 32))),
    )
    date = roadmap.go_live[0]
    assert (roadmap.status, date.period, date.late_by) == ("optimal", 2, 1)
    assert date.reason.startswith("Live 1 quarter late: ")
    assert "Buy 16 H100 SXM 80GB for Assistant cannot start before 2027-Q3" in date.reason
    assert any("Allow Assistant 1 quarter more" in text for text in roadmap.relaxations)
    assert roadmap.conflicts == (
        "Assistant by 2027-Q2: Buy 16 H100 SXM 80GB for Assistant cannot start before 2027-Q3.",
    )


def test_a_budget_that_does_not_suffice_is_no_error_and_says_how_much_would_do() -> None:
    poor = constraints(budget_usd=(50e3,) * 8)
    roadmap = plan(sizing=sizing(assistant=option(accelerators=(32, 32))), constraints=poor)
    date = roadmap.go_live[0]
    assert (roadmap.status, date.period, date.late_by) == ("optimal", None, None)
    assert "the budget up to" in date.reason
    assert any(text.startswith("Assistant: add ") for text in roadmap.relaxations)
    assert sum(roadmap.spending) <= 400e3


def test_of_two_workloads_that_the_money_does_not_reach_the_less_valuable_waits() -> None:
    wishes = [demand("first", value=5.0, deadline=3), demand("second", value=1.0, deadline=3)]
    roadmap = plan(
        wishes,
        sizing=sizing(first=option(accelerators=(32, 32)), second=option(accelerators=(24, 24))),
        constraints=constraints(budget_usd=(160e3,) * 8),
    )
    first, second = roadmap.go_live
    assert first.period is not None
    assert second.period is None or second.period > first.period


def test_a_workload_that_no_accelerator_can_do_is_never_live_with_the_reason() -> None:
    roadmap = plan(sizing=sizing(assistant=option(feasible=False)), standings=standings(SE_02=2))
    assert roadmap.go_live[0].period is None
    assert "the weights do not fit" in roadmap.go_live[0].reason
    assert planned(roadmap, "encryption").unlocks == ()


def test_pinned_initiatives_are_done_and_excluded_ones_are_not() -> None:
    roadmap = plan(constraints=constraints(pinned=("people",)))
    assert planned(roadmap, "people").why == "Decided before this plan."
    without = plan(
        standings=standings(SE_02=1, TA_01=2), constraints=constraints(excluded=("encryption", "people"))
    )
    assert without.initiatives == ()
    assert without.go_live[0].period is None
    assert "“Do encryption”, which is excluded" in without.go_live[0].reason


def test_pinned_initiatives_that_the_money_does_not_reach_name_the_conflict() -> None:
    poor = constraints(pinned=("people",), budget_usd=(1e3,) * 8)
    roadmap = plan(constraints=poor, standings=standings(TA_01=1))
    assert roadmap.status == "infeasible"
    assert "Do people must be done" in roadmap.conflicts
    assert any(text.startswith("add 92 k USD to the budget") for text in roadmap.relaxations)
    assert roadmap.go_live[0].period is None
    json.dumps(roadmap.to_json(), allow_nan=False)


def test_money_people_and_maturity_add_up_by_quarter() -> None:
    roadmap = plan(standings=standings(SE_01=1, SE_02=1, HW_07=2))
    total = [sum(item.cost_by_period[i] for item in roadmap.initiatives) for i in range(8)]
    assert list(roadmap.spending) == pytest.approx(total)
    for curve in roadmap.people:
        assert all(need <= there + 1e-6 for need, there in zip(curve.need, curve.capacity, strict=True))
    index = [point.index for point in roadmap.maturity_by_period]
    assert index == sorted(index, key=lambda value: value or 0.0)
    assert (roadmap.maturity_by_period[0].period, len(index)) == (-1, 9)


def test_the_same_input_gives_the_same_plan_byte_for_byte_and_time_is_no_part_of_it() -> None:
    first, second = (plan(standings=standings(SE_01=1, SE_02=1, HW_07=2)) for _ in range(2))
    assert json.dumps(first.to_json()) == json.dumps(second.to_json())
    assert "seconds" not in first.to_json()
    assert "seconds" in first.to_json(with_seconds=True)


def test_nothing_limits_a_plan_for_which_nobody_named_a_limit() -> None:
    free = replace(constraints(), budget_usd=None, people={})
    roadmap = plan(standings=standings(SE_01=1), estate=estate(staff=()), constraints=free)
    assert (roadmap.budget, roadmap.people) == (None, ())
    assert planned(roadmap, "access").start == 0
    assert any("no limit is assumed" in note for note in roadmap.assumptions)


def test_initiatives_that_only_wait_for_something_unknown_are_not_invented() -> None:
    wishes = [demand(data_class="health")]
    given = (wishes, sizing(assistant=option()), estate(), standings(SE_01=None, SE_02=2), constraints())
    verdicts = judge(given[0], given[1], given[2], given[3], given[4])
    problem = build_problem(
        wishes, verdicts, given[1], given[3], given[2], given[4], {"default": 3}, initiatives=CATALOGUE
    ).problem
    assert [task.id for task in problem.tasks] == ["encryption"]
    assert problem.tasks[0].after == ()
