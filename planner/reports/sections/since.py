"""The contents with a guide for the reader, and what changed since the last report."""

from collections.abc import Sequence

from reportlab.platypus import Flowable

from assessments.language import say, to_say
from planner.reports.content.model import Page, Point
from planner.reports.flow import Grid, gap, heading, points, table, text
from planner.reports.page import ContentsLine
from planner.reports.sections.section import Section
from planner.reports.tagging.tree import Node
from planner.reports.theme import Look

CHANGED = to_say("Since the last report")
# From so many entries on, the contents stand in one column, and go on on another page.
MOST_IN_COLUMNS = 44


def contents_section(look: Look, sections: Sequence[Section], *, has_guide: bool) -> Section:
    """Return the contents in two columns, with a guide for the reader below."""
    node = Node("TOC")
    lines = [ContentsLine(look, s.key, s.title, s.level, node) for s in sections]
    flow: list[Flowable] = [
        text(look, say("Contents").upper(), "kicker"),
        gap(5),
        text(look, say("What this report holds"), "headline"),
        gap(12),
        *(lines if len(lines) > MOST_IN_COLUMNS else [_columns(lines)]),
    ]
    if has_guide:
        flow += [gap(26), *points(look, say("How to read this report"), _guide())]
    return Section("contents", say("Contents"), flow)


def _columns(lines: Sequence[Flowable]) -> Flowable:
    half = -(-len(lines) // 2)
    bare = [
        (f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")
    ]  # fmt: skip
    style = [*bare, ("VALIGN", (0, 0), (-1, -1), "TOP")]
    cells = [list(lines[:half]), "", list(lines[half:]) or ""]
    return Grid([cells], colWidths=["47%", "6%", "47%"], style=style, hAlign="LEFT")


def _guide() -> list[Point]:
    return [
        Point(
            say("Ranges"),
            say(
                "Figures stand as P50 with P10–P90 in brackets: in eight of ten cases the value lies inside. Where "
                "none is given, the figure was counted or set, or nothing is known of how it varies."
            ),
        ),
        Point(
            say("Verdicts"),
            say(
                "Ready: what is there covers the need in at least 90 of 100 cases. Conditional: in at least 50, or a "
                "practice stands below the level that is asked for. Blocked: in fewer. Not known: nobody has answered."
            ),
        ),
        Point(
            say("Maturity"),
            say(
                "Levels from 1 (ad hoc) to 5 (optimised). What was not answered lowers the confidence, never the score."
            ),
        ),
        Point(
            say("Quarters"),
            say(
                "A workload that goes live in a quarter does so by its end. Costs are in USD, without taxes."
            ),
        ),
    ]


def changed_section(look: Look, page: Page) -> Section:
    """Return what changed since the last report."""
    flow = heading(look, say(CHANGED), page.headline, page.lead)
    flow += [table(look, page.table), gap(14)] if page.table else []
    flow += points(look, "", page.points)
    return Section("changed", say(CHANGED), flow)
