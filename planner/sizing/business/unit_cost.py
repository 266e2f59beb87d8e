"""What one unit costs: an accelerator-hour, a training run, a million tokens."""

from collections.abc import Iterator

import numpy as np

from assessments.language import say, to_say
from planner.sizing.organisation.circumstances import Circumstances, PlannedWorkload
from planner.sizing.organisation.figure import Figure, Topic
from planner.sizing.result import Floats, Option

TOPIC = Topic(to_say("Unit cost"))


def usd_per_hour(total_usd: Floats, accelerator_hours: Floats) -> Floats:
    """Cost of one accelerator-hour: total / hours, NaN-free for no hours.

    >>> round(float(usd_per_hour(np.array([483.0e6]), np.array([39.3e6]))[0]), 2)  # Llama 3.1, 98.32 USD a node-hour
    12.29
    """
    return np.asarray(total_usd / np.maximum(accelerator_hours, 1e-9))


def unit_cost_figures(around: Circumstances) -> Iterator[Figure]:
    """Return the cost of an accelerator-hour of every judged option; of a run, and of a million tokens."""
    for planned, option in around.judged:
        yield from _units(around, planned, option)


def _units(around: Circumstances, planned: PlannedWorkload, option: Option) -> Iterator[Figure]:
    total = option.samples.get("cost_usd")
    if total is None or bool(np.isnan(total).any()):
        return
    name, title = planned.demand.name, planned.demand.title
    hours = around.accelerator_hours(planned, option)
    if hours is None or planned.demand.kind == "retrieval":
        return
    if planned.demand.kind != "inference":
        yield TOPIC.figure(
            f"usd_per_run:{name}",
            say("One run: {title}", title=title),
            "usd",
            total,
            say("capital + operating cost of the run"),
        )
    formula = say("cost / accelerator-hours (of the run, or of a year)")
    id, text = f"usd_per_accelerator_hour:{name}", say("One accelerator-hour: {title}", title=title)
    yield TOPIC.figure(id, text, "usd", usd_per_hour(total, hours), formula)
    tokens = around.resampled(planned, option, "cost_usd_per_million_output_tokens")
    if tokens is not None:
        id, text = f"usd_per_million_tokens:{name}", say("One million output tokens: {title}", title=title)
        yield TOPIC.figure(id, text, "usd", tokens, say("cost of a year / output tokens of a year"))
