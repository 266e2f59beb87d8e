"""What it takes and what it misses to scale a service by each policy, beside keeping all replicas up."""

from dataclasses import replace

import numpy as np

from assessments.language import say, to_say
from planner.sizing.catalogue.traffic import load_week_profiles, week_with_mean
from planner.sizing.money.prices import rent_price
from planner.sizing.result import Floats, Ints, ScaledDay, ScalingPolicy
from planner.sizing.serving.arrivals import BURST_SECONDS
from planner.sizing.serving.autoscaling import (
    POLICIES,
    STEP_SECONDS,
    TOLD_STEPS,
    Course,
    Fleet,
    Forecast,
    scale,
)
from planner.sizing.serving.figures import LOAD_WEIGHTS_SECONDS
from planner.sizing.serving.frame import DEFAULT_FIRST_TOKEN_SECONDS, UNSAID_PROFILE, ServingFrame
from planner.sizing.serving.load import ServingLoad
from planner.sizing.serving.traffic import BIN_SECONDS, HOUR, PEAK_SECONDS
from planner.sizing.uncertainty import median, quantiles
from planner.sizing.units import HOURS_PER_YEAR
from planner.sizing.workload import Inference

SEEDS = 16
NODE_SECONDS = 180.0  # until a node is there and the engine runs, besides loading the weights
PART_STEPS = 1440  # six hours: parts of a week are simulated at once, each from a steady start
DAY_PARTS = 4
HOUR_STEPS = round(HOUR / STEP_SECONDS)
MORE_LATE = 0.01  # share of requests that a policy may miss beyond those that all replicas miss
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
) -> tuple[ScalingPolicy, ...]:
    """Return for each policy replicas, replica-hours and cost of a year, and the share of late requests.

    Over 16 scenarios and a week. width: accelerators of a replica. Cost is at prices on demand, None without one:
    accelerators that are owned cost the same whatever a policy stops.
    """
    if frame.rate is None:
        return ()
    usual = usual_rates(frame)
    picks = np.linspace(0, frame.scenarios.samples - 1, SEEDS).astype(int)
    now = _in_parts(usual)
    columns = np.repeat(picks, now.shape[1])
    fleet = _fleet(frame, load, columns)
    ahead = _in_parts(np.roll(usual, -fleet.lead))  # the shape begins again at its end
    demand = _demand(frame, np.tile(now, (1, SEEDS)), columns)
    planned = np.ceil(median(frame.rate) * ahead / median(fleet.safe) - 1e-9)
    course = scale(demand, Forecast(*(np.tile(known, (1, SEEDS)) for known in (now, ahead, planned))), fleet)
    price = rent_price(frame.chips[row], frame.around)
    usd = None if price is None else frame.scenarios.draw("rent", price)[picks] * width
    asked = demand.sum(axis=0) * STEP_SECONDS
    found = [_policy(course, index, asked, fleet.most, usd) for index in range(len(POLICIES))]
    best, days = best_policy(found), _busiest_day(now, demand, course)
    return tuple(
        replace(policy, is_best=policy.policy == best, day=day)
        for policy, day in zip(found, days, strict=True)
    )


def best_policy(policies: list[ScalingPolicy]) -> str:
    """Return the policy with the fewest replicas that misses hardly more than keeping all of them up.

    It misses at most one request in a hundred more, at P50 and at P90.
    """
    all_up = next(policy for policy in policies if policy.policy == "fixed").late_share
    safe = [
        policy
        for policy in policies
        if policy.late_share.p50 <= all_up.p50 + MORE_LATE and policy.late_share.p90 <= all_up.p90 + MORE_LATE
    ]
    return min(safe, key=lambda policy: policy.mean_replicas.p50).policy


def usual_rates(frame: ServingFrame) -> Floats:
    """Return the (T,) rate of each step over the peak: as the trace has it, or the week of the profile.

    The week is made flatter or steeper where the mean over the peak is given.
    """
    traffic = frame.workload.traffic if isinstance(frame.workload, Inference) else None
    if traffic is not None and traffic.shape:
        return np.repeat(np.array(traffic.shape), round(PEAK_SECONDS / STEP_SECONDS))
    week = load_week_profiles()[traffic.profile if traffic else UNSAID_PROFILE].ravel()
    if traffic is not None and traffic.mean_share is not None:
        week = week_with_mean(week, frame.mean_share)
    each = round(HOUR / STEP_SECONDS)
    rates = np.interp(np.arange(len(week) * each) / each, np.arange(len(week) + 1), [*week, week[0]])
    return np.asarray(rates)


def _in_parts(usual: Floats) -> Floats:
    """Return (T, parts): six hours in each column, or all there is."""
    parts = len(usual) // PART_STEPS
    return usual[: parts * PART_STEPS].reshape(parts, PART_STEPS).T if parts else usual[:, None]


def _busiest_day(usual: Floats, demand: Floats, course: Course) -> list[ScaledDay | None]:
    """Return the busiest whole day for each policy; None where the usual demand is shorter than a day.

    usual: (T, parts); demand: (T, seeds x parts); the course as it ran on it.
    """
    days = usual.shape[1] // DAY_PARTS if len(usual) == PART_STEPS else 0
    if not days:
        return [None] * len(POLICIES)
    first = DAY_PARTS * int(
        np.argmax(usual[:, : DAY_PARTS * days].sum(axis=0).reshape(days, DAY_PARTS).sum(axis=1))
    )
    parts = slice(first, first + DAY_PARTS)
    rates = demand.reshape(-1, HOUR_STEPS, SEEDS, usual.shape[1])[..., parts].mean(axis=1)
    hours = tuple(quantiles(rates[hour, :, part]) for part in range(DAY_PARTS) for hour in range(len(rates)))
    told = course.replicas.reshape(PART_STEPS // TOLD_STEPS, len(POLICIES), SEEDS, -1)[..., parts]
    middle = np.quantile(told, 0.5, axis=2, method="nearest")  # a replica is whole
    return [
        ScaledDay(hours, tuple(int(count) for count in middle[:, index].T.ravel()))
        for index in range(len(POLICIES))
    ]


def _fleet(frame: ServingFrame, load: ServingLoad, columns: Ints) -> Fleet:
    speed = load.at_limit.requests_per_second / frame.model_error
    patience = frame.first_target if np.isfinite(frame.first_target) else DEFAULT_FIRST_TOKEN_SECONDS
    own = median(load.first_token)
    return Fleet(
        most=load.replicas,
        spare=_spare(load),
        speed=speed[columns],
        held=load.held[columns],
        safe=(speed * load.safe_share(frame))[columns],
        start_seconds=NODE_SECONDS + LOAD_WEIGHTS_SECONDS,
        patience_seconds=np.full(len(columns), max(patience - own, 0.1 * patience)),
    )


def _spare(load: ServingLoad) -> int:
    """Return the spare replicas that the option has: as many as are wanted, as far as the load leaves them."""
    wanted = 0 if load.spares is None else int(median(load.spares))
    left = load.replicas - int(np.ceil(median(load.without_spares)))
    return min(wanted, max(left, 0))


def _demand(frame: ServingFrame, usual: Floats, columns: Ints) -> Floats:
    """Return (T, B) requests per second, with bursts of half a minute as `bursty_arrivals` has them.

    Counts are gamma numbers, whose mean and variance are those of Poisson numbers.
    """
    rate = frame.rate[columns] if frame.rate is not None else np.ones(len(columns))
    mean = np.maximum(rate * usual, 1e-9)
    rng = frame.scenarios.generator("minutes")
    each = round(BURST_SECONDS / STEP_SECONDS)
    excess = np.maximum(frame.burstiness[columns] - 1.0, 1e-6)
    shape = mean[::each] * BIN_SECONDS / excess
    bursts = np.repeat(rng.standard_gamma(shape) / shape, each, axis=0)[: len(mean)]
    counts = rng.standard_gamma(np.maximum(mean * bursts * STEP_SECONDS, 1e-9))
    return np.asarray(counts / STEP_SECONDS)


def _policy(course: Course, index: int, asked: Floats, most: int, usd: Floats | None) -> ScalingPolicy:
    by_seed = (SEEDS, -1)
    replicas = course.mean_replicas[index].reshape(by_seed).mean(axis=1)
    late = course.late[index].reshape(by_seed).sum(axis=1) / np.maximum(
        asked.reshape(by_seed).sum(axis=1), 1e-9
    )
    hours = replicas * HOURS_PER_YEAR
    return ScalingPolicy(
        policy=POLICIES[index],
        rule=say(RULES[POLICIES[index]]),
        replicas=most,
        mean_replicas=quantiles(replicas),
        least_replicas=quantiles(course.least_replicas[index].reshape(by_seed).min(axis=1)),
        most_replicas=quantiles(course.most_replicas[index].reshape(by_seed).max(axis=1)),
        replica_hours_per_year=quantiles(hours),
        cost_usd_per_year=None if usd is None else quantiles(hours * usd),
        late_share=quantiles(late),
    )
