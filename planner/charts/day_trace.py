"""A day of a service: the requests above, and below the replicas that each policy keeps up for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.graphics.shapes import Drawing

from assessments.language import say
from planner.charts.figures import Interval, significant
from planner.charts.graph import Graph, Scale, columns, draw_axes, graph_of, scale_of
from planner.charts.marks import Key, legend, legend_height
from planner.charts.plane import TICK, Dash
from planner.charts.shapes import Point, Sheet
from planner.charts.theme import Theme

ABOVE, BELOW = 78.0, 122.0
LOOKS: tuple[tuple[str, Dash], ...] = (
    ("ink-muted", (3, 2)),
    ("chart-2", (5, 2)),
    ("chart-3", (1.5, 1.8)),
    ("chart-5", (7, 2, 1.5, 2)),
)
HOURS = Scale((0.0, 4.0, 8.0, 12.0, 16.0, 20.0, 24.0), lambda hour: f"{hour:.0f}:00")


@dataclass(frozen=True, slots=True)
class PolicyDay:
    """The replicas that a policy keeps up, evenly over the day."""

    title: str
    replicas: tuple[float, ...]
    is_best: bool = False


def day_trace(
    requests: Sequence[Interval], policies: Sequence[PolicyDay], width: float, theme: Theme
) -> Drawing:
    """Draw requests per second with their band, and a step line per policy. Both: evenly over 24 hours, not empty."""
    keys = [_key(index, policy) for index, policy in enumerate(policies)]
    foot = legend_height(keys, width)
    sheet = Sheet(width, ABOVE + BELOW + foot)
    rates = scale_of(0.0, max(rate.p90 for rate in requests), "requests/s", 2)
    most = max(max(policy.replicas) for policy in policies)
    below = graph_of(
        sheet, HOURS, scale_of(0.0, most, "count", min(4, max(2, int(most)))), right=14, foot=foot - 13
    )
    left = max(below.left, graph_of(sheet, HOURS, rates, right=14, foot=0).left)
    above = Graph(left, below.right, 14.0, ABOVE - 8, HOURS, rates)
    below = Graph(left, below.right, ABOVE + 12, below.bottom, HOURS, below.up)
    _requests(sheet, theme, above, requests)
    sheet.text(0, ABOVE + 5, say("Replicas"), theme["ink-muted"], size=TICK)
    draw_axes(sheet, theme, below)
    for index in sorted(range(len(policies)), key=lambda number: not policies[number].is_best):
        _steps(sheet, theme, below, index, policies[index])
    _felt(sheet, Graph(left, below.right, above.top, below.bottom, HOURS, rates), requests, policies)
    legend(sheet, theme, keys, sheet.height - 4, x=left)
    return sheet.drawing


def _key(index: int, policy: PolicyDay) -> Key:
    paint, dash = _look(index, policy)
    return Key("line", paint, policy.title, dash)


def _look(index: int, policy: PolicyDay) -> tuple[str, Dash]:
    """Return paint and dash: the best policy has the only line that is not broken."""
    return ("chart-1", None) if policy.is_best else LOOKS[index % len(LOOKS)]


def _requests(sheet: Sheet, theme: Theme, graph: Graph, requests: Sequence[Interval]) -> None:
    for tick in graph.up.ticks:
        y = graph.y(tick)
        sheet.line((graph.left, y), (graph.right, y), theme["line"], width=0.5)
        sheet.text(graph.left - 6, y + 2.3, graph.up.write(tick), theme["ink-muted"], size=TICK, anchor="end")
    sheet.text(0, 6, say("Requests per second"), theme["ink-muted"], size=TICK)
    low, middle, high = (
        [
            graph.at(hour, getattr(rate, name))
            for hour, rate in zip(_hours(len(requests)), requests, strict=True)
        ]
        for name in ("p10", "p50", "p90")
    )
    sheet.polygon([*high, *reversed(low)], theme["accent"].tint(0.22))
    sheet.curve(middle, theme["accent"], width=1.6)


def _hours(count: int) -> list[float]:
    return [24 * (index + 0.5) / count for index in range(count)]


def _steps(sheet: Sheet, theme: Theme, graph: Graph, index: int, policy: PolicyDay) -> None:
    paint, dash = _look(index, policy)
    each = 24 / len(policy.replicas)
    points: list[Point] = []
    for step, replicas in enumerate(policy.replicas):
        if step == 0 or replicas != policy.replicas[step - 1]:
            points += [
                graph.at(each * step, policy.replicas[step - 1] if step else replicas),
                graph.at(each * step, replicas),
            ]
    points.append(graph.at(24.0, policy.replicas[-1]))
    sheet.curve(points, theme[paint], width=2.4 if policy.is_best else 1.3, dash=dash)


def _felt(sheet: Sheet, graph: Graph, requests: Sequence[Interval], policies: Sequence[PolicyDay]) -> None:
    """Let a page tell each hour."""
    tips = []
    for hour in range(24):
        rate = requests[int((hour + 0.5) / 24 * len(requests))]
        kept = "; ".join(
            f"{policy.title} {significant(policy.replicas[int((hour + 0.5) / 24 * len(policy.replicas))])}"
            for policy in policies
        )
        tips.append(say("{hour}: {rate} requests per second; {kept}", hour=f"{hour}:30",
                        rate=significant(rate.p50), kept=kept))  # fmt: skip
    columns(sheet, graph, [hour + 0.5 for hour in range(24)], tips)
