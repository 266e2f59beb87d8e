"""How organisations spread on the scale of 1 to 5: a row per domain, quartiles as a box, organisations as dots."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.graphics.shapes import Drawing

from assessments.language import say, to_say
from planner.charts.figures import NOTHING, score
from planner.charts.fonts import wrap
from planner.charts.marks import Key, empty, legend, legend_height
from planner.charts.model import Chart
from planner.charts.shapes import SMALL, Sheet
from planner.charts.theme import Theme

ROW, TOP, HEAD = 30.0, 16.0, 46.0
MOST_DOTS = 60  # more of them are a smear
_KEYS = (
    Key("band", "accent", to_say("Middle half of the organisations")),
    Key("tick", "accent", to_say("Median")),
    Key("hollow", "ink-muted", to_say("One organisation")),
)


@dataclass(frozen=True, slots=True)
class Spread:
    """The scores of one domain; quartiles: lowest, quarter, median, three quarters, highest, or None for too few."""

    title: str
    scores: tuple[float, ...]
    quartiles: tuple[float, float, float, float, float] | None


def benchmark_chart(spreads: Sequence[Spread], *, fewest: int, source: str) -> Chart:
    """Return the chart of how organisations spread. fewest: how many organisations quartiles need."""
    return Chart(
        key="benchmark",
        title=say("How the organisations spread"),
        units=say("level, 1 to 5"),
        source=source,
        description=" ".join(_told(spread, fewest) for spread in spreads),
        columns=(
            say("Domain"), say("Organisations"), say("Lowest"), say("Lower quartile"), say("Median"),
            say("Upper quartile"), say("Highest"),
        ),
        table=tuple(
            (spread.title, str(len(spread.scores)), *(score(value) for value in spread.quartiles or [None] * 5))
            for spread in spreads
        ),
        paint=lambda width, theme, part: _drawn(spreads, fewest, width, theme),
    )  # fmt: skip


def _told(spread: Spread, fewest: int) -> str:
    if spread.quartiles is None:
        return say(
            "{title}: {count} organisations, too few for quartiles (at least {fewest}).",
            title=spread.title, count=len(spread.scores), fewest=fewest,
        )  # fmt: skip
    _, low, median, high, _ = spread.quartiles
    return say(
        "{title}: median {median}, the middle half between {low} and {high}, {count} organisations.",
        title=spread.title, median=score(median), low=score(low), high=score(high), count=len(spread.scores),
    )  # fmt: skip


def _drawn(spreads: Sequence[Spread], fewest: int, width: float, theme: Theme) -> Drawing:
    if not any(spread.scores for spread in spreads):
        sheet = Sheet(width, 60)
        empty(sheet, theme, say("No plan has been made yet"))
        return sheet.drawing
    sheet = Sheet(width, TOP + ROW * len(spreads) + legend_height(_KEYS, width))
    left, right = min(width * 0.3, 170.0), width - HEAD
    for level in range(1, 6):
        x = left + (right - left) * (level - 1) / 4
        sheet.line((x, TOP - 3), (x, TOP + ROW * len(spreads)), theme["line"], width=0.5)
        sheet.text(x, TOP - 7, str(level), theme["ink-muted"], size=6.5, anchor="middle")
    sheet.text(width, TOP - 7, say("n"), theme["ink-muted"], size=6.5, anchor="end")
    for index, spread in enumerate(spreads):
        _row(sheet, theme, spread, (left, right), TOP + ROW * (index + 0.5), fewest)
    legend(sheet, theme, _KEYS, sheet.height - 4, x=left)
    return sheet.drawing


def _row(
    sheet: Sheet, theme: Theme, spread: Spread, ends: tuple[float, float], y: float, fewest: int
) -> None:
    left, right = ends

    def x_of(value: float) -> float:
        return left + (right - left) * (min(max(value, 1.0), 5.0) - 1) / 4

    lines = wrap(spread.title, left - 14, 8, lines=2)
    for number, line in enumerate(lines):
        sheet.text(0, y + 3 + 9 * (number - (len(lines) - 1) / 2), line, theme["ink"])
    sheet.text(sheet.width, y + 2.8, str(len(spread.scores)), theme["ink"], bold=True, anchor="end")
    if spread.quartiles is not None:
        low, quarter, median, upper, high = spread.quartiles
        sheet.line((x_of(low), y), (x_of(high), y), theme["accent"], width=0.8)
        sheet.rect(
            x_of(quarter), y - 6.5, x_of(upper) - x_of(quarter), 13, theme["accent"].tint(0.24), radius=2
        )
        sheet.line((x_of(median), y - 7.5), (x_of(median), y + 7.5), theme["accent"], width=2)
    elif not spread.scores:
        sheet.text(left + 6, y + 2.5, NOTHING, theme["ink-muted"], size=SMALL)
    if len(spread.scores) <= MOST_DOTS:
        for value in spread.scores:
            sheet.dot(x_of(value), y, 2.2, theme["surface"], stroke=theme["ink-muted"], width=0.9)
