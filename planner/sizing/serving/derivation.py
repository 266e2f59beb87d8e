"""How the figures of a serving option came about, step by step."""

import numpy as np

from assessments.language import number, say, to_say
from planner.sizing.money.outlay import Outlay
from planner.sizing.result import Step
from planner.sizing.serving.frame import ServingFrame
from planner.sizing.serving.inference import (
    ADMITTED_ANSWER,
    Server,
    admitted_tokens,
    kv_bytes_each,
    step_seconds,
    weights_bytes,
)
from planner.sizing.serving.load import ServingLoad
from planner.sizing.serving.search import Replica
from planner.sizing.serving.staffing import Staffing
from planner.sizing.uncertainty import median

METHOD = to_say("method note, section Inference")
GIVEN = to_say("given by the user, or assumed")


def serving_steps(
    frame: ServingFrame, replica: Replica, server: Server, load: ServingLoad, taken: Outlay, row: int
) -> tuple[Step, ...]:
    """Return the derivation of one option; values are medians."""
    return (
        *_memory_steps(frame, replica, server, row),
        *_speed_steps(frame, replica, server, load, row),
        *_load_steps(frame, load),
        *taken.steps,
    )


def _memory_steps(frame: ServingFrame, replica: Replica, server: Server, row: int) -> list[Step]:
    model = frame.model
    prompt, answer = median(frame.prompt), median(frame.answer)
    weights = float(weights_bytes(model, server))
    cache = float(kv_bytes_each(model, server, admitted_tokens(server, prompt, answer)))
    cache_formula = (
        say("2 kv_heads d L b x (prompt + answer) / min(TP, kv_heads)")
        if ADMITTED_ANSWER[server.engine] == 1.0
        else say("2 kv_heads d L b x (prompt + answer / 2) / min(TP, kv_heads): in use on average")
    )
    fit_formula = say("free memory / cache per request, capped by the engine")
    lengths = say("mean of a lognormal with the given P50 and P95")
    return [
        Step(
            say("parameters"),
            say("counted from the shape, or as published"),
            model.parameters,
            "parameters",
            model.source,
        ),
        Step(
            say("weights"),
            say("bytes per weight x parameters / accelerators of a replica"),
            weights,
            "B each",
            say(METHOD),
        ),
        Step(say("prompt"), lengths, prompt, "tokens", say(GIVEN)),
        Step(say("answer"), lengths, answer, "tokens", say(GIVEN)),
        Step(say("cache per request"), cache_formula, cache, "B each", say(METHOD)),
        Step(say("requests that fit"), fit_formula, float(replica.most[row]), "per replica", say(METHOD)),
    ]


def _speed_steps(
    frame: ServingFrame, replica: Replica, server: Server, load: ServingLoad, row: int
) -> list[Step]:
    chip, limit, held = frame.chips[row], load.at_limit, replica.concurrency[row]
    context = median(frame.prompt) + median(frame.answer) / 2
    decode = float(step_seconds(frame.model, server, np.asarray(held), context, 0.0))
    choices = say("tensor x pipeline x attention data x concurrency")
    cycle = say("answer x decode step + requests held x prefill")
    throughput = median(limit.requests_per_second)
    return [
        Step(
            say("bandwidth"),
            say("datasheet x share of serving kernels"),
            float(server.bandwidth),
            "B/s",
            chip.source,
        ),
        Step(
            say("arithmetic"),
            say("peak x share of serving kernels"),
            float(server.rate),
            "FLOP/s",
            chip.source,
        ),
        Step(say("choices compared"), choices, float(replica.explored), "choices", say(METHOD)),
        Step(
            say("requests held"),
            say("most at once in 95 of 100 moments of the simulation")
            if load.staffing
            else say("most that keep the latency targets"),
            float(held),
            "per replica",
            say(METHOD),
        ),
        Step(say("decode step"), say("products + cache + all-reduce + overheads"), decode, "s", say(METHOD)),
        Step(
            say("prefill share"),
            say("of a cycle, spent on prompts"),
            median(limit.prefill_share),
            "fraction",
            say(METHOD),
        ),
        Step(say("cycle"), cycle, median(limit.cycle), "s", say(METHOD)),
        Step(
            say("throughput of a replica"),
            say("requests held / cycle"),
            throughput,
            "requests/s",
            say(METHOD),
        ),
    ]


def _load_steps(frame: ServingFrame, load: ServingLoad) -> list[Step]:
    first, inter = median(load.first_token), median(load.at_work.inter_token)
    latency = [
        Step(
            say("first token under load"),
            say("prefill (1 + b rho / (1 - rho)) + queue, x simulated / so computed")
            if load.staffing
            else say("prefill (1 + b rho / (1 - rho)) + queue"),
            first,
            "s",
            say(METHOD),
        ),
        Step(
            say("between tokens under load"),
            say("(cycle - first token) / (answer - 1)"),
            inter,
            "s",
            say(METHOD),
        ),
    ]
    if frame.rate is None:
        return latency
    rate = median(frame.rate)
    present = rate * median(load.at_limit.cycle)
    spread = say("variance of arrivals over that of a Poisson stream")
    staffing = load.staffing
    formula = (
        say(
            "(N + {coefficient} sqrt(burstiness N)) / requests held, + spares; by simulation",
            coefficient=number(staffing.coefficient, ".2f"),
        )
        if staffing
        else say("(N + 1.645 sqrt(burstiness N)) / requests held, + spares; quick rule")
    )
    return [
        *latency,
        Step(
            say("peak rate"), say("requests per second in the busiest hour"), rate, "requests/s", say(GIVEN)
        ),
        Step(
            say("requests in service"),
            say("N = rate x cycle"),
            present,
            "requests",
            say("Little's law"),
        ),
        Step(say("burstiness"), spread, median(frame.burstiness), "ratio", say(GIVEN)),
        *(_simulated_steps(staffing) if staffing else []),
        Step(say("replicas"), formula, float(load.replicas), "replicas", say(METHOD)),
    ]


def _simulated_steps(staffing: Staffing) -> list[Step]:
    served = say("simulated, 95 of 100 of {requests} requests", requests=number(staffing.requests, ",.0f"))
    return [
        Step(
            say("largest rate of a replica"),
            say("simulated: at which 95 of 100 requests keep the latency targets"),
            staffing.rate,
            "requests/s",
            say(METHOD),
        ),
        Step(say("first token at that rate"), served, staffing.first, "s", say(METHOD)),
        Step(say("between tokens at that rate"), served, staffing.inter, "s", say(METHOD)),
    ]
