"""How many replicas a bursty peak takes: by the square-root rule, or by the rule fitted to a simulation."""

from dataclasses import dataclass, replace

import numpy as np

from planner.sizing.result import Floats
from planner.sizing.serving.arrivals import bursty_arrivals
from planner.sizing.serving.frame import Z95, ServingFrame
from planner.sizing.serving.inference import (
    MIXES_PROMPTS,
    Server,
    admitted_tokens,
    free_cache_bytes,
    kv_bytes_each,
)
from planner.sizing.serving.kept_simulations import simulation_of
from planner.sizing.serving.loop import Loop, closed_loop
from planner.sizing.serving.simulation import Requests, Served, StepTimes, step_times
from planner.sizing.serving.traffic import FEWEST_ARRIVALS
from planner.sizing.uncertainty import median, normal_quantile, stratified
from planner.sizing.workload import Inference, Lengths

WINDOW_SECONDS = 1200.0
FEWEST_REQUESTS, MOST_REQUESTS = 1000, 6000
HALVINGS = 6
LATE = 0.05  # share of the requests that may miss a target
MOST_PLACES = 4096


@dataclass(frozen=True, slots=True)
class Staffing:
    """Replicas hold N + coefficient x sqrt(burstiness x N) requests, N of them in service on average.

    rate: largest requests per second of one replica whose simulated 95th percentiles keep the targets.
    first, inter: those percentiles at that rate, seconds. held: requests at once that 95 of 100 of them meet.
    requests: that were simulated at each rate. whole: requests per second of the service.
    mean_over_loop, first_over_loop, inter_over_loop: mean and 95th percentile of the first token and 95th percentile
    between tokens over what the closed loop says of a replica at this load (its mean between tokens).
    """

    coefficient: float
    rate: float
    first: float
    inter: float
    held: float
    requests: int
    mean_over_loop: float
    first_over_loop: float
    inter_over_loop: float
    whole: float

    def at_load(self, whole: float, burstiness: float) -> "Staffing":
        """Return the staffing for another load, without another simulation: what a replica carries at most is kept.

        whole: requests per second of the service. A replica sees a share of its bursts, so that its counts vary by
        1 + (burstiness - 1) x share; what the replicas hold beyond the requests in service goes with the root of that.
        """
        factor = whole / self.whole
        before, now = (
            1.0 + max(burstiness - 1.0, 0.0) * min(self.rate / at, 1.0) for at in (self.whole, whole)
        )
        coefficient = self.coefficient * float(np.sqrt(factor * now / before))
        return replace(self, coefficient=coefficient, whole=whole)


@dataclass(frozen=True, slots=True)
class _Stage:
    """One replica and the requests that it may get, at median inputs. most: requests per second without a pause."""

    times: StepTimes
    cache_tokens: float
    prompt: Floats
    answer: Floats
    computed_share: float
    first_target: float
    inter_target: float
    most: float

    def serve(self, arrival: Floats) -> Served:
        count = len(arrival)
        requests = Requests(arrival, self.prompt[:count], self.answer[:count], self.computed_share)
        return simulation_of(requests, self.times, cache_tokens=self.cache_tokens)

    def keeps(self, served: Served) -> bool:
        return (
            served.first_quantile(1 - LATE) <= self.first_target
            and served.inter_quantile(1 - LATE) <= self.inter_target
        )


def simulated_staffing(frame: ServingFrame, server: Server, places: float) -> Staffing | None:
    """Return the staffing of one option at median inputs.

    None without targets, when no load keeps them, and for an engine with steps of their own for prompts: its measured
    first tokens are later than a simulation explains.

    places: requests that a replica may hold. The largest rate of a replica is found by halving, on the requests of the
    trace's busiest hour, each n-th to one replica, or on arrivals of the burstiness given.
    """
    has_targets = bool(np.isfinite([frame.first_target, frame.inter_target]).any())
    if frame.rate is None or not has_targets or not MIXES_PROMPTS[server.engine]:
        return None
    recorded = _recorded(frame)
    rng = frame.scenarios.generator("arrivals")
    stage = _stage(frame, server, places, len(recorded), rng)
    rate, burst = median(frame.rate), median(frame.burstiness)
    found = _by_trace(stage, recorded, rate) if len(recorded) else _by_rate(stage, rate, burst, rng)
    if found is None:
        return None
    largest, served = found
    held = float(np.ceil(served.held_quantile(1 - LATE)))
    speed = float(_loop(frame, server, np.asarray(held)).requests_per_second)
    loop = _loop(frame, server, np.asarray(np.clip(held * largest / speed, 1.0, held)))
    first, inter = served.first_quantile(1 - LATE), served.inter_quantile(1 - LATE)
    spare = held * rate * (1.0 / largest - 1.0 / speed)
    return Staffing(
        coefficient=max(spare, 0.0) / float(np.sqrt(burst * rate * held / speed)),
        rate=largest,
        first=first,
        inter=inter,
        held=held,
        requests=len(served.first),
        mean_over_loop=served.first_mean / float(loop.time_to_first_token),
        first_over_loop=first / float(loop.time_to_first_token_p95),
        inter_over_loop=inter / float(loop.inter_token),
        whole=rate,
    )


def _recorded(frame: ServingFrame) -> Floats:
    """Return the arrivals of a trace; none without one, or with one that is too short to tell anything."""
    traffic = frame.workload.traffic if isinstance(frame.workload, Inference) else None
    times = np.sort(np.array(traffic.arrivals if traffic else (), dtype=float))
    return times - times[0] if len(times) >= FEWEST_ARRIVALS and times[-1] > times[0] else times[:0]


def _by_rate(
    stage: _Stage, whole: float, burstiness: float, rng: np.random.Generator
) -> tuple[float, Served] | None:
    """Return the largest rate of a replica that keeps the targets, and what its requests met."""
    state, low, high, best = rng.bit_generator.state, 0.0, stage.most, None
    for _ in range(HALVINGS):
        rate = (low + high) / 2
        rng.bit_generator.state = state  # the same randomness at each rate, so that only the rate differs
        share = min(rate / whole, 1.0)
        served = stage.serve(
            bursty_arrivals(len(stage.prompt), rate=rate, burstiness=burstiness, share=share, rng=rng)
        )
        if stage.keeps(served):
            low, best = rate, served
        else:
            high = rate
    return (low, best) if best is not None else None


def _by_trace(stage: _Stage, recorded: Floats, whole: float) -> tuple[float, Served] | None:
    """Return the rate of a replica among the fewest that keep the targets on a trace, and what its requests met."""
    low = max(1, int(np.ceil(whole / stage.most))) - 1
    high, best = 8 * (low + 1), None
    while high - low > 1:
        replicas = (low + high) // 2
        served = stage.serve(recorded[::replicas])
        if stage.keeps(served):
            high, best = replicas, served
        else:
            low = replicas
    return (whole / high, best) if best is not None else None


def _loop(frame: ServingFrame, server: Server, held: Floats) -> Loop:
    """Return what a replica does that always holds as many requests, at median inputs."""
    return closed_loop(
        frame.model,
        server,
        held,
        prompt=median(frame.prompt),
        answer=median(frame.answer),
        long_prompt=median(frame.long_prompt),
        computed_share=median(frame.computed_share),
    )


def _stage(
    frame: ServingFrame, server: Server, places: float, count: int, rng: np.random.Generator
) -> _Stage:
    workload = frame.workload
    prompt, answer = median(frame.prompt), median(frame.answer)
    computed = median(frame.computed_share)
    margin = float(np.exp(frame.sigma * normal_quantile(np.array([frame.around.assumptions.confidence]))[0]))
    most = float(_loop(frame, server, np.asarray(places)).requests_per_second)
    count = count or int(np.clip(WINDOW_SECONDS * most, FEWEST_REQUESTS, MOST_REQUESTS))
    prompts = request_lengths(workload.prompt_tokens, count, rng)
    answers = request_lengths(workload.output_tokens, count, rng)
    context = prompt + answer
    free = float(free_cache_bytes(frame.model, server, frame.around.assumptions.memory_utilisation))
    each = float(kv_bytes_each(frame.model, server, context)) / context
    admitted = float(admitted_tokens(server, prompt, answer))
    return _Stage(
        times=step_times(
            frame.model,
            server,
            places=int(min(places, MOST_PLACES)),
            context=prompt + answer / 2,
            longest_prompt=float(prompts.max()) * computed,
        ),
        cache_tokens=max(free / each * float(server.attention_data) * context / admitted, context),
        prompt=prompts,
        answer=answers,
        computed_share=computed,
        first_target=frame.first_target / margin,
        inter_target=frame.inter_target / margin,
        most=most,
    )


def request_lengths(lengths: Lengths, count: int, rng: np.random.Generator) -> Floats:
    """Return the (count,) tokens of requests, lognormal with the given median and 95th percentile.

    At most three standard deviations from the median, as no service takes prompts of any length.
    """
    if lengths.p95 is None:
        return np.full(count, max(1.0, round(lengths.p50.likely)))
    sigma = np.log(lengths.p95.likely / lengths.p50.likely) / Z95
    score = np.clip(normal_quantile(stratified(count, rng)), -3.0, 3.0)
    return np.asarray(np.maximum(1.0, np.round(lengths.p50.likely * np.exp(sigma * score))))
