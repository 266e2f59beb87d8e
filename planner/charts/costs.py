"""Cost of the options side by side: capital and operating, with the interval of the total."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.graphics.shapes import Drawing

from assessments.language import say, to_say
from planner.charts.figures import Interval, Scale, fitting_scale, quantity, span, with_span
from planner.charts.fonts import wrap
from planner.charts.marks import Key, empty, legend, legend_height, nice_ticks
from planner.charts.shapes import SMALL, Sheet
from planner.charts.theme import Theme

ROW, TOP = 26.0, 4.0
KEYS = [
    Key("bar", "chart-1", to_say("Capital")),
    Key("bar", "chart-6", to_say("Operating")),
    Key("line", "ink", to_say("Total, P10–P90")),
]


@dataclass(frozen=True, slots=True)
class CostRow:
    """One option: likely capital and operating cost, and the total with its interval, in USD."""

    title: str
    detail: str
    capital_usd: float | None
    operating_usd: float | None
    total: Interval | None
    is_chosen: bool = False


def cost_bars(rows: Sequence[CostRow], width: float, theme: Theme) -> Drawing:
    """Draw a stacked bar per option with a whisker from P10 to P90 of the total."""
    priced = [row for row in rows if row.total is not None]
    if not priced:
        sheet = Sheet(width, 60)
        empty(sheet, theme, say("No option has a price yet"))
        return sheet.drawing
    sheet = Sheet(width, TOP + ROW * len(rows) + 17 + legend_height(KEYS, width))
    left, right = min(width * 0.31, 165.0), width - 84
    ticks = nice_ticks(max(row.total.p90 for row in priced if row.total))
    per_usd = (right - left) / ticks[-1]
    scale = fitting_scale(ticks[-1], "USD")
    _axis(sheet, theme, ticks, scale, (left, per_usd), TOP + ROW * len(rows))
    for index, row in enumerate(rows):
        with sheet.mark(_tip(row)):
            sheet.place(0, TOP + ROW * index, width, ROW)
            _row(sheet, theme, row, (left, per_usd), TOP + ROW * (index + 0.5))
    legend(sheet, theme, KEYS, sheet.height - 4, x=left)
    return sheet.drawing


def _tip(row: CostRow) -> str:
    if row.total is None:
        missing = say("no price known")
        return f"{row.title}: {missing}"
    return say(
        "{title}: {total}, of it {capital} capital and {operating} operating",
        title=row.title,
        total=with_span(row.total, "USD"),
        capital=quantity(row.capital_usd, "USD"),
        operating=quantity(row.operating_usd, "USD"),
    )


def _axis(
    sheet: Sheet, theme: Theme, ticks: Sequence[float], scale: Scale, axis: tuple[float, float], bottom: float
) -> None:
    for tick in ticks:
        x = axis[0] + tick * axis[1]
        sheet.line((x, TOP), (x, bottom), theme["line"], width=0.5)
        sheet.text(x, bottom + 10, scale.text(tick, 3), theme["ink-muted"], size=6.5, anchor="middle")
    sheet.text(axis[0] + ticks[-1] * axis[1] + 14, bottom + 10, scale.unit, theme["ink-muted"], size=6.5)


def _row(sheet: Sheet, theme: Theme, row: CostRow, axis: tuple[float, float], y: float) -> None:
    left, _ = axis
    lines = wrap(row.title, left - 12, 8, lines=1 if row.detail else 2)
    top = y - (len(lines) + bool(row.detail) - 1) * 4.6 + 2.8
    for number, line in enumerate(lines):
        sheet.text(0, top + 9.2 * number, line, theme["ink"], bold=row.is_chosen, width=left - 10)
    if row.detail:
        sheet.text(0, top + 9.2 * len(lines), row.detail, theme["ink-muted"], size=6.8, width=left - 10)
    if row.total is None:
        sheet.text(left + 6, y + 2.5, say("no price known"), theme["ink-muted"], size=SMALL)
        return
    _bars(sheet, theme, row, row.total, axis, y)
    sheet.text(
        sheet.width, y + 2.8, span(row.total, "USD"), theme["ink"], size=7.5, bold=row.is_chosen, anchor="end"
    )


def _bars(
    sheet: Sheet, theme: Theme, row: CostRow, total: Interval, axis: tuple[float, float], y: float
) -> None:
    left, per_usd = axis
    capital = row.capital_usd or 0.0
    operating = total.p50 - capital if row.operating_usd is None else row.operating_usd
    sheet.rect(left, y - 6, capital * per_usd, 12, theme["chart-1"])
    sheet.rect(left + capital * per_usd, y - 6, max(operating, 0.0) * per_usd, 12, theme["chart-6"])
    if total.is_exact:
        return
    low, high = left + total.p10 * per_usd, left + total.p90 * per_usd
    sheet.line((low, y), (high, y), theme["ink"], width=1)
    for x in (low, high):
        sheet.line((x, y - 3.5), (x, y + 3.5), theme["ink"], width=1)
