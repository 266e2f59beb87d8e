"""Maturity from moment to moment: a line per domain over real dates, a mark for each time it was measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reportlab.graphics.shapes import Drawing

from assessments.language import say
from planner.charts.figures import date_text, score
from planner.charts.marks import empty
from planner.charts.model import Chart
from planner.charts.plane import end_names, line_look
from planner.charts.shapes import Sheet
from planner.charts.theme import Theme

LEFT, RIGHT, TOP, FOOT, HEIGHT = 20.0, 132.0, 12.0, 30.0, 210.0
APART = 9.0  # points between two measurements of one day
NEAREST = 46.0  # points between two dates under the axis


@dataclass(frozen=True, slots=True)
class Moment:
    """One measurement: its day, what it is called, and the score of each domain by id (None for not known)."""

    day: date
    title: str
    scores: dict[str, float | None]


def over_time_chart(moments: Sequence[Moment], domains: Sequence[tuple[str, str]], *, source: str) -> Chart:
    """Return the chart of an organisation over time. moments: oldest first; domains: (id, title)."""
    return Chart(
        key="over-time",
        title=say("Maturity over time"),
        units=say("level, 1 to 5"),
        source=source,
        description=" ".join(_told(moments, *domain) for domain in domains),
        columns=(say("Date"), say("Measured"), *(title for _, title in domains)),
        table=tuple(
            (
                date_text(moment.day.isoformat()),
                moment.title,
                *(score(moment.scores.get(name)) for name, _ in domains),
            )
            for moment in moments
        ),
        paint=lambda width, theme, part: _drawn(moments, domains, width, theme),
    )


def _told(moments: Sequence[Moment], name: str, title: str) -> str:
    known = [value for moment in moments if (value := moment.scores.get(name)) is not None]
    if not known:
        return say("{title}: not known.", title=title)
    if len(known) == 1:
        return say("{title}: {now}.", title=title, now=score(known[0]))
    return say("{title}: from {before} to {now}.", title=title, before=score(known[0]), now=score(known[-1]))


def _drawn(
    moments: Sequence[Moment], domains: Sequence[tuple[str, str]], width: float, theme: Theme
) -> Drawing:
    if not any(value is not None for moment in moments for value in moment.scores.values()):
        sheet = Sheet(width, 60)
        empty(sheet, theme, say("Nothing has been measured yet"))
        return sheet.drawing
    sheet = Sheet(width, HEIGHT)
    right, bottom = width - RIGHT, HEIGHT - FOOT
    places = _places([moment.day for moment in moments], LEFT + 6, right - 6)

    def y_of(value: float) -> float:
        return bottom - (bottom - TOP) * (min(max(value, 1.0), 5.0) - 1) / 4

    for level in range(1, 6):
        sheet.line((LEFT, y_of(level)), (right, y_of(level)), theme["line"], width=0.5)
        sheet.text(LEFT - 6, y_of(level) + 2.3, str(level), theme["ink-muted"], size=6.5, anchor="end")
    _dates(sheet, theme, list(zip(places, (moment.day for moment in moments), strict=True)), right)
    ends: list[tuple[float, str, str]] = []
    for index, (name, title) in enumerate(domains):
        paint, dash = line_look(index)
        points = [
            (x, y_of(value))
            for x, moment in zip(places, moments, strict=True)
            if (value := moment.scores.get(name)) is not None
        ]
        sheet.curve(points, theme[paint], width=1.7, dash=dash)
        for x, y in points:
            sheet.dot(x, y, 2.4, theme[paint], stroke=theme["surface"], width=0.6)
        if points:
            ends.append((points[-1][1], title, paint))
    end_names(sheet, theme, ends, right + 6)
    return sheet.drawing


def _places(days: Sequence[date], left: float, right: float) -> list[float]:
    """Return where each day stands: by the calendar, with a little between those of one day."""
    whole = max((days[-1] - days[0]).days, 1)
    places: list[float] = []
    for day in days:
        wanted = (right - left) * (day - days[0]).days / whole
        places.append(max(wanted, places[-1] + APART) if places else wanted)
    if places[-1] == 0.0:
        return [(left + right) / 2]
    scale = 1.0 if days[-1] == days[0] and places[-1] <= right - left else (right - left) / places[-1]
    return [left + place * scale for place in places]


def _dates(sheet: Sheet, theme: Theme, places: Sequence[tuple[float, date]], right: float) -> None:
    """Write dates under the axis where there is room: the last always, others from the first on."""
    last_x, last_day = places[-1]
    written = [(last_x, last_day)]
    edge = -NEAREST
    for x, day in places[:-1]:
        if x - edge >= NEAREST and last_x - x >= NEAREST:
            written.append((x, day))
            edge = x
    for x, day in written:
        sheet.line((x, HEIGHT - FOOT), (x, HEIGHT - FOOT + 3), theme["line"], width=0.6)
        anchor = "start" if x < LEFT + 20 else "end" if x > right - 20 else "middle"
        sheet.text(x, HEIGHT - FOOT + 12, day.isoformat(), theme["ink-muted"], size=6.5, anchor=anchor)
