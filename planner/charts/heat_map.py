"""Maturity of several engagements at a glance: a row each, a column per domain, a stronger colour for more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reportlab.graphics.shapes import Drawing

from assessments.language import say, say_plural
from planner.charts.figures import NOTHING, score
from planner.charts.fonts import text_width, wrap
from planner.charts.marks import empty
from planner.charts.model import Chart
from planner.charts.shapes import Sheet
from planner.charts.theme import Theme

ROW, TOP, FOOT = 26.0, 32.0, 24.0
OVERALL = "overall"
# How much of the accent a cell has, from level 1 to 5; the score in it stands out on each of them, light and dark.
SHADES = (0.07, 0.2, 0.34, 0.82, 1.0)
DARK = 3  # from this shade on, the score is written in the colour of the surface


@dataclass(frozen=True, slots=True)
class EngagementRow:
    """One engagement: its scores of 1 to 5 by domain, None or missing for not known; overall: of all domains."""

    title: str
    scores: Mapping[str, float | None]
    overall: float | None = None


def engagements_chart(
    engagements: Sequence[EngagementRow], domains: Sequence[tuple[str, str]], *, source: str
) -> Chart:
    """Return the heat map of several engagements. domains: (id, title), a column each."""
    known = [row.overall for row in engagements if row.overall is not None]
    description = say_plural("One engagement.", "{count} engagements.", len(engagements))
    if known:
        description += " " + say(
            "Overall between {low} and {high}.", low=score(min(known)), high=score(max(known))
        )
    return Chart(
        key="engagements",
        title=say("Maturity of the engagements"),
        units=say("Score 1 to 5 by domain; the stronger the colour, the higher"),
        source=source,
        description=description,
        columns=(say("Engagement"), say("Overall"), *(title for _, title in domains)),
        table=tuple(
            (row.title, score(row.overall), *(score(row.scores.get(name)) for name, _ in domains))
            for row in engagements
        ),
        paint=lambda width, theme, part: heat_map(engagements[part], domains, width, theme),
        rows=max(len(engagements), 1),
    )


def heat_map(
    rows: Sequence[EngagementRow], domains: Sequence[tuple[str, str]], width: float, theme: Theme
) -> Drawing:
    """Draw the rows in the given order, with a scale of the shades below."""
    if not rows or not domains:
        sheet = Sheet(width, 60)
        empty(sheet, theme, say("There is no engagement to show"))
        return sheet.drawing
    sheet = Sheet(width, TOP + ROW * len(rows) + FOOT)
    left = min(width * 0.32, 190.0)
    heads = [(OVERALL, say("Overall")), *domains]
    step = (width - left) / len(heads)
    for column, (_, title) in enumerate(heads):
        _head(sheet, theme, title, left + step * (column + 0.5), step, is_first=column == 0)
    for index, row in enumerate(rows):
        y = TOP + ROW * index
        for number, line in enumerate(lines := wrap(row.title, left - 10, 8, lines=2)):
            at = y + ROW / 2 + 2.8 + 9 * (number - (len(lines) - 1) / 2)
            sheet.text(0, at, line, theme["ink"])
        values = [row.overall, *(row.scores.get(name) for name, _ in domains)]
        for column, value in enumerate(values):
            with sheet.mark(f"{row.title}, {heads[column][1]}: {_words(value)}"):
                _cell(sheet, theme, value, (left + step * column, y), step)
    _scale(sheet, theme, left)
    return sheet.drawing


def _words(value: float | None) -> str:
    return say("not known") if value is None else score(value)


def _head(sheet: Sheet, theme: Theme, title: str, x: float, step: float, *, is_first: bool) -> None:
    size = 6.5
    lines = wrap(title, step - 3, size, lines=3)
    longest = max((text_width(line, size) for line in lines), default=1.0)
    size = size if longest <= step - 2 else max(5.2, size * (step - 2) / longest)
    for number, line in enumerate(reversed(lines)):
        y = TOP - 5 - 7.4 * number
        paint = theme["ink" if is_first else "ink-muted"]
        sheet.text(x, y, line, paint, size=size, bold=is_first, anchor="middle", width=step)


def shade_of(value: float) -> int:
    """Return which of the shades a score of 1 to 5 has.

    >>> [shade_of(value) for value in (1.0, 1.4, 2.6, 4.5, 5.0)]
    [0, 0, 2, 4, 4]
    """
    return min(max(int(value + 0.5), 1), 5) - 1


def _cell(sheet: Sheet, theme: Theme, value: float | None, corner: tuple[float, float], step: float) -> None:
    x, y = corner
    middle, baseline = x + step / 2, y + ROW / 2 + 2.8
    if value is None:
        sheet.rect(x + 1, y + 1, step - 2, ROW - 2, theme["surface-raised"], radius=2)
        sheet.text(middle, baseline, NOTHING, theme["ink-muted"], anchor="middle")
        return
    shade = shade_of(value)
    sheet.rect(x + 1, y + 1, step - 2, ROW - 2, theme["accent"].tint(SHADES[shade]), radius=2)
    ink = theme["surface" if shade >= DARK else "ink"]
    sheet.text(middle, baseline, score(value), ink, bold=shade >= DARK, anchor="middle")


def _scale(sheet: Sheet, theme: Theme, left: float) -> None:
    y = sheet.height - 12
    for shade, share in enumerate(SHADES):
        x = left + 1 + 20 * shade
        sheet.rect(x, y - 4, 18, 10, theme["accent"].tint(share), stroke=theme["accent"], stroke_width=0.5)
        ink = theme["surface" if shade >= DARK else "ink"]
        sheet.text(x + 9, y + 3.3, str(shade + 1), ink, size=6.5, anchor="middle")
    x = left + 1 + 20 * len(SHADES) + 4
    sheet.text(x, y + 3.3, say("Level"), theme["ink-muted"], size=6.5, width=sheet.width - x)
