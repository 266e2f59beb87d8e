"""The picture of what-if: verdicts, figures and charts before and after, of as many workloads as an eye takes in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from planner.charts.differences import (
    WorkloadDifference,
    remark_of_change,
    summary_of,
    workload_differences,
)
from planner.charts.from_snapshot import what_if_charts
from planner.charts.model import Chart
from planner.forms.what_if import MOST_DRAWN
from planner.services.what_if.kept import Kept
from planner.services.what_if.look import MANY_WORKLOADS
from planner.views.dashboard import NARROW, WIDE, Figure

MOST_MATRICES = 24
_DRAWN: "Kept[SafeString]" = Kept(most=MOST_MATRICES)


@dataclass(frozen=True, slots=True)
class Matrix(Figure):
    """Verdicts of all workloads: drawn again only when another sign or word stands in it.

    remarks: what stands beside the workloads; all else that the drawing shows is in the chart's texts.
    """

    remarks: tuple[str, ...] = ()

    @property
    def svg(self) -> SafeString:
        """The drawing; its writer escapes every text."""
        chart = self.chart
        shown = (chart.key, chart.title, chart.units, chart.source, chart.description, chart.columns)
        key = repr((*shown, chart.table, self.remarks, self.width))
        return _DRAWN.get(key, lambda: Figure(chart, self.width).svg)


@dataclass(frozen=True, slots=True)
class Panel:
    """One workload of the picture. requirements, costs: None where the charts of others are drawn."""

    difference: WorkloadDifference
    requirements: Figure | None
    costs: Figure | None


def picture_of(
    before: Mapping[str, Any], after: Mapping[str, Any], sentences: Sequence[str], chosen: str = ""
) -> dict[str, Any]:
    """Return the context of the picture. Say it in its language.

    sentences: what is different, none when nothing is. chosen: of many workloads the one whose charts are drawn; else
    those of the first that change are. Of many workloads those that nothing changes for are only named.
    """
    differences = workload_differences(before, after)
    remarks = {one.name: remark_of_change(one) for one in differences}
    is_long = len(differences) > MOST_DRAWN
    told = [one for one in differences if not is_long or one.is_changed or one.name == chosen]
    drawn = {chosen} if is_long and chosen else {one.name for one in (told or differences)[:MOST_DRAWN]}
    charts = what_if_charts(after, remarks, drawn)
    return {
        "sentences": sentences,
        "summary": summary_of(differences),
        "readiness": Matrix(charts["readiness"], WIDE, tuple(remarks.values())),
        "before": Matrix(_in_the_plan(before), WIDE) if sentences else None,
        "panels": [
            _panel(one, index, charts, one.name in drawn)
            for index, one in enumerate(differences, start=1)
            if one in told
        ],
        "untouched": [one for one in differences if one not in told],
        "is_narrow": len(differences) > MANY_WORKLOADS,
    }


def _panel(difference: WorkloadDifference, index: int, charts: Mapping[str, Chart], is_drawn: bool) -> Panel:
    if not is_drawn:
        return Panel(difference, None, None)
    return Panel(
        difference,
        Figure(charts[f"requirements-{index}"], NARROW),
        Figure(charts[f"costs-{index}"], NARROW),
    )


def _in_the_plan(snapshot: Mapping[str, Any]) -> Chart:
    return replace(
        what_if_charts(snapshot, {})["readiness"],
        key="readiness-in-the-plan",
        title=_("The same in the plan"),
    )
