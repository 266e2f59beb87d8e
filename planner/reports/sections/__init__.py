"""From what a report says to the flow of its pages."""

from collections.abc import Iterator, Mapping

from reportlab.platypus import Flowable, PageBreak

from assessments.language import say
from planner.charts.model import Chart
from planner.reports.content.model import ReportContent
from planner.reports.page import Bookmark, begin_body
from planner.reports.sections.basis import (
    answers_section,
    assumptions_section,
    decisions_section,
    derivations_section,
    method_section,
    risks_section,
)
from planner.reports.sections.cheapest import cheapest_section
from planner.reports.sections.maturity import domain_section, standing_section
from planner.reports.sections.organisation import organisation_brief_section, organisation_section
from planner.reports.sections.plan import (
    first_days_section,
    money_section,
    people_section,
    power_section,
    roadmap_section,
)
from planner.reports.sections.section import Section
from planner.reports.sections.sharing import paged
from planner.reports.sections.since import changed_section, contents_section
from planner.reports.sections.summary import summary_section
from planner.reports.sections.workloads import scaling_section, ways_section, workload_section
from planner.reports.theme import Look

__all__ = ["VARIANTS", "flow_of"]

VARIANTS = ("brief", "executive", "full")
# Sections that may stand under the one before on the same page.
SHARING = frozenset(
    (
        "changed",
        "organisation",
        "power",
        "people",
        "first-days",
        "risks",
        "decisions",
        "method",
        "assumptions",
    )
)

Charts = Mapping[str, Chart]


def flow_of(content: ReportContent, charts: Charts, look: Look, variant: str) -> list[Flowable]:
    """Return the flow of all pages.

    brief: the answer and the roadmap. executive: everything but the alternatives and appendices.
    full: with the ways to get accelerators, scaling policies, cheapest ways, derivations and answers.
    """
    first = summary_section(look, content.summary, charts)
    flow: list[Flowable] = [begin_body(), Bookmark("cover", say("Cover")), PageBreak()]
    if variant == "brief":
        return flow + paged(look, [first, roadmap_section(look, content.roadmap, charts)])
    is_full = variant == "full"
    sections = list(_sections(content, charts, look, is_full=is_full))
    listed = contents_section(look, [first, *sections], has_guide=is_full or content.changed is None)
    return [*flow, *paged(look, [first, listed, *sections], SHARING)]


def _sections(content: ReportContent, charts: Charts, look: Look, *, is_full: bool) -> Iterator[Section]:
    if content.changed:
        yield changed_section(look, content.changed)
    yield standing_section(look, content.standing, charts)
    for domain in content.domains:
        yield domain_section(look, domain, charts)
    yield from _workloads(content, charts, look, is_full=is_full)
    yield from _money(content, charts, look, is_full=is_full)
    yield roadmap_section(look, content.roadmap, charts)
    if content.first_days:
        yield first_days_section(look, content.first_days)
    if content.decisions:
        yield decisions_section(look, content.decisions)
    if is_full and content.cheapest:
        yield cheapest_section(look, content.cheapest)
    yield risks_section(look, content, charts)
    yield method_section(look, content.method, is_full=is_full)
    yield assumptions_section(look, content.assumptions, is_full=is_full)
    if is_full:
        yield from _appendices(content, look)


def _workloads(content: ReportContent, charts: Charts, look: Look, *, is_full: bool) -> Iterator[Section]:
    for page in content.workloads:
        yield workload_section(look, page, charts, is_full=is_full)
        if is_full and page.ways:
            yield ways_section(look, page, page.ways, charts)
        if is_full and page.scaling:
            yield scaling_section(look, page, page.scaling, charts)


def _money(content: ReportContent, charts: Charts, look: Look, *, is_full: bool) -> Iterator[Section]:
    if content.money:
        yield money_section(look, content.money, content.options, charts, is_full=is_full)
    if is_full and content.organisation:
        yield organisation_section(look, content.organisation)
    if not is_full and content.organisation_brief:
        yield organisation_brief_section(look, content.organisation_brief, charts)
    if content.power:
        yield power_section(look, content.power, charts, is_full=is_full)
    if content.people:
        yield people_section(look, content.people, charts)


def _appendices(content: ReportContent, look: Look) -> Iterator[Section]:
    if any(workload.derivation for workload in content.workloads):
        yield derivations_section(look, content.workloads)
    if content.answers:
        yield answers_section(look, content.answers)
