"""The cheapest way to each open aim: one table, then the steps of each way."""

from reportlab.platypus import CondPageBreak, Flowable

from planner.reports.content.model import CheapestPage
from planner.reports.flow import gap, heading, table, text
from planner.reports.sections.section import Section
from planner.reports.theme import Look

LEAST = 110.0  # points: room for a heading, a sentence, the table's head and a row


def cheapest_section(look: Look, page: CheapestPage) -> Section:
    """Return the pages on the cheapest ways."""
    flow: list[Flowable] = heading(look, page.title, page.headline, page.lead)
    flow += [table(look, page.table), gap(8), *(text(look, note, "source") for note in page.notes), gap(14)]
    for way in page.ways:
        flow += [CondPageBreak(LEAST), text(look, way.title, "section"), gap(4)]
        flow += [text(look, words) for words in way.texts]
        flow += [gap(4), table(look, way.table)] if way.table else []
        flow.append(gap(12))
    return Section("cheapest", page.title, flow)
