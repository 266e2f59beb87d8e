"""Money, power, people, the roadmap and its first quarter."""

from collections.abc import Mapping

from reportlab.platypus import Flowable

from assessments.language import say
from planner.charts.model import Chart
from planner.reports.content.model import Page, Table
from planner.reports.fitting import Kept, loose, one_page
from planner.reports.flow import figure, figures, gap, heading, points, side_by_side, table, text
from planner.reports.sections.section import Section
from planner.reports.theme import Look


def _table_and_notes(look: Look, page: Page) -> list[Flowable]:
    made: list[Flowable] = [table(look, page.table), gap(8)] if page.table else []
    return made + [text(look, note, "source") for note in page.notes]


def money_section(
    look: Look, page: Page, options: Table | None, charts: Mapping[str, Chart], *, is_full: bool
) -> Section:
    """Return spending against budget, the cost of each workload, and its options side by side."""
    flow = [*heading(look, say("Money"), page.headline, page.lead), figure(look, charts["spending"])]
    if page.table:
        flow += [text(look, say("Cost of each workload, as judged"), "section"), gap(4)]
    flow += [*_table_and_notes(look, page), gap(12)]
    if options:
        flow += [
            text(look, say("Options side by side: all payments in the money of today"), "section"),
            gap(4),
        ]
        flow += [table(look, options), gap(14)]
    flow += points(look, say("Running costs"), page.points)
    if is_full:
        flow += [
            figure(look, charts[key])
            for key in ("cost-fan", "total-cost", "cash", "showback")
            if key in charts
        ]
        costs = [chart for key, chart in charts.items() if key.startswith("costs-") and chart.table]
        flow += [figure(look, chart) for chart in costs]
    return Section("money", say("Money"), one_page(look, flow))


def power_section(look: Look, page: Page, charts: Mapping[str, Chart], *, is_full: bool) -> Section:
    """Return power, energy and carbon; in the full report by quarter, too."""
    title = say("Power, place and carbon")
    flow = heading(look, title, page.headline, page.lead)
    flow += figures(look, charts["power"], flow) if charts["power"].table else []
    carbon = [figure(look, charts["carbon"])] if "carbon" in charts else []
    flow += [*carbon, *_table_and_notes(look, page), *points(look, "", page.points)]
    if is_full:
        named = ("capacity-power", "capacity-accelerators")
        flow += [figure(look, charts[key]) for key in named if key in charts]
    return Section("power", title, one_page(look, flow))


def people_section(look: Look, page: Page, charts: Mapping[str, Chart]) -> Section:
    """Return people needed against people there."""
    title = say("People")
    flow = [
        *heading(look, title, page.headline, page.lead),
        figure(look, charts["people"]),
        *_table_and_notes(look, page),
        *points(look, "", page.points),
    ]
    return Section("people", title, one_page(look, flow))


def roadmap_section(look: Look, page: Page, charts: Mapping[str, Chart]) -> Section:
    """Return the Gantt, and what it leaves out."""
    title = say("The roadmap")
    head = heading(look, title, page.headline, page.lead)
    gantt = figures(look, charts["roadmap"], head)
    half = (len(page.points) + 1) // 2
    tail = side_by_side(look, [("", page.points[:half])], [("", page.points[half:])])
    if len(gantt) > 1:
        return Section("roadmap", title, [*head, *gantt, Kept(loose(tail))])
    return Section("roadmap", title, one_page(look, [*head, *gantt, *tail]))


def first_days_section(look: Look, page: Page) -> Section:
    """Return what begins in the first quarter."""
    title = say("First 90 days")
    flow = [*heading(look, title, page.headline, page.lead), *_table_and_notes(look, page)]
    return Section("first-days", title, flow)
