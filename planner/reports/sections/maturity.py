"""Where the organisation stands: the overview, and a page per domain."""

from collections.abc import Mapping

from assessments.language import say, to_say
from planner.charts.model import Chart
from planner.reports.content.model import DomainPage, Standing
from planner.reports.fitting import one_page
from planner.reports.flow import figure, figures, heading, points, side_by_side
from planner.reports.sections.section import Section
from planner.reports.theme import Look

KICKER = to_say("Where you stand")


def standing_section(look: Look, standing: Standing, charts: Mapping[str, Chart]) -> Section:
    """Return the overview: every domain, findings, and where the plan leads."""
    flow = [
        *heading(look, say(KICKER), standing.headline, standing.lead),
        figure(look, charts["maturity-domains"]),
        *points(look, say("What stands out"), standing.points),
    ]
    if charts["maturity-projected"].table:
        flow.append(figure(look, charts["maturity-projected"]))
    return Section("standing", say(KICKER), one_page(look, flow))


def domain_section(look: Look, page: DomainPage, charts: Mapping[str, Chart]) -> Section:
    """Return the page of a domain: its practices, strengths, gaps, disagreement, the way up."""
    head = heading(look, " · ".join([say(KICKER), page.title]), page.headline, page.lead)
    flow = [
        *head,
        *figures(look, charts[f"practices-{page.id}"], head),
        *side_by_side(
            look,
            (
                (say("Strengths"), page.strengths),
                (say("What moves it up"), page.upward),
                (say("Worth a talk"), page.disagreements),
            ),
            ((say("Gaps"), page.gaps),),
        ),
    ]
    return Section(f"domain-{page.id}", page.title, one_page(look, flow), level=1)
