"""What each option costs over the years: a bar per option, a piece for what is paid at once and one for each year."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.graphics.shapes import Drawing

from assessments.language import say, to_say
from planner.charts.amounts import NAME, NARROW
from planner.charts.figures import Interval, fitting_scale, place_unit, quantity, with_span
from planner.charts.fonts import text_width, wrap
from planner.charts.marks import Key, empty, legend, legend_height, nice_ticks
from planner.charts.shapes import SMALL, Sheet
from planner.charts.theme import Theme

ROW, TALL_ROW, TOP, FOOT, BAR = 27.0, 40.0, 4.0, 17.0, 15.0
AT_ONCE = Key("bar", "chart-1", to_say("Paid at once"))
YEARS = Key("box", "chart-6", to_say("In each year, from the first on"))
RUN = Key("box", "chart-6", to_say("For the run"))
RANGE = Key("line", "ink", to_say("All payments, P10–P90"))


@dataclass(frozen=True, slots=True)
class StackRow:
    """One option, likely USD: at once, and in each year (one piece for a run, of which `is_run`)."""

    title: str
    once: float
    yearly: tuple[float, ...]
    total: Interval
    is_run: bool = False
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class _Frame:
    left: float
    per_usd: float
    row: float

    @property
    def is_tall(self) -> bool:
        return self.row == TALL_ROW


def yearly_stacks(rows: Sequence[StackRow], width: float, theme: Theme) -> Drawing:
    """Draw the options in the given order, all on one scale."""
    largest = max((row.total.p90 for row in rows), default=0.0)
    if largest <= 0:
        sheet = Sheet(width, 60)
        empty(sheet, theme, say("No option has a price yet"))
        return sheet.drawing
    keys = _keys(rows)
    ticks = nice_ticks(largest)
    frame = _frame(rows, width, ticks[-1])
    bottom = TOP + frame.row * len(rows)
    sheet = Sheet(width, bottom + FOOT + legend_height(keys, width))
    _axis(sheet, theme, ticks, frame, len(rows))
    for index, row in enumerate(rows):
        _row(sheet, theme, row, frame, TOP + frame.row * index)
    legend(sheet, theme, keys, sheet.height - 4, x=frame.left)
    return sheet.drawing


def _keys(rows: Sequence[StackRow]) -> list[Key]:
    keys = [AT_ONCE] if any(row.once > 0 for row in rows) else []
    keys.append(RUN if any(row.is_run for row in rows) else YEARS)
    return keys + ([RANGE] if any(not row.total.is_exact for row in rows) else [])


def _frame(rows: Sequence[StackRow], width: float, end: float) -> _Frame:
    if width < NARROW:
        return _Frame(0.0, (width - 16) / end, TALL_ROW)
    figures = max(text_width(with_span(row.total, "USD"), 7.5) for row in rows) * 1.06
    left = min(width * 0.31, 165.0)
    return _Frame(left, max(width - figures - 12 - left, 60.0) / end, ROW)


def _axis(sheet: Sheet, theme: Theme, ticks: Sequence[float], frame: _Frame, count: int) -> None:
    scale = fitting_scale(ticks[-1], "USD")
    bottom = TOP + frame.row * count
    for tick in ticks:
        x = frame.left + tick * frame.per_usd
        for index in range(count):
            top = TOP + frame.row * index
            sheet.line(
                (x, top + (NAME if frame.is_tall else 0)), (x, top + frame.row), theme["line"], width=0.5
            )
        last = tick == ticks[-1]
        words = place_unit(scale.text(tick, 3), scale.unit) if last else scale.text(tick, 3)
        anchor = "start" if x == 0 else "end" if last and frame.is_tall else "middle"
        sheet.text(sheet.width if anchor == "end" else x, bottom + 10, words, theme["ink-muted"], size=6.5,
                   anchor=anchor)  # fmt: skip


def _row(sheet: Sheet, theme: Theme, row: StackRow, frame: _Frame, top: float) -> None:
    figures = with_span(row.total, "USD")
    with sheet.mark(_tip(row)):
        sheet.place(0, top, sheet.width, frame.row)
        if frame.is_tall:
            y = top + frame.row - 15
            room = sheet.width - text_width(figures, 7.5) * 1.06 - 8
            sheet.text(0, top + 10, row.title, theme["ink"], bold=row.is_marked, width=room)
            sheet.text(
                sheet.width, top + 10, figures, theme["ink"], size=7.5, bold=row.is_marked, anchor="end"
            )
        else:
            y = top + frame.row / 2
            lines = wrap(row.title, frame.left - 12, 8, lines=2)
            for number, line in enumerate(lines):
                at = y + 2.8 + 9.2 * (number - (len(lines) - 1) / 2)
                sheet.text(0, at, line, theme["ink"], bold=row.is_marked, width=frame.left - 10)
            sheet.text(
                sheet.width, y + 2.8, figures, theme["ink"], size=7.5, bold=row.is_marked, anchor="end"
            )
        _pieces(sheet, theme, row, frame, y)
        _whisker(sheet, theme, row.total, frame, y + BAR / 2)


def _tip(row: StackRow) -> str:
    each = quantity(row.yearly[0] if row.yearly else None, "USD")
    told = (
        say("{amount} for the run", amount=each) if row.is_run else say("{amount} in each year", amount=each)
    )
    return f"{row.title}: {with_span(row.total, 'USD')}; " + (
        say("{amount} at once", amount=quantity(row.once, "USD")) + ", " + told if row.once > 0 else told
    )


def _pieces(sheet: Sheet, theme: Theme, row: StackRow, frame: _Frame, y: float) -> None:
    x = frame.left
    if row.once > 0:
        sheet.rect(x, y - BAR / 2, row.once * frame.per_usd, BAR, theme["chart-1"])
        x += row.once * frame.per_usd
    for number, usd in enumerate(row.yearly, start=1):
        length = usd * frame.per_usd
        if length > 0:
            sheet.rect(x, y - BAR / 2, length, BAR, theme["chart-6"].tint(0.3), stroke=theme["chart-6"],
                       stroke_width=0.9)  # fmt: skip
        if not row.is_run and length >= 9:
            sheet.text(x + length / 2, y + 2.5, str(number), theme["ink"], size=SMALL, anchor="middle")
        x += length


def _whisker(sheet: Sheet, theme: Theme, total: Interval, frame: _Frame, y: float) -> None:
    """Draw P10 to P90 under the bar, where it crosses no number."""
    if total.is_exact:
        return
    low, high = (frame.left + max(value, 0.0) * frame.per_usd for value in (total.p10, total.p90))
    sheet.line((low, y + 2), (high, y + 2), theme["ink"], width=1)
    for x in (low, high):
        sheet.line((x, y - 1), (x, y + 4.5), theme["ink"], width=1)
