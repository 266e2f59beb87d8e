"""When plans said that something would be finished, one after the other, and when it was."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.graphics.shapes import Drawing

from assessments.language import listed, say, to_say
from planner.charts.figures import NOTHING, quarter
from planner.charts.fonts import text_width
from planner.charts.marks import Key, diamond, empty, legend, legend_height
from planner.charts.model import Chart
from planner.charts.shapes import Sheet
from planner.charts.theme import Theme
from planner.charts.timeline import NAME, ROW, TOP, Axis, quarter_axis

PALEST = 0.3
MOST_QUARTERS = 60


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """Something that is to be finished. forecasts: quarters in the order of the plans; finish: "" so far."""

    title: str
    forecasts: tuple[str, ...]
    finish: str

    @property
    def quarters(self) -> list[str]:
        """Every quarter that the row shows."""
        return [name for name in (*self.forecasts, self.finish) if name]


def forecast_chart(lines: Sequence[ForecastRow]) -> Chart | None:
    """Return the chart of forecast and actual finish; None when no quarter is known."""
    shown = [line for line in lines if line.quarters]
    if not shown:
        return None
    return Chart(
        key="forecasts",
        title=say("Forecast and actual finish"),
        units=say("By quarter; a darker dot is a later plan"),
        source=say("Forecasts kept with each plan; what happened as it was recorded"),
        description="; ".join(_described(line) for line in shown),
        columns=(say("What"), say("Forecast, oldest plan first"), say("What happened")),
        table=tuple(
            (
                line.title,
                ", ".join(_changes(line)) or NOTHING,
                quarter(line.finish) if line.finish else NOTHING,
            )
            for line in shown
        ),
        paint=lambda width, theme, part: _painted(shown[part], width, theme),
        rows=len(shown),
    )


def _changes(line: ForecastRow) -> list[str]:
    """Return the forecasts in which a plan said something else than the one before."""
    before = ("", *line.forecasts)
    return [
        quarter(name)
        for earlier, name in zip(before, line.forecasts, strict=False)
        if name and name != earlier
    ]


def _described(line: ForecastRow) -> str:
    forecast = listed(_changes(line)) or say("nothing")
    if not line.finish:
        return say("{title}: forecast {quarters}, not finished", title=line.title, quarters=forecast)
    return say(
        "{title}: forecast {quarters}, finished {finish}",
        title=line.title,
        quarters=forecast,
        finish=quarter(line.finish),
    )


def _axis_periods(lines: Sequence[ForecastRow]) -> tuple[str, ...]:
    numbers = [_number(name) for line in lines for name in line.quarters]
    first, last = min(numbers) - 1, max(numbers)
    return tuple(f"{n // 4}-Q{n % 4 + 1}" for n in range(first, min(last, first + MOST_QUARTERS) + 1))


def _number(name: str) -> int:
    year, _, part = name.partition("-Q")
    return 4 * int(year) + int(part) - 1


def _painted(lines: Sequence[ForecastRow], width: float, theme: Theme) -> Drawing:
    if not lines:
        sheet = Sheet(width, 60)
        empty(sheet, theme, say("Nothing has been forecast yet"))
        return sheet.drawing
    keys = [Key("dot", "chart-1", to_say("Forecast of a plan")), Key("diamond", "ready", to_say("Finished"))]
    foot = legend_height(keys, width)
    height = TOP + ROW * len(lines) + 4 + foot
    sheet = Sheet(width, height)
    periods = _axis_periods(lines)
    longest = max(text_width(line.title, NAME) for line in lines)
    left = max(min(longest + 12, width * 0.45), width * 0.2)
    axis = Axis(left, (width - left - 6) / len(periods), periods)
    quarter_axis(sheet, theme, axis, height - foot)
    for index, line in enumerate(lines):
        with sheet.mark(_described(line)):
            sheet.place(0, TOP + ROW * index, width, ROW)
            _row(sheet, theme, line, axis, TOP + ROW * (index + 0.5))
    legend(sheet, theme, keys, height - 5)
    return sheet.drawing


def _row(sheet: Sheet, theme: Theme, line: ForecastRow, axis: Axis, y: float) -> None:
    sheet.text(0, y + 2.6, line.title, theme["ink"], size=NAME, width=axis.left - 10)
    first = _number(axis.periods[0])
    places = [axis.x(_number(name) - first + 0.5) for name in line.quarters]
    if max(places) > min(places):
        sheet.line((min(places), y), (max(places), y), theme["ink-muted"], width=0.8)
    known = [name for name in line.forecasts if name]
    for step, name in enumerate(known, start=1):
        shade = theme["chart-1"].tint(PALEST + (1 - PALEST) * step / len(known))
        sheet.dot(axis.x(_number(name) - first + 0.5), y, 3.4, shade, stroke=theme["surface"], width=0.8)
    if line.finish:
        diamond(sheet, theme, axis.x(_number(line.finish) - first + 0.5), y, 4.6, "ready")
