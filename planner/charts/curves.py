"""Curves over the quarters: spending against budget, people against capacity, maturity to come."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.graphics.shapes import Drawing

from assessments.language import say, to_say
from planner.charts.figures import fitting_scale, significant
from planner.charts.marks import Key, empty, legend, legend_height, nice_ticks
from planner.charts.shapes import SMALL, Point, Sheet
from planner.charts.theme import Theme
from planner.charts.timeline import Axis

LEFT = 34.0
_LINES = ("chart-1", "chart-2", "chart-3", "chart-4", "chart-5", "chart-6")
_DASHES: tuple[tuple[float, ...] | None, ...] = (None, (5, 2), (1.5, 1.8), (7, 2, 1.5, 2), (3, 3), (9, 3))


@dataclass(frozen=True, slots=True)
class Series:
    """A named row of numbers, one per quarter; None where there is none."""

    title: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """What a role is needed for and has to give, per quarter, in people."""

    title: str
    need: tuple[float, ...]
    capacity: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Plane:
    """Where values stand: the axis of quarters, and y for a value."""

    axis: Axis
    top: float
    bottom: float
    low: float
    high: float

    def y(self, value: float) -> float:
        """Return how far down a value stands."""
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return self.bottom - (self.bottom - self.top) * min(max(share, 0.0), 1.0)


def spending_curves(
    periods: Sequence[str], spending: Sequence[float], budget: Sequence[float], width: float, theme: Theme
) -> Drawing:
    """Draw spending per quarter as bars, the budget as steps, and both added up as lines on the right scale."""
    keys = [Key("bar", "chart-1", to_say("Spending")), Key("line", "ink", to_say("Budget of the quarter"))]
    if any(value > limit * 1.000001 for value, limit in zip(spending, budget, strict=False)):
        keys.insert(1, Key("bar", "chart-2", to_say("Spending from money carried over")))
    sheet = Sheet(width, 148 + legend_height(keys, width))
    if not periods or not (spending or budget):
        empty(sheet, theme, say("No spending is planned"))
        return sheet.drawing
    plane = _plane(
        sheet, periods, max([*spending, *budget, 0.0]), right=8, foot=20 + legend_height(keys, width)
    )
    _value_axis(sheet, theme, plane, "USD")
    _quarters(sheet, theme, plane)
    step = plane.axis.step
    for index, value in enumerate(spending[: len(periods)]):
        x, y = plane.axis.x(index) + step * 0.18, plane.y(value)
        is_over = index < len(budget) and value > budget[index] * 1.000001
        paint = theme["chart-2"] if is_over else theme["chart-1"]
        sheet.rect(x, y, step * 0.64, plane.bottom - y, paint.tint(0.85))
    _steps(sheet, theme, plane, budget, "ink")
    legend(sheet, theme, keys, sheet.height - 4, x=LEFT)
    return sheet.drawing


def people_loads(periods: Sequence[str], loads: Sequence[Load], width: float, theme: Theme) -> Drawing:
    """Draw one small chart per role, two in a row, need as bars against capacity as steps."""
    if not periods or not loads:
        sheet = Sheet(width, 60)
        empty(sheet, theme, say("The plan needs no people"))
        return sheet.drawing
    gap, height = 24.0, 86.0
    across = (width - gap) / 2
    keys = [
        Key("bar", "chart-6", to_say("Needed")),
        Key("bar", "blocked", to_say("Needed beyond capacity")),
        Key("line", "ink", to_say("Capacity")),
    ]
    sheet = Sheet(width, height * ((len(loads) + 1) // 2) + legend_height(keys, width))
    for index, load in enumerate(loads):
        left = (across + gap) * (index % 2)
        _load(sheet, theme, periods, load, (left, across), height * (index // 2))
    legend(sheet, theme, keys, sheet.height - 4)
    return sheet.drawing


def _load(
    sheet: Sheet, theme: Theme, periods: Sequence[str], load: Load, place: tuple[float, float], top: float
) -> None:
    left, width = place
    sheet.text(left, top + 9, load.title, theme["ink"], bold=True, width=width)
    largest = max([*load.need, *load.capacity, 1.0])
    axis = Axis(left + 16, (width - 18) / len(periods), tuple(periods))
    plane = Plane(axis, top + 20, top + 62, 0.0, largest)
    for value in (0.0, largest):
        sheet.line((axis.left, plane.y(value)), (left + width, plane.y(value)), theme["line"], width=0.4)
        sheet.text(
            axis.left - 4,
            plane.y(value) + 2.2,
            significant(value),
            theme["ink-muted"],
            size=6.3,
            anchor="end",
        )
    for index, need in enumerate(load.need[: len(periods)]):
        limit = load.capacity[index] if index < len(load.capacity) else 0.0
        x = axis.x(index) + axis.step * 0.18
        for low, high, paint in ((0.0, min(need, limit), "chart-6"), (limit, need, "blocked")):
            if high > low:
                sheet.rect(
                    x, plane.y(high), axis.step * 0.64, plane.y(low) - plane.y(high), theme[paint].tint(0.85)
                )
    _steps(sheet, theme, plane, load.capacity, "ink")
    _quarters(sheet, theme, plane, size=6)


def maturity_curves(periods: Sequence[str], domains: Sequence[Series], width: float, theme: Theme) -> Drawing:
    """Draw the maturity of the domains (1 to 5) quarter by quarter as the plan lifts them, named at the right."""
    sheet = Sheet(width, 154)
    series = [line for line in domains if any(value is not None for value in line.values)]
    if len(periods) < 2 or not series:
        empty(sheet, theme, say("No projection: there is no plan yet"))
        return sheet.drawing
    plane = _plane(sheet, periods, 5.0, right=126, low=1.0, foot=24)
    for level in range(1, 6):
        sheet.line(
            (plane.axis.left, plane.y(level)),
            (plane.axis.x(len(periods)), plane.y(level)),
            theme["line"],
            width=0.5,
        )
        sheet.text(LEFT - 6, plane.y(level) + 2.3, str(level), theme["ink-muted"], size=6.5, anchor="end")
    _quarters(sheet, theme, plane)
    ends: list[tuple[float, str, str]] = []
    for number, line in enumerate(series):
        paint, dash = _LINES[number % len(_LINES)], _DASHES[number % len(_DASHES)]
        points = _points(plane, line.values)
        sheet.curve(points, theme[paint], width=1.7, dash=dash)
        if points:
            sheet.dot(*points[-1], 2.4, theme[paint])
            ends.append((points[-1][1], line.title, paint))
    _end_names(sheet, theme, ends, plane.axis.x(len(periods)) + 6)
    return sheet.drawing


def cash_curves(periods: Sequence[str], lines: Sequence[Series], width: float, theme: Theme) -> Drawing:
    """Draw money added up quarter by quarter, a line each, named at the right."""
    sheet = Sheet(width, 190)
    largest = max((value or 0.0 for line in lines for value in line.values), default=0.0)
    if not periods or not largest:
        empty(sheet, theme, say("No spending is planned"))
        return sheet.drawing
    plane = _plane(sheet, periods, largest, right=min(0.3 * width, 170.0), foot=24)
    _value_axis(sheet, theme, plane, "USD")
    _quarters(sheet, theme, plane)
    ends: list[tuple[float, str, str]] = []
    for number, line in enumerate(lines):
        paint, dash = _LINES[number % len(_LINES)], _DASHES[number % len(_DASHES)]
        points = _points(plane, line.values)
        sheet.curve(points, theme[paint], width=1.7, dash=dash)
        if points:
            sheet.dot(*points[-1], 2.4, theme[paint])
            ends.append((points[-1][1], line.title, paint))
    _end_names(sheet, theme, ends, plane.axis.x(len(periods)) + 6)
    return sheet.drawing


def _points(plane: Plane, values: Sequence[float | None]) -> list[Point]:
    shown = values[: len(plane.axis.periods)]
    return [
        (plane.axis.x(i) + plane.axis.step / 2, plane.y(value))
        for i, value in enumerate(shown)
        if value is not None
    ]


def _end_names(sheet: Sheet, theme: Theme, ends: list[tuple[float, str, str]], x: float) -> None:
    """Write each line's name at its end, pushed apart so that none covers another."""
    below = -10.0
    for y, title, paint in sorted(ends):
        below = max(y, below + 9.5)
        sheet.text(x, below + 2.4, title, theme[paint], size=SMALL, bold=True, width=sheet.width - x)


def _plane(
    sheet: Sheet, periods: Sequence[str], largest: float, *, right: float, foot: float, low: float = 0.0
) -> Plane:
    axis = Axis(LEFT, (sheet.width - LEFT - right) / len(periods), tuple(periods))
    high = largest if low else nice_ticks(largest)[-1]
    return Plane(axis, 14.0, sheet.height - foot, low, high)


def _value_axis(sheet: Sheet, theme: Theme, plane: Plane, unit: str) -> None:
    ticks = nice_ticks(plane.high)
    scale = fitting_scale(ticks[-1], unit)
    for tick in ticks:
        sheet.line(
            (plane.axis.left, plane.y(tick)),
            (plane.axis.x(len(plane.axis.periods)), plane.y(tick)),
            theme["line"],
            width=0.5,
        )
        sheet.text(
            LEFT - 6, plane.y(tick) + 2.3, scale.text(tick, 3), theme["ink-muted"], size=6.5, anchor="end"
        )
    sheet.text(0, 6, scale.unit, theme["ink-muted"], size=6.5)


def _quarters(sheet: Sheet, theme: Theme, plane: Plane, *, size: float = 6.5) -> None:
    year_before = ""
    for index, period in enumerate(plane.axis.periods):
        year, _, part = period.partition("-")
        x = plane.axis.x(index)
        if plane.axis.step >= 11:
            sheet.text(
                x + plane.axis.step / 2,
                plane.bottom + 9,
                part,
                theme["ink-muted"],
                size=size,
                anchor="middle",
            )
        if year != year_before:
            sheet.text(x + 2, plane.bottom + 17.5, year, theme["ink"], size=size, bold=True)
            year_before = year


def _steps(sheet: Sheet, theme: Theme, plane: Plane, values: Sequence[float], paint: str) -> None:
    points: list[Point] = []
    for index, value in enumerate(values[: len(plane.axis.periods)]):
        points += [(plane.axis.x(index), plane.y(value)), (plane.axis.x(index + 1), plane.y(value))]
    sheet.curve(points, theme[paint], width=1.3)
