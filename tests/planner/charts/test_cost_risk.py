"""How far the cost of a plan may go agrees with the draws that the roadmap makes of it."""

from typing import Any

import pytest

from planner.charts.cost_risk import Cost, CostRisk, cost_risk, costs_of
from planner.charts.from_snapshot import snapshot_charts
from planner.roadmap.model import Problem
from planner.roadmap.robustness import cost_range
from tests.planner.charts.plans import everything
from tests.planner.roadmap.problems import task


def risk_of(*found: tuple[float, float, float]) -> CostRisk:
    return cost_risk([Cost(f"t{n}", (usd,), low, high) for n, (usd, low, high) in enumerate(found)])


@pytest.mark.parametrize(
    "costs",
    [
        [(100.0, 0.5, 2.0)],
        [(100.0, 0.8, 1.3), (80.0, 0.4, 2.5), (20.0, 0.9, 1.1)],
        [(10.0, 0.3, 2.5)] * 25,
        [(1000.0, 0.5, 1.9), *[(15.0, 0.3, 2.4)] * 12],
    ],
)
def test_p10_and_p90_are_those_of_the_roadmap_s_draws(costs: list[tuple[float, float, float]]) -> None:
    tasks = tuple(
        task(f"t{index}", 1, usd, cost_range=(low, high)) for index, (usd, low, high) in enumerate(costs)
    )
    drawn = cost_range(Problem(1, tasks), {one.id for one in tasks}, draws=40_000)
    assert risk_of(*costs).total((0.1, 0.9)) == pytest.approx(list(drawn), rel=0.02)


def test_one_cost_has_the_ends_of_its_range() -> None:
    low, middle, high = risk_of((100.0, 0.5, 2.0)).total((0.1, 0.5, 0.9))
    assert (low, middle, high) == pytest.approx((50, 100, 200), rel=0.01)


def test_what_is_spent_grows_from_quarter_to_quarter_and_so_does_its_band() -> None:
    risk = cost_risk([Cost("a", (50.0, 0.0, 50.0), 0.7, 1.6), Cost("b", (0.0, 30.0, 30.0), 0.5, 2.0)])
    spent = risk.by_period()
    assert [value.p50 for value in spent] == sorted(value.p50 for value in spent)
    widths = [value.p90 - value.p10 for value in spent]
    assert widths == sorted(widths)


def test_a_quarter_before_the_first_cost_costs_nothing() -> None:
    assert cost_risk([Cost("a", (0.0, 50.0), 0.7, 1.6)]).by_period()[0].p90 == 0.0


def test_the_chance_of_an_amount_is_what_the_amount_of_the_chance_says() -> None:
    risk = risk_of((100.0, 0.5, 2.0), (60.0, 0.6, 1.5))
    assert risk.chance(risk.total((0.8,))[0]) == pytest.approx(0.8, abs=0.01)


def test_without_costs_there_is_no_risk_to_tell() -> None:
    with pytest.raises(ValueError, match="no cost has a range"):
        cost_risk([])


@pytest.mark.parametrize("changed", [{"cost_low_usd": None}, {"cost_usd": 0.0}, {"cost_low_usd": 9e9}])
def test_a_task_without_a_range_is_left_out(changed: dict[str, Any]) -> None:
    snapshot = everything()
    count = len(costs_of(snapshot))
    snapshot["roadmap"]["initiatives"][0] |= changed
    assert len(costs_of(snapshot)) == count - 1


def test_plans_without_ranges_have_neither_chart() -> None:
    snapshot = everything()
    for item in snapshot["roadmap"]["initiatives"]:
        del item["cost_low_usd"]
    assert not {"cost-fan", "total-cost"} & snapshot_charts(snapshot).keys()


def test_the_whole_cost_is_told_with_p50_p80_plan_and_budget() -> None:
    chart = snapshot_charts(everything())["total-cost"]
    assert [row[0] for row in chart.table][4::3] == ["P50", "P80", "Budget of all quarters"]
    assert [row[2] for row in chart.table][:9] == [f"{n} %" for n in range(10, 100, 10)]
    assert chart.description.startswith("P50: ")
    assert "; Planned: " in chart.description
