"""How likely it is that a cost stays within an amount: the curve of all chances, with P50 and P80."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.graphics.shapes import Drawing

from assessments.language import to_say
from planner.charts.figures import chance, percent, quantity
from planner.charts.fonts import BOLD, text_width
from planner.charts.graph import Graph, Scale, columns, draw_axes, graph_of, scale_of
from planner.charts.marks import Key, legend, legend_height
from planner.charts.shapes import SMALL, Sheet
from planner.charts.theme import Theme

HEIGHT = 176.0
CURVE = Key("line", "chart-1", to_say("Chance to cost at most this"))
CHANCES = Scale((0.0, 0.25, 0.5, 0.75, 1.0), percent)


@dataclass(frozen=True, slots=True)
class Certainty:
    """An amount in USD and the chance that it is enough."""

    usd: float
    chance: float


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount that the curve is read at: what it is called, to be drawn dashed or not."""

    title: str
    at: Certainty
    is_dashed: bool = False


def s_curve(
    curve: Sequence[Certainty],
    marked: Sequence[tuple[str, Certainty]],
    amounts: Sequence[Amount],
    width: float,
    theme: Theme,
) -> Drawing:
    """Draw the curve, named points on it, and amounts as upright lines. curve: ascending, not empty."""
    keys = [CURVE, *(_key(amount) for amount in amounts)]
    sheet = Sheet(width, HEIGHT + legend_height(keys, width))
    ends = [*(point.usd for point in curve), *(amount.at.usd for amount in amounts)]
    across = scale_of(min(ends), max(ends), "USD", 5 if width >= 400 else 3)
    graph = graph_of(sheet, across, CHANCES, right=12, foot=legend_height(keys, width) - 4)
    draw_axes(sheet, theme, graph, across.unit)
    for amount in amounts:
        x, dash = graph.x(amount.at.usd), (3, 2) if amount.is_dashed else None
        sheet.line((x, graph.top), (x, graph.bottom), theme["ink"], width=1.1, dash=dash)
    sheet.curve([graph.at(point.usd, point.chance) for point in curve], theme["chart-1"], width=2)
    for name, point in marked:
        _mark(sheet, theme, graph, name, point)
    tips = [f"{quantity(point.usd, 'USD')}: {chance(point.chance)}" for point in curve]
    columns(sheet, graph, [point.usd for point in curve], tips)
    legend(sheet, theme, keys, sheet.height - 4, x=graph.left)
    return sheet.drawing


def _key(amount: Amount) -> Key:
    words = f"{amount.title}: {quantity(amount.at.usd, 'USD')} ({chance(amount.at.chance)})"
    return Key("dashed" if amount.is_dashed else "line", "ink", words)


def _mark(sheet: Sheet, theme: Theme, graph: Graph, name: str, point: Certainty) -> None:
    """Name a point left of the curve, where nothing else is, on a ground that keeps lines away from the words."""
    x, y = graph.at(point.usd, point.chance)
    words = f"{name} {quantity(point.usd, 'USD')}"
    length = text_width(words, SMALL, BOLD)
    end = max(x - 7, graph.left + length + 3)
    sheet.line((graph.left, y), (x, y), theme["chart-1"], width=0.7, dash=(2, 2))
    sheet.line((x, y), (x, graph.bottom), theme["chart-1"], width=0.7, dash=(2, 2))
    sheet.rect(end - length - 2, y - 12.4, length + 4, 9.4, theme["surface"].tint(0.85))
    sheet.text(end, y - 5, words, theme["ink"], size=SMALL, bold=True, anchor="end")
    sheet.dot(x, y, 3.2, theme["chart-1"], stroke=theme["surface"])
