"""Readiness at a glance: workloads in rows, dimensions in columns, a sign in each cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reportlab.graphics.shapes import Drawing

from assessments.language import say
from planner.charts.fonts import BOLD, text_width, wrap
from planner.charts.marks import STATUS_WORDS, Key, empty, legend, legend_height, status_sign
from planner.charts.shapes import Sheet
from planner.charts.theme import STATUSES, Theme

ROW, TOP = 31.0, 26.0
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
        status_sign(sheet, theme, row.status, left + overall / 2 - 3, y, 21)
        for column, (name, _) in enumerate(dimensions):
            x = left + overall + step * (column + 0.5)
            if name in row.cells:
                status_sign(sheet, theme, row.cells[name], x, y, size)
            else:
                sheet.text(x, y + 3, "–", theme["ink-muted"], anchor="middle")
    sheet.line((0, TOP + ROW * len(rows)), (width, TOP + ROW * len(rows)), theme["line"], width=0.5)
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
