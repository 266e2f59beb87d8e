"""A page per workload: requirement against estate, the verdicts, the facts of the judged option."""

from collections.abc import Mapping, Sequence
from typing import Any

from reportlab.platypus import Flowable

from assessments.language import inside_a_sentence, say
from planner.charts.marks import status_word
from planner.charts.model import Chart
from planner.reports.content.model import Page, Point, VerdictLine, WorkloadPage
from planner.reports.content.wording import joined
from planner.reports.fitting import one_page
from planner.reports.flow import Grid, Sign, facts, figure, gap, heading, points, table, table_style, text
from planner.reports.sections.section import Section, derivation_key
from planner.reports.theme import Look


def workload_section(
    look: Look, page: WorkloadPage, charts: Mapping[str, Chart], *, is_full: bool = False
) -> Section:
    """Return the pages of one workload; in the full report its figures lead to how they were worked out."""
    target = derivation_key(page) if is_full and page.derivation else ""
    flow: list[Flowable] = heading(look, " · ".join([say("Workload"), page.title]), page.headline, page.lead)
    flow.append(
        figure(look, charts[f"requirements-{page.index}"], title=say("What it needs and what is there"))
    )
    if page.facts:
        flow += [text(look, say("The judged option"), "section"), gap(5)]
        flow += facts(look, page.facts, target=target)
    flow += _open_verdicts(look, page.verdicts)
    flow += points(look, "", [Point(say("To note"), note) for note in page.notes[:5]])
    return Section(f"workload-{page.index}", page.title, one_page(look, flow))


def ways_section(look: Look, page: WorkloadPage, ways: Page, charts: Mapping[str, Chart]) -> Section:
    """Return the page on the ways to get the accelerators of one workload, and on what moves its results."""
    title = say("Ways to get the accelerators") if ways.table else say("What moves the results")
    flow = heading(look, f"{page.title} · {title}", ways.headline, ways.lead)
    shown = [charts[key] for key in (f"ways-{page.index}", f"tornado-cost-{page.index}") if key in charts]
    others = [charts[key] for name in ("days", "accelerators")
              if (key := f"tornado-{name}-{page.index}") in charts]  # fmt: skip
    if ways.table:
        flow += [figure(look, shown.pop(0)), table(look, ways.table), gap(5)]
        flow += [*(text(look, note, "source") for note in ways.notes), gap(14)]
    paid = [charts[key] for name in ("tco", "cash", "break-even")
            if (key := f"{name}-{page.index}") in charts]  # fmt: skip
    flow += points(look, "", ways.points)
    flow += [figure(look, chart) for chart in (*paid, *shown, *others)]
    return Section(f"ways-{page.index}", title, one_page(look, flow), level=1)


def scaling_section(look: Look, page: WorkloadPage, scaling: Page, charts: Mapping[str, Chart]) -> Section:
    """Return the page on policies that scale the replicas of one service."""
    title = say("Scaling the replicas")
    flow = heading(look, f"{page.title} · {title}", scaling.headline, scaling.lead)
    keys = (f"scaling-{page.index}", f"scaling-day-{page.index}")
    flow += [figure(look, charts[key]) for key in keys if key in charts]
    flow += [table(look, scaling.table), gap(5)] if scaling.table else []
    flow += [*(text(look, note, "source") for note in scaling.notes), gap(14)]
    flow += points(look, "", scaling.points)
    return Section(f"scaling-{page.index}", title, one_page(look, flow), level=1)


def _open_verdicts(look: Look, lines: Sequence[VerdictLine]) -> list[Flowable]:
    """Return the dimensions that are not ready in a table, and the others in a sentence."""
    still = [line for line in lines if line.status != "ready"]
    ready = [inside_a_sentence(line.dimension) for line in lines if line.status == "ready"]
    flow: list[Flowable] = []
    if still:
        flow += [text(look, say("What stands in the way"), "section"), gap(5), _verdicts(look, still), gap(7)]
    if ready:
        flow += [text(look, say("Ready: {dimensions}.", dimensions=joined(ready, most=12)), "muted"), gap(8)]
    return flow


def _verdicts(look: Look, lines: Sequence[VerdictLine]) -> Flowable:
    head = [
        text(look, name, "head") for name in ("", say("Dimension"), say("Why"), say("What would change it"))
    ]
    rows: list[list[Any]] = [
        [
            Sign(look, line.status, 12),
            [text(look, line.dimension, "cell-bold"), text(look, status_word(line.status), "source")],
            text(look, line.reason, "cell"),
            text(look, line.remedy or "–", "cell"),
        ]
        for line in lines
    ]
    widths = ["4%", "16%", "39%", "41%"]
    return Grid(
        [head, *rows], colWidths=widths, repeatRows=1, style=table_style(look), hAlign="LEFT", splitInRow=1
    )
