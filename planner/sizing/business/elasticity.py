"""Scaling with demand: what the policies of the sizing mean for a year, and the capacity kept free."""

from collections.abc import Iterator

import numpy as np

from assessments.language import say, to_say
from planner.sizing.estimate import Estimate
from planner.sizing.money.prices import pue_of
from planner.sizing.organisation.circumstances import Circumstances, PlannedWorkload
from planner.sizing.organisation.figure import Figure, Topic
from planner.sizing.physics.power import energy_joules, watts_at
from planner.sizing.result import Floats, Option, Quantiles, ScalingPolicy, Step
from planner.sizing.serving.frame import DEFAULT_FIRST_TOKEN_SECONDS
from planner.sizing.serving.queues import MOST_LOAD, fewest_servers, mean_queue
from planner.sizing.units import HOURS_PER_YEAR

TOPIC = Topic(to_say("Scaling with demand"))
SERVED_IN_TIME = 0.95


def elasticity_figures(around: Circumstances) -> Iterator[Figure]:
    """Return for each service what the best of its simulated policies takes, and what is free at the peak."""
    for planned, option in around.judged:
        if planned.demand.kind == "inference":
            yield from _service(around, planned, option)


def _service(around: Circumstances, planned: PlannedWorkload, option: Option) -> Iterator[Figure]:
    peak = around.resampled(planned, option, "replicas")
    best = next((policy for policy in planned.policies if policy.is_best), None)
    if best is not None:
        yield from _bounds(around, planned, best)
    yield from _headroom(around, planned, option)
    if peak is not None:
        yield from _erlang(around, planned, option, peak)
    if best is not None:
        yield from _saving(around, planned, option, best)


def _bounds(around: Circumstances, planned: PlannedWorkload, best: ScalingPolicy) -> Iterator[Figure]:
    """Return the fewest replicas of a week, and the most of a year that grows."""
    name, title = planned.demand.name, planned.demand.title
    least, most = (
        np.round(_drawn(around, planned, replicas)) for replicas in (best.least_replicas, best.most_replicas)
    )
    growth = around.draw("demand_growth_per_year")
    more = around.step("demand_growth_per_year", say("growth of requests a year"), "ratio")
    rule = Step(say("policy"), best.rule, best.mean_replicas.p50, "replicas", say("simulated week"))
    yield TOPIC.figure(
        f"replicas_least:{name}",
        say("Fewest replicas: {title}", title=title),
        "count",
        least,
        say("fewest replicas of the policy in a week"),
        planned.mean_share_step(),
        rule,
    )
    yield TOPIC.figure(
        f"replicas_most:{name}",
        say("Most replicas in a year: {title}", title=title),
        "count",
        np.ceil(most * (1.0 + growth) - 1e-9),
        say("most replicas of the policy in a week x (1 + growth), rounded up"),
        rule,
        more,
    )


def _drawn(around: Circumstances, planned: PlannedWorkload, replicas: Quantiles) -> Floats:
    """Return (S,) replicas with the quantiles of a policy's: many in the scenarios in which many are needed."""
    given = Estimate(replicas.p10, replicas.p50, replicas.p90)
    return around.sample(f"replicas {planned.demand.name}", given)


def _headroom(around: Circumstances, planned: PlannedWorkload, option: Option) -> Iterator[Figure]:
    """Return the share of the places that is free at the peak, for bursts and for replicas that fail."""
    busy = around.resampled(planned, option, "utilisation")
    if busy is None:
        return
    used = Step(
        say("places taken at the peak"),
        say("requests in service / (replicas x places of a replica)"),
        float(np.median(busy)),
        "ratio",
        say("sizing"),
    )
    title = say("Capacity kept free at the peak: {title}", title=planned.demand.title)
    formula = say("1 - places taken at the peak")
    id = f"headroom_share:{planned.demand.name}"
    yield TOPIC.figure(id, title, "ratio", np.clip(1.0 - busy, 0.0, 1.0), formula, used)


def _erlang(
    around: Circumstances, planned: PlannedWorkload, option: Option, peak: Floats
) -> Iterator[Figure]:
    """Return the replicas that Erlang's formula asks for, beside those that allow for bursts."""
    rate, places = planned.peak_per_second(), option.layout.get("concurrency")
    busy = around.resampled(planned, option, "utilisation")
    if rate is None or busy is None or not isinstance(places, int):
        return
    load = np.quantile(busy, (0.1, 0.5, 0.9)) * places * int(option.layout["data"])
    if not 0 < load[0] <= load[-1] <= MOST_LOAD:
        return
    target = planned.demand.first_token_seconds or DEFAULT_FIRST_TOKEN_SECONDS
    found = [
        fewest_servers(
            erlangs,
            service_seconds=erlangs / rate.likely,
            target_seconds=target,
            level=SERVED_IN_TIME,
            most_occupancy=1.0,
        )
        for erlangs in load.tolist()
    ]
    replicas = [float(np.ceil(staffing.servers / places)) for staffing in found]
    samples = np.ceil(
        around.sample(f"erlang {planned.demand.name}", Estimate(replicas[0], replicas[1], replicas[2])) - 1e-9
    )
    held = Step(
        say("requests in service at the peak"),
        say("utilisation x places x replicas"),
        float(load[1]),
        "Erlang",
        say("sizing"),
    )
    wait = Step(say("chance to wait"), say("Erlang C, M/M/c"), found[1].waiting, "ratio", say("computed"))
    queue = Step(
        say("mean wait"),
        say("mean queue / rate"),
        mean_queue(found[1].servers, float(load[1])) / rate.likely,
        "s",
        say("computed"),
    )
    bursts = Step(
        say("replicas that allow for bursts"),
        say(
            "plan with these: Erlang takes arrivals for independent, and in recorded traffic asked for 5 and 34"
            " places where 38 and 37 were needed"
        ),
        float(np.median(peak)),
        "replicas",
        say("Azure traces of 2023"),
    )
    title = say("Replicas by Erlang C, a floor: {title}", title=planned.demand.title)
    formula = say("fewest places of which 95 in 100 answer in time / places of a replica, rounded up")
    id = f"replicas_erlang:{planned.demand.name}"
    yield TOPIC.figure(id, title, "count", samples, formula, held, wait, queue, bursts)


def _saving(
    around: Circumstances, planned: PlannedWorkload, option: Option, best: ScalingPolicy
) -> Iterator[Figure]:
    """Return the energy of a year that replicas draw while they wait, and that the policy does not."""
    watts, busy = option.samples.get("power_watts"), around.resampled(planned, option, "utilisation")
    if watts is None or busy is None:
        return
    mean, name = best.mean_replicas, planned.demand.name
    up = _drawn(around, planned, mean) / best.replicas
    load = busy * planned.mean_share()
    idle_watts, pue = (
        around.draw("idle_power_share") * watts,
        around.sample("pue", pue_of(around.surroundings, "buy")),
    )
    always = watts_at(load, idle_watts=idle_watts, full_watts=watts)
    scaled = up * np.asarray(watts_at(load / up, idle_watts=idle_watts, full_watts=watts))
    saved = np.asarray(energy_joules(HOURS_PER_YEAR, np.maximum(always - scaled, 0.0), pue))
    idle = around.step("idle_power_share", say("power when idle, share of the full power"), "ratio")
    rule = Step(say("policy"), best.rule, mean.p50, "replicas", say("simulated week"))
    title = say("Energy that scaling with demand saves in a year: {title}", title=planned.demand.title)
    formula = say(
        "(power of all replicas at the mean load - power of as few as the policy keeps) x year x PUE"
    )
    yield TOPIC.figure(
        f"scaling_saves_joules:{name}", title, "joules", saved, formula, idle, planned.mean_share_step(), rule
    )
