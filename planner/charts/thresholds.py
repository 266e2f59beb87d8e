"""From which use an option pays: a row each on the scale of all the time, shaded where it is the cheaper one."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.graphics.shapes import Drawing

from assessments.language import say, to_say
from planner.charts.figures import Interval, percent, with_span
from planner.charts.fonts import wrap
from planner.charts.marks import Key, empty, legend, legend_height
from planner.charts.shapes import SMALL, Sheet
from planner.charts.theme import Theme

ROW, TOP, FIGURES = 26.0, 17.0, 62.0
KEYS = [
    Key("tick", "ink", to_say("Costs the same from here on (P50)")),
    Key("line", "ink", to_say("P10–P90")),
    Key("box", "ready", to_say("Cheaper than on demand")),
]


@dataclass(frozen=True, slots=True)
class ThresholdRow:
    """One option, and the share of the time from which it costs less than paying on demand."""

    title: str
    share: Interval


def use_thresholds(rows: Sequence[ThresholdRow], width: float, theme: Theme) -> Drawing:
    """Draw the options in the given order from no use to use all the time."""
    if not rows:
        sheet = Sheet(width, 60)
        empty(sheet, theme, say("Nothing here is known yet"))
        return sheet.drawing
    sheet = Sheet(width, TOP + ROW * len(rows) + 4 + legend_height(KEYS, width))
    left, right = min(width * 0.36, 165.0), width - FIGURES
    bottom = TOP + ROW * len(rows)
    for step in range(5):
        x = left + (right - left) * step / 4
        sheet.line((x, TOP - 3), (x, bottom), theme["line"], width=0.5)
        sheet.text(x, TOP - 7, percent(step / 4), theme["ink-muted"], size=6.5, anchor="middle")
    for index, row in enumerate(rows):
        _row(sheet, theme, row, (left, right), TOP + ROW * (index + 0.5))
    legend(sheet, theme, KEYS, sheet.height - 4, x=left)
    return sheet.drawing


def threshold_text(share: Interval) -> str:
    """Return the use from which an option pays, or that it never does."""
    return say("never") if share.p50 > 1 else with_span(share, "ratio")


def _row(sheet: Sheet, theme: Theme, row: ThresholdRow, ends: tuple[float, float], y: float) -> None:
    left, right = ends

    def x_of(share: float) -> float:
        return left + (right - left) * min(max(share, 0.0), 1.0)

    words = threshold_text(row.share)
    with sheet.mark(f"{row.title}: {words}"):
        sheet.place(0, y - ROW / 2, sheet.width, ROW)
        for number, line in enumerate(lines := wrap(row.title, left - 14, 8, lines=2)):
            sheet.text(0, y + 2.8 + 9 * (number - (len(lines) - 1) / 2), line, theme["ink"])
        sheet.rect(left, y - 6, right - left, 12, theme["surface-raised"])
        low, middle, high = (x_of(value) for value in (row.share.p10, row.share.p50, row.share.p90))
        if row.share.p50 < 1:
            sheet.rect(middle, y - 6, right - middle, 12, theme["ready"].tint(0.28), stroke=theme["ready"],
                       stroke_width=0.8)  # fmt: skip
            sheet.line((middle, y - 8), (middle, y + 8), theme["ink"], width=2)
        if row.share.p10 < 1 and not row.share.is_exact:
            sheet.line((low, y), (high, y), theme["ink"], width=1)
            for end in (low, high):
                sheet.line((end, y - 3.5), (end, y + 3.5), theme["ink"], width=1)
        sheet.text(sheet.width, y + 2.5, words, theme["ink"], size=SMALL, anchor="end", width=FIGURES - 6)
