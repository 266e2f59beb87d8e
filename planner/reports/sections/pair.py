"""Two charts side by side, each with its title, units and source."""

from collections.abc import Sequence

from reportlab.platypus import Flowable

from planner.charts.model import Chart
from planner.reports.fitting import loose
from planner.reports.flow import Grid, figure
from planner.reports.theme import Look


def pair(look: Look, charts: Sequence[Chart]) -> list[Flowable]:
    """Return two charts beside one another; one alone over the whole width; nothing for none."""
    if len(charts) < 2:
        return [figure(look, chart) for chart in charts]
    left, right = (loose([figure(look, chart)]) for chart in charts[:2])
    bare = [(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
    style = [*bare, ("VALIGN", (0, 0), (-1, -1), "TOP")]
    return [Grid([[left, "", right]], colWidths=["48.5%", "3%", "48.5%"], style=style, hAlign="LEFT")]
