"""What moves a result: a bar for each uncertain input, from the result where it is low to where it is high."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.graphics.shapes import Drawing

from assessments.language import say, to_say
from planner.charts.amounts import NAME, NARROW
from planner.charts.figures import fitting_scale, percent, place_unit, quantity
from planner.charts.fonts import wrap
from planner.charts.marks import Key, empty, legend, legend_height, nice_ticks
from planner.charts.shapes import Sheet
from planner.charts.theme import Theme

ROW, TALL_ROW, TOP, FOOT = 22.0, 32.0, 15.0, 17.0
MARGIN = 0.06  # of the span, free at both ends
KEYS = [
    Key("bar", "chart-6", to_say("Input in its lowest fifth")),
    Key("bar", "chart-1", to_say("Input in its highest fifth")),
]
MIDDLE = Key("line", "ink", to_say("Median"))


@dataclass(frozen=True, slots=True)
class CauseRow:
    """One input. low, high: the result where the input is low and high; share: of the variance, with all it does."""

    title: str
    low: float
    high: float
    share: float


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where things are, in points: `least` of the unit stands at `left`, and the axis grows by `per_unit`."""

    left: float
    least: float
    per_unit: float
    row: float

    @property
    def is_tall(self) -> bool:
        return self.row == TALL_ROW

    def bands(self, bottom: float) -> list[tuple[float, float]]:
        """Return where lines of the axis may run: behind the bars, never through a name above one."""
        if not self.is_tall:
            return [(TOP, bottom)]
        rows = round((bottom - TOP) / self.row)
        return [(TOP + self.row * row + NAME, TOP + self.row * (row + 1)) for row in range(rows)]

    def at(self, value: float) -> float:
        return self.left + (value - self.least) * self.per_unit


def tornado(rows: Sequence[CauseRow], middle: float | None, unit: str, width: float, theme: Theme) -> Drawing:
    """Draw the inputs in the given order around the median of the result."""
    if not rows:
        sheet = Sheet(width, 60)
        empty(sheet, theme, say("Nothing uncertain moves this result"))
        return sheet.drawing
    keys = KEYS if middle is None else [*KEYS, MIDDLE]
    centre = (rows[0].low + rows[0].high) / 2 if middle is None else middle
    frame = _frame(rows, centre, width)
    bottom = TOP + frame.row * len(rows)
    sheet = Sheet(width, bottom + FOOT + legend_height(keys, width))
    _axis(sheet, theme, unit, frame, bottom)
    head = say("Share of the variance")
    sheet.text(width, TOP - 6, head, theme["ink-muted"], size=6.5, anchor="end", width=width)
    for index, row in enumerate(rows):
        with sheet.mark(_tip(row, unit)):
            sheet.place(0, TOP + frame.row * index, width, frame.row)
            y = _row(sheet, theme, row, centre, frame, TOP + frame.row * index)
            if middle is not None:
                sheet.line((frame.at(middle), y - 8), (frame.at(middle), y + 8), theme["ink"], width=1)
    legend(sheet, theme, keys, sheet.height - 4, x=frame.left)
    return sheet.drawing


def _tip(row: CauseRow, unit: str) -> str:
    return say(
        "{input}: {low} where it is low, {high} where it is high; {share} of the variance",
        input=row.title,
        low=quantity(row.low, unit),
        high=quantity(row.high, unit),
        share=percent(min(row.share, 1.0)),
    )


def _frame(rows: Sequence[CauseRow], centre: float, width: float) -> _Frame:
    ends = [centre, *(end for row in rows for end in (row.low, row.high))]
    span = (max(ends) - min(ends)) or abs(centre) or 1.0
    least = min(ends) - MARGIN * span
    left = 0.0 if width < NARROW else min(width * 0.31, 165.0)
    per_unit = max(width - 46 - left, 60.0) / ((1 + 2 * MARGIN) * span)
    return _Frame(left, least, per_unit, TALL_ROW if width < NARROW else ROW)


def _axis(sheet: Sheet, theme: Theme, unit: str, frame: _Frame, bottom: float) -> None:
    most = frame.least + (sheet.width - 46 - frame.left) / frame.per_unit
    step = nice_ticks((most - frame.least) * 0.999)[1]
    first = int(frame.least // step) + 1
    shown = [step * n for n in range(first, int(most // step) + 1)]
    scale = fitting_scale(max((abs(tick) for tick in shown), default=1.0), unit)
    for tick in shown:
        x = frame.at(tick)
        for start, end in frame.bands(bottom):
            sheet.line((x, start), (x, end), theme["line"], width=0.5)
        sheet.text(x, bottom + 10, scale.text(tick, 3), theme["ink-muted"], size=6.5, anchor="middle")
    unit_said = place_unit("", scale.unit)
    sheet.text(sheet.width, bottom + 10, unit_said, theme["ink-muted"], size=6.5, anchor="end")


def _row(sheet: Sheet, theme: Theme, row: CauseRow, centre: float, frame: _Frame, top: float) -> float:
    """Draw a row, and return the height of the middle of its bar."""
    y = top + frame.row - 9 if frame.is_tall else top + frame.row / 2
    if frame.is_tall:
        sheet.text(0, top + 10, row.title, theme["ink"], width=sheet.width - 46)
    else:
        lines = wrap(row.title, frame.left - 12, 8, lines=2)
        for number, line in enumerate(lines):
            at = y + 2.8 + 9.2 * (number - (len(lines) - 1) / 2)
            sheet.text(0, at, line, theme["ink"], width=frame.left - 10)
    ends = ((row.low, "chart-6"), (row.high, "chart-1"))
    for end, paint in sorted(ends, key=lambda pair: -abs(pair[0] - centre)):
        start, stop = sorted((frame.at(centre), frame.at(end)))
        sheet.rect(start, y - 5, stop - start, 10, theme[paint])
    sheet.text(sheet.width, y + 2.8, percent(row.share), theme["ink"], size=7.5, anchor="end")
    return y
