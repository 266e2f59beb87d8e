"""Scaling with demand: replicas at the quietest and at the busiest hour, and the capacity kept free."""

from collections.abc import Iterator

import numpy as np

from assessments.language import say, to_say
from planner.sizing.estimate import Estimate
from planner.sizing.money.bill import pue_of
from planner.sizing.organisation.circumstances import Circumstances, PlannedWorkload
from planner.sizing.organisation.figure import Figure, Topic
from planner.sizing.physics.power import energy_joules, watts_at
from planner.sizing.result import Floats, Option, Step
from planner.sizing.serving.frame import DEFAULT_FIRST_TOKEN_SECONDS
from planner.sizing.serving.queues import MOST_LOAD, fewest_servers, mean_queue
from planner.sizing.units import HOURS_PER_YEAR

TOPIC = Topic(to_say("Scaling with demand"))
SERVED_IN_TIME = 0.95


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
    yield from _erlang(around, planned, option, peak)
    yield from _saving(around, planned, option)


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


def _saving(around: Circumstances, planned: PlannedWorkload, option: Option) -> Iterator[Figure]:
    """Return the energy of a year that replicas draw while they wait for the peak."""
    watts, busy = option.samples.get("power_watts"), around.resampled(planned, option, "utilisation")
    if watts is None or busy is None:
        return
    share, mean = around.draw("idle_power_share"), planned.mean_share()
    pue = around.sample("pue", pue_of(around.surroundings, "buy"))
    always = watts_at(busy * mean, idle_watts=share * watts, full_watts=watts)
    scaled = mean * np.asarray(watts_at(busy, idle_watts=share * watts, full_watts=watts))
    saved = np.asarray(energy_joules(HOURS_PER_YEAR, always - scaled, pue))
    idle = around.step("idle_power_share", say("power when idle, share of the full power"), "ratio")
    part = Step(say("mean over peak"), say("shape of the day"), mean, "ratio", say("workload"))
    title = say("Energy that scaling with demand saves in a year: {title}", title=planned.demand.title)
    formula = say("(power of all replicas at the mean load - power of as few as the load needs) x year x PUE")
    id = f"scaling_saves_joules:{planned.demand.name}"
    yield TOPIC.figure(id, title, "joules", saved, formula, idle, part)


def _peak_to_trough(around: Circumstances) -> Floats:
    """Return the busiest hour over the quietest; of the busiest over the mean, its square."""
    if around.given("peak_to_mean"):
        return around.draw("peak_to_mean") ** 2
    return around.draw("peak_to_trough")
