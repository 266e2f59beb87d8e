"""Maturity by domain as a radar: what is known, claimed, aimed at, and what was known last time."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reportlab.graphics.shapes import Drawing

from assessments.language import say, to_say
from planner.charts.figures import score
from planner.charts.fonts import BOLD, wrap
from planner.charts.marks import Key, empty, legend, legend_height
from planner.charts.shapes import SMALL, Point, Sheet
from planner.charts.theme import Theme

LOWEST, HIGHEST = 1.0, 5.0
HEAD = 34.0
NARROW = 400.0  # points: below, names beside the radar take three lines
LAST_TIME = Key("dashed", "ink-muted", to_say("Last time"), (1.5, 1.8))
Place = Callable[[int, float], Point]


@dataclass(frozen=True, slots=True)
class Standing:
    """Maturity of one domain, practice or whole, each number 1..5 or None when nothing is known of it.

    before: the score of last time, where there was one.
    """

    title: str
    score: float | None
    p10: float | None = None
    p90: float | None = None
    claimed: float | None = None
    target: float | None = None
    level: int | None = None
    note: str = ""
    is_critical: bool = False
    before: float | None = None


def maturity_radar(standings: Sequence[Standing], width: float, theme: Theme) -> Drawing:
    """Draw a radar with the P10–P90 band, the score, the claim where it differs, the target and the last score."""
    radius = min(width * 0.27, 150.0)
    keys = _keys(standings)
    depth = radius * (1 + math.cos(math.pi / max(len(standings), 3)))
    head = HEAD + 9 * (len(_name_lines(standings[0].title, width * 0.5, width)) - 1) if standings else HEAD
    sheet = Sheet(width, depth + head + 36 + legend_height(keys, width))
    if len(standings) < 3:
        empty(sheet, theme, say("A radar needs at least three domains"))
        return sheet.drawing
    centre = (width / 2, radius + head)

    def place(index: int, value: float) -> Point:
        angle = 2 * math.pi * index / len(standings) - math.pi / 2
        length = radius * (value - LOWEST + 0.35) / (HIGHEST - LOWEST + 0.35)
        return centre[0] + length * math.cos(angle), centre[1] + length * math.sin(angle)

    _grid(sheet, theme, standings, place)
    _curves(sheet, theme, standings, place)
    _names(sheet, theme, standings, place, width)
    legend(sheet, theme, keys, sheet.height - 4, centred=True)
    return sheet.drawing


def _keys(standings: Sequence[Standing]) -> list[Key]:
    keys = [Key("dot", "accent", to_say("Supported by evidence")), Key("band", "accent", to_say("P10–P90"))]
    keys += [Key("dashed", "chart-2", to_say("Claimed"))] if _claims(standings) else []
    keys += [Key("line", "ready", to_say("Target"))] if any(s.target is not None for s in standings) else []
    keys += [LAST_TIME] if any(s.before is not None for s in standings) else []
    return keys


def _grid(sheet: Sheet, theme: Theme, standings: Sequence[Standing], place: Place) -> None:
    count = len(standings)
    for level in range(1, 6):
        ring = [place(index, level) for index in range(count)]
        sheet.polygon(ring, None, stroke=theme["line"], width=0.9 if level == 5 else 0.5)
    for index in range(count):
        sheet.line(place(index, LOWEST - 0.35), place(index, HIGHEST), theme["line"], width=0.5)


def _curves(sheet: Sheet, theme: Theme, standings: Sequence[Standing], place: Place) -> None:
    low = [place(i, LOWEST if s.p10 is None else s.p10) for i, s in enumerate(standings)]
    high = [place(i, HIGHEST if s.p90 is None else s.p90) for i, s in enumerate(standings)]
    if any(s.p10 is not None for s in standings):
        sheet.ring(high, low, theme["accent"].tint(0.16))
    if all(s.target is not None for s in standings):
        points = [place(i, s.target or LOWEST) for i, s in enumerate(standings)]
        sheet.polygon(points, None, stroke=theme["ready"], width=1.1)
    before = [s.before for s in standings]
    _open_polygon(sheet, theme, before, place, ("ink-muted", 1.1, LAST_TIME.dash))
    if _claims(standings):
        _open_polygon(sheet, theme, [s.claimed for s in standings], place, ("chart-2", 1.1, (3, 2)))
    _open_polygon(sheet, theme, [s.score for s in standings], place, ("accent", 1.8, None))
    for index, standing in enumerate(standings):
        if standing.score is not None:
            x, y = place(index, standing.score)
            with sheet.mark(standing_text(standing)):
                sheet.place(x - 12, y - 12, 24, 24)
                sheet.dot(x, y, 3.2, theme["accent"], stroke=theme["surface"])


def standing_text(standing: Standing) -> str:
    """Return in words what is known of a domain or practice."""
    if standing.score is None:
        open_words = standing.note or say("no answer yet")
        return f"{standing.title}: {open_words}"
    told = [f"{standing.title}: {score(standing.score)}"]
    if standing.p10 is not None and standing.p90 is not None:
        told.append(f"P10–P90 {score(standing.p10)}–{score(standing.p90)}")
    for word, value in (
        (say("claimed"), standing.claimed if _claims([standing]) else None),
        (say("target"), standing.target),
        (say("last time"), standing.before),
    ):
        told += [] if value is None else [f"{word} {score(value)}"]
    return "; ".join(told)


def _open_polygon(
    sheet: Sheet,
    theme: Theme,
    values: Sequence[float | None],
    place: Place,
    look: tuple[str, float, tuple[float, ...] | None],
) -> None:
    """Join neighbouring points; where a score is missing there is a gap, not a guess. look: paint, width, dash."""
    paint, width, dash = look
    for index, value in enumerate(values):
        after = (index + 1) % len(values)
        following = values[after]
        if value is None or following is None:
            continue
        sheet.line(place(index, value), place(after, following), theme[paint], width=width, dash=dash)


def _claims(standings: Sequence[Standing]) -> bool:
    return any(
        s.claimed is not None and s.score is not None and s.claimed - s.score > 0.05 for s in standings
    )


def _name_lines(title: str, room: float, width: float) -> list[str]:
    return wrap(title, max(room, 30), 8, lines=2 if width >= NARROW else 3, font=BOLD)


def _names(sheet: Sheet, theme: Theme, standings: Sequence[Standing], place: Place, width: float) -> None:
    for index, standing in enumerate(standings):
        x, y = place(index, HIGHEST + 0.42)
        side = x - width / 2
        anchor = "middle" if abs(side) < width * 0.04 else ("start" if side > 0 else "end")
        room = width * 0.5 if anchor == "middle" else (width - x if side > 0 else x) - 2
        lines = _name_lines(standing.title, room, width)
        top = y - 4 - (9 * len(lines) if y < sheet.height * 0.25 else 0)
        for number, line in enumerate(lines):
            sheet.text(x, top + 9 * (number + 1) - 4, line, theme["ink"], size=8, bold=True, anchor=anchor)
        value = say("no answer yet") if standing.score is None else score(standing.score)
        sheet.text(x, top + 9 * (len(lines) + 1) - 4, value, theme["ink-muted"], size=SMALL, anchor=anchor)
