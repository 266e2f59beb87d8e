"""What is likely over the quarters, and how far it may go: a line for P50 in a band from P10 to P90."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.graphics.shapes import Drawing

from assessments.language import say, to_say
from planner.charts.figures import Interval, quantity, quarter, with_span
from planner.charts.marks import Key, empty, legend, legend_height
from planner.charts.plane import (
    LEFT,
    Plane,
    middle_points,
    plane_of,
    quarter_names,
    step_points,
    steps,
    value_axis,
)
from planner.charts.shapes import Point, Sheet
from planner.charts.theme import Theme

HEIGHT, NAMES = 150.0, 22.0
MIDDLE = Key("line", "chart-1", to_say("Likely (P50)"))
BAND = Key("band", "chart-1", to_say("P10–P90"))


@dataclass(frozen=True, slots=True)
class Fan:
    """A quantity at the end of each quarter; limit: what it is held against, said in `limit_name`, or none.

    is_stepped: it jumps from one quarter to the next, as machines do, rather than growing.
    """

    values: tuple[Interval, ...]
    unit: str
    limit: tuple[float, ...] = ()
    limit_name: str = ""
    is_stepped: bool = False


def fan(periods: Sequence[str], shown: Fan, width: float, theme: Theme) -> Drawing:
    """Draw the band, the middle and the limit."""
    largest = max([*(value.p90 for value in shown.values), *shown.limit], default=0.0)
    if not periods or largest <= 0:
        sheet = Sheet(width, 60)
        empty(sheet, theme, say("Nothing here is known yet"))
        return sheet.drawing
    keys = [MIDDLE]
    keys += [BAND] if any(not value.is_exact for value in shown.values) else []
    keys += [Key("dashed", "ink", shown.limit_name)] if shown.limit else []
    foot = legend_height(keys, width)
    sheet = Sheet(width, HEIGHT + foot)
    plane = plane_of(sheet, periods, largest, right=8, foot=NAMES + foot)
    value_axis(sheet, theme, plane, shown.unit)
    quarter_names(sheet, theme, plane)
    _band(sheet, theme, plane, shown)
    if shown.limit:
        steps(sheet, theme, plane, shown.limit, "ink", dash=(3, 2))
    _felt(sheet, plane, shown)
    legend(sheet, theme, keys, sheet.height - 4, x=LEFT)
    return sheet.drawing


def _band(sheet: Sheet, theme: Theme, plane: Plane, shown: Fan) -> None:
    low, middle, high = (
        _points(plane, [getattr(value, name) for value in shown.values], is_stepped=shown.is_stepped)
        for name in ("p10", "p50", "p90")
    )
    sheet.polygon([*high, *reversed(low)], theme["chart-1"].tint(0.24))
    for edge in (low, high):
        sheet.curve(edge, theme["chart-1"], width=0.7)
    sheet.curve(middle, theme["chart-1"], width=2)
    if not shown.is_stepped:
        for point in middle:
            sheet.dot(*point, 2, theme["chart-1"])


def _points(plane: Plane, values: Sequence[float], *, is_stepped: bool) -> list[Point]:
    return step_points(plane, values) if is_stepped else middle_points(plane, values)


def _felt(sheet: Sheet, plane: Plane, shown: Fan) -> None:
    for index, (period, value) in enumerate(zip(plane.axis.periods, shown.values, strict=False)):
        tip = f"{quarter(period)}: {with_span(value, shown.unit)}"
        if index < len(shown.limit):
            tip += f"; {shown.limit_name}: {quantity(shown.limit[index], shown.unit)}"
        with sheet.mark(tip):
            sheet.place(plane.axis.x(index), plane.top, plane.axis.step, plane.bottom - plane.top)
