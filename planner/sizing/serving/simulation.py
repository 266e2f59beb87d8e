"""One replica under arriving requests, simulated by leaps: nothing happens between two admissions, prompts, ends or
arrivals, so the decode steps between them are one formula."""

import heapq
import math
from collections import deque
from dataclasses import dataclass

import numpy as np

from planner.sizing.physics.transformer import Architecture
from planner.sizing.result import Floats
from planner.sizing.serving.inference import MIXES_PROMPTS, Server, step_seconds

PROMPT_TOKENS_PER_STEP = 8192.0  # default of vLLM for services on accelerators of 70 GB and more
MOST_PARTS = 64  # of a prompt; longer ones take larger steps, so that no prompt takes forever to simulate
PROMPT_GRID, SEQUENCE_GRID = 65, 9
NOBODY = 1e-6  # sequences in a step without any: the rate of a product of no rows is not defined
WARM_UP = 0.1  # share of the requests that find the replica emptier than it will be


@dataclass(frozen=True, slots=True)
class Requests:
    """Requests in order of arrival, (n,) each.

    arrival: seconds. prompt: tokens, of which `computed_share` is not in the prefix cache. answer: tokens.
    """

    arrival: Floats
    prompt: Floats
    answer: Floats
    computed_share: float = 1.0


@dataclass(frozen=True, slots=True)
class StepTimes:
    """Seconds of engine steps by the number of sequences that decode.

    base, growth: (places + 1,) of a step without prompts: base + growth x tokens in the cache of all its sequences.
    sequences: (R,) ascending; prompt: (P,) ascending tokens; extra: (R, P) what a prompt adds to a step.
    accepted: seconds before a request is seen by the engine. mixes: whether prompts go into the steps of others.
    tokens_per_step: of each sequence, more than 1 with speculative decoding.
    """

    base: Floats
    growth: Floats
    sequences: Floats
    prompt: Floats
    extra: Floats
    accepted: float
    mixes: bool
    tokens_per_step: float = 1.0

    @property
    def places(self) -> int:
        return len(self.base) - 1


@dataclass(frozen=True, slots=True)
class Served:
    """What the requests of a simulation met, (n,) each.

    first: seconds from arrival to the first token. inter: mean seconds between the tokens of a request, NaN for
    answers of one token. held: requests in service when it was admitted, itself included. seconds: until the last
    answer.
    """

    first: Floats
    inter: Floats
    held: Floats
    seconds: float

    @property
    def first_mean(self) -> float:
        """Return the mean time to the first token, seconds, without those that met a cold start."""
        return float(self.first[self._start :].mean())

    def first_quantile(self, share: float) -> float:
        """Return a quantile of the time to the first token, seconds, without those that met a cold start."""
        return float(np.quantile(self.first[self._start :], share))

    def inter_quantile(self, share: float) -> float:
        """Return a quantile of the mean time between tokens, seconds; 0 when no answer has two tokens."""
        known = self.inter[self._start :]
        known = known[np.isfinite(known)]
        return float(np.quantile(known, share)) if len(known) else 0.0

    def held_quantile(self, share: float) -> float:
        """Return a quantile of the requests in service that an admitted one met, itself included."""
        return float(np.quantile(self.held[self._start :], share))

    @property
    def _start(self) -> int:
        return int(WARM_UP * len(self.first))


def step_times(
    model: Architecture, server: Server, *, places: int, context: float, longest_prompt: float
) -> StepTimes:
    """Tabulate the step model of one replica.

    places: sequences it may hold. context: tokens of a sequence around which the cache traffic is taken for linear.
    longest_prompt: tokens that are computed, at most.
    """
    held = np.maximum(np.arange(places + 1.0), NOBODY)
    empty = step_seconds(model, server, held, 0.0, 0.0)
    middle = step_seconds(model, server, held, context, 0.0)
    rows = np.maximum(np.unique(np.round(np.geomspace(1.0, places + 1.0, SEQUENCE_GRID)) - 1.0), NOBODY)
    prompts = np.linspace(0.0, longest_prompt, PROMPT_GRID)
    mixes = MIXES_PROMPTS[server.engine]
    if mixes:
        with_prompt = step_seconds(model, server, rows[:, None], context, prompts)
        extra = with_prompt - step_seconds(model, server, rows, context, 0.0)[:, None]
    else:
        alone = step_seconds(model, server, np.asarray(NOBODY), context, prompts)
        extra = np.broadcast_to(alone, (len(rows), len(prompts)))
    return StepTimes(
        base=empty,
        growth=(middle - empty) / (held * context),
        sequences=rows,
        prompt=prompts,
        extra=np.maximum(extra, 0.0),
        accepted=server.constants.request_seconds(server.engine, is_mixture=model.is_mixture),
        mixes=mixes,
        tokens_per_step=float(server.speculation.tokens_per_step) if server.speculation else 1.0,
    )


def simulate(
    requests: Requests, times: StepTimes, *, cache_tokens: float, clients: int | None = None
) -> Served:
    """Serve requests first come, first served, on one replica with continuous batching.

    cache_tokens: that fit; a request is admitted when its prompt and answer fit beside the others'. One that never
    fits is served alone. clients: who all ask at once at the start, and again as soon as they are answered, instead of
    the arrivals given: so benchmarks are run. Raises ValueError when there are no requests or no place for one.
    """
    if not len(requests.arrival) or times.places < 1 or cache_tokens <= 0:
        raise ValueError("needs requests, a place and a cache")
    return _Replica(requests, times, cache_tokens, clients).run()


class _Replica:
    """The state of a simulation. Ends are counted in decode steps, which all sequences take together."""

    def __init__(
        self, requests: Requests, times: StepTimes, cache_tokens: float, clients: int | None
    ) -> None:
        answer, gain = np.maximum(requests.answer, 1.0), times.tokens_per_step
        computed = np.maximum(requests.prompt * requests.computed_share, 1.0)
        self.arrival: list[float] = requests.arrival.tolist()
        self.asked = len(self.arrival) if clients is None else min(clients, len(self.arrival))
        if clients is not None:
            self.arrival = [0.0] * self.asked + [math.inf] * (len(self.arrival) - self.asked)
        self.prompt: list[float] = requests.prompt.tolist()
        self.computed: list[float] = computed.tolist()
        self.budget = max(PROMPT_TOKENS_PER_STEP, float(computed.max()) / MOST_PARTS)
        self.steps: list[int] = np.ceil((answer - 1.0) / gain - 1e-9).astype(int).tolist()
        self.gaps: list[float] = (answer - 1.0).tolist()
        self.need: list[float] = np.minimum(requests.prompt + answer, cache_tokens).tolist()
        self.each = [(np.interp(computed, times.prompt, row) / computed).tolist() for row in times.extra]
        nearest = np.abs(np.arange(times.places + 1.0)[:, None] - times.sequences).argmin(axis=1)
        self.row: list[int] = nearest.tolist()
        self.base: list[float] = times.base.tolist()
        self.growth: list[float] = times.growth.tolist()
        self.times, self.room = times, cache_tokens
        self.first, self.inter = [0.0] * len(answer), [math.nan] * len(answer)
        self.held = [0] * len(answer)
        self.ends: list[tuple[int, int]] = []
        self.prompts: deque[int] = deque()
        self.now, self.step, self.context, self.next = 0.0, 0, 0.0, 0

    def run(self) -> Served:
        while self.next < len(self.arrival) or self.ends or self.prompts:
            if not self.ends and not self.prompts:
                self.now = max(self.now, self.arrival[self.next])
            self.admit()
            if self.prompts:
                self.read_prompts()
            else:
                self.decode()
        return Served(np.array(self.first), np.array(self.inter), np.array(self.held), self.now)

    def admit(self) -> None:
        """Take waiting requests while there is a place, room in the cache, and a prompt to fill the next step."""
        waiting = sum(self.computed[index] for index in self.prompts) if self.prompts else 0.0
        while waiting < self.budget and self.has_room() and self.arrival[self.next] <= self.now:
            self.room -= self.need[self.next]
            waiting += self.computed[self.next]
            self.prompts.append(self.next)
            self.held[self.next] = len(self.ends) + len(self.prompts)
            self.next += 1

    def has_room(self) -> bool:
        """Tell whether the next request could start: none is left, no place, or no cache otherwise."""
        return (
            self.next < len(self.arrival)
            and len(self.ends) + len(self.prompts) < self.times.places
            and self.need[self.next] <= self.room + 1e-6
        )

    def read_prompts(self) -> None:
        """Take one step that carries as many prompt tokens as a step may."""
        held, budget, seconds = len(self.ends), self.budget, 0.0
        each, done = self.each[self.row[held]], []
        while self.prompts and budget > 0:
            index = self.prompts[0]
            read = min(self.computed[index], budget)
            seconds += read * each[index]
            budget -= read
            self.computed[index] -= read
            if self.computed[index] > 0:
                break
            done.append(self.prompts.popleft())
        if self.times.mixes:
            self.advance(1, seconds)
        else:
            self.now += seconds
        for index in done:
            self.begin(index)

    def begin(self, index: int) -> None:
        """Note the first token of a request; it decodes from now on, unless that was its only one."""
        self.first[index] = self.now - self.arrival[index] + self.times.accepted
        if not self.steps[index]:
            self.leave(index)
            return
        self.context += self.prompt[index]
        heapq.heappush(self.ends, (self.step + self.steps[index], index))

    def decode(self) -> None:
        """Leap to the next end, or to the step in which the next request arrives when there is room for it."""
        steps = self.ends[0][0] - self.step
        if self.has_room() and self.next < self.asked:
            steps = min(steps, self.steps_until(self.arrival[self.next] - self.now))
        self.advance(steps, 0.0)

    def steps_until(self, seconds: float) -> int:
        """Return the fewest steps that take at least so long: a root of growth d k^2 / 2 + (first - growth d / 2) k."""
        held, growth = len(self.ends), self.growth[len(self.ends)]
        first, rise = self.base[held] + growth * self.context, growth * held * self.times.tokens_per_step
        linear = first - rise / 2
        return max(1, math.ceil(2 * seconds / (linear + math.sqrt(linear * linear + 2 * rise * seconds))))

    def advance(self, steps: int, extra: float) -> None:
        """Take decode steps, the cache growing with each; extra: seconds of the prompts that they carry."""
        held, gain = len(self.ends), self.times.tokens_per_step
        grown = held * gain * (steps - 1) / 2
        self.now += steps * (self.base[held] + self.growth[held] * (self.context + grown)) + extra
        self.step += steps
        self.context += held * gain * steps
        while self.ends and self.ends[0][0] <= self.step:
            self.finish(heapq.heappop(self.ends)[1])

    def finish(self, index: int) -> None:
        started = self.arrival[index] + self.first[index] - self.times.accepted
        self.inter[index] = (self.now - started) / self.gaps[index]
        self.context = max(
            self.context - self.prompt[index] - self.steps[index] * self.times.tokens_per_step, 0.0
        )
        self.leave(index)

    def leave(self, index: int) -> None:
        """Free the cache of a request; its client, if there is one, asks the next."""
        self.room += self.need[index]
        if self.asked < len(self.arrival):
            self.arrival[self.asked] = self.now
            self.asked += 1
