"""Quarters along the top of a chart, and the roadmap as a Gantt under them."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.graphics.shapes import Drawing

from assessments.language import inside_a_sentence, say, to_say
from planner.charts.figures import fitting_scale, quantity, quarter
from planner.charts.fonts import text_width
from planner.charts.marks import Key, diamond, empty, kind_form, late_diamond, legend, legend_height
from planner.charts.model import ALL
from planner.charts.shapes import SMALL, Sheet
from planner.charts.theme import Theme

ROW, TOP, GOAL_ROW = 16.0, 28.0, 19.0
NAME = 7.5
_KIND_PAINTS = {"initiative": "chart-1", "purchase": "chart-2", "contract": "chart-3"}
# Kinds are told apart without colour as well.
KIND_FORMS = {"purchase": "striped", "contract": "cut"}
_KIND_WORDS = {
    "initiative": to_say("Initiative"),
    "purchase": to_say("Purchase"),
    "contract": to_say("Contract"),
}


@dataclass(frozen=True, slots=True)
class Task:
    """A bar of the roadmap, in quarters from the first, finish exclusive; before `work_start` it is waited for."""

    title: str
    kind: str
    start: int
    work_start: int
    finish: int
    cost_usd: float | None
    is_critical: bool


@dataclass(frozen=True, slots=True)
class Goal:
    """A workload's go-live and deadline: the quarter by whose end, counted from the first, or None."""

    title: str
    period: int | None
    deadline: int | None

    @property
    def is_late(self) -> bool:
        """Whether it goes live after its deadline."""
        return self.period is not None and self.deadline is not None and self.period > self.deadline


@dataclass(frozen=True, slots=True)
class Axis:
    """Where quarters stand: left edge and width of one, in points."""

    left: float
    step: float
    periods: tuple[str, ...]

    def x(self, period: float) -> float:
        """Return where a quarter begins."""
        return self.left + self.step * min(max(period, 0), len(self.periods))


def roadmap_gantt(
    tasks: Sequence[Task],
    goals: Sequence[Goal],
    periods: Sequence[str],
    width: float,
    theme: Theme,
    part: slice = ALL,
) -> Drawing:
    """Draw the go-live rows, then a bar per task (of `part` only), with costs at the right."""
    if not periods or not (tasks or goals):
        sheet = Sheet(width, 60)
        empty(sheet, theme, say("There is no roadmap to show"))
        return sheet.drawing
    shown = tasks[part]
    keys = _keys(shown, goals)
    foot = legend_height(keys, width)
    height = TOP + GOAL_ROW * len(goals) + (8 if goals else 0) + ROW * len(shown) + 2 + foot
    sheet = Sheet(width, height)
    left, right = _names_width(shown, width), width - 42
    axis = Axis(left, (right - left) / len(periods), tuple(periods))
    bottom = height - foot
    quarter_axis(sheet, theme, axis, bottom)
    for index, goal in enumerate(goals):
        with sheet.mark(_goal_tip(goal, periods)):
            sheet.place(0, TOP + GOAL_ROW * index, width, GOAL_ROW)
            _goal(sheet, theme, goal, axis, TOP + GOAL_ROW * (index + 0.5))
    start = TOP + GOAL_ROW * len(goals) + (8 if goals else 0)
    if goals:
        sheet.line((0, start - 4), (width, start - 4), theme["line"], width=0.8)
    if shown:
        sheet.text(width, TOP - 7, say("Cost"), theme["ink-muted"], size=6.5, anchor="end")
    for index, task in enumerate(shown):
        with sheet.mark(_task_tip(task, periods)):
            sheet.place(0, start + ROW * index, width, ROW)
            _task(sheet, theme, task, axis, start + ROW * (index + 0.5))
    legend(sheet, theme, keys, height - 5)
    return sheet.drawing


def _goal_tip(goal: Goal, periods: Sequence[str]) -> str:
    live = say("no go-live inside this plan")
    if goal.period is not None:
        live = say("live in {quarter}", quarter=_quarter_at(periods, goal.period))
    if goal.deadline is None:
        return f"{goal.title}: {live}"
    return f"{goal.title}: {live}; " + say("deadline {quarter}", quarter=_quarter_at(periods, goal.deadline))


def _task_tip(task: Task, periods: Sequence[str]) -> str:
    first, last = _quarter_at(periods, task.start), _quarter_at(periods, max(task.finish - 1, task.start))
    told = [first if first == last else f"{first}–{last}"]
    told += [] if task.cost_usd is None else [quantity(task.cost_usd, "USD")]
    told += [say("on the critical path")] if task.is_critical else []
    return f"{task.title} ({kind_word(task.kind)}): " + "; ".join(told)


def _quarter_at(periods: Sequence[str], index: int) -> str:
    return quarter(periods[index]) if 0 <= index < len(periods) else say("after the plan")


def _names_width(tasks: Sequence[Task], width: float) -> float:
    """Return the room for the names: more than usual where one needs it, and never half of the chart."""
    longest = max((text_width(task.title, NAME) for task in tasks), default=0.0)
    return max(min(width * 0.37, 205.0), min(longest + 12, width * 0.45, 250.0))


def quarter_axis(sheet: Sheet, theme: Theme, axis: Axis, bottom: float, *, top: float = TOP) -> None:
    """Write years and quarters, with a line at each year."""
    year_before = ""
    for index, period in enumerate(axis.periods):
        year, _, part = period.partition("-")
        x = axis.x(index)
        is_new = year != year_before
        sheet.line((x, top - (18 if is_new else 4)), (x, bottom), theme["line"], width=0.9 if is_new else 0.4)
        if is_new:
            sheet.text(x + 3, top - 15, year, theme["ink"], size=7.5, bold=True)
            year_before = year
        if axis.step >= text_width(part, 6.3) + 2:
            sheet.text(x + axis.step / 2, top - 5, part, theme["ink-muted"], size=6.3, anchor="middle")
    end = axis.x(len(axis.periods))
    sheet.line((end, top - 4), (end, bottom), theme["line"], width=0.4)
    sheet.line((axis.left, top), (end, top), theme["line"], width=0.6)


def _goal(sheet: Sheet, theme: Theme, goal: Goal, axis: Axis, y: float) -> None:
    sheet.text(0, y + 2.8, goal.title, theme["ink"], bold=True, width=axis.left - 10)
    if goal.deadline is not None:
        x = axis.x(goal.deadline + 1)
        sheet.line((x, y - 7), (x, y + 7), theme["blocked"], width=1.8)
    if goal.period is None:
        sheet.text(axis.left + 4, y + 2.6, say("no go-live inside this plan"), theme["blocked"], size=SMALL)
        return
    paint = "blocked" if goal.is_late else "ready"
    x = axis.x(goal.period + 1)
    sheet.rect(x, y - 2.5, axis.x(len(axis.periods)) - x, 5, theme[paint].tint(0.22))
    (late_diamond if goal.is_late else diamond)(sheet, theme, x, y, 5, paint)


def _task(sheet: Sheet, theme: Theme, task: Task, axis: Axis, y: float) -> None:
    sheet.text(0, y + 2.6, task.title, theme["ink"], size=NAME, width=axis.left - 10)
    paint = theme[_KIND_PAINTS.get(task.kind, "chart-1")]
    x, end = axis.x(task.start), axis.x(max(task.finish, task.start))
    work = axis.x(min(max(task.work_start, task.start), task.finish))
    if work > x:
        sheet.rect(x + 0.8, y - 1.2, work - x, 2.4, paint)
    length = max(end - work, 2.5)
    shade = paint.tint(1.0 if task.is_critical else 0.55)
    sheet.rect(work + 0.8, y - 4.4, length - 1.6, 8.8, shade, radius=1.6, stroke=paint, stroke_width=0.7)
    kind_form(sheet, theme, KIND_FORMS.get(task.kind, ""), (work + 0.8, y), (length - 1.6, 8.8))
    if task.is_critical:
        sheet.rect(
            work + 0.8, y - 4.4, length - 1.6, 8.8, None, stroke=theme["ink"], stroke_width=1.1, radius=1.6
        )
    if task.cost_usd is not None:
        scale = fitting_scale(task.cost_usd, "USD")
        cost = f"{scale.text(task.cost_usd)} {scale.unit}".removesuffix(" USD")
        sheet.text(sheet.width, y + 2.6, cost, theme["ink-muted"], size=SMALL, anchor="end")


def kind_word(kind: str) -> str:
    """Return the kind of a task as a table names it."""
    return inside_a_sentence(say(_KIND_WORDS[kind])) if kind in _KIND_WORDS else kind


def _keys(tasks: Sequence[Task], goals: Sequence[Goal]) -> list[Key]:
    kinds = dict.fromkeys(task.kind for task in tasks)
    keys = [
        Key(
            KIND_FORMS.get(kind, "bar"),
            _KIND_PAINTS.get(kind, "chart-1"),
            _KIND_WORDS.get(kind, kind.capitalize()),
        )
        for kind in kinds
    ]
    if any(task.work_start > task.start for task in tasks):
        keys.append(Key("thin", "ink-muted", to_say("Waiting for delivery")))
    if any(task.is_critical for task in tasks):
        keys.append(Key("outlined", "ink", to_say("On the critical path")))
    if any(goal.period is not None and not goal.is_late for goal in goals):
        keys.append(Key("diamond", "ready", to_say("Go-live")))
    if any(goal.is_late for goal in goals):
        keys.append(Key("late", "blocked", to_say("Go-live after the deadline")))
    if any(goal.deadline is not None for goal in goals):
        keys.append(Key("tick", "blocked", to_say("Deadline")))
    return keys
