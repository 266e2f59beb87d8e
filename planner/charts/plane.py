"""The plane that curves over quarters stand on: an axis of values at the left, quarters below."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.charts.figures import fitting_scale
from planner.charts.fonts import BOLD, text_width
from planner.charts.marks import nice_ticks
from planner.charts.shapes import SMALL, Point, Sheet
from planner.charts.theme import Theme
from planner.charts.timeline import Axis

LEFT, TICK, SAMPLE = 34.0, 6.5, 11.0
_PAINTS = ("chart-1", "chart-2", "chart-3", "chart-4", "chart-5", "chart-6")
Dash = tuple[float, ...] | None
_DASHES: tuple[Dash, ...] = (None, (5, 2), (1.5, 1.8), (7, 2, 1.5, 2), (3, 3), (9, 3))
End = tuple[float, str, str]


def line_look(number: int) -> tuple[str, Dash]:
    """Return paint and dash of a line: told apart by form as well as by colour."""
    return _PAINTS[number % len(_PAINTS)], _DASHES[number % len(_DASHES)]


@dataclass(frozen=True, slots=True)
class Plane:
    """Where values stand: the axis of quarters, and y for a value."""

    axis: Axis
    top: float
    bottom: float
    low: float
    high: float

    @property
    def right(self) -> float:
        """Where the last quarter ends."""
        return self.axis.x(len(self.axis.periods))

    def y(self, value: float) -> float:
        """Return how far down a value stands."""
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return self.bottom - (self.bottom - self.top) * min(max(share, 0.0), 1.0)


def plane_of(
    sheet: Sheet, periods: Sequence[str], largest: float, *, right: float, foot: float, low: float = 0.0
) -> Plane:
    """Return a plane from `low` (or 0 and up to a round number) that leaves room at the right and at the foot."""
    axis = Axis(LEFT, (sheet.width - LEFT - right) / len(periods), tuple(periods))
    high = largest if low else nice_ticks(largest)[-1]
    return Plane(axis, 14.0, sheet.height - foot, low, high)


def value_axis(sheet: Sheet, theme: Theme, plane: Plane, unit: str) -> None:
    """Write the values at the left with lines across, and their unit on top."""
    ticks = nice_ticks(plane.high)
    scale = fitting_scale(ticks[-1], unit)
    for tick in ticks:
        y = plane.y(tick)
        sheet.line((plane.axis.left, y), (plane.right, y), theme["line"], width=0.5)
        sheet.text(LEFT - 6, y + 2.3, scale.text(tick, 3), theme["ink-muted"], size=TICK, anchor="end")
    sheet.text(0, 6, scale.unit, theme["ink-muted"], size=TICK)


def quarter_names(sheet: Sheet, theme: Theme, plane: Plane, *, size: float = TICK) -> None:
    """Write quarters below the plane where they fit, and the years below them where they do not touch."""
    year_before, free = "", 0.0
    for index, period in enumerate(plane.axis.periods):
        year, _, part = period.partition("-")
        x = plane.axis.x(index)
        if plane.axis.step >= text_width(part, size) + 2:
            middle = x + plane.axis.step / 2
            sheet.text(middle, plane.bottom + 9, part, theme["ink-muted"], size=size, anchor="middle")
        if year != year_before and x + 2 >= free:
            room = sheet.width - x - 2
            sheet.text(x + 2, plane.bottom + 17.5, year, theme["ink"], size=size, bold=True, width=room)
            free = x + 6 + text_width(year, size, BOLD)
        year_before = year


def steps(sheet: Sheet, theme: Theme, plane: Plane, values: Sequence[float], paint: str, *,
          dash: Sequence[float] | None = None) -> None:  # fmt: skip
    """Draw a value per quarter as steps."""
    sheet.curve(step_points(plane, values), theme[paint], width=1.3, dash=dash)


def step_points(plane: Plane, values: Sequence[float]) -> list[Point]:
    """Return the corners of steps, one per quarter."""
    points: list[Point] = []
    for index, value in enumerate(values[: len(plane.axis.periods)]):
        points += [(plane.axis.x(index), plane.y(value)), (plane.axis.x(index + 1), plane.y(value))]
    return points


def middle_points(plane: Plane, values: Sequence[float | None]) -> list[Point]:
    """Return a point in the middle of each quarter that has a value."""
    shown = values[: len(plane.axis.periods)]
    return [
        (plane.axis.x(i) + plane.axis.step / 2, plane.y(value))
        for i, value in enumerate(shown)
        if value is not None
    ]


def end_names(sheet: Sheet, theme: Theme, ends: Sequence[End], x: float) -> None:
    """Write (y, name, paint) of each line at its end, beside a piece of it.

    They are pushed apart so that none covers another or leaves the sheet.
    """
    places: list[float] = []
    for y, _, _ in sorted(ends):
        places.append(max(y, places[-1] + 9.5) if places else max(y, 5.0))
    floor = sheet.height - 5
    for index in range(len(places) - 1, -1, -1):
        places[index] = min(places[index], floor)
        floor = places[index] - 9.5
    for (_, title, paint), y in zip(sorted(ends), places, strict=True):
        dash = _DASHES[_PAINTS.index(paint)] if paint in _PAINTS else None
        sheet.line((x, y), (x + SAMPLE, y), theme[paint], width=1.7, dash=dash)
        room = sheet.width - x - SAMPLE - 4
        sheet.text(x + SAMPLE + 4, y + 2.4, title, theme["ink"], size=SMALL, width=room)
