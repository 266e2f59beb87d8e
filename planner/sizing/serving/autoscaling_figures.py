"""What it takes and what it misses to scale a service by each policy, beside keeping all replicas up."""

from typing import Any

import numpy as np

from assessments.language import say, to_say
from planner.sizing.catalogue.traffic import load_week_profiles
from planner.sizing.money.bill import rent_price
from planner.sizing.result import Floats, Ints
from planner.sizing.serving.autoscaling import MINUTE, POLICIES, Course, Fleet, scale
from planner.sizing.serving.figures import LOAD_WEIGHTS_SECONDS
from planner.sizing.serving.frame import DEFAULT_FIRST_TOKEN_SECONDS, ServingFrame
from planner.sizing.serving.load import ServingLoad
from planner.sizing.uncertainty import quantiles
from planner.sizing.units import HOURS_PER_YEAR
from planner.sizing.workload import Inference

SEEDS = 32
NODE_SECONDS = 180.0  # until a node is there and the engine runs, besides loading the weights
MINUTES_OF_DAY = 1440
RULES = {
    "fixed": to_say("all replicas, all the time"),
    "reactive": to_say(
        "requests in service and waiting over places; the rule of the Horizontal Pod Autoscaler"
    ),
    "scheduled": to_say("by the clock: the usual shape of the week, ahead of time"),
    "predictive": to_say("the level of the last minutes, taken along the usual shape of the week"),
}


def autoscaling_of(
    frame: ServingFrame, load: ServingLoad, width: float, row: int
) -> tuple[dict[str, Any], ...]:
    """Return for each policy replicas, replica-hours and cost of a year, and the share of late requests.

    Over 32 scenarios and the days of a week. width: accelerators of a replica. Cost is at prices on demand, None
    without one: accelerators that are owned cost the same whatever a policy stops.
    """
    if frame.rate is None:
        return ()
    shape = day_shapes(frame)
    picks = np.linspace(0, frame.scenarios.samples - 1, SEEDS).astype(int)
    columns = np.repeat(picks, shape.shape[1])
    expected = np.tile(shape, (1, SEEDS))
    fleet = _fleet(frame, load, columns)
    demand = _demand(frame, expected, columns)
    plan = np.ceil(float(np.median(frame.rate)) * expected / float(np.median(fleet.safe)) - 1e-9)
    course = scale(demand, expected, plan, fleet)
    price = rent_price(frame.chips[row], frame.around)
    usd = None if price is None else frame.scenarios.draw("rent", price)[picks] * width
    return tuple(_policy(course, index, shape.shape[1], usd) for index in range(len(POLICIES)))


def day_shapes(frame: ServingFrame) -> Floats:
    """Return (minutes, days) of the rate over its peak: of the trace, or of the week of the profile."""
    workload = frame.workload
    traffic = workload.traffic if isinstance(workload, Inference) else None
    if traffic is None or not traffic.shape:
        week = load_week_profiles()[traffic.profile if traffic else "consumer"]
        hours = np.append(week.ravel(), week[0, 0])
        at = np.arange(7 * MINUTES_OF_DAY) / 60.0
        return np.asarray(np.interp(at, np.arange(len(hours)), hours).reshape(7, MINUTES_OF_DAY).T)
    minutes = np.repeat(np.array(traffic.shape), 5)
    days = len(minutes) // MINUTES_OF_DAY
    if not days:
        return minutes[:, None]
    return minutes[: days * MINUTES_OF_DAY].reshape(days, MINUTES_OF_DAY).T


def _fleet(frame: ServingFrame, load: ServingLoad, columns: Ints) -> Fleet:
    speed = load.at_limit.requests_per_second / frame.model_error
    share = load.safe_share(frame)
    patience = frame.first_target if np.isfinite(frame.first_target) else DEFAULT_FIRST_TOKEN_SECONDS
    own = np.median(load.first_token)
    return Fleet(
        most=load.replicas,
        speed=speed[columns],
        held=load.held[columns],
        safe=(speed * share)[columns],
        start_seconds=NODE_SECONDS + LOAD_WEIGHTS_SECONDS,
        patience_seconds=np.full(len(columns), max(patience - own, 0.1 * patience)),
    )


def _demand(frame: ServingFrame, expected: Floats, columns: Ints) -> Floats:
    """Return (minutes, B) requests per second: gamma numbers whose counts have the burstiness of the scenario."""
    mean = np.maximum(frame.rate[columns] * expected, 1e-9) if frame.rate is not None else expected
    burst = frame.burstiness[columns]
    rng = frame.scenarios.generator("minutes")
    return np.asarray(rng.gamma(np.maximum(mean * MINUTE / burst, 1e-6)) * burst / MINUTE)


def _policy(course: Course, index: int, days: int, usd: Floats | None) -> dict[str, Any]:
    replicas = course.mean_replicas[index].reshape(SEEDS, days).mean(axis=1)
    late = course.late_share[index].reshape(SEEDS, days).mean(axis=1)
    hours = replicas * HOURS_PER_YEAR
    return {
        "policy": POLICIES[index],
        "rule": say(RULES[POLICIES[index]]),
        "mean_replicas": quantiles(replicas).to_json(),
        "most_replicas": quantiles(course.most_replicas[index].reshape(SEEDS, days).max(axis=1)).to_json(),
        "replica_hours_per_year": quantiles(hours).to_json(),
        "cost_usd_per_year": None if usd is None else quantiles(hours * usd).to_json(),
        "late_share": quantiles(late).to_json(),
    }
