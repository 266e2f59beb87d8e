"""The dashboard's content: the same charts and sentences as the report, from the same snapshot."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from planner.charts.from_snapshot import snapshot_charts
from planner.charts.model import Chart
from planner.charts.reading import chosen_option, language_of
from planner.charts.svg import chart_svg
from planner.reports.content import report_content
from planner.reports.content.changed import last_scores
from planner.reports.content.model import WorkloadPage
from planner.reports.content.robustness import robustness_basis, robustness_table
from planner.reports.content.settled import settled_lines
from planner.services.frozen.summary import roadmap_status, status_text
from planner.views.derivations import TracedFigure, TracedStep, figures_of, steps_of
from planner.views.traces import Sources
from planner.views.verdict_traces import TracedVerdict, initiatives_of, verdicts_of

# The width decides how much text fits, not how large it looks: the page scales the drawing.
WIDE, MIDDLE, NARROW = 640.0, 400.0, 340.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart and the width it is drawn for."""

    chart: Chart
    width: float

    @property
    def is_wide(self) -> bool:
        """Whether the chart takes the whole width of the page."""
        return self.width >= WIDE

    @property
    def table(self) -> dict[str, Any]:
        """The numbers of the chart."""
        return {"columns": self.chart.columns, "rows": self.chart.table}

    @property
    def svg(self) -> SafeString:
        """The drawing; its writer escapes every text."""
        return mark_safe(chart_svg(self.chart, self.width))  # noqa: S308 -- planner.charts.svg escapes all text


@dataclass(frozen=True, slots=True)
class WorkloadPanel:
    """One workload: what the report says of it, and its charts."""

    page: WorkloadPage
    status: str
    verdicts: tuple[TracedVerdict, ...]
    figures: list[TracedFigure]
    steps: tuple[TracedStep, ...]
    requirements: Figure
    costs: Figure
    ways: Figure | None
    payments: list[Figure]
    scaling: Figure | None
    day: Figure | None
    causes: list[Figure]

    @property
    def shown_status(self) -> str:
        """The status in words."""
        return status_text(self.status)

    @property
    def open_verdicts(self) -> list[TracedVerdict]:
        """The dimensions that are not ready, the worst first."""
        return [verdict for verdict in self.verdicts if verdict.is_open]

    @property
    def ready_verdicts(self) -> list[TracedVerdict]:
        """The dimensions that are in order."""
        return [verdict for verdict in self.verdicts if not verdict.is_open]


def dashboard_of(
    snapshot: Mapping[str, Any], sources: Sources, earlier: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the context of the dashboard page. Say it, and render it, in the plan's language.

    sources: the pages behind the snapshot, for the one who reads. earlier: what the plan kept of the last report.
    """
    charts = snapshot_charts(snapshot, last_scores(earlier))
    content = report_content(snapshot)
    return {
        "snapshot": snapshot,
        "language": language_of(snapshot),
        "as_of": date.fromisoformat(snapshot["inputs"]["as_of"]),
        "roadmap_status": roadmap_status(snapshot["roadmap"]),
        "content": content,
        "settled": settled_lines(snapshot),
        "radar": Figure(charts["maturity-radar"], MIDDLE),
        "domains": Figure(charts["maturity-domains"], NARROW),
        "practices": [Figure(chart, WIDE) for key, chart in charts.items() if key.startswith("practices-")],
        "readiness": Figure(charts["readiness"], WIDE),
        "roadmap": Figure(charts["roadmap"], WIDE),
        "spending": Figure(charts["spending"], NARROW),
        "projected": Figure(charts["maturity-projected"], NARROW),
        "people": Figure(charts["people"], WIDE),
        "robustness": robustness_table(snapshot),
        "robustness_basis": robustness_basis(snapshot),
        "power": Figure(charts["power"], WIDE),
        "capacity": _figures(charts, ("capacity-accelerators", "capacity-power"), NARROW),
        "risks": _figures(charts, ("cost-fan", "total-cost"), NARROW),
        "cash": _figure(charts, "cash", WIDE),
        "carbon": _figure(charts, "carbon", NARROW),
        "showback": _figure(charts, "showback", NARROW),
        "workload_panels": list(_panels(snapshot, content.workloads, charts, sources)),
        "initiatives": initiatives_of(snapshot, sources),
    }


def _panels(
    snapshot: Mapping[str, Any],
    pages: Sequence[WorkloadPage],
    charts: Mapping[str, Chart],
    sources: Sources,
) -> Iterator[WorkloadPanel]:
    for page, verdict in zip(pages, snapshot["verdicts"]["workloads"], strict=True):
        requirements, costs = charts[f"requirements-{page.index}"], charts[f"costs-{page.index}"]
        yield WorkloadPanel(
            page,
            verdict["status"],
            verdicts_of(verdict, sources, page.index),
            figures_of(snapshot, verdict, sources),
            steps_of(chosen_option(snapshot, verdict), sources, verdict["name"]),
            Figure(requirements, NARROW),
            Figure(costs, NARROW),
            _figure(charts, f"ways-{page.index}", NARROW),
            _figures(charts, (f"{name}-{page.index}" for name in ("tco", "cash", "break-even")), NARROW),
            _figure(charts, f"scaling-{page.index}", NARROW),
            _figure(charts, f"scaling-day-{page.index}", WIDE),
            _figures(
                charts,
                (f"tornado-{result}-{page.index}" for result in ("cost", "days", "accelerators")),
                NARROW,
            ),
        )


def _figures(charts: Mapping[str, Chart], keys: Iterable[str], width: float) -> list[Figure]:
    return [Figure(charts[key], width) for key in keys if key in charts]


def _figure(charts: Mapping[str, Chart], key: str, width: float) -> Figure | None:
    return Figure(charts[key], width) if key in charts else None
