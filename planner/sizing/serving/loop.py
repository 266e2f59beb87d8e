"""A closed loop of requests on one replica; all arrays broadcast."""

from dataclasses import dataclass

import numpy as np

from planner.sizing.physics.transformer import Architecture
from planner.sizing.result import Floats
from planner.sizing.serving.inference import MIXES_PROMPTS, Server, step_seconds


@dataclass(frozen=True, slots=True)
class Loop:
    """A replica that always works on `concurrency` requests; seconds and requests per second."""

    concurrency: Floats
    cycle: Floats
    requests_per_second: Floats
    time_to_first_token: Floats
    time_to_first_token_p95: Floats
    inter_token: Floats
    prefill_share: Floats


def closed_loop(
    model: Architecture,
    server: Server,
    concurrency: Floats,
    *,
    prompt: Floats | float,
    answer: Floats | float,
    long_prompt: Floats | float,
    computed_share: Floats | float = 1.0,
    equal_lengths: Floats | float = 0.0,
) -> Loop:
    """Return what a replica does that always holds `concurrency` requests.

    T_d = step without prompts; X = what a prompt adds to the steps that carry it, or the step of its own where the
    engine does not mix (of one prompt in each attention group); cycle = answer T_d + concurrency X. First token: own
    prompt, queueing behind the others' prompts (share rho), half a step.
    95 of 100 first tokens come within three times the mean wait (exponential).
    computed_share: share of the prompt that is not found in the prefix cache.
    equal_lengths: 1 where every prompt and every answer is as long as all others, as in some benchmarks. Requests that
    start together then end together, and their successors wait for each other: for half of them where prompts have
    steps of their own, as answers halt meanwhile (`halting_burst` of them where lengths differ); for `companions`
    where steps are shared.
    """
    length = np.asarray(prompt, dtype=float) * computed_share
    context = np.asarray(prompt, dtype=float) + np.asarray(answer, dtype=float) / 2
    decode = step_seconds(model, server, concurrency, context, 0.0)
    with_prompt = step_seconds(model, server, concurrency, context, length)
    if MIXES_PROMPTS[server.engine]:
        extra = np.maximum(with_prompt - decode, 0.0)
    else:
        groups = server.attention_data
        extra = step_seconds(model, server, 0.0 * concurrency, context, length * groups) / groups
    gain = 1.0 if server.speculation is None else server.speculation.tokens_per_step
    cycle = answer / gain * decode + concurrency * extra
    rho = np.minimum(concurrency * extra / cycle, 0.98)
    wait = server.constants.queue_weight * rho / (1.0 - rho)
    accepted = server.constants.request_seconds(server.engine, is_mixture=model.is_mixture)
    others = (concurrency - 1.0) / 2.0
    if MIXES_PROMPTS[server.engine]:
        others = np.minimum(others, server.constants.companions)
        apart = 0.0 * concurrency
    else:
        apart = server.constants.halting_burst * concurrency
    others = np.where(np.asarray(equal_lengths) > 0, np.maximum(others, 0.0), apart)
    queue = accepted + (server.constants.burst * concurrency + others) * extra
    first = with_prompt * (1.0 + wait) + decode / 2 + queue
    slowest = step_seconds(model, server, concurrency, context, np.asarray(long_prompt) * computed_share)
    first_p95 = slowest * (1.0 + 3.0 * wait) + decode + 3.0 * queue - 2.0 * accepted
    inter = np.maximum(cycle - first + queue, decode) / np.maximum(np.asarray(answer, dtype=float) - 1.0, 1.0)
    inter = np.maximum(inter, decode / gain)
    return Loop(concurrency, cycle, concurrency / cycle, first, first_p95, inter, rho)
