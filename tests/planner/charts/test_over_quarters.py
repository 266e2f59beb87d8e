"""Charts over the time of the plan: the business case, capacity, and the busiest day of a service."""

import pytest

from planner.charts.business_charts import net_cash
from planner.charts.from_snapshot import snapshot_charts
from tests.planner.charts.plans import business, everything, multiplied


def test_benefit_less_cost_is_the_plan_s_spending_first_and_earns_once_live() -> None:
    snapshot = everything()
    roadmap = snapshot["roadmap"]
    roadmap |= {"periods": ["2027-Q1", "2027-Q2"], "spending": [100e3, 50e3]}
    roadmap["go_live"] = [{"workload": "all", "period": 0}]
    snapshot["inputs"]["workloads"] = [{"name": "all", "value": 2}]
    net = net_cash(snapshot)
    assert len(net) == 20
    assert net[0] == -100e3
    assert net[1] == pytest.approx(-100e3 - 50e3 + 9e5 / 4)
    assert net[2] - net[1] == pytest.approx(9e5 / 4 - 1.2e5 / 4)


def test_a_plan_without_a_benefit_has_no_business_case_to_draw() -> None:
    snapshot = everything()
    for figure in snapshot["organisation"]["figures"]:
        if figure["id"] == "payback_years":
            figure["value"] = None
    assert "cash" not in snapshot_charts(snapshot)


def test_the_payback_is_that_of_the_business_case_with_its_interval() -> None:
    description = snapshot_charts(everything())["cash"].description
    assert description.startswith("The plan has paid for itself after 2.9 years (2.1–4.4).")


def test_a_payback_beyond_what_is_counted_is_not_drawn() -> None:
    snapshot = everything()
    late = next(f for f in snapshot["organisation"]["figures"] if f["id"] == "payback_years")
    late["value"] = {"p10": 4.0, "p50": 5.0, "p90": 5.0}
    assert snapshot_charts(snapshot)["cash"].description.startswith("The plan does not pay for itself within")


def test_the_benefit_is_the_third_amount_of_the_payback() -> None:
    assert [step["value"] for step in business(7e5)[1]["derivation"]] == [1e6, 1.2e5, 7e5]


def test_machines_are_counted_from_the_quarter_after_their_workload_went_live() -> None:
    snapshot = everything()
    (goal, *_) = [goal for goal in snapshot["roadmap"]["go_live"] if goal["period"] is not None]
    snapshot["roadmap"]["go_live"] = [goal]
    table = snapshot_charts(snapshot)["capacity-accelerators"].table
    assert {row[1] for row in table[: goal["period"] + 1]} == {"0"}
    assert "0" not in {row[1] for row in table[goal["period"] + 1 :]}


def test_where_nothing_is_needed_there_is_no_fan_of_capacity() -> None:
    assert not any(key.startswith("capacity") for key in snapshot_charts(multiplied(0.0)))


def test_a_day_is_told_by_the_hour_for_each_policy() -> None:
    chart = snapshot_charts(everything())["scaling-day-1"]
    assert chart.columns == (
        "Hour", "Requests per second", "All replicas, always", "By load", "By schedule", "By forecast",
    )  # fmt: skip
    assert len(chart.table) == 24
    assert chart.table[14][:3] == ("14:00", "10", "10")


def test_plans_that_kept_no_day_have_no_chart_of_one() -> None:
    snapshot = everything()
    for policy in snapshot["sizing"]["workloads"][0]["autoscaling"]:
        policy["day"] = None
    assert "scaling-day-1" not in snapshot_charts(snapshot)


def test_last_time_stands_beside_now_where_there_was_one() -> None:
    before = {"hardware": 1.7, "data": None}
    charts = snapshot_charts(everything(), before)
    for key in ("maturity-radar", "maturity-domains"):
        assert charts[key].columns[-1] == "Last time"
        assert [row[-1] for row in charts[key].table][:2] == ["1.7", "–"]
    assert "Last time" not in snapshot_charts(everything())["maturity-radar"].columns
    assert "Last time" not in charts["practices-hardware"].columns
