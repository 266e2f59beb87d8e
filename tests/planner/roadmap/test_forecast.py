"""What a plan forecasts, read from its snapshot."""

from typing import Any

from planner.roadmap.forecast import ForecastLine, forecast_of, forecasts_of
from tests.planner.reports.snapshots import hospital

PERIODS = ["2027-Q1", "2027-Q2", "2027-Q3"]


def snapshot(**changes: Any) -> dict[str, Any]:
    """A plan of three quarters with one initiative, one left out, and two workloads."""
    roadmap = {
        "periods": PERIODS,
        "initiatives": [
            {
                "id": "access", "title": "Access", "start": 0, "work_start": 1, "finish": 2,
                "cost_usd": 100e3, "cost_low_usd": 80e3, "cost_high_usd": 150e3,
            }
        ],
        "left_out": [{"id": "people", "title": "People", "cost_usd": 5e3, "why_not": "No money."}],
        "go_live": [
            {"workload": "assistant", "title": "Assistant", "period": 2},
            {"workload": "search", "title": "Search", "period": None},
        ],
        "robustness": {"go_live": {"assistant": 0.8, "search": 0.4}},
    }  # fmt: skip
    return {"roadmap": roadmap, "inputs": {"constraints": {}, **changes}}


ACCESS = ForecastLine("initiative", "access", "Access", "2027-Q1", "2027-Q2", 100e3, 80e3, 150e3)


def test_a_plan_forecasts_its_initiatives_with_their_cost_and_its_workloads_with_their_chance() -> None:
    assert forecasts_of(snapshot()) == (
        ACCESS,
        ForecastLine("workload", "assistant", "Assistant", finish="2027-Q3", chance=0.8),
        ForecastLine("workload", "search", "Search"),
    )


def test_of_what_was_under_way_only_the_date_is_forecast() -> None:
    line = forecasts_of(snapshot(constraints={"under_way": {"access": 0.4}}))[0]
    assert line == ForecastLine("initiative", "access", "Access", "2027-Q1", "2027-Q2")


def test_a_scenario_forecasts_nothing() -> None:
    assert forecasts_of(snapshot(scenario={"name": "rent", "title": "Rent", "changes": {}})) == ()


def test_a_left_out_initiative_has_a_title_and_no_date() -> None:
    assert forecast_of(snapshot(), "access") == ACCESS
    assert forecast_of(snapshot(), "people") == ForecastLine("initiative", "people", "People")
    assert forecast_of(snapshot(), "nothing") is None


def test_an_infeasible_or_an_empty_plan_still_reads() -> None:
    assert forecasts_of({}) == ()
    infeasible = snapshot()
    infeasible["roadmap"] |= {"initiatives": [], "robustness": None}
    infeasible["roadmap"]["go_live"][0]["period"] = None
    assert forecasts_of(infeasible) == (
        ForecastLine("workload", "assistant", "Assistant"),
        ForecastLine("workload", "search", "Search"),
    )


def test_a_whole_snapshot_is_forecast_in_full() -> None:
    lines = forecasts_of(hospital())
    roadmap = hospital()["roadmap"]
    assert [line.key for line in lines if line.subject == "initiative"] == [
        item["id"] for item in roadmap["initiatives"]
    ]
    assert [line.key for line in lines if line.subject == "workload"] == [
        item["workload"] for item in roadmap["go_live"]
    ]
