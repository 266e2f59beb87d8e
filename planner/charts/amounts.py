"""Amounts of one unit side by side: a bar for what is likely, and its P10–P90."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.graphics.shapes import Drawing

from assessments.language import say, to_say
from planner.charts.figures import Interval, fitting_scale, place_unit, with_span
from planner.charts.fonts import text_width, wrap
from planner.charts.marks import Key, empty, legend, legend_height, nice_ticks
from planner.charts.shapes import SMALL, Sheet
from planner.charts.theme import Theme

NARROW = 420.0  # points: below, a row's name stands over its bar
ROW, TALL_ROW, TOP, FOOT = 26.0, 34.0, 4.0, 17.0
NAME = 15.0  # points that a name over its bar takes
LIKELY = Key("bar", "chart-6", to_say("Likely (P50)"))
RANGE = Key("line", "ink", to_say("P10–P90"))


@dataclass(frozen=True, slots=True)
class AmountRow:
    """One amount. remark: stands in for an amount that is not known. is_marked: it is the one to look at."""

    title: str
    amount: Interval | None
    remark: str = ""
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where things are, in points: the axis begins at `left` and grows by `per_unit`."""

    left: float
    per_unit: float
    row: float
    figures: float

    @property
    def is_tall(self) -> bool:
        return self.row == TALL_ROW

    def bands(self, bottom: float) -> list[tuple[float, float]]:
        """Return where lines of the axis may run: behind the bars, never through a name above one."""
        if not self.is_tall:
            return [(TOP, bottom)]
        rows = round((bottom - TOP) / self.row)
        return [(TOP + self.row * row + NAME, TOP + self.row * (row + 1)) for row in range(rows)]


def amount_bars(
    rows: Sequence[AmountRow], unit: str, width: float, theme: Theme, *, marked: str = ""
) -> Drawing:
    """Draw a bar per amount with a whisker from P10 to P90, all on one scale.

    marked: what the darker bar means, to be said; the legend tells it when a row is marked.
    """
    known = [row.amount for row in rows if row.amount is not None]
    if not known:
        sheet = Sheet(width, 60)
        empty(sheet, theme, say("Nothing here is known yet"))
        return sheet.drawing
    keys = [Key("bar", "chart-1", marked)] if marked and any(row.is_marked for row in rows) else []
    keys += [LIKELY] if any(not row.is_marked for row in rows) else []
    keys += [RANGE] if any(not amount.is_exact for amount in known) else []
    ticks = nice_ticks(max(amount.p90 for amount in known))
    frame = _frame(known, unit, width, ticks[-1])
    bottom = TOP + frame.row * len(rows)
    sheet = Sheet(width, bottom + FOOT + legend_height(keys, width))
    _axis(sheet, theme, ticks, unit, frame, bottom)
    for index, row in enumerate(rows):
        told = row.remark if row.amount is None else with_span(row.amount, unit)
        with sheet.mark(f"{row.title}: {told}"):
            sheet.place(0, TOP + frame.row * index, width, frame.row)
            _row(sheet, theme, row, unit, frame, TOP + frame.row * index)
    legend(sheet, theme, keys, sheet.height - 4, x=frame.left)
    return sheet.drawing


def _frame(known: Sequence[Interval], unit: str, width: float, end: float) -> _Frame:
    figures = max(text_width(with_span(amount, unit), 7.5) for amount in known) * 1.06
    if width < NARROW:
        return _Frame(0.0, (width - 16) / end, TALL_ROW, figures)
    left = min(width * 0.31, 165.0)
    return _Frame(left, max(width - figures - 12 - left, 60.0) / end, ROW, figures)


def _axis(
    sheet: Sheet, theme: Theme, ticks: Sequence[float], unit: str, frame: _Frame, bottom: float
) -> None:
    scale = fitting_scale(ticks[-1], unit)
    for tick in ticks:
        x = frame.left + tick * frame.per_unit
        for start, end in frame.bands(bottom):
            sheet.line((x, start), (x, end), theme["line"], width=0.5)
        last = tick == ticks[-1]
        words = place_unit(scale.text(tick, 3), scale.unit) if last else scale.text(tick, 3)
        anchor = "start" if x == 0 else "end" if last and frame.is_tall else "middle"
        x = sheet.width if anchor == "end" else x
        sheet.text(x, bottom + 10, words, theme["ink-muted"], size=6.5, anchor=anchor)


def _row(sheet: Sheet, theme: Theme, row: AmountRow, unit: str, frame: _Frame, top: float) -> None:
    y = top + frame.row - 11 if frame.is_tall else top + frame.row / 2
    figures = with_span(row.amount, unit) if row.amount is not None else ""
    if frame.is_tall:
        room = sheet.width - frame.figures - 8 if figures else sheet.width
        sheet.text(0, top + 10, row.title, theme["ink"], bold=row.is_marked, width=room)
        sheet.text(sheet.width, top + 10, figures, theme["ink"], size=7.5, bold=row.is_marked, anchor="end")
    else:
        lines = wrap(row.title, frame.left - 12, 8, lines=2)
        for number, line in enumerate(lines):
            at = y + 2.8 + 9.2 * (number - (len(lines) - 1) / 2)
            sheet.text(0, at, line, theme["ink"], bold=row.is_marked, width=frame.left - 10)
        sheet.text(sheet.width, y + 2.8, figures, theme["ink"], size=7.5, bold=row.is_marked, anchor="end")
    if row.amount is None:
        room = sheet.width - frame.left - 6
        sheet.text(frame.left + 6, y + 2.5, row.remark, theme["ink-muted"], size=SMALL, width=room)
    else:
        _bar(sheet, theme, row.amount, frame, y, is_marked=row.is_marked)


def _bar(sheet: Sheet, theme: Theme, amount: Interval, frame: _Frame, y: float, *, is_marked: bool) -> None:
    low, middle, high = (
        frame.left + max(value, 0.0) * frame.per_unit for value in (amount.p10, amount.p50, amount.p90)
    )
    paint = theme["chart-1" if is_marked else "chart-6"]
    sheet.rect(frame.left, y - 6, middle - frame.left, 12, paint)
    if amount.is_exact:
        return
    sheet.line((low, y), (high, y), theme["ink"], width=1)
    for x in (low, high):
        sheet.line((x, y - 3.5), (x, y + 3.5), theme["ink"], width=1)
