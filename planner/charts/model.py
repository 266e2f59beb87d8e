"""What every chart is, whatever it shows."""

from collections.abc import Callable
from dataclasses import dataclass

from reportlab.graphics.shapes import Drawing

from planner.charts.theme import LIGHT, Theme

Painter = Callable[[float, Theme, slice], Drawing]
ALL = slice(None)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with all that a reader needs who cannot see it.

    paint: draws the chart, or some of its rows, at a width in points.
    rows: how many rows can be told apart when a chart is split over pages (1: it is one piece).
    """

    key: str
    title: str
    units: str
    source: str
    description: str
    columns: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]
    paint: Painter
    rows: int = 1

    def draw(self, width: float, theme: Theme = LIGHT, part: slice = ALL) -> Drawing:
        """Return the drawing, exactly `width` points wide and as high as it needs."""
        return self.paint(width, theme, part)
