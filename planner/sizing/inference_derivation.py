"""How the figures of a serving option came about, step by step."""

import numpy as np

from planner.sizing.inference import Server, kv_bytes_each, step_seconds, weights_bytes
from planner.sizing.outlay import Outlay
from planner.sizing.result import Floats, Step
from planner.sizing.serving_frame import ServingFrame
from planner.sizing.serving_load import ServingLoad
from planner.sizing.serving_search import Replica

METHOD = "method note, section Inference"
GIVEN = "given by the user, or assumed"


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
    prompt, answer = _median(frame.prompt), _median(frame.answer)
    weights = float(weights_bytes(model, server))
    cache = float(kv_bytes_each(model, server, prompt + answer))
    cache_formula = "2 kv_heads d L b x (prompt + answer) / min(TP, kv_heads)"
    fit_formula = "free memory / cache per request, capped by the engine"
    lengths = "mean of a lognormal with the given P50 and P95"
    return [
        Step(
            "parameters",
            "counted from the shape, or as published",
            model.parameters,
            "parameters",
            model.source,
        ),
        Step(
            "weights", "bytes per weight x parameters / accelerators of a replica", weights, "B each", METHOD
        ),
        Step("prompt", lengths, prompt, "tokens", GIVEN),
        Step("answer", lengths, answer, "tokens", GIVEN),
        Step("cache per request", cache_formula, cache, "B each", METHOD),
        Step("requests that fit", fit_formula, float(replica.most[row]), "per replica", METHOD),
    ]


def _speed_steps(
    frame: ServingFrame, replica: Replica, server: Server, load: ServingLoad, row: int
) -> list[Step]:
    chip, limit, held = frame.chips[row], load.at_limit, replica.concurrency[row]
    context = _median(frame.prompt) + _median(frame.answer) / 2
    decode = float(step_seconds(frame.model, server, np.asarray(held), context, 0.0))
    choices = "tensor x pipeline x attention data x concurrency"
    cycle = "answer x decode step + requests held x prefill"
    throughput = _median(limit.requests_per_second)
    return [
        Step(
            "bandwidth", "datasheet x share of serving kernels", float(server.bandwidth), "B/s", chip.source
        ),
        Step("arithmetic", "peak x share of serving kernels", float(server.rate), "FLOP/s", chip.source),
        Step("choices compared", choices, float(replica.explored), "choices", METHOD),
        Step("requests held", "most that keep the latency targets", float(held), "per replica", METHOD),
        Step("decode step", "products + cache + all-reduce + overheads", decode, "s", METHOD),
        Step(
            "prefill share", "of a cycle, spent on prompts", _median(limit.prefill_share), "fraction", METHOD
        ),
        Step("cycle", cycle, _median(limit.cycle), "s", METHOD),
        Step("throughput of a replica", "requests held / cycle", throughput, "requests/s", METHOD),
    ]


def _load_steps(frame: ServingFrame, load: ServingLoad) -> list[Step]:
    first, inter = _median(load.at_work.time_to_first_token), _median(load.at_work.inter_token)
    latency = [
        Step("first token under load", "prefill (1 + b rho / (1 - rho)) + queue", first, "s", METHOD),
        Step("between tokens under load", "(cycle - first token) / (answer - 1)", inter, "s", METHOD),
    ]
    if frame.rate is None:
        return latency
    rate = _median(frame.rate)
    present = rate * _median(load.at_limit.cycle)
    spread = "variance of arrivals over that of a Poisson stream"
    staffing = "(N + 1.645 sqrt(burstiness N)) / requests held, + spares"
    return [
        *latency,
        Step("peak rate", "requests per second in the busiest hour", rate, "requests/s", GIVEN),
        Step(
            "requests in service",
            "N = rate x cycle",
            present,
            "requests",
            "Little's law",
        ),
        Step("burstiness", spread, _median(frame.burstiness), "ratio", GIVEN),
        Step("replicas", staffing, float(load.replicas), "replicas", METHOD),
    ]


def _median(values: Floats) -> float:
    return float(np.median(values))
