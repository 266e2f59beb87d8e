"""Scaling with demand: replicas at the quietest and at the busiest hour, and the capacity kept free."""

from collections.abc import Iterator

import numpy as np

from assessments.language import say, to_say
from planner.sizing.circumstances import Circumstances, PlannedWorkload
from planner.sizing.figure import Figure, Topic
from planner.sizing.result import Floats, Option

TOPIC = Topic(to_say("Scaling with demand"))


def replicas_between(
    at_peak: Floats, peak_to_trough: Floats, growth: Floats, headroom: Floats
) -> tuple[Floats, Floats]:
    """Least and most replicas of an automatic scaling rule over the coming year.

    at_peak: (S,) replicas that today's peak needs. peak_to_trough: (S,). growth: (S,) fraction per year.
    headroom: (S,) capacity kept free over the forecast peak while new replicas start.
    least = ceil(at_peak / peak_to_trough), at least 1;
    most = ceil(at_peak (1 + growth) (1 + headroom)).

    >>> least, most = replicas_between(np.array([10.0]), np.array([4.0]), np.array([0.5]), np.array([0.2]))
    >>> float(least[0]), float(most[0])
    (3.0, 18.0)
    """
    least = np.maximum(1.0, np.ceil(at_peak / peak_to_trough - 1e-9))
    most = np.ceil(at_peak * (1.0 + growth) * (1.0 + headroom) - 1e-9)
    return least, np.maximum(most, least)


def elasticity_figures(around: Circumstances) -> Iterator[Figure]:
    """Return the bounds of the scaling rule of each service, and the headroom it keeps."""
    served = [(planned, option) for planned, option in around.judged if planned.demand.kind == "inference"]
    for planned, option in served:
        yield from _service(around, planned, option)
    if served:
        headroom = around.draw("scaling_headroom")
        step = around.step("scaling_headroom", say("free over the peak"), "ratio")
        yield TOPIC.figure(
            "headroom_share", say("Capacity kept free"), "ratio", headroom, say("as assumed"), step
        )


def _service(around: Circumstances, planned: PlannedWorkload, option: Option) -> Iterator[Figure]:
    peak = around.resampled(planned, option, "replicas")
    if peak is None:
        return
    growth, headroom = around.draw("demand_growth_per_year"), around.draw("scaling_headroom")
    least, most = replicas_between(peak, _peak_to_trough(around), growth, headroom)
    name, title = planned.demand.name, planned.demand.title
    is_known = around.given("peak_to_mean") is not None
    busy = (
        around.step(
            "peak_to_mean", say("busiest hour over mean, as far above as the quietest is below"), "times"
        )
        if is_known
        else around.step("peak_to_trough", say("busiest hour over quietest"), "times")
    )
    more = around.step("demand_growth_per_year", say("growth of requests a year"), "ratio")
    free = around.step("scaling_headroom", say("free over the peak"), "ratio")
    formula = say("replicas at the peak x quietest hour / busiest hour, rounded up")
    yield TOPIC.figure(
        f"replicas_least:{name}", say("Fewest replicas: {title}", title=title), "count", least, formula, busy
    )
    formula = say("replicas at the peak x (1 + growth) x (1 + free), rounded up")
    yield TOPIC.figure(
        f"replicas_most:{name}",
        say("Most replicas in a year: {title}", title=title),
        "count",
        most,
        formula,
        more,
        free,
    )


def _peak_to_trough(around: Circumstances) -> Floats:
    """Return the busiest hour over the quietest; of the busiest over the mean, its square."""
    if around.given("peak_to_mean"):
        return around.draw("peak_to_mean") ** 2
    return around.draw("peak_to_trough")
