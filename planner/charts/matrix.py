"""Readiness at a glance: workloads in rows, dimensions in columns, a sign in each cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reportlab.graphics.shapes import Drawing

from assessments.language import say
from planner.charts.figures import NOTHING
from planner.charts.fonts import BOLD, text_width, wrap
from planner.charts.marks import (
    STATUS_WORDS,
    Key,
    empty,
    legend,
    legend_height,
    status_inside,
    status_sign,
)
from planner.charts.shapes import Point, Sheet
from planner.charts.theme import STATUSES, Theme

ROW, TOP = 31.0, 26.0
NARROW = 400.0  # points: below, twelve columns leave no room for their titles
BLOCK_HEAD, BLOCK_LINE = 29.0, 16.0
SOFT_HYPHEN = "\u00ad"
KEYS = [Key("status", name, STATUS_WORDS[name]) for name in STATUSES]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A workload: its overall status, one status per dimension (a dimension may be missing) and a remark."""

    title: str
    status: str
    cells: Mapping[str, str]
    remark: str = ""


def readiness_matrix(
    rows: Sequence[MatrixRow], dimensions: Sequence[tuple[str, str]], width: float, theme: Theme
) -> Drawing:
    """Draw the matrix; `dimensions` are (id, title). A title may be broken at a soft hyphen."""
    if not rows or not dimensions:
        sheet = Sheet(width, 60)
        empty(sheet, theme, say("No workload has been described yet"))
        return sheet.drawing
    if width < NARROW:
        return _blocks(rows, dimensions, width, theme)
    sheet = Sheet(width, TOP + ROW * len(rows) + legend_height(KEYS, width))
    left = min(width * 0.27, 170.0)
    overall = 34.0
    step = (width - left - overall) / len(dimensions)
    _head(sheet, theme, dimensions, left + overall, step)
    sheet.text(
        left + overall / 2 - 3, TOP - 8, say("Overall"), theme["ink"], size=6.3, bold=True, anchor="middle"
    )
    size = min(19.0, step - 4)
    for index, row in enumerate(rows):
        y = TOP + ROW * (index + 0.5)
        sheet.line((0, y - ROW / 2), (width, y - ROW / 2), theme["line"], width=0.5)
        _row_head(sheet, theme, row, left - 8, y)
        _cell(sheet, theme, (row, "", say("Overall")), (left + overall / 2 - 3, y), 21)
        for column, (name, title) in enumerate(dimensions):
            _cell(sheet, theme, (row, name, title), (left + overall + step * (column + 0.5), y), size)
    sheet.line((0, TOP + ROW * len(rows)), (width, TOP + ROW * len(rows)), theme["line"], width=0.5)
    legend(sheet, theme, KEYS, sheet.height - 4)
    return sheet.drawing


def _cell(
    sheet: Sheet,
    theme: Theme,
    what: tuple[MatrixRow, str, str],
    place: Point,
    size: float,
    width: float = 0.0,
) -> None:
    """Draw the sign of a dimension (of the whole for ""), and its title beside it where `width` leaves room for it."""
    row, name, title = what
    title = title.replace(SOFT_HYPHEN, "")
    status = row.cells.get(name) if name else row.status
    words = say("not judged") if status is None else status_inside(status)
    x, y = place
    with sheet.mark(f"{row.title}, {title}: {words}"):
        if status is None:
            sheet.text(x, y + 3, NOTHING, theme["ink-muted"], anchor="middle")
        else:
            status_sign(sheet, theme, status, x, y, size)
        if width:
            sheet.text(x + size / 2 + 4, y + 2.5, title, theme["ink"], size=6.8, width=width - size - 5)


def _blocks(
    rows: Sequence[MatrixRow], dimensions: Sequence[tuple[str, str]], width: float, theme: Theme
) -> Drawing:
    """Draw a block per workload with its dimensions one under the other, where columns would be too narrow."""
    across = 3 if width >= 240 else 2
    lines = -(-len(dimensions) // across)
    block = BLOCK_HEAD + BLOCK_LINE * lines + 8
    sheet = Sheet(width, block * len(rows) + legend_height(KEYS, width))
    for index, row in enumerate(rows):
        top = block * index
        sheet.line((0, top), (width, top), theme["line"], width=0.5)
        _cell(sheet, theme, (row, "", say("Overall")), (10, top + 15), 19)
        sheet.text(26, top + 13, row.title, theme["ink"], bold=True, width=width - 26)
        sheet.text(26, top + 23, row.remark, theme["ink-muted"], size=6.8, width=width - 26)
        for number, (name, title) in enumerate(dimensions):
            x = width / across * (number % across)
            y = top + BLOCK_HEAD + BLOCK_LINE * (number // across + 0.5)
            _cell(sheet, theme, (row, name, title), (x + 7, y), 12, width / across)
    legend(sheet, theme, KEYS, sheet.height - 4)
    return sheet.drawing


def _head(
    sheet: Sheet, theme: Theme, dimensions: Sequence[tuple[str, str]], left: float, step: float
) -> None:
    size = 6.3
    heads = [_lines(title, size, step - 1) for _, title in dimensions]
    longest = max(text_width(line, size) for lines in heads for line in lines)
    if longest > step - 1:
        size = max(4.8, size * (step - 1) / longest)
    for column, lines in enumerate(heads):
        x = left + step * (column + 0.5)
        for number, line in enumerate(reversed(lines)):
            y = TOP - 8 - 7 * number
            sheet.text(x, y, line, theme["ink-muted"], size=size, anchor="middle", width=step)


def _lines(title: str, size: float, width: float) -> list[str]:
    """Return a title in one line if it fits, else broken at its first soft hyphen."""
    start, hyphen, end = title.partition(SOFT_HYPHEN)
    if not hyphen or text_width(title, size) <= width:
        return [title]
    return [start + "-", end]


def _row_head(sheet: Sheet, theme: Theme, row: MatrixRow, width: float, y: float) -> None:
    lines = wrap(row.title, width, 7.8, lines=2, font=BOLD)
    count = len(lines) + bool(row.remark)
    step = 9.4 if count < 3 else 8.7
    top = y - (count - 1) * step / 2 + 2.7
    for number, line in enumerate(lines):
        sheet.text(0, top + step * number, line, theme["ink"], size=7.8, bold=True)
    if row.remark:
        sheet.text(0, top + step * len(lines), row.remark, theme["ink-muted"], size=6.8, width=width)
