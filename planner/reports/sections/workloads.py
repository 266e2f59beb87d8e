"""A page per workload: requirement against estate, the verdicts, the facts of the judged option."""

from collections.abc import Mapping, Sequence
from typing import Any

from reportlab.platypus import Flowable

from planner.charts.marks import STATUS_WORDS
from planner.charts.model import Chart
from planner.reports.content.model import Point, VerdictLine, WorkloadPage
from planner.reports.content.wording import joined
from planner.reports.fitting import one_page
from planner.reports.flow import Grid, Sign, facts, figure, gap, heading, points, table_style, text
from planner.reports.sections.section import Section
from planner.reports.theme import Look


def workload_section(look: Look, page: WorkloadPage, charts: Mapping[str, Chart]) -> Section:
    """Return the pages of one workload."""
    flow: list[Flowable] = heading(look, f"Workload · {page.title}", page.headline, page.lead)
    flow.append(figure(look, charts[f"requirements-{page.index}"], title="What it needs and what is there"))
    if page.facts:
        flow += [text(look, "The judged option", "section"), gap(5), *facts(look, page.facts)]
    flow += _open_verdicts(look, page.verdicts)
    flow += points(look, "", [Point("To note", note) for note in page.notes[:5]])
    return Section(f"workload-{page.index}", page.title, one_page(flow))


def _open_verdicts(look: Look, lines: Sequence[VerdictLine]) -> list[Flowable]:
    """Return the dimensions that are not ready in a table, and the others in a sentence."""
    still = [line for line in lines if line.status != "ready"]
    ready = [line.dimension.lower() for line in lines if line.status == "ready"]
    flow: list[Flowable] = []
    if still:
        flow += [text(look, "What stands in the way", "section"), gap(5), _verdicts(look, still), gap(7)]
    if ready:
        flow += [text(look, f"Ready: {joined(ready, most=12)}.", "muted"), gap(8)]
    return flow


def _verdicts(look: Look, lines: Sequence[VerdictLine]) -> Flowable:
    head = [text(look, name, "head") for name in ("", "Dimension", "Why", "What would change it")]
    rows: list[list[Any]] = [
        [
            Sign(look, line.status, 12),
            [text(look, line.dimension, "cell-bold"), text(look, STATUS_WORDS[line.status], "source")],
            text(look, line.reason, "cell"),
            text(look, line.remedy or "–", "cell"),
        ]
        for line in lines
    ]
    widths = ["4%", "16%", "39%", "41%"]
    return Grid(
        [head, *rows], colWidths=widths, repeatRows=1, style=table_style(look), hAlign="LEFT", splitInRow=1
    )
