"""The cover, and the page that answers; that page is never more than one."""

from collections.abc import Mapping, Sequence
from typing import Any

from reportlab.platypus import Flowable

from assessments.language import localised, say, say_plural
from planner.charts.fonts import BOLD, elide, text_width, wrap
from planner.charts.model import Chart
from planner.reports.content.model import Cover, Decision, Figure, Summary
from planner.reports.fitting import Fitted, height_of
from planner.reports.flow import ChartFlow, Grid, gap, text
from planner.reports.page import write
from planner.reports.sections.section import Section
from planner.reports.theme import HEIGHT, MARGIN, PAGE_HEIGHT, PAGE_WIDTH, WIDTH, Look

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
    return Section("summary", say("The answer"), [_spread(blocks)])


def _more(count: int) -> str:
    return say_plural(
        "And {number} more; it has its page.",
        "And {number} more; each has its page.",
        count,
        number=localised(f"{count:,}"),
    )


def _spread(blocks: Sequence[Sequence[Flowable]]) -> Flowable:
    """Return blocks on exactly one page: apart as far as there is room, smaller if there is none."""
    left = HEIGHT - sum(height_of(block) for block in blocks)
    space = min(max(left / len(blocks), 10.0), 30.0)
    flow = [item for block in blocks for item in (*block, gap(space))][:-1]
    return Fitted(flow)


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
        ("LINEABOVE", (0, 0), (-1, 0), 1.2, look.theme["accent"]),
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
        Grid(rows, colWidths=["4%", "96%"], style=style, hAlign="LEFT"),
    ]


class CoverPage:
    """Paints the cover: a dark field with a plumb line, and the facts below."""

    def __init__(self, look: Look, cover: Cover) -> None:
        self.look, self.cover = look, cover

    def __call__(self, canvas: Any, document: Any) -> None:
        canvas.saveState()
        self._field(canvas)
        self._titles(canvas)
        self._facts(canvas)
        canvas.restoreState()

    def _field(self, canvas: Any) -> None:
        theme = self.look.theme
        bottom = PAGE_HEIGHT * 0.36
        canvas.setFillColor(theme["ink"])
        canvas.rect(0, bottom, PAGE_WIDTH, PAGE_HEIGHT - bottom, stroke=0, fill=1)
        x, tip = PAGE_WIDTH - MARGIN - 34, bottom - 34
        canvas.setStrokeColor(theme["surface"].tint(0.55))
        canvas.setLineWidth(0.8)
        canvas.line(x, PAGE_HEIGHT, x, bottom + 40)
        bob = canvas.beginPath()
        bob.moveTo(x - 3, bottom + 40)
        for dx, y in (
            (3, bottom + 40),
            (3, bottom + 33),
            (11, bottom + 24),
            (0, tip),
            (-11, bottom + 24),
            (-3, bottom + 33),
        ):
            bob.lineTo(x + dx, y)
        bob.close()
        canvas.setFillColor(theme["chart-2"])
        canvas.drawPath(bob, stroke=0, fill=1)

    def _titles(self, canvas: Any) -> None:
        white = self.look.theme["surface"]
        write(canvas, MARGIN, PAGE_HEIGHT - 76, "PLUMBLINE", 9, white.tint(0.75), font=BOLD)
        size = next(
            (s for s in (34, 28, 23) if len(wrap(self.cover.client, WIDTH - 60, s, lines=9, font=BOLD)) <= 3),
            20,
        )
        lines = wrap(self.cover.client, WIDTH - 60, size, lines=4, font=BOLD)
        y = PAGE_HEIGHT * 0.67
        for line in lines:
            write(canvas, MARGIN, y, line, size, white, font=BOLD)
            y -= size * 1.18
        y -= 6
        for line in wrap(self.cover.title, WIDTH - 60, 15, lines=3):
            write(canvas, MARGIN, y, line, 15, white.tint(0.85))
            y -= 21

    def _facts(self, canvas: Any) -> None:
        theme = self.look.theme
        y = PAGE_HEIGHT * 0.36 - 58
        write(canvas, MARGIN, y, self.cover.date, 12, theme["ink"], font=BOLD)
        write(canvas, MARGIN, y - 16, say("Executive report · Confidential"), 9, theme["ink-muted"])
        y -= 54
        for index, (label, value) in enumerate(self.cover.facts):
            x = MARGIN + (index % 2) * WIDTH * 0.46
            line = y - (index // 2) * 34
            write(canvas, x, line, label, 7.5, theme["ink-muted"])
            write(canvas, x, line - 12, elide(value, WIDTH * 0.42, 9), 9, theme["ink"])
        label = say("Fingerprint")
        write(canvas, MARGIN, 48, label, 7, theme["ink-muted"])
        write(
            canvas,
            MARGIN + text_width(label, 7) + 5,
            48,
            elide(self.cover.fingerprint, WIDTH - 60, 7),
            7,
            theme["ink-muted"],
        )
