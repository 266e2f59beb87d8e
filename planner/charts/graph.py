"""The plane of two quantities: both axes with round ticks, either of which may begin below zero."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from planner.charts.figures import fitting_scale
from planner.charts.fonts import text_width
from planner.charts.marks import nice_ticks
from planner.charts.plane import TICK
from planner.charts.shapes import Point, Sheet
from planner.charts.theme import Theme

TOP, FOOT, GAP = 14.0, 26.0, 6.0
Write = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Scale:
    """The round numbers of an axis, and how they are written."""

    ticks: tuple[float, ...]
    write: Write
    unit: str = ""

    @property
    def low(self) -> float:
        return self.ticks[0]

    @property
    def high(self) -> float:
        return self.ticks[-1]


@dataclass(frozen=True, slots=True)
class Graph:
    """Where pairs of values stand, in points."""

    left: float
    right: float
    top: float
    bottom: float
    across: Scale
    up: Scale

    def x(self, value: float) -> float:
        """Return how far right a value stands; what lies outside stands at the edge."""
        return self.left + (self.right - self.left) * _share(self.across, value)

    def y(self, value: float) -> float:
        """Return how far down a value stands; what lies outside stands at the edge."""
        return self.bottom - (self.bottom - self.top) * _share(self.up, value)

    def at(self, x: float, y: float) -> Point:
        """Return the point of a pair of values."""
        return self.x(x), self.y(y)


def _share(scale: Scale, value: float) -> float:
    return min(max((value - scale.low) / ((scale.high - scale.low) or 1.0), 0.0), 1.0)


def scale_of(low: float, high: float, unit: str, count: int = 4) -> Scale:
    """Return round numbers around two values, in the unit that fits the larger of them.

    >>> scale_of(-3e5, 1.1e6, "USD").ticks
    (-500000.0, 0.0, 500000.0, 1000000.0, 1500000.0)
    """
    step = nice_ticks((high - low) or abs(high) or 1.0, count)[1]
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(step * n for n in range(first, max(last, first + 1) + 1))
    fitting = fitting_scale(max(abs(ticks[0]), abs(ticks[-1])), unit)
    return Scale(ticks, lambda value: fitting.text(value, 3), fitting.unit)


def graph_of(sheet: Sheet, across: Scale, up: Scale, *, right: float, foot: float) -> Graph:
    """Return a graph that leaves `right` points beside it and `foot` below the names of its lower axis."""
    widest = max(text_width(up.write(tick), TICK) for tick in up.ticks)
    return Graph(widest + GAP + 2, sheet.width - right, TOP, sheet.height - FOOT - foot, across, up)


def draw_axes(sheet: Sheet, theme: Theme, graph: Graph, below: str = "") -> None:
    """Draw lines across with their values at the left, and values below; `below` says what the lower axis counts."""
    for tick in graph.up.ticks:
        y = graph.y(tick)
        is_zero = tick == 0 and graph.up.low < 0
        paint, width = (theme["ink-muted"], 0.9) if is_zero else (theme["line"], 0.5)
        sheet.line((graph.left, y), (graph.right, y), paint, width=width)
        sheet.text(
            graph.left - GAP, y + 2.3, graph.up.write(tick), theme["ink-muted"], size=TICK, anchor="end"
        )
    if graph.up.unit:
        sheet.text(0, 6, graph.up.unit, theme["ink-muted"], size=TICK, width=sheet.width)
    _lower_axis(sheet, theme, graph)
    if below:
        middle = (graph.left + graph.right) / 2
        room = 2 * min(middle, sheet.width - middle)
        sheet.text(
            middle, graph.bottom + 19, below, theme["ink-muted"], size=TICK, anchor="middle", width=room
        )


def _lower_axis(sheet: Sheet, theme: Theme, graph: Graph) -> None:
    free = 0.0
    for tick in graph.across.ticks:
        x, words = graph.x(tick), graph.across.write(tick)
        sheet.line((x, graph.bottom), (x, graph.bottom + 3), theme["line"], width=0.6)
        half = text_width(words, TICK) / 2
        middle = min(max(x, half), sheet.width - half)
        if middle - half >= free:
            sheet.text(middle, graph.bottom + 10, words, theme["ink-muted"], size=TICK, anchor="middle")
            free = middle + half + 4


def columns(sheet: Sheet, graph: Graph, places: Sequence[float], tips: Sequence[str]) -> None:
    """Let a page tell the values at each place: a column around it can be pointed at."""
    xs = [graph.x(place) for place in places]
    for index, (x, tip) in enumerate(zip(xs, tips, strict=True)):
        left = graph.left if index == 0 else (xs[index - 1] + x) / 2
        right = graph.right if index == len(xs) - 1 else (x + xs[index + 1]) / 2
        with sheet.mark(tip):
            sheet.place(left, graph.top, right - left, graph.bottom - graph.top)
