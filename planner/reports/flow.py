"""The pieces pages are made of. Every text of people passes `markup`, so none of it is ever read as markup."""

from collections.abc import Sequence
from typing import Any

from reportlab.graphics.shapes import Drawing
from reportlab.platypus import Flowable, Spacer

from assessments.language import say
from planner.charts.fonts import clean
from planner.charts.marks import status_sign
from planner.charts.model import ALL, Chart
from planner.charts.shapes import Sheet
from planner.reports.content.model import Point, Table
from planner.reports.fitting import Kept, height_of
from planner.reports.grid import LIST, TABLE, Grid
from planner.reports.tagging.tree import Node
from planner.reports.theme import Look
from planner.reports.words import Words, markup, text

__all__ = [
    "LIST",
    "TABLE",
    "ChartFlow",
    "Grid",
    "Sign",
    "Words",
    "facts",
    "figure",
    "figures",
    "gap",
    "heading",
    "markup",
    "points",
    "side_by_side",
    "table",
    "table_style",
    "text",
]

# The title, units and source around a chart, in points.
CAPTION = 58.0
# Of the rows of a chart, so many are told in its alternative text.
TOLD_ROWS = 24


def gap(height: float) -> Spacer:
    """Return empty space."""
    return Spacer(1, height)


def heading(look: Look, kicker: str, headline: str, lead: str = "") -> list[Flowable]:
    """Return the head of a page: where we are, the message, and what to know about it."""
    style = "headline" if len(headline) <= 150 else "headline-small"
    made: list[Flowable] = [text(look, kicker.upper(), "kicker"), gap(5), text(look, headline, style), gap(8)]
    if lead:
        made += [text(look, lead, "lead"), gap(6)]
    return [*made, gap(8)]


class ChartFlow(Flowable):
    """A chart (or some of its rows) drawn at the real width of its place, and told in words."""

    canv: Any

    def __init__(self, look: Look, chart: Chart, part: slice = ALL, *, title: str = "") -> None:
        super().__init__()
        self.look, self.chart, self.part = look, chart, part
        self.node = Node("Figure", alt=described(chart, part, title))
        self.drawing: Drawing | None = None

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        if self.drawing is None or self.drawing.width != width:
            self.drawing = self.chart.draw(width, self.look.theme, self.part)
        return self.drawing.width, self.drawing.height

    def draw(self) -> None:
        if self.drawing is None:
            return
        corners = (0, 0), (self.drawing.width, self.drawing.height)
        (left, bottom), (right, top) = (self.canv.absolutePosition(*corner) for corner in corners)
        self.node.box = (left, bottom, right, top)
        with self.canv.content(self.node):
            self.drawing.drawOn(self.canv, 0, 0)


def described(chart: Chart, part: slice = ALL, title: str = "") -> str:
    """Return what a chart shows, in words: its title, its message and its rows."""
    rows = chart.table[part] if chart.rows == len(chart.table) else chart.table
    lines = ["; ".join(f"{name}: {value}" for name, value in zip(chart.columns, row, strict=False) if value)
             for row in rows[:TOLD_ROWS]]  # fmt: skip
    more = "…" if len(rows) > TOLD_ROWS else ""
    said = [title or chart.title, chart.description.rstrip("."), *lines]
    return clean(". ".join(line for line in said if line) + (f". {more}" if more else "."))


def figure(look: Look, chart: Chart, part: slice = ALL, *, title: str = "") -> Flowable:
    """Return a chart with title, units and source, kept on one page."""
    return Kept(
        [
            text(look, title or chart.title, "chart-title"),
            text(look, chart.units, "units"),
            gap(7),
            ChartFlow(look, chart, part, title=title),
            gap(5),
            text(look, say("Source: {source}.", source=chart.source), "source"),
            gap(14),
        ]
    )


def figures(look: Look, chart: Chart, head: Sequence[Flowable]) -> list[Flowable]:
    """Return a chart in as many equal pieces as it needs pages, the first one under `head`."""
    width = look.paper.width
    beside = height_of(head, width) + CAPTION
    first = chart.draw(width, look.theme, slice(0, 1)).height
    row = max(chart.draw(width, look.theme, slice(0, 2)).height - first, 1.0)
    most = max(1 + int((look.paper.height - beside - first) / row), 5)
    pieces = -(-max(chart.rows, 1) // most)
    if pieces == 1:
        return [figure(look, chart)]
    each = -(-chart.rows // pieces)
    return [
        figure(
            look,
            chart,
            slice(start, start + each),
            title=say("{title} ({number} of {all})", title=chart.title, number=n, all=pieces),
        )
        for n, start in enumerate(range(0, chart.rows, each), start=1)
    ]


def points(look: Look, title: str, found: Sequence[Point]) -> list[Flowable]:
    """Return findings under a small heading; nothing when there are none."""
    if not found:
        return []
    made: list[Flowable] = []
    items = Node("L")
    for index, point in enumerate(found):
        block: list[Flowable] = [text(look, title, "section"), gap(4)] if title and index == 0 else []
        block.append(_point(look, point, items))
        made.append(Kept(block))
    return [*made, gap(8)]


def _point(look: Look, point: Point, items: Node, style: str = "body") -> Flowable:
    lines = [text(look, point.title, "point-title")]
    lines += [text(look, point.text, style)] if point.text else []
    lines += [text(look, point.detail, "detail")] if point.detail else []
    accent = look.accent
    return Grid(
        [[lines]],
        colWidths=["100%"],
        style=[
            ("LINEBEFORE", (0, 0), (0, 0), 1.6, accent.tint(0.55)),
            ("LEFTPADDING", (0, 0), (-1, -1), 9),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 1),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ],
        spaceAfter=6,
        splitInRow=1,
        form=LIST,
        node=items,
    )


Findings = Sequence[tuple[str, Sequence[Point]]]


def side_by_side(look: Look, left: Findings, right: Findings) -> list[Flowable]:
    """Return two columns of titled findings; a side without findings leaves its place to the other."""
    kept = [[(title, found) for title, found in side if found] for side in (left, right)]
    if not kept[0] or not kept[1]:
        return [flowable for side in kept for title, found in side for flowable in points(look, title, found)]
    cells = [[flowable for title, found in side for flowable in _column(look, title, found)] for side in kept]
    style = [*_BARE, ("VALIGN", (0, 0), (-1, -1), "TOP")]
    return [Grid([[cells[0], "", cells[1]]], colWidths=["48%", "4%", "48%"], style=style, splitInRow=1)]


def _column(look: Look, title: str, found: Sequence[Point]) -> list[Flowable]:
    head = [text(look, title, "section"), gap(4)] if title else []
    items = Node("L")
    return [*head, *(_point(look, point, items, "small") for point in found), gap(9)]


_BARE = [
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
]


def table(look: Look, found: Table, *, bold_first: bool = True) -> Flowable:
    """Return a table whose head is repeated on every page."""
    head = [
        text(look, name, "head-right" if i in found.numeric else "head")
        for i, name in enumerate(found.columns)
    ]
    body = [
        [text(look, cell, _cell_style(i, found, bold_first=bold_first)) for i, cell in enumerate(row)]
        for row in found.rows
    ]
    return Grid(
        [head, *body],
        colWidths=[f"{100 * share:g}%" for share in found.widths],
        repeatRows=1,
        style=table_style(look),
        splitInRow=1,
        hAlign="LEFT",
        heads=(0,) if bold_first else (),
    )


def _cell_style(index: int, found: Table, *, bold_first: bool) -> str:
    if index in found.numeric:
        return "cell-right"
    return "cell-bold" if index == 0 and bold_first else "cell"


def table_style(look: Look) -> list[tuple[Any, ...]]:
    """Return thin lines between rows and a stronger one under the head."""
    line = look.theme["line"]
    return [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, 0), 0.9, look.theme["ink-muted"]),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, line),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 10),
        ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4.5),
    ]


class Sign(Flowable):
    """The sign of a status, in a table that also says it in words."""

    canv: Any

    def __init__(self, look: Look, status: str, size: float = 13) -> None:
        super().__init__()
        self.look, self.status, self.size = look, status, size

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return self.size, self.size

    def draw(self) -> None:
        sheet = Sheet(self.size, self.size)
        status_sign(sheet, self.look.theme, self.status, self.size / 2, self.size / 2, self.size)
        with self.canv.artifact():
            sheet.drawing.drawOn(self.canv, 0, 0)


def facts(
    look: Look, pairs: Sequence[tuple[str, str]], columns: int = 2, *, target: str = ""
) -> list[Flowable]:
    """Return labels with values, in columns; each value leads to the bookmark `target`, where it is worked out."""
    if not pairs:
        return []
    per_column = -(-len(pairs) // columns)
    lines = []
    for row in range(per_column):
        line: list[Any] = []
        for column in range(columns):
            index = column * per_column + row
            label, value = pairs[index] if index < len(pairs) else ("", "")
            line += [text(look, label, "muted"), _fact(look, label, value, target)]
        lines.append(line)
    style = [*table_style(look)[2:], ("LINEABOVE", (0, 0), (-1, 0), 0.4, look.theme["line"])]
    shares = [f"{50 / columns:g}%"] * 2 * columns
    heads = range(0, 2 * columns, 2)
    return [Grid(lines, colWidths=shares, style=style, hAlign="LEFT", form=TABLE, heads=heads), gap(14)]


def _fact(look: Look, label: str, value: str, target: str) -> Words:
    if not (target and value):
        return text(look, value, "cell-bold")
    derived = say("How it was worked out")
    return text(look, value, "cell-link", target=target, told=f"{label}: {derived}")
