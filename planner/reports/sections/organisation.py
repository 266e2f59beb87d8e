"""What the plan takes beside machines: a table for each subject, open questions, and duties by date."""

from reportlab.platypus import CondPageBreak, Flowable

from planner.reports.content.model import OrganisationPage
from planner.reports.flow import gap, heading, points, table, text
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
    flow += points(look, "Not known yet", page.missing)
    if page.duties is not None:
        flow += [text(look, "Duties by date", "section"), gap(4), table(look, page.duties), gap(8)]
    return Section("organisation", page.title, flow)
