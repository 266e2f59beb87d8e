"""Serving one replica: memory for the key-value cache, time of an engine step, and a closed loop of requests.

All arrays broadcast; the method is described in docs/sizing.md, section "Inference". What is fitted comes as
`ServingConstants`.
"""

from dataclasses import dataclass

import numpy as np

from planner.sizing.physics.calibration import ServingConstants
from planner.sizing.physics.transformer import Architecture
from planner.sizing.result import Floats
from planner.sizing.units import GB

WEIGHT_BYTES = {
    "fp32": 4.0,
    "tf32": 4.0,
    "bf16": 2.0,
    "fp16": 2.0,
    "fp8": 1.0,
    "int8": 1.0,
    "fp4": 0.5625,
    "int4": 0.53,
}
RESERVED_BYTES = 3.0 * GB
MIXES_PROMPTS = {
    "tensorrt-llm": True,
    "vllm": True,
    "sglang": False,
}  # into the steps of others; else steps of their own
MOST_SEQUENCES = {"tensorrt-llm": 4096, "vllm": 1024, "sglang": 1024}


@dataclass(frozen=True, slots=True)
class Speculation:
    """Speculative decoding: a draft model proposes tokens, which one step of the model checks together.

    drafted: tokens proposed per step. acceptance: chance that a proposed token is the model's own; may be (S,).
    draft_cost: time to draft one token over a step of the model without drafts.
    """

    drafted: int
    acceptance: Floats
    draft_cost: Floats

    @property
    def tokens_per_step(self) -> Floats:
        """Mean tokens a sequence gains per step, (1 - a^(k + 1)) / (1 - a) (Leviathan et al. 2023, arXiv 2211.17192).

        >>> round(float(Speculation(4, np.array(0.8), np.array(0.0)).tokens_per_step), 4)
        3.3616
        """
        return np.asarray(sum(self.acceptance**power for power in range(self.drafted + 1)))


@dataclass(frozen=True, slots=True)
class Server:
    """One replica as arrays that broadcast: its accelerators and how the model lies on them.

    tensor x attention_data x pipeline accelerators; routed experts lie over tensor x attention_data.
    rate: reachable operations per second per accelerator at the compute precision; rate16: at 16 bits.
    """

    tensor: Floats
    pipeline: Floats
    attention_data: Floats
    rate: Floats
    rate16: Floats
    bandwidth: Floats
    memory_bytes: Floats
    link: Floats
    weight_bytes: float
    kv_bytes: float
    engine: str
    constants: ServingConstants
    speculation: Speculation | None = None

    @property
    def width(self) -> Floats:
        return self.tensor * self.pipeline * self.attention_data


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


def weights_bytes(model: Architecture, server: Server) -> Floats:
    """Weights on one accelerator: attention over TP, everything else over TP x attention-DP."""
    scale = model.parameters / model.shape_parameters
    attention = model.layers * model.attention_parameters / server.tensor
    rest = (model.backbone_parameters - model.layers * model.attention_parameters) + model.routed_parameters
    shared = rest / (server.tensor * server.attention_data)
    tables = (1 if model.tied_embeddings else 2) * model.embedding_parameters
    table_bytes = tables * max(server.weight_bytes, 2.0) / server.tensor
    return scale * (server.weight_bytes * (attention + shared) + table_bytes) / server.pipeline


def kv_bytes_each(model: Architecture, server: Server, context: Floats | float) -> Floats:
    """Cache of one sequence of `context` tokens on each accelerator that holds a part of it."""
    window = np.minimum(context, model.sliding_window) if model.sliding_window else context
    share = model.sliding_window_fraction if model.sliding_window else 0.0
    tokens = (1 - share) * np.asarray(context, dtype=float) + share * np.asarray(window, dtype=float)
    split = 1.0 if model.latent_attention else np.minimum(server.tensor, model.kv_heads)
    return model.kv_bytes_per_token(server.kv_bytes) * tokens / (split * server.pipeline)


def free_cache_bytes(model: Architecture, server: Server, memory_share: float) -> Floats:
    """What is left for the cache on one accelerator after weights, activations and the runtime."""
    activations = 8192.0 * (4.0 * model.hidden_size + 2.0 * max(model.ffn_size, model.expert_ffn_size)) * 2.0
    left = memory_share * server.memory_bytes - weights_bytes(model, server) - RESERVED_BYTES
    return left - activations / server.tensor


def most_concurrent(
    model: Architecture, server: Server, tokens: Floats | float, memory_share: float
) -> Floats:
    """Sequences of `tokens` (prompt and answer) that fit on a replica, capped by the engine's limit."""
    free = np.maximum(free_cache_bytes(model, server, memory_share), 0.0)
    fit = np.floor(free / kv_bytes_each(model, server, tokens)) * server.attention_data
    return np.minimum(fit, float(MOST_SEQUENCES[server.engine]) * server.attention_data)


def step_seconds(
    model: Architecture, server: Server, sequences: Floats, context: Floats | float, prompt: Floats | float
) -> Floats:
    """Time of one engine step with `sequences` decoding at `context` tokens and `prompt` prompt tokens.

    A pipeline works on as many parts of the batch at once as it has stages: stages x time of one stage on a part.
    With speculative decoding a step checks what was drafted for each sequence, after drafting it.
    """
    draft = server.speculation
    if draft is None:
        return _step_seconds(model, server, sequences, context, prompt, 1)
    drafting = draft.drafted * draft.draft_cost * _step_seconds(model, server, sequences, context, 0.0, 1)
    return _step_seconds(model, server, sequences, context, prompt, 1 + draft.drafted) + drafting * (
        np.asarray(sequences) > 0
    )


def _step_seconds(
    model: Architecture,
    server: Server,
    sequences: Floats,
    context: Floats | float,
    prompt: Floats | float,
    tokens_each: int,
) -> Floats:
    stages = server.pipeline
    decoding = sequences / stages
    produced = decoding * tokens_each
    tokens = produced + np.asarray(prompt, dtype=float)
    local = tokens / server.attention_data
    time = _products(model, server, tokens, local, produced)
    time = time + _experts(model, server, tokens)
    time = time + _attention(model, server, decoding, context, prompt)
    time = time + _exchange(model, server, local, tokens)
    engine = server.constants.engines[server.engine]
    layer = engine.sparse_layer if model.is_mixture else engine.layer
    time = time + model.layers / stages * layer
    host = server.constants.step_seconds + engine.sequence * sequences / server.attention_data
    return _smooth_max(time * stages, host)


def _smooth_max(left: Floats, right: Floats) -> Floats:
    return np.asarray((left**3 + right**3) ** (1 / 3))


def _products(model: Architecture, server: Server, tokens: Floats, local: Floats, decoding: Floats) -> Floats:
    """Dense matrix products of one stage: operations against weight traffic; the output head apart."""
    attention = model.layers * model.attention_parameters / server.tensor
    rest = model.backbone_parameters - model.layers * model.attention_parameters
    dense = rest / (server.tensor * server.attention_data)
    rate = server.rate * local / (local + server.constants.saturation_tokens)
    work = 2.0 * (attention * local + dense * tokens) / rate
    traffic = server.weight_bytes * (attention + dense) / server.bandwidth
    rows = decoding + 1.0
    head = model.embedding_parameters / server.tensor
    head_time = _smooth_max(
        2.0 * head * rows / server.attention_data / server.rate16, 2.0 * head / server.bandwidth + 0.0 * rows
    )
    return np.asarray((_smooth_max(work, traffic + 0.0 * work) + head_time) / server.pipeline)


def _experts(model: Architecture, server: Server, tokens: Floats) -> Floats:
    """Routed experts of one stage; a step reads each expert that at least one token was sent to."""
    if not model.is_mixture:
        return np.zeros(())
    spread = server.tensor * server.attention_data
    k, experts = model.experts_per_token, model.experts
    each = model.expert_parameters * model.moe_layers
    hit = experts * (1.0 - (1.0 - k / experts) ** np.minimum(tokens, 1e5))
    per_expert = tokens * k / np.maximum(hit, 1e-9)
    rate = (
        server.constants.expert_share
        * server.rate
        * per_expert
        / (per_expert + server.constants.saturation_tokens)
    )
    work = 2.0 * k * each * tokens / spread / rate
    traffic = hit * each * server.weight_bytes / spread / server.bandwidth
    return _smooth_max(work, traffic) / server.pipeline


def _attention(
    model: Architecture, server: Server, decoding: Floats, context: Floats | float, prompt: Floats | float
) -> Floats:
    """Reading the cache of every decoding sequence, and scores of the prompt against itself; one stage."""
    read = kv_bytes_each(model, server, context) * decoding / server.attention_data
    span = np.asarray(prompt, dtype=float)
    share = model.sliding_window_fraction if model.sliding_window else 0.0
    mean = (1 - share) * span / 2 + share * np.minimum(span / 2, model.sliding_window or 0)
    work = 4.0 * model.score_size * model.layers * mean * span / (server.tensor * server.pipeline)
    work = work / server.attention_data
    return np.asarray(
        read / (server.constants.attention_bandwidth * server.bandwidth)
        + work / (server.constants.prefill_attention * server.rate16)
    )


def _exchange(model: Architecture, server: Server, local: Floats, tokens: Floats) -> Floats:
    """Two all-reduces a layer inside the tensor group; dispatch and combine between attention groups."""
    layers = model.layers / server.pipeline
    tensor, link = server.tensor, server.constants.link_share * server.link
    moved = 2.0 * (tensor - 1) / tensor * local * model.hidden_size * 2.0
    reduce = 2.0 * layers * (server.constants.all_reduce_seconds + moved / link)
    copies = min(model.experts_per_token, 8) if model.is_mixture else 1
    sent = 2.0 * local * copies * model.hidden_size * 1.5 / link
    dispatch = layers * (2.0 * server.constants.all_reduce_seconds + sent)
    zero = 0.0 * local
    return np.where(tensor > 1, reduce, zero) + np.where(server.attention_data > 1, dispatch, zero)


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
    engine does not mix; cycle = answer T_d +
    concurrency X. First token: own prompt, queueing behind the others' prompts (share rho), half a step.
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
        extra = step_seconds(model, server, 0.0 * concurrency, context, length)
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
