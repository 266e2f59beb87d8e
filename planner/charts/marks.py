"""Marks that several charts share: status signs, legends, the maturity scale."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assessments.language import say, to_say
from planner.charts.fonts import text_width
from planner.charts.shapes import SMALL, Point, Sheet
from planner.charts.theme import Paint, Theme

STATUS_WORDS = {
    "ready": to_say("Ready"),
    "conditional": to_say("Conditional"),
    "blocked": to_say("Blocked"),
    "unknown": to_say("Not known"),
}
_INSIDE = {
    "ready": to_say("ready"),
    "conditional": to_say("conditional"),
    "blocked": to_say("blocked"),
    "unknown": to_say("not known"),
}


LEGEND_LINE, KEY_GAP = 11.0, 13.0


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of a legend: how its mark looks and what it means, to be said. dash: of a line that has its own."""

    mark: str
    paint: str
    text: str
    dash: tuple[float, ...] | None = None

    @property
    def words(self) -> str:
        """What it means, in the language of the context."""
        return say(self.text)


def status_of(value: object) -> str:
    """Return a known status; anything else is unknown."""
    return value if isinstance(value, str) and value in STATUS_WORDS else "unknown"


def status_word(status: str) -> str:
    """Return a status as a table names it."""
    return say(STATUS_WORDS[status])


def status_inside(status: str) -> str:
    """Return a status as a sentence names it."""
    return say(_INSIDE[status])


def status_sign(sheet: Sheet, theme: Theme, status: str, x: float, y: float, size: float) -> None:
    """Draw the sign of a status, centred on (x, y): its form tells it apart without colour.

    ready: a tick on a light field; conditional: a half-filled disc; blocked: a white cross on a dark field;
    unknown: a question mark in a dashed outline.
    """
    half = size / 2
    if status == "ready":
        sheet.rect(x - half, y - half, size, size, theme["ready"].tint(0.16), radius=size * 0.22)
        _tick(sheet, theme, x, y, size)
    elif status == "conditional":
        sheet.rect(x - half, y - half, size, size, theme["conditional"].tint(0.24), radius=size * 0.22)
        _half_disc(sheet, theme, x, y, size * 0.27)
    elif status == "blocked":
        sheet.rect(x - half, y - half, size, size, theme["blocked"], radius=size * 0.22)
        arm = size * 0.18
        for sign in (1, -1):
            sheet.line(
                (x - arm, y - sign * arm), (x + arm, y + sign * arm), theme["surface"], width=size * 0.1
            )
    else:
        sheet.dashed_box(x - half + 0.4, y - half + 0.4, size - 0.8, theme["unknown"], radius=size * 0.22)
        sheet.text(x, y + size * 0.19, "?", theme["unknown"], size=size * 0.52, bold=True, anchor="middle")


def _tick(sheet: Sheet, theme: Theme, x: float, y: float, size: float) -> None:
    points = [
        (x - size * 0.2, y + size * 0.01),
        (x - size * 0.05, y + size * 0.16),
        (x + size * 0.22, y - size * 0.17),
    ]
    sheet.curve(points, theme["ready"], width=size * 0.1)


def _half_disc(sheet: Sheet, theme: Theme, x: float, y: float, radius: float) -> None:
    left: list[Point] = [
        (x - radius * math.sin(angle), y - radius * math.cos(angle))
        for angle in (math.pi * step / 16 for step in range(17))
    ]
    sheet.polygon(left, theme["conditional"])
    sheet.dot(x, y, radius, None, stroke=theme["conditional"], width=radius * 0.22)


def legend(
    sheet: Sheet, theme: Theme, keys: Sequence[Key], y: float, *, x: float = 0.0, centred: bool = False
) -> None:
    """Write a legend whose last line stands at y: from x if it fits one line, else in lines from the edge.

    A chart leaves `legend_height` for it.
    """
    lines = _legend_lines(keys, sheet.width)
    y -= LEGEND_LINE * (len(lines) - 1)
    for line in lines:
        length = sum(_key_width(key) for key in line) - KEY_GAP
        start = (sheet.width - length) / 2 if centred else x if len(lines) == 1 else 0.0
        start = max(min(start, sheet.width - length), 0.0)
        for key in line:
            _key_mark(sheet, theme, key, start, y - 2.5)
            sheet.text(
                start + 14, y, key.words, theme["ink-muted"], size=SMALL, width=sheet.width - start - 14
            )
            start += _key_width(key)
        y += LEGEND_LINE


def legend_height(keys: Sequence[Key], width: float) -> float:
    """Return how much room a legend needs at the foot of a chart."""
    return 11 + LEGEND_LINE * len(_legend_lines(keys, width))


def _legend_lines(keys: Sequence[Key], width: float) -> list[list[Key]]:
    lines: list[list[Key]] = []
    room = 0.0
    for key in keys:
        if not lines or _key_width(key) - KEY_GAP > room:
            lines.append([])
            room = width
        lines[-1].append(key)
        room -= _key_width(key)
    return lines


def _key_width(key: Key) -> float:
    # A little more than FiraGO needs: the page may use the reader's own font.
    return 14 + 1.06 * text_width(key.words, SMALL) + KEY_GAP


def _key_mark(sheet: Sheet, theme: Theme, key: Key, x: float, y: float) -> None:
    if key.mark == "status":
        status_sign(sheet, theme, key.paint, x + 5, y, 9.5)
    elif key.mark == "diamond":
        diamond(sheet, theme, x + 5, y, 3.8, key.paint)
    elif key.mark == "late":
        late_diamond(sheet, theme, x + 5, y, 4.4, key.paint)
    elif key.mark in ("striped", "cut"):
        sheet.rect(x, y - 3, 10, 6, theme[key.paint], radius=1.5)
        kind_form(sheet, theme, key.mark, (x, y), (10, 6))
    elif key.mark in ("dot", "hollow", "tick", "line", "dashed"):
        _thin_mark(sheet, theme, key, x, y)
    else:
        _bar_mark(sheet, theme[key.paint], key.mark, x, y)


def _thin_mark(sheet: Sheet, theme: Theme, key: Key, x: float, y: float) -> None:
    paint = theme[key.paint]
    if key.mark == "dot":
        sheet.dot(x + 5, y, 3, paint)
    elif key.mark == "hollow":
        sheet.dot(x + 5, y, 2.6, theme["surface"], stroke=paint, width=1.1)
    elif key.mark == "tick":
        sheet.line((x + 5, y - 4), (x + 5, y + 4), paint, width=1.6)
    elif key.mark == "dashed":
        sheet.line((x, y), (x + 10, y), paint, width=1.2, dash=(3, 2))
    else:
        sheet.line((x, y), (x + 10, y), paint, width=1.6, dash=key.dash)


def _bar_mark(sheet: Sheet, paint: Paint, mark: str, x: float, y: float) -> None:
    if mark == "estate":
        sheet.rect(x, y - 3, 6, 6, paint.tint(0.34))
        sheet.rect(x + 6, y - 3, 4, 6, paint.tint(0.16))
    elif mark == "thin":
        sheet.rect(x, y - 1.2, 10, 2.4, paint)
    elif mark == "box":
        sheet.rect(x, y - 3, 10, 6, paint.tint(0.3), stroke=paint, stroke_width=0.9)
    elif mark == "outlined":
        sheet.rect(x, y - 3, 10, 6, None, stroke=paint, stroke_width=1.0, radius=1.5)
    else:
        sheet.rect(x, y - 3, 10, 6, paint.tint(0.28) if mark == "band" else paint, radius=1.5)


def diamond(sheet: Sheet, theme: Theme, x: float, y: float, radius: float, paint: str) -> None:
    """Draw a milestone."""
    points = [(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)]
    sheet.polygon(points, theme[paint], stroke=theme["surface"], width=0.8)


def late_diamond(sheet: Sheet, theme: Theme, x: float, y: float, radius: float, paint: str) -> None:
    """Draw a milestone that comes too late: with a cross in it."""
    diamond(sheet, theme, x, y, radius, paint)
    arm = radius * 0.3
    for sign in (1, -1):
        sheet.line((x - arm, y - sign * arm), (x + arm, y + sign * arm), theme["surface"], width=0.9)


def kind_form(sheet: Sheet, theme: Theme, form: str, start: Point, size: tuple[float, float]) -> None:
    """Give a bar the form of its kind: striped along its length, cut across, or as it is. start: middle left."""
    (x, y), (length, height) = start, size
    if form == "striped" and length > 3:
        sheet.rect(x + 1.2, y - height * 0.09, length - 2.4, height * 0.18, theme["surface"])
    elif form == "cut":
        for cut in range(1, int(length / 5) + 1):
            sheet.rect(x + 5 * cut - 0.6, y - height / 2, 1.2, height, theme["surface"])


def empty(sheet: Sheet, theme: Theme, text: str) -> None:
    """Say in the middle of a chart that there is nothing to show."""
    sheet.rect(0, 0, sheet.width, sheet.height, theme["surface-raised"], radius=4)
    sheet.text(
        sheet.width / 2,
        sheet.height / 2 + 3,
        text,
        theme["ink-muted"],
        anchor="middle",
        width=sheet.width - 20,
    )


def nice_ticks(largest: float, count: int = 4) -> list[float]:
    """Return round numbers from 0 to at least `largest`.

    >>> nice_ticks(7.3)
    [0.0, 2.0, 4.0, 6.0, 8.0]
    """
    if largest <= 0:
        return [0.0, 1.0]
    raw = largest / count
    power = 10.0 ** math.floor(math.log10(raw))
    step = next((m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw * 0.999), 10 * power)
    return [step * i for i in range(math.ceil(largest / step * 0.9999) + 1)]
