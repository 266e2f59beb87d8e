"""The page that answers; it is never more than one."""

from collections.abc import Mapping, Sequence
from typing import Any

from reportlab.platypus import Flowable

from assessments.language import localised, say, say_plural
from planner.charts.model import Chart
from planner.reports.content.model import Decision, Figure, Summary
from planner.reports.fitting import Fitted, height_of
from planner.reports.flow import LIST, ChartFlow, Grid, gap, text
from planner.reports.sections.section import Section
from planner.reports.theme import Look, Paper

SHOWN_WORKLOADS = 7


def summary_section(look: Look, summary: Summary, charts: Mapping[str, Chart]) -> Section:
    """Return the executive summary."""
    chart = charts["readiness"]
    shown = slice(0, SHOWN_WORKLOADS)
    style = "headline" if len(summary.headline) < 130 else "headline-small"
    more = chart.rows - SHOWN_WORKLOADS
    units = [_more(more), chart.units] if more > 0 else [chart.units]
    blocks: list[list[Flowable]] = [
        [
            text(look, say("The answer").upper(), "kicker"),
            gap(5),
            text(look, summary.headline, style),
            gap(7),
            text(look, summary.lead, "lead"),
        ],
        [_figures(look, summary.figures)],
        [
            text(look, chart.title, "chart-title"),
            text(look, " ".join(units), "units"),
            gap(6),
            ChartFlow(look, chart, shown),
        ],
        _decisions(look, summary.decisions),
        [text(look, summary.footnote, "source")],
    ]
    return Section("summary", say("The answer"), [_spread(blocks, look.paper)])


def _more(count: int) -> str:
    return say_plural(
        "And {number} more; it has its page.",
        "And {number} more; each has its page.",
        count,
        number=localised(f"{count:,}"),
    )


def _spread(blocks: Sequence[Sequence[Flowable]], paper: Paper) -> Flowable:
    """Return blocks on exactly one page: apart as far as there is room, smaller if there is none."""
    left = paper.height - sum(height_of(block, paper.width) for block in blocks)
    space = min(max(left / len(blocks), 10.0), 30.0)
    flow = [item for block in blocks for item in (*block, gap(space))][:-1]
    return Fitted(flow, paper)


def _figures(look: Look, found: Sequence[Figure]) -> Flowable:
    cells = [
        [
            text(look, item.value, "number"),
            text(look, item.label, "number-label"),
            gap(2),
            text(look, item.note, "muted"),
        ]
        for item in found
    ]
    style: list[Any] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEABOVE", (0, 0), (-1, 0), 1.2, look.accent),
        ("LINEBELOW", (0, 0), (-1, 0), 0.5, look.theme["line"]),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 14),
        ("TOPPADDING", (0, 0), (-1, -1), 8),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 9),
    ]
    return Grid([cells], colWidths=[f"{100 / len(cells):g}%"] * len(cells), style=style, hAlign="LEFT")


def _decisions(look: Look, found: Sequence[Decision]) -> list[Flowable]:
    if not found:
        return [text(look, say("No decision is asked for."), "muted")]
    rows = [
        [
            text(look, str(number), "number-label"),
            [text(look, d.title, "point-title"), text(look, f"{d.reason} {d.consequence}", "body")],
        ]
        for number, d in enumerate(found, start=1)
    ]
    style: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
        ("LINEABOVE", (0, 0), (-1, -1), 0.4, look.theme["line"]),
    ]
    return [
        text(look, say("Decisions asked for"), "section"),
        gap(4),
        Grid(rows, colWidths=["4%", "96%"], style=style, hAlign="LEFT", form=LIST),
    ]
