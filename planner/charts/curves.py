"""Curves over the quarters: spending against budget, people against capacity, maturity to come."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reportlab.graphics.shapes import Drawing

from assessments.language import say, to_say
from planner.charts.figures import quantity, quarter, score, significant
from planner.charts.marks import Key, empty, legend, legend_height
from planner.charts.plane import (
    LEFT,
    End,
    Plane,
    end_names,
    line_look,
    middle_points,
    plane_of,
    quarter_names,
    steps,
    value_axis,
)
from planner.charts.shapes import Sheet
from planner.charts.theme import Theme
from planner.charts.timeline import Axis


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
    plane = plane_of(
        sheet, periods, max([*spending, *budget, 0.0]), right=8, foot=20 + legend_height(keys, width)
    )
    value_axis(sheet, theme, plane, "USD")
    quarter_names(sheet, theme, plane)
    step = plane.axis.step
    for index, value in enumerate(spending[: len(periods)]):
        x, y = plane.axis.x(index) + step * 0.18, plane.y(value)
        is_over = index < len(budget) and value > budget[index] * 1.000001
        paint = theme["chart-2"] if is_over else theme["chart-1"]
        with sheet.mark(_spending_tip(periods, index, value, budget)):
            sheet.place(plane.axis.x(index), plane.top, step, plane.bottom - plane.top)
            sheet.rect(x, y, step * 0.64, plane.bottom - y, paint)
    steps(sheet, theme, plane, budget, "ink")
    legend(sheet, theme, keys, sheet.height - 4, x=LEFT)
    return sheet.drawing


def _spending_tip(periods: Sequence[str], index: int, spent: float, budget: Sequence[float]) -> str:
    return say(
        "{quarter}: {spent} planned, {budget} budgeted",
        quarter=quarter(periods[index]),
        spent=quantity(spent, "USD"),
        budget=quantity(budget[index] if index < len(budget) else None, "USD"),
    )


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
        with sheet.mark(_load_tip(periods[index], load.title, need, limit)):
            sheet.place(axis.x(index), plane.top, axis.step, plane.bottom - plane.top)
            _load_bar(sheet, theme, plane, axis.x(index) + axis.step * 0.18, need, limit)
    steps(sheet, theme, plane, load.capacity, "ink")
    quarter_names(sheet, theme, plane, size=6)


def _load_bar(sheet: Sheet, theme: Theme, plane: Plane, x: float, need: float, limit: float) -> None:
    for low, high, paint in ((0.0, min(need, limit), "chart-6"), (limit, need, "blocked")):
        if high > low:
            height = plane.y(low) - plane.y(high)
            sheet.rect(x, plane.y(high), plane.axis.step * 0.64, height, theme[paint])


def _load_tip(period: str, title: str, need: float, limit: float) -> str:
    return say(
        "{title}, {quarter}: {need} needed, {limit} there",
        title=title,
        quarter=quarter(period),
        need=significant(need),
        limit=significant(limit),
    )


def maturity_curves(periods: Sequence[str], domains: Sequence[Series], width: float, theme: Theme) -> Drawing:
    """Draw the maturity of the domains (1 to 5) quarter by quarter as the plan lifts them, named at the right."""
    sheet = Sheet(width, 154)
    series = [line for line in domains if any(value is not None for value in line.values)]
    if len(periods) < 2 or not series:
        empty(sheet, theme, say("No projection: there is no plan yet"))
        return sheet.drawing
    plane = plane_of(sheet, periods, 5.0, right=126, low=1.0, foot=24)
    for level in range(1, 6):
        sheet.line(
            (plane.axis.left, plane.y(level)),
            (plane.axis.x(len(periods)), plane.y(level)),
            theme["line"],
            width=0.5,
        )
        sheet.text(LEFT - 6, plane.y(level) + 2.3, str(level), theme["ink-muted"], size=6.5, anchor="end")
    quarter_names(sheet, theme, plane)
    _lines(sheet, theme, plane, series, score)
    return sheet.drawing


def cash_curves(periods: Sequence[str], lines: Sequence[Series], width: float, theme: Theme) -> Drawing:
    """Draw money added up quarter by quarter, a line each, named at the right."""
    sheet = Sheet(width, 190)
    largest = max((value or 0.0 for line in lines for value in line.values), default=0.0)
    if not periods or not largest:
        empty(sheet, theme, say("No spending is planned"))
        return sheet.drawing
    plane = plane_of(sheet, periods, largest, right=min(0.3 * width, 170.0), foot=24)
    value_axis(sheet, theme, plane, "USD")
    quarter_names(sheet, theme, plane)
    _lines(sheet, theme, plane, lines, lambda value: quantity(value, "USD"))
    return sheet.drawing


def _lines(
    sheet: Sheet,
    theme: Theme,
    plane: Plane,
    lines: Sequence[Series],
    write: Callable[[float | None], str],
) -> None:
    ends: list[End] = []
    for number, line in enumerate(lines):
        paint, dash = line_look(number)
        points = middle_points(plane, line.values)
        sheet.curve(points, theme[paint], width=1.7, dash=dash)
        if points:
            sheet.dot(*points[-1], 2.4, theme[paint])
            ends.append((points[-1][1], line.title, paint))
    end_names(sheet, theme, ends, plane.right + 6)
    for index, period in enumerate(plane.axis.periods):
        known = [(line.title, line.values[index]) for line in lines if index < len(line.values)]
        told = ", ".join(f"{title} {write(value)}" for title, value in known)
        with sheet.mark(f"{quarter(period)}: {told}"):
            sheet.place(plane.axis.x(index), plane.top, plane.axis.step, plane.bottom - plane.top)
