"""How ways to get accelerators are called, and over what they are compared."""

import pytest

from planner.charts.from_snapshot import snapshot_charts
from tests.planner.reports.snapshots import Json, informed


def of_first_workload(**given: object) -> Json:
    """The hospital group; the options of its first workload are changed as given."""
    snapshot = informed()
    for option in snapshot["sizing"]["workloads"][0]["options"]:
        option |= given
    return snapshot


@pytest.mark.parametrize(
    ("usd", "titles"),
    [
        (0.0, ["Own machines in an own room (likely cheapest)", "Own machines in a rented room"]),
        (
            9e4,
            [
                "Missing machines bought for an own room (likely cheapest)",
                "Missing machines bought for a rented room",
            ],
        ),
    ],
    ids=["all there", "some missing"],
)
def test_only_what_is_missing_is_called_bought(usd: float, titles: list[str]) -> None:
    purchase = {"p10": usd, "p50": usd, "p90": usd}
    chart = snapshot_charts(of_first_workload(acquired="own", in_estate=True, purchase_usd=purchase))[
        "ways-1"
    ]
    assert [row[0] for row in chart.table][3:] == titles


def test_the_ways_of_a_run_are_not_counted_in_years() -> None:
    snapshot = informed()
    for option in snapshot["sizing"]["workloads"][0]["options"]:
        option["comparison"]["years"] = None
    assert snapshot_charts(snapshot)["ways-1"].units == "Net present cost in USD of one run; P50 (P10–P90)"
