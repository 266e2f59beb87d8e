"""What the result rests on: risks, method, assumptions, answers."""

from collections.abc import Sequence

from planner.reports.content.model import Page, Table, WorkloadPage
from planner.reports.flow import gap, heading, points, table, text
from planner.reports.sections.section import Section
from planner.reports.theme import Look


def risks_section(look: Look, page: Page) -> Section:
    """Return what could move the result and what is not known."""
    flow = [
        *heading(look, "Risks and what we do not know", page.headline, page.lead),
        *points(look, "", page.points),
    ]
    return Section("risks", "Risks and what we do not know", flow)


def method_section(look: Look, page: Page) -> Section:
    """Return the method in one page."""
    return Section(
        "method",
        "Method",
        [*heading(look, "Method", page.headline, page.lead), *points(look, "", page.points)],
    )


def assumptions_section(look: Look, page: Page) -> Section:
    """Return every assumption with its source."""
    flow = heading(look, "Assumptions", page.headline, page.lead)
    flow.append(table(look, page.table) if page.table else text(look, "Nothing was assumed.", "muted"))
    return Section("assumptions", "Assumptions", flow)


def derivations_section(look: Look, pages: Sequence[WorkloadPage]) -> Section:
    """Return how the numbers of each workload come about."""
    lead = "Step by step, with the median of every value."
    flow = heading(look, "Appendix", "How the numbers of each workload come about", lead)
    for page in pages:
        if page.derivation is not None:
            flow += [text(look, page.title, "section"), gap(4), table(look, page.derivation), gap(14)]
    return Section("derivations", "Appendix: derivations", flow)


def answers_section(look: Look, answers: Table) -> Section:
    """Return all answers."""
    lead = (
        "As given, with basis and date. Several people may have answered the same question; what was agreed on or"
        " overridden by a consultant counts instead, and says so."
    )
    flow = [
        *heading(look, "Appendix", "Every answer", lead),
        gap(4),
        table(look, answers),
    ]
    return Section("answers", "Appendix: all answers", flow)
