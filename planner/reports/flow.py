"""The pieces pages are made of. Every text of people passes `markup`, so none of it is ever read as markup."""

import re
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from reportlab.graphics.shapes import Drawing
from reportlab.platypus import Flowable, Paragraph, Spacer
from reportlab.platypus import Table as PlatypusTable

from assessments.language import say
from planner.charts.fonts import REGULAR, runs
from planner.charts.marks import status_sign
from planner.charts.model import ALL, Chart
from planner.charts.shapes import Sheet
from planner.reports.content.model import Point, Table
from planner.reports.fitting import Kept, height_of
from planner.reports.theme import HEIGHT, WIDTH, Look

_LONGEST = 4000
# Between a number and its unit no line ends.
_GLUED = re.compile(
    r"(?<=\d) (?=(?:%|[kMGTPE]?(?:B|B/s|W|Wh)|bn|tn|[kM]|ms|s|h|t|USD|FTE|of \d+)(?:[\s.,;:)]|$))|(?<=\d [kM]) (?=USD)"
    r"|(?<=\d bn) (?=USD)|(?<=Q\d) (?=\d{4}\b)|(?<=\d) (?=Mio\.|Mrd\.|Tsd\.|Bio\.)|(?<=Mio\.|Mrd\.|Tsd\.) (?=USD)"
    r"|(?<=\d\.) (?=[A-ZÄÖÜ][a-zä]+ \d{4}\b)"
)
# The title, units and source around a chart, in points.
CAPTION = 58.0
LEAST_TO_TEAR = 300.0


def markup(text: str, font: str) -> str:
    """Return a text as reportlab's paragraph markup: escaped, in fonts that have its glyphs."""
    pieces = []
    for name, piece in runs(_GLUED.sub("\u00a0", text[:_LONGEST]), font):
        safe = escape(piece)
        pieces.append(safe if name == font else f'<font name="{name}">{safe}</font>')
    return "".join(pieces)


class Grid(PlatypusTable):
    """A table that measures its columns anew when it is laid out at another width, and knows no other font.

    A row under a repeated head goes on to the next page as a whole, unless it would leave much of this one empty.
    """

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.setStyle([("FONTNAME", (0, 0), (-1, -1), REGULAR)])

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.__dict__.pop("_width_calculated_once", None)
        return super().wrap(width, height)

    def split(self, width: float, height: float) -> list[Flowable]:
        tears = self.splitInRow
        if self.repeatRows and height < LEAST_TO_TEAR:
            self.splitInRow = 0
        pieces: list[Flowable] = super().split(width, height)
        for part in (self, *pieces):
            if isinstance(part, Grid):
                part.splitInRow = tears
        return pieces


def text(look: Look, words: str, style: str = "body") -> Paragraph:
    """Return a paragraph."""
    made = look[style]
    return Paragraph(markup(words, made.fontName), made)


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
    """A chart (or some of its rows) drawn at the real width of its place."""

    def __init__(self, look: Look, chart: Chart, part: slice = ALL) -> None:
        super().__init__()
        self.look, self.chart, self.part = look, chart, part
        self.drawing: Drawing | None = None

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        if self.drawing is None or self.drawing.width != width:
            self.drawing = self.chart.draw(width, self.look.theme, self.part)
        return self.drawing.width, self.drawing.height

    def draw(self) -> None:
        if self.drawing is not None:
            self.drawing.drawOn(self.canv, 0, 0)


def figure(look: Look, chart: Chart, part: slice = ALL, *, title: str = "") -> Flowable:
    """Return a chart with title, units and source, kept on one page."""
    return Kept(
        [
            text(look, title or chart.title, "chart-title"),
            text(look, chart.units, "units"),
            gap(7),
            ChartFlow(look, chart, part),
            gap(5),
            text(look, say("Source: {source}.", source=chart.source), "source"),
            gap(14),
        ]
    )


def figures(look: Look, chart: Chart, head: Sequence[Flowable]) -> list[Flowable]:
    """Return a chart in as many equal pieces as it needs pages, the first one under `head`."""
    beside = height_of(head) + CAPTION
    first = chart.draw(WIDTH, look.theme, slice(0, 1)).height
    row = max(chart.draw(WIDTH, look.theme, slice(0, 2)).height - first, 1.0)
    most = max(1 + int((HEIGHT - beside - first) / row), 5)
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
    for index, point in enumerate(found):
        block: list[Flowable] = [text(look, title, "section"), gap(4)] if title and index == 0 else []
        block.append(_point(look, point))
        made.append(Kept(block))
    return [*made, gap(8)]


def _point(look: Look, point: Point, style: str = "body") -> Flowable:
    lines = [text(look, point.title, "point-title")]
    lines += [text(look, point.text, style)] if point.text else []
    lines += [text(look, point.detail, "detail")] if point.detail else []
    accent = look.theme["accent"]
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
    return [*head, *(_point(look, point, "small") for point in found), gap(9)]


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
    """The sign of a status, in a table."""

    def __init__(self, look: Look, status: str, size: float = 13) -> None:
        super().__init__()
        self.look, self.status, self.size = look, status, size

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return self.size, self.size

    def draw(self) -> None:
        sheet = Sheet(self.size, self.size)
        status_sign(sheet, self.look.theme, self.status, self.size / 2, self.size / 2, self.size)
        sheet.drawing.drawOn(self.canv, 0, 0)


def facts(look: Look, pairs: Sequence[tuple[str, str]], columns: int = 2) -> list[Flowable]:
    """Return labels with values, in columns."""
    if not pairs:
        return []
    per_column = -(-len(pairs) // columns)
    lines = []
    for row in range(per_column):
        line: list[Any] = []
        for column in range(columns):
            index = column * per_column + row
            label, value = pairs[index] if index < len(pairs) else ("", "")
            line += [text(look, label, "muted"), text(look, value, "cell-bold")]
        lines.append(line)
    style = [*table_style(look)[2:], ("LINEABOVE", (0, 0), (-1, 0), 0.4, look.theme["line"])]
    return [Grid(lines, colWidths=[f"{50 / columns:g}%"] * 2 * columns, style=style, hAlign="LEFT"), gap(14)]
