"""Money added up over the years: a line for each option, a mark where one has cost no more than another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reportlab.graphics.shapes import Drawing

from assessments.language import localised
from planner.charts.figures import Interval, quantity
from planner.charts.fonts import BOLD, text_width
from planner.charts.graph import Graph, Scale, columns, draw_axes, graph_of, scale_of
from planner.charts.marks import Key, diamond, legend, legend_height
from planner.charts.plane import line_look
from planner.charts.shapes import SMALL, Point, Sheet
from planner.charts.theme import Theme

HEIGHT = 190.0


@dataclass(frozen=True, slots=True)
class Line:
    """Money after so many years: (year, USD) each, ascending; None for the look takes the next one."""

    title: str
    points: tuple[Point, ...]

    def at(self, year: float) -> float:
        """Return the money at a year, straight between the points that are known."""
        before = self.points[0]
        for point in self.points:
            if point[0] >= year:
                span = point[0] - before[0]
                return before[1] + (point[1] - before[1]) * ((year - before[0]) / span if span else 1.0)
            before = point
        return before[1]


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where it is paid back: a year, with P10 and P90 if they are known, the money then, and a word on it."""

    year: Interval
    usd: float
    text: str


def cash_lines(
    lines: Sequence[Line], crossing: Crossing | None, below: str, width: float, theme: Theme
) -> Drawing:
    """Draw the lines from the first year to the last, named below. lines: not empty. below: what is counted."""
    keys = [_key(index, line) for index, line in enumerate(lines)]
    foot = legend_height(keys, width)
    sheet = Sheet(width, HEIGHT + foot)
    money = [usd for line in lines for _, usd in line.points]
    last = max(year for line in lines for year, _ in line.points)
    across = Scale(tuple(float(n) for n in range(int(last + 0.999) + 1)), lambda year: f"{year:.0f}")
    graph = graph_of(
        sheet, across, scale_of(min(0.0, *money), max(0.0, *money), "USD"), right=12, foot=foot - 4
    )
    draw_axes(sheet, theme, graph, below)
    for index, line in enumerate(lines):
        paint, dash = line_look(index)
        points = [graph.at(*point) for point in line.points]
        sheet.curve(points, theme[paint], width=1.8, dash=dash)
        sheet.dot(*points[-1], 2.4, theme[paint])
    _felt(sheet, graph, lines)
    if crossing is not None:
        _crossing(sheet, theme, graph, crossing)
    legend(sheet, theme, keys, sheet.height - 4, x=graph.left)
    return sheet.drawing


def _key(index: int, line: Line) -> Key:
    paint, dash = line_look(index)
    return Key("line", paint, line.title, dash)


def _felt(sheet: Sheet, graph: Graph, lines: Sequence[Line]) -> None:
    """Let a page tell all lines at once, four times a year."""
    count = round(4 * graph.across.high)
    years = [step / 4 for step in range(count + 1)]
    write: Callable[[float], str] = lambda year: localised(f"{year:g}")  # noqa: E731 -- used twice, named once
    tips = [
        f"{write(year)}: " + "; ".join(f"{line.title} {quantity(line.at(year), 'USD')}" for line in lines)
        for year in years
    ]
    columns(sheet, graph, years, tips)


def _crossing(sheet: Sheet, theme: Theme, graph: Graph, crossing: Crossing) -> None:
    x, y = graph.at(crossing.year.p50, crossing.usd)
    if not crossing.year.is_exact:
        low, high = graph.x(crossing.year.p10), graph.x(crossing.year.p90)
        sheet.line((low, y), (high, y), theme["ink"], width=1.2)
        for end in (low, high):
            sheet.line((end, y - 3.5), (end, y + 3.5), theme["ink"], width=1.2)
    sheet.line((x, y), (x, graph.bottom), theme["ink-muted"], width=0.7, dash=(2, 2))
    diamond(sheet, theme, x, y, 5, "ink")
    length = text_width(crossing.text, SMALL, BOLD)
    left = min(max(x + 8, graph.left + 3), sheet.width - length - 2)
    down = y + 14 if y + 20 < graph.bottom else y - 9
    sheet.rect(left - 2, down - 7.2, length + 4, 9.6, theme["surface"].tint(0.85))
    sheet.text(left, down, crossing.text, theme["ink"], size=SMALL, bold=True)
