"""What the result rests on: risks, method, assumptions, answers."""

from collections.abc import Sequence

from assessments.language import say
from planner.reports.content.model import Page, Table, WorkloadPage
from planner.reports.fitting import one_page
from planner.reports.flow import gap, heading, points, table, text
from planner.reports.sections.section import Section
from planner.reports.theme import Look


def risks_section(look: Look, page: Page) -> Section:
    """Return what could move the result and what is not known."""
    title = say("Risks and what we do not know")
    flow = [*heading(look, title, page.headline, page.lead), *points(look, "", page.points)]
    return Section("risks", title, flow)


def method_section(look: Look, page: Page) -> Section:
    """Return the method in one page."""
    title = say("Method")
    flow = [*heading(look, title, page.headline, page.lead), *points(look, "", page.points)]
    return Section("method", title, one_page(flow))


def assumptions_section(look: Look, page: Page) -> Section:
    """Return every assumption with its source."""
    title = say("Assumptions")
    flow = heading(look, title, page.headline, page.lead)
    flow.append(table(look, page.table) if page.table else text(look, say("Nothing was assumed."), "muted"))
    return Section("assumptions", title, flow)


def derivations_section(look: Look, pages: Sequence[WorkloadPage]) -> Section:
    """Return how the numbers of each workload come about."""
    lead = say("Step by step, with the median of every value.")
    flow = heading(look, say("Appendix"), say("How the numbers of each workload come about"), lead)
    for page in pages:
        if page.derivation is not None:
            flow += [text(look, page.title, "section"), gap(4), table(look, page.derivation), gap(14)]
    return Section("derivations", say("Appendix: derivations"), flow)


def answers_section(look: Look, answers: Table) -> Section:
    """Return all answers."""
    lead = say(
        "As given, with basis and date. Several people may have answered the same question; what was agreed on or"
        " overridden by a consultant counts instead, and says so."
    )
    flow = [
        *heading(look, say("Appendix"), say("Every answer"), lead),
        gap(4),
        table(look, answers),
    ]
    return Section("answers", say("Appendix: all answers"), flow)
