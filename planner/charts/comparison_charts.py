"""Plans side by side: money added up, and when workloads go live."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from reportlab.graphics.shapes import Drawing

from assessments.language import say, to_say
from planner.charts.curves import Series, cash_curves
from planner.charts.figures import NOTHING, quantity, quarter
from planner.charts.marks import Key, diamond, empty, late_diamond, legend, legend_height
from planner.charts.model import Chart
from planner.charts.shapes import SMALL, Sheet
from planner.charts.theme import Theme
from planner.charts.timeline import TOP, Axis, quarter_axis

LANE, MARK = 17.0, 13.0
_SOURCE = to_say("Roadmaps of these plans; costs are planning values in USD")


@dataclass(frozen=True, slots=True)
class CashLine:
    """What a plan spends in each of its quarters, USD."""

    title: str
    periods: tuple[str, ...]
    spending: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """When a workload goes live in a plan: quarters such as "2027-Q3", None for never, or for no date wanted."""

    title: str
    live: str | None
    wanted: str | None
    text: str
    is_in_time: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """One workload over all plans."""

    title: str
    marks: tuple[Mark, ...]


def comparison_charts(lines: Sequence[CashLine], lanes: Sequence[Lane]) -> tuple[Chart, ...]:
    """Return compared-cash and compared-dates."""
    named = _all_periods(lines)
    return _cash(named, lines), _dates(named, lanes)


def _all_periods(lines: Sequence[CashLine]) -> list[str]:
    return sorted({period for line in lines for period in line.periods})


def _cash(named: Sequence[str], lines: Sequence[CashLine]) -> Chart:
    series = [Series(line.title, tuple(_added_up(named, line))) for line in lines]
    return Chart(
        key="compared-cash",
        title=say("Money spent by the end of each quarter"),
        units="USD",
        source=say(_SOURCE),
        description="; ".join(
            f"{line.title}: {quantity(line.values[-1] if line.values else None, 'USD')}" for line in series
        ),
        columns=(say("Quarter"), *(line.title for line in lines)),
        table=tuple(
            (quarter(name), *(quantity(line.values[index], "USD") for line in series))
            for index, name in enumerate(named)
        ),
        paint=lambda width, theme, part: cash_curves(named, series, width, theme),
    )


def _added_up(named: Sequence[str], line: CashLine) -> Iterator[float | None]:
    """Yield what is spent by the end of each quarter: none before the plan, and nothing more after it."""
    sums = dict(zip(line.periods, accumulate(line.spending), strict=False))
    spent = None
    for name in named:
        spent = sums.get(name, spent)
        yield spent


def _dates(named: Sequence[str], lanes: Sequence[Lane]) -> Chart:
    return Chart(
        key="compared-dates",
        title=say("When workloads go live"),
        units=say("By the end of which quarter"),
        source=say(_SOURCE),
        description="; ".join(
            f"{lane.title}: " + ", ".join(f"{mark.title} {mark.text}" for mark in lane.marks)
            for lane in lanes
        )
        or say("No workload is planned."),
        columns=(say("Workload"), say("Plan"), say("Goes live"), say("Wanted by")),
        table=tuple(
            (lane.title, mark.title, mark.text, quarter(mark.wanted) if mark.wanted else NOTHING)
            for lane in lanes
            for mark in lane.marks
        ),
        paint=lambda width, theme, part: date_lanes(named, lanes[part], width, theme),
        rows=max(len(lanes), 1),
    )


def date_lanes(periods: Sequence[str], lanes: Sequence[Lane], width: float, theme: Theme) -> Drawing:
    """Draw a row for each plan under the name of each workload: a diamond at go-live, a line at the wanted date."""
    marks = [mark for lane in lanes for mark in lane.marks]
    if not periods or not marks:
        sheet = Sheet(width, 60)
        empty(sheet, theme, say("No workload is planned."))
        return sheet.drawing
    keys = _keys(marks)
    foot = legend_height(keys, width)
    sheet = Sheet(width, TOP + LANE * len(lanes) + MARK * len(marks) + 6 + foot)
    left = min(0.34 * width, 220.0)
    axis = Axis(left, (width - left - 8) / len(periods), tuple(periods))
    quarter_axis(sheet, theme, axis, sheet.height - foot)
    y = TOP
    for lane in lanes:
        sheet.text(0, y + 12, lane.title, theme["ink"], bold=True, width=left - 10)
        y += LANE
        for mark in lane.marks:
            with sheet.mark(f"{lane.title}, {mark.title}: {mark.text}"):
                sheet.place(0, y, width, MARK)
                _mark(sheet, theme, axis, mark, y + MARK / 2)
            y += MARK
    legend(sheet, theme, keys, sheet.height - 4)
    return sheet.drawing


def _keys(marks: Sequence[Mark]) -> list[Key]:
    keys = []
    if any(mark.live and mark.is_in_time for mark in marks):
        keys.append(Key("diamond", "ready", to_say("Go-live in time")))
    if any(mark.live and not mark.is_in_time for mark in marks):
        keys.append(Key("late", "blocked", to_say("Go-live after the deadline")))
    if any(mark.wanted for mark in marks):
        keys.append(Key("tick", "ink", to_say("Deadline")))
    return keys


def _mark(sheet: Sheet, theme: Theme, axis: Axis, mark: Mark, y: float) -> None:
    sheet.text(8, y + 2.6, mark.title, theme["ink-muted"], size=SMALL, width=axis.left - 18)
    if mark.wanted is not None:
        x = _end_of(axis, mark.wanted)
        sheet.line((x, y - 5.5), (x, y + 5.5), theme["ink"], width=1.4)
    if mark.live is None:
        text = say("no go-live inside this plan")
        sheet.text(axis.left + 4, y + 2.6, text, theme["blocked"], size=SMALL)
        return
    x = _end_of(axis, mark.live)
    if mark.is_in_time:
        diamond(sheet, theme, x, y, 4.6, "ready")
    else:
        late_diamond(sheet, theme, x, y, 4.6, "blocked")


def _end_of(axis: Axis, period: str) -> float:
    """Return where a quarter ends; what lies outside of the axis stands at its edge."""
    if period in axis.periods:
        return axis.x(axis.periods.index(period) + 1)
    return axis.left if period < axis.periods[0] else axis.x(len(axis.periods))
