"""From what a report says to the flow of its pages."""

from collections.abc import Mapping

from reportlab.platypus import Flowable, PageBreak

from assessments.language import say
from planner.charts.model import Chart
from planner.reports.content.model import ReportContent
from planner.reports.flow import gap, text
from planner.reports.page import Bookmark, ContentsLine, begin_body
from planner.reports.sections.basis import (
    answers_section,
    assumptions_section,
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
from planner.reports.sections.summary import summary_section
from planner.reports.sections.workloads import scaling_section, ways_section, workload_section
from planner.reports.theme import Look

__all__ = ["VARIANTS", "flow_of"]

VARIANTS = ("brief", "executive", "full")


def flow_of(content: ReportContent, charts: Mapping[str, Chart], look: Look, variant: str) -> list[Flowable]:
    """Return the flow of all pages.

    brief: the answer and the roadmap. executive: everything but the alternatives and appendices.
    full: with the ways to get accelerators, scaling policies, cheapest ways, derivations and answers.
    """
    sections = _sections(content, charts, look, variant)
    flow: list[Flowable] = [begin_body(), Bookmark("cover", say("Cover")), PageBreak()]
    if variant == "brief":
        return flow + _pages(sections)
    return (
        flow
        + _pages(sections[:1])
        + [PageBreak(), *_contents(look, sections), PageBreak()]
        + _pages(sections[1:])
    )


def _sections(content: ReportContent, charts: Mapping[str, Chart], look: Look, variant: str) -> list[Section]:
    first = summary_section(look, content.summary, charts)
    roadmap = roadmap_section(look, content.roadmap, charts)
    if variant == "brief":
        return [first, roadmap]
    found = [first, standing_section(look, content.standing, charts)]
    found += [domain_section(look, domain, charts) for domain in content.domains]
    for page in content.workloads:
        found.append(workload_section(look, page, charts))
        if variant == "full":
            found += [ways_section(look, page, page.ways, charts)] if page.ways else []
            found += [scaling_section(look, page, page.scaling, charts)] if page.scaling else []
    found += [make(look, page, charts) for make, page in ((money_section, content.money),) if page]
    found += [power_section(look, content.power, charts)] if content.power else []
    found += [people_section(look, content.people, charts)] if content.people else []
    found.append(roadmap)
    found += [first_days_section(look, content.first_days)] if content.first_days else []
    if variant == "full" and content.cheapest:
        found.append(cheapest_section(look, content.cheapest))
    if variant == "full" and content.organisation:
        found.append(organisation_section(look, content.organisation))
    if variant == "executive" and content.organisation_brief:
        found.append(organisation_brief_section(look, content.organisation_brief))
    found += [risks_section(look, content.risks), method_section(look, content.method)]
    found.append(assumptions_section(look, content.assumptions))
    if variant == "full":
        found += (
            [derivations_section(look, content.workloads)]
            if any(w.derivation for w in content.workloads)
            else []
        )
        found += [answers_section(look, content.answers)] if content.answers else []
    return found


def _pages(sections: list[Section]) -> list[Flowable]:
    flow: list[Flowable] = []
    for index, section in enumerate(sections):
        flow += [PageBreak()] if index else []
        flow += [Bookmark(section.key, section.title, section.level), *section.flow]
    return flow


def _contents(look: Look, sections: list[Section]) -> list[Flowable]:
    lines = [ContentsLine(look, s.key, s.title, s.level) for s in sections]
    return [
        Bookmark("contents", say("Contents")),
        text(look, say("Contents").upper(), "kicker"),
        gap(5),
        text(look, say("What this report holds"), "headline"),
        gap(18),
        *lines,
    ]
