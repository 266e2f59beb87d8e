"""What the plan takes beside machines: a table for each subject, open questions, and duties by date; or the gist."""

from collections.abc import Mapping

from reportlab.platypus import CondPageBreak, Flowable

from assessments.language import say
from planner.charts.model import Chart
from planner.reports.content.model import OrganisationPage, Page
from planner.reports.content.organisation import TITLE
from planner.reports.fitting import one_page
from planner.reports.flow import gap, heading, points, table, text
from planner.reports.sections.pair import pair
from planner.reports.sections.section import Section
from planner.reports.theme import Look

LEAST = 110.0  # points: room for a heading, the table's head and a row or two


def organisation_section(look: Look, page: OrganisationPage) -> Section:
    """Return the pages on what else it takes."""
    flow: list[Flowable] = heading(look, page.title, page.headline, page.lead)
    for subject in page.subjects:
        flow += [
            CondPageBreak(LEAST),
            text(look, subject.title, "section"),
            gap(4),
            table(look, subject.table),
            gap(12),
        ]
    flow += points(look, say("Not known yet"), page.missing)
    if page.duties is not None:
        flow += [text(look, say("Duties by date"), "section"), gap(4), table(look, page.duties), gap(8)]
    return Section("organisation", page.title, flow)


def organisation_brief_section(look: Look, page: Page, charts: Mapping[str, Chart]) -> Section:
    """Return the page with the figures that matter most, the chances of the cost, and when benefit exceeds it."""
    flow = [*heading(look, say(TITLE), page.headline, page.lead)]
    flow += [table(look, page.table), gap(8)] if page.table else []
    flow += [text(look, note, "muted") for note in page.notes]
    flow += [gap(18), *pair(look, [charts[key] for key in ("total-cost", "cash") if key in charts])]
    return Section("organisation", say(TITLE), one_page(look, flow))
