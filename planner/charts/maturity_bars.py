"""Maturity on the scale of 1 to 5, a row each: score, interval, claim and target."""

from collections.abc import Sequence

from reportlab.graphics.shapes import Drawing

from assessments.language import say, to_say
from assessments.question_bank.model import level_names
from planner.charts.figures import score
from planner.charts.fonts import wrap
from planner.charts.marks import Key, empty, legend, legend_height
from planner.charts.radar import Standing, standing_text
from planner.charts.shapes import SMALL, Sheet
from planner.charts.theme import Theme

ROW, TOP = 23.0, 22.0


def maturity_bars(standings: Sequence[Standing], width: float, theme: Theme) -> Drawing:
    """Draw a row per domain or practice, in the given order."""
    if not standings:
        sheet = Sheet(width, 60)
        empty(sheet, theme, say("Nothing was asked here"))
        return sheet.drawing
    keys = _keys(standings)
    sheet = Sheet(width, TOP + ROW * len(standings) + legend_height(keys, width))
    left, right = min(width * 0.36, 190.0), width - 58
    _scale(sheet, theme, left, right, TOP + ROW * len(standings))
    for index, standing in enumerate(standings):
        with sheet.mark(standing_text(standing)):
            sheet.place(0, TOP + ROW * index, width, ROW)
            _row(sheet, theme, standing, (left, right), TOP + ROW * (index + 0.5))
    legend(sheet, theme, keys, sheet.height - 4, x=left)
    return sheet.drawing


def _keys(standings: Sequence[Standing]) -> list[Key]:
    keys = [Key("dot", "accent", to_say("Supported by evidence")), Key("band", "accent", to_say("P10–P90"))]
    if any(_differs(standing) for standing in standings):
        keys.append(Key("hollow", "chart-2", to_say("Claimed")))
    if any(standing.target is not None for standing in standings):
        keys.append(Key("tick", "ready", to_say("Target")))
    if any(standing.before is not None for standing in standings):
        keys.append(Key("hollow", "ink-muted", to_say("Last time")))
    return keys


def _scale(sheet: Sheet, theme: Theme, left: float, right: float, bottom: float) -> None:
    step = (right - left) / 4
    for level, name in enumerate(level_names()):
        x = left + step * level
        sheet.line((x, TOP - 3), (x, bottom), theme["line"], width=0.5)
        anchor = "start" if level == 0 else "end" if level == 4 else "middle"
        words = f"{level + 1} {name}" if step >= 62 else str(level + 1)
        sheet.text(x, TOP - 9, words, theme["ink-muted"], size=6.5, anchor=anchor)
    sheet.text(sheet.width, TOP - 9, say("Level"), theme["ink-muted"], size=6.5, anchor="end")


def _row(sheet: Sheet, theme: Theme, standing: Standing, ends: tuple[float, float], y: float) -> None:
    left, right = ends
    lines = wrap(standing.title, left - 16, 8, lines=2)
    for number, line in enumerate(lines):
        sheet.text(0, y + 3 + 9 * (number - (len(lines) - 1) / 2), line, theme["ink"])
    if standing.level is not None:
        sheet.text(sheet.width, y + 3.2, str(standing.level), theme["ink"], size=9, bold=True, anchor="end")
    if standing.score is None:
        sheet.text(left + 6, y + 2.5, standing.note or say("no answer yet"), theme["ink-muted"], size=SMALL)
        return

    def x_of(value: float) -> float:
        return left + (right - left) * (min(max(value, 1.0), 5.0) - 1) / 4

    low = standing.score if standing.p10 is None else standing.p10
    high = standing.score if standing.p90 is None else standing.p90
    band = theme["accent"].tint(0.22)
    sheet.rect(
        x_of(low), y - 4, x_of(high) - x_of(low), 8, band, radius=3, stroke=theme["accent"], stroke_width=0.6
    )
    if standing.target is not None:
        sheet.line((x_of(standing.target), y - 7), (x_of(standing.target), y + 7), theme["ready"], width=1.8)
    if standing.before is not None:
        sheet.dot(x_of(standing.before), y, 2.4, theme["surface"], stroke=theme["ink-muted"], width=1.1)
    if _differs(standing):
        sheet.dot(x_of(standing.claimed or 1), y, 3, theme["surface"], stroke=theme["chart-2"], width=1.2)
    sheet.dot(x_of(standing.score), y, 4, theme["accent"], stroke=theme["surface"])
    sheet.text(right + 10, y + 2.8, score(standing.score), theme["ink"], size=8, bold=True)


def _differs(standing: Standing) -> bool:
    return (
        standing.claimed is not None
        and standing.score is not None
        and standing.claimed - standing.score > 0.05
    )
