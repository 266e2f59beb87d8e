"""How sure a plan is, as the dashboard says it."""

import copy

from planner.reports.content.robustness import robustness_basis, robustness_table
from tests.planner.reports.snapshots import hospital, infeasible


def test_dates_money_and_people_each_have_their_chance() -> None:
    snapshot = copy.deepcopy(hospital())
    snapshot["roadmap"]["robustness"] |= {"people": {"ml_engineers": 0.342, "data_engineers": 1.0}}
    table = robustness_table(snapshot)
    assert table is not None
    dates = [row for row in table.rows if " live by " in row[0]]
    assert len(dates) == len(snapshot["roadmap"]["robustness"]["go_live"])
    assert ("Enough people: ML engineers", "34 %") in table.rows
    assert ("Enough people: Data engineers", "over 99 %") in table.rows
    assert "The budget is kept in every quarter" in {row[0] for row in table.rows}
    assert "draws of durations, efforts and costs" in robustness_basis(snapshot)


def test_the_chance_of_the_budget_is_not_taken_for_that_of_the_whole_cost() -> None:
    snapshot = copy.deepcopy(hospital())
    assert (
        "the whole plan costs no more than all quarters give together is another question"
        in robustness_basis(snapshot)
    )
    snapshot["roadmap"]["robustness"]["in_budget"] = None
    assert "another question" not in robustness_basis(snapshot)


def test_what_can_go_live_now_has_no_quarter() -> None:
    snapshot = copy.deepcopy(hospital())
    for item in snapshot["roadmap"]["go_live"]:
        item["period"] = -1
    table = robustness_table(snapshot)
    assert table is not None
    assert not [row for row in table.rows if "outside this plan" in row[0]]
    assert [row for row in table.rows if row[0].endswith("can go live now")]


def test_a_plan_without_a_schedule_says_no_chances() -> None:
    assert robustness_table(infeasible()) is None
