"""Requirement against estate, a row per dimension, each on its own scale."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.graphics.shapes import Drawing

from assessments.language import localised, say, to_say
from planner.charts.figures import NOTHING, Interval, fitting_scale, place_unit, quantity, significant, symbol
from planner.charts.fonts import elide, text_width, wrap
from planner.charts.marks import Key, empty, legend, legend_height, status_inside, status_sign
from planner.charts.shapes import BODY, SMALL, Sheet
from planner.charts.theme import Theme

ROW, TOP = 29.0, 6.0
WIDER = 1.06  # the page may use the reader's own font
KEYS = [
    Key("estate", "unknown", to_say("There today, certain and perhaps")),
    Key("band", "accent", to_say("Requirement P10–P90")),
    Key("tick", "accent", to_say("Requirement P50")),
]


@dataclass(frozen=True, slots=True)
class BulletRow:
    """What a workload needs of one thing and what there is of it, in SI units; None when not known.

    is_ceiling: `estate` is a limit that the requirement should stay below, as with a response time. is_extra: the need
    is what comes on top of what runs already, and `estate` what is still free, as with power.
    """

    title: str
    unit: str
    status: str
    requirement: Interval | None
    estate: Interval | None
    is_ceiling: bool = False
    is_extra: bool = False


def requirement_bullets(
    rows: Sequence[BulletRow], width: float, theme: Theme, *, is_one_scale: bool = False
) -> Drawing:
    """Draw requirement bands (P10–P90, mark at P50) over a bar of what the estate has.

    is_one_scale: all rows are of one quantity, so that their lengths can be compared.
    """
    if not rows:
        sheet = Sheet(width, 60)
        empty(sheet, theme, say("Nothing of this workload has been sized yet"))
        return sheet.drawing
    sheet = Sheet(width, TOP + ROW * len(rows) + legend_height(KEYS, width))
    left, right = _bar_ends(rows, width, is_one_scale=is_one_scale)
    ends_of = [value.p90 for row in rows for value in (row.requirement, row.estate) if value is not None]
    shared = max(ends_of, default=0.0) if is_one_scale else 0.0
    for index, row in enumerate(rows):
        told = ", ".join(_figure_texts(row))
        with sheet.mark(f"{row.title}: {told} – {status_inside(row.status)}"):
            sheet.place(0, TOP + ROW * index, width, ROW)
            _row(sheet, theme, row, (left, right), TOP + ROW * (index + 0.5), shared=shared)
    legend(sheet, theme, KEYS, sheet.height - 4, x=left)
    return sheet.drawing


def _bar_ends(rows: Sequence[BulletRow], width: float, *, is_one_scale: bool) -> tuple[float, float]:
    """Return where the bars begin and end: on a narrow chart, names and figures take their room first."""
    figures = max(text_width(text, 7.5) for row in rows for text in _figure_texts(row)) * WIDER
    right = width - min(max(figures + 14, min(width * 0.29, 140.0)), width * 0.38)
    if is_one_scale:
        return min(width * 0.34, 170.0), right
    longest = max(text_width(word, BODY) for row in rows for word in row.title.split() or [""]) * WIDER
    return min(max(longest + 28, min(width * 0.2, 96.0)), width * 0.32), right


def _row(
    sheet: Sheet, theme: Theme, row: BulletRow, ends: tuple[float, float], y: float, *, shared: float
) -> None:
    left, right = ends
    status_sign(sheet, theme, row.status, 7, y, 14)
    lines = wrap(row.title, left - 26, BODY, lines=2)
    for number, line in enumerate(lines):
        sheet.text(20, y + 2.8 + 9 * (number - (len(lines) - 1) / 2), line, theme["ink"])
    sheet.rect(left, y - 8, right - left, 16, theme["surface-raised"], radius=2)
    known = [value for value in (row.requirement, row.estate) if value is not None]
    largest = shared or max((value.p90 for value in known), default=0.0)
    if largest > 0:
        _marks(sheet, theme, row, (left, (right - left) / (largest * 1.06)), y)
    else:
        words = say("none needed") if row.requirement is not None else say("not known")
        sheet.text(left + 6, y + 2.5, words, theme["ink-muted"], size=SMALL)
    _figures(sheet, theme, row, right + 12, y)


def _marks(sheet: Sheet, theme: Theme, row: BulletRow, axis: tuple[float, float], y: float) -> None:
    start, per_unit = axis
    if row.estate is not None:
        sure, perhaps = row.estate.p10 * per_unit, row.estate.p90 * per_unit
        sheet.rect(
            start,
            y - 8,
            sure,
            16,
            theme["unknown"].tint(0.34),
            radius=2,
            stroke=theme["unknown"],
            stroke_width=0.7,
        )
        if not row.estate.is_exact:
            sheet.rect(start + sure, y - 8, perhaps - sure, 16, theme["unknown"].tint(0.16), radius=2)
    if row.requirement is not None:
        need = row.requirement
        sheet.rect(
            start + need.p10 * per_unit,
            y - 4,
            (need.p90 - need.p10) * per_unit,
            8,
            theme["accent"].tint(0.5),
            radius=2,
            stroke=theme["accent"],
            stroke_width=0.7,
        )
        x = start + need.p50 * per_unit
        sheet.line((x, y - 6.5), (x, y + 6.5), theme["accent"], width=2.2)


def _figures(sheet: Sheet, theme: Theme, row: BulletRow, x: float, y: float) -> None:
    room = sheet.width - x
    above, below = _figure_texts(row)
    sheet.text(x, y - 1.5, elide(above, room, 7.5), theme["ink"], size=7.5)
    sheet.text(x, y + 8, elide(below, room, SMALL), theme["ink-muted"], size=SMALL)


def _figure_texts(row: BulletRow) -> tuple[str, str]:
    need, have = bullet_texts(row)
    if row.is_ceiling:
        return say("wait {amount}", amount=need), say("target {amount}", amount=have)
    if row.is_extra:
        return say("{amount} more", amount=need), say("free {amount}", amount=have)
    return say("need {amount}", amount=need), say("have {amount}", amount=have)


def bullet_texts(row: BulletRow) -> tuple[str, str]:
    """Return what is needed (P10–P90) and what there is, in words, in one unit."""
    have = say("not known") if row.estate is None else quantity(row.estate.p50, row.unit)
    if row.requirement is None:
        return say("not known"), have
    need = row.requirement
    if row.estate is None and need.p90 <= 0:
        have = NOTHING
    scale = fitting_scale(need.p50 or need.p90, row.unit)
    whole = symbol(row.unit) == ""
    low, middle, high = (
        localised(f"{round(v):,}") if whole and abs(v) < 1000 else significant(v / scale.factor)
        for v in (need.p10, need.p50, need.p90)
    )
    text = place_unit(middle, scale.unit)
    return (text if low == high else f"{text} ({low}–{high})"), have
