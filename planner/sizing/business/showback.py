"""Who causes what: the yearly cost of shared accelerators, told back to the workloads by their hours.

What is bought counts as an annuity for every workload, so that runs and services share on the same basis.
"""

from collections.abc import Iterator

import numpy as np

from assessments.language import say, to_say
from planner.sizing.money.acquisition import shipped_catalogue
from planner.sizing.organisation.circumstances import Circumstances, PlannedWorkload
from planner.sizing.organisation.figure import Figure, Topic
from planner.sizing.result import Floats, Option, Step

TOPIC = Topic(to_say("Showback"))

_Part = tuple[PlannedWorkload, Option, Floats]


def hour_shares(hours: Floats) -> Floats:
    """Share of each workload in what all of them share, by accelerator-hours; sums to one in each scenario.

    hours: (W, S) accelerator-hours. Returns (W, S).

    >>> hour_shares(np.array([[300.0], [100.0]])).ravel()
    array([0.75, 0.25])
    """
    return np.asarray(hours / hours.sum(axis=0))


def showback_figures(around: Circumstances) -> Iterator[Figure]:
    """Return share and cost of every workload in the accelerators that it shares with others of the same type."""
    pools: dict[tuple[str, str], list[_Part]] = {}
    for planned, option in around.judged:
        hours, cost = around.accelerator_hours(planned, option), option.samples.get("yearly_cost_usd")
        if hours is not None and cost is not None and not np.isnan(cost).any():
            pools.setdefault((option.accelerator, option.acquired), []).append((planned, option, hours))
    for (accelerator, _), parts in pools.items():
        yield from _pool(shipped_catalogue().accelerators[accelerator].title, parts)


def _pool(accelerator: str, parts: list[_Part]) -> Iterator[Figure]:
    shares = hour_shares(np.array([hours for _, _, hours in parts]))
    total = np.sum([option.samples["yearly_cost_usd"] for _, option, _ in parts], axis=0)
    pool = Step(
        say("cost of all that share"),
        say("workloads on {accelerator}", accelerator=accelerator),
        float(np.median(total)),
        "usd",
        say("sizing"),
    )
    for (planned, _, hours), share in zip(parts, shares, strict=True):
        yield _share(planned, hours, share)
        formula = say(
            "share x cost of all that share, in a year in which a run is made once; purchases count as annuities"
        )
        title = say("Cost told back: {title}", title=planned.demand.title)
        id = f"showback_usd_per_year:{planned.demand.name}"
        yield TOPIC.figure(id, title, "usd", share * total, formula, pool)


def _share(planned: PlannedWorkload, hours: Floats, share: Floats) -> Figure:
    own = Step(say("accelerator-hours"), say("of this workload"), float(np.median(hours)), "h", say("sizing"))
    formula = say("accelerator-hours / accelerator-hours of all that share")
    title = say("Share of the accelerators: {title}", title=planned.demand.title)
    return TOPIC.figure(f"showback_share:{planned.demand.name}", title, "ratio", share, formula, own)
