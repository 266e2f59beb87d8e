"""The roadmap as forms that can be moved: a bar for each task, a diamond for each go-live."""

from collections.abc import Sequence

from pptx.enum.shapes import MSO_SHAPE

from assessments.language import say
from planner.charts.figures import quantity, quarter, short
from planner.charts.model import Chart
from planner.charts.plan_charts import tasks_of
from planner.charts.reading import Snapshot, part, periods, rows, title_of, whole, words
from planner.charts.timeline import Goal, Task, kind_word
from planner.exports.slides.deck import LEFT, RIGHT, Box, Deck, Run, Slide
from planner.reports.content.plan import roadmap_page

ROWS = 15  # of tasks and goals on a slide
MOST_SLIDES = 4
TOP, ROW = 1.85, 0.32  # inches
NAMES, COST = 4.2, 0.95
_PAINTS = {"initiative": "chart-1", "purchase": "chart-2", "contract": "chart-3"}


def gantt_slides(deck: Deck, snapshot: Snapshot, chart: Chart) -> None:
    """Add as many slides as the tasks need, four at most; the rest is in the workbook."""
    tasks, goals, named = tasks_of(snapshot), _goals(snapshot), periods(snapshot)
    if not named or not tasks:
        return
    goals = goals[: ROWS - 5]
    first = ROWS - len(goals)
    pages = [tasks[:first], *(tasks[at : at + ROWS] for at in range(first, len(tasks), ROWS))][:MOST_SLIDES]
    said = roadmap_page(snapshot)
    hidden = len(tasks) - sum(len(page) for page in pages)
    for index, shown in enumerate(pages):
        count = f" ({index + 1}/{len(pages)})" if len(pages) > 1 else ""
        slide = deck.slide(said.headline + count, _notes(snapshot, chart, said.lead))
        _draw(slide, named, shown, goals if index == 0 else [])
        _legend(slide)
        slide.source(_source(snapshot, chart, hidden if index == len(pages) - 1 else 0))


def _goals(snapshot: Snapshot) -> list[Goal]:
    return [
        Goal(title_of(item), whole(item, "period"), whole(item, "deadline"))
        for item in rows(part(snapshot, "roadmap"), "go_live")
    ]


def _notes(snapshot: Snapshot, chart: Chart, lead: str) -> list[str]:
    mark = words(snapshot, "fingerprint", "–")
    return [lead, chart.description, say("Source: {source}.", source=chart.source),
            say("Fingerprint: {fingerprint}.", fingerprint=mark)]  # fmt: skip


def _source(snapshot: Snapshot, chart: Chart, hidden: int) -> str:
    client = short(words(part(snapshot, "inputs", "organisation"), "name"), 60)
    more = say("{number} more tasks are in the workbook.", number=hidden) if hidden else ""
    return " · ".join(text for text in (more, chart.source, client) if text)


def _legend(slide: Slide) -> None:
    keys = [
        *(("■", paint, kind_word(kind)) for kind, paint in _PAINTS.items()),
        ("□", "ink", say("critical path")),
        ("◆", "ready", say("Go-live in time")),
        ("◆", "blocked", say("Go-live after the deadline")),
    ]
    runs: list[Run] = []
    for mark, paint, word in keys:
        runs += [Run(f"{mark} ", 10, colour=paint), Run(f"{word}     ", 10, colour="ink-muted")]
    slide.text(Box(LEFT, 6.7, RIGHT - LEFT, 0.3), [runs])


def _draw(slide: Slide, named: Sequence[str], tasks: Sequence[Task], goals: Sequence[Goal]) -> None:
    left = LEFT + NAMES
    step = (RIGHT - COST - left) / len(named)
    bottom = TOP + ROW * (len(tasks) + len(goals))
    for index, name in enumerate(named):
        x = left + index * step
        slide.rule(x, TOP - 0.05, bottom)
        lines = [[Run(quarter(name), 9, bold=True, colour="ink-muted")]]
        slide.text(Box(x - 0.05, TOP - 0.36, step + 0.1, 0.3), lines, wrap=False)
    for index, goal in enumerate(goals):
        _goal(slide, goal, TOP + ROW * index, left, step)
    for index, task in enumerate(tasks):
        _task(slide, task, TOP + ROW * (len(goals) + index), left, step)


def _goal(slide: Slide, goal: Goal, y: float, left: float, step: float) -> None:
    _name(slide, goal.title, y, is_bold=True)
    if goal.period is None:
        lines = [[Run(say("no go-live inside this plan"), 10, colour="blocked")]]
        slide.text(Box(left, y - 0.02, 4, 0.3), lines)
        return
    is_late = goal.deadline is not None and goal.period > goal.deadline
    x = left + step * (goal.period + 1) - 0.12
    alt = say("{workload}: goes live", workload=goal.title)
    slide.block(
        Box(x, y + 0.04, 0.24, 0.24), "blocked" if is_late else "ready", alt=alt, form=MSO_SHAPE.DIAMOND
    )


def _task(slide: Slide, task: Task, y: float, left: float, step: float) -> None:
    _name(slide, task.title, y, is_bold=task.is_critical)
    start, end = left + step * task.work_start, left + step * max(task.finish, task.work_start + 0.2)
    if task.start < task.work_start:
        waiting = Box(left + step * task.start, y + 0.13, step * (task.work_start - task.start), 0.06)
        slide.block(waiting, "line", alt=say("{task}: ordered, on its way", task=task.title))
    alt = f"{task.title}: {kind_word(task.kind)}"
    paint = _PAINTS.get(task.kind, "chart-1")
    bar = slide.block(Box(start, y + 0.06, end - start, 0.2), paint, alt=alt)
    if task.is_critical:
        slide.frame(bar, "ink")
    if task.cost_usd is not None:
        slide.text(Box(RIGHT - COST, y - 0.02, COST, 0.3), [[Run(quantity(task.cost_usd, "USD"), 9.5)]])


def _name(slide: Slide, title: str, y: float, *, is_bold: bool) -> None:
    slide.text(Box(LEFT, y - 0.02, NAMES, 0.3), [[Run(short(title, 50), 10.5, bold=is_bold)]])
