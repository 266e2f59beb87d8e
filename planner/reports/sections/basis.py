"""What the result rests on: risks, method, assumptions, answers."""

from collections.abc import Iterator, Mapping, Sequence

from assessments.language import say
from planner.charts.model import Chart
from planner.reports.content.model import AssumptionsPage, Page, ReportContent, Table, WorkloadPage
from planner.reports.fitting import height_of, one_page
from planner.reports.flow import figure, gap, heading, points, side_by_side, table, text
from planner.reports.page import Place
from planner.reports.sections.section import Section, derivation_key
from planner.reports.theme import Look

# Of the points of the method those that no other page explains: sizing, roadmap, evidence, reproducible.
IN_SHORT = (1, 3, 5, 7)


def risks_section(look: Look, content: ReportContent, charts: Mapping[str, Chart]) -> Section:
    """Return what could move the result, what is not known, what moves the cost most, and when to stop."""
    title, page = say("Risks and what we do not know"), content.risks
    flow = [*heading(look, title, page.headline, page.lead), *points(look, "", page.points)]
    flow += points(look, say("When to stop"), page.stop)
    for key in _tornadoes(content, charts):
        drawn = figure(look, charts[key])
        if height_of([*flow, drawn], look.paper.width) <= look.paper.height:
            flow.append(drawn)
    return Section("risks", title, one_page(look, flow))


def _tornadoes(content: ReportContent, charts: Mapping[str, Chart]) -> Iterator[str]:
    """Yield the keys of what moves the cost of each workload, then of what moves its time or its accelerators."""
    for name in ("cost", "days", "accelerators"):
        for workload in content.workloads:
            if (key := f"tornado-{name}-{workload.index}") in charts:
                yield key


def decisions_section(look: Look, page: Page) -> Section:
    """Return every decision asked for, with what follows."""
    title = say("Decisions asked for")
    flow = heading(look, title, page.headline, page.lead)
    flow += [table(look, page.table), gap(8)] if page.table else []
    flow += [text(look, note, "source") for note in page.notes]
    return Section("decisions", title, one_page(look, flow))


def method_section(look: Look, page: Page, *, is_full: bool) -> Section:
    """Return the method, with the accuracy of the sizing; in short where the guide explains the terms."""
    title = say("Method")
    shown = page.points if is_full else [page.points[index] for index in IN_SHORT if index < len(page.points)]
    half = (len(shown) + 1) // 2
    flow = [
        *heading(look, title, page.headline, page.lead),
        *side_by_side(look, [("", shown[:half])], [("", shown[half:])]),
    ]
    flow += [table(look, page.table, bold_first=False), gap(6)] if page.table else []
    flow += [text(look, note, "source") for note in page.notes]
    return Section("method", title, one_page(look, flow))


def assumptions_section(look: Look, page: AssumptionsPage, *, is_full: bool) -> Section:
    """Return the assumptions that matter most; in the full report then every one, with its source."""
    title = say("Assumptions")
    flow = heading(look, title, page.headline, page.lead)
    if page.matters:
        flow += [text(look, say("What matters most"), "section"), gap(4), table(look, page.matters), gap(10)]
    if page.table is None:
        flow.append(text(look, say("Nothing was assumed."), "muted"))
    elif is_full or page.matters is None:
        flow += [text(look, say("Everything that was assumed"), "section"), gap(4), table(look, page.table)]
    else:
        note = say(
            "The full report lists all {count} values with their sources.",
            count=len(page.table.rows),
        )
        flow.append(text(look, note, "muted"))
    return Section("assumptions", title, flow)


def derivations_section(look: Look, pages: Sequence[WorkloadPage]) -> Section:
    """Return how the numbers of each workload come about."""
    lead = say("Step by step, with the median of every value.")
    flow = heading(look, say("Appendix"), say("How the numbers of each workload come about"), lead)
    for page in pages:
        if page.derivation is not None:
            flow += [Place(derivation_key(page)), text(look, page.title, "section"), gap(4)]
            flow += [table(look, page.derivation), gap(14)]
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
