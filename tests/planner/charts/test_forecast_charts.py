"""The chart of forecasts against what happened."""

from planner.charts.forecast_charts import ForecastRow, forecast_chart
from planner.charts.svg import chart_svg

ROWS = [
    ForecastRow("Access", ("2027-Q2", "2027-Q2", "2027-Q3"), "2027-Q4"),
    ForecastRow("Assistant", ("2028-Q1", ""), ""),
    ForecastRow("Never forecast", (), "2027-Q1"),
    ForecastRow("Nothing known", ("",), ""),
]


def test_a_row_tells_each_change_of_the_forecast_and_what_happened() -> None:
    chart = forecast_chart(ROWS)
    assert chart is not None
    assert chart.table == (
        ("Access", "Q2 2027, Q3 2027", "Q4 2027"),
        ("Assistant", "Q1 2028", "–"),
        ("Never forecast", "–", "Q1 2027"),
    )
    assert chart.description == (
        "Access: forecast Q2 2027 and Q3 2027, finished Q4 2027; Assistant: forecast Q1 2028, not finished;"
        " Never forecast: forecast nothing, finished Q1 2027"
    )


def test_the_drawing_has_a_dot_for_each_forecast_and_a_diamond_for_each_finish() -> None:
    chart = forecast_chart(ROWS)
    assert chart is not None
    drawn = chart_svg(chart, 640.0)
    assert drawn.count("<circle") == 4 + 1, "and one in the legend"
    assert drawn.count("<polygon") == 2 + 1, "and one in the legend"


def test_without_any_quarter_there_is_no_chart() -> None:
    assert forecast_chart([]) is None
    assert forecast_chart(ROWS[3:]) is None
