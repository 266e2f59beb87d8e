"""Serving one replica: memory for the key-value cache, and time of an engine step.

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
RESERVED_BYTES = 3.0 * GB  # runtime, graphs and communication beside the weights of one accelerator, at most
RESERVED_SHARE = 0.05  # of a small accelerator: 24 "GB" are 25.8e9 bytes, which takes up the rest of the 3 GB
# Prompt tokens of a step: vLLM's default of max_num_batched_tokens by the memory of the accelerator (arg_utils.py).
MOST_PROMPT, MOST_PROMPT_SMALL, SMALL_BYTES = 8192.0, 2048.0, 70.0 * GB
# Share of an answer that a request is admitted with: TensorRT-LLM reserves all of it (GUARANTEED_NO_EVICT), vLLM and
# SGLang admit by what is in use, half of an answer on average.
ADMITTED_ANSWER = {"tensorrt-llm": 1.0, "vllm": 0.5, "sglang": 0.5}
TILE_ROWS = 128.0  # of a matrix product that expands its weights once
MOST_COPIES = 8.0  # of a token in an exchange between attention groups, unless it has more experts
MIXES_PROMPTS = {
    "tensorrt-llm": True,
    "vllm": True,
    "sglang": False,
}  # into the steps of others; else steps of their own
SPLITS_PLAIN_PARTS = {
    "tensorrt-llm": False,
    "vllm": False,
    "sglang": True,
}  # MLPs and shared experts over the attention groups, too; else each group has its own
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
    link: bytes per second among `domain` accelerators, nic: beyond them. expands_weights: whether weights of fewer
    bits are expanded to 16 for the arithmetic.
    """

    tensor: Floats
    pipeline: Floats
    attention_data: Floats
    rate: Floats
    rate16: Floats
    bandwidth: Floats
    memory_bytes: Floats
    link: Floats
    nic: Floats
    domain: Floats
    expands_weights: Floats
    weight_bytes: float
    kv_bytes: float
    engine: str
    constants: ServingConstants
    speculation: Speculation | None = None

    @property
    def width(self) -> Floats:
        return self.tensor * self.pipeline * self.attention_data


def weights_bytes(model: Architecture, server: Server) -> Floats:
    """Weights on one accelerator: routed experts over TP x attention-DP, the plain parts as the engine does it."""
    scale = model.parameters / model.shape_parameters
    attention, plain = _plain_parameters(model, server)
    routed = model.routed_parameters / (server.tensor * server.attention_data)
    tables = (1 if model.tied_embeddings else 2) * model.embedding_parameters
    table_bytes = tables * max(server.weight_bytes, 2.0) / server.tensor
    return scale * (server.weight_bytes * (attention + plain + routed) + table_bytes) / server.pipeline


def _plain_parameters(model: Architecture, server: Server) -> tuple[Floats, Floats]:
    """Return the weights of attention, and of MLPs, shared experts and routers, on one accelerator of all stages.

    TensorRT-LLM (`overridden_tp_size=1 if self.enable_attention_dp`) and vLLM repeat the second in each attention
    group.
    """
    attention = model.layers * model.attention_parameters
    rest = (model.backbone_parameters - attention) / server.tensor
    if SPLITS_PLAIN_PARTS[server.engine]:
        rest = rest / server.attention_data
    return attention / server.tensor, rest


def kv_bytes_each(model: Architecture, server: Server, context: Floats | float) -> Floats:
    """Cache of one sequence of `context` tokens on each accelerator that holds a part of it."""
    window = np.minimum(context, model.sliding_window) if model.sliding_window else context
    share = model.sliding_window_fraction if model.sliding_window else 0.0
    tokens = (1 - share) * np.asarray(context, dtype=float) + share * np.asarray(window, dtype=float)
    split = 1.0 if model.latent_attention else np.minimum(server.tensor, model.kv_heads)
    return model.kv_bytes_per_token(server.kv_bytes) * tokens / (split * server.pipeline)


def reserved_bytes(server: Server) -> Floats:
    """What the runtime takes on one accelerator."""
    return np.minimum(RESERVED_BYTES, RESERVED_SHARE * server.memory_bytes)


def step_activations(model: Architecture, server: Server) -> Floats:
    """Bytes of intermediate results on one accelerator in a step as full of prompt tokens as the engine makes it."""
    width = 4.0 * model.hidden_size + 2.0 * max(model.ffn_size, model.expert_ffn_size)
    tokens = np.where(server.memory_bytes < SMALL_BYTES, MOST_PROMPT_SMALL, MOST_PROMPT)
    return np.asarray(tokens * width * 2.0 / server.tensor)


def free_cache_bytes(model: Architecture, server: Server, memory_share: float) -> Floats:
    """What is left for the cache on one accelerator after weights, activations and the runtime."""
    left = memory_share * server.memory_bytes - weights_bytes(model, server) - reserved_bytes(server)
    return left - step_activations(model, server)


def admitted_tokens(server: Server, prompt: Floats | float, answer: Floats | float) -> Floats:
    """Tokens that the engine counts for a request that it admits."""
    share = ADMITTED_ANSWER[server.engine]
    return np.asarray(prompt, dtype=float) + share * np.asarray(answer, dtype=float)


def most_concurrent(
    model: Architecture,
    server: Server,
    prompt: Floats | float,
    answer: Floats | float,
    memory_share: float,
) -> Floats:
    """Requests that a replica holds: by the cache that the engine counts for each, capped by the engine's limit.

    A whole request must fit in any case.
    """
    free = np.maximum(free_cache_bytes(model, server, memory_share), 0.0)
    whole = kv_bytes_each(model, server, np.asarray(prompt, dtype=float) + np.asarray(answer, dtype=float))
    each = kv_bytes_each(model, server, admitted_tokens(server, prompt, answer))
    fit = np.where(free < whole, 0.0, np.floor(free / each)) * server.attention_data
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
    time = time + _exchange(model, server, local)
    engine = server.constants.engines[server.engine]
    launched = model.plain_layers * engine.layer + model.moe_layers * engine.sparse_layer
    apart = engine.sequence * model.layers * decoding / server.attention_data
    time = time + (launched + apart) / stages
    return _smooth_max(time * stages, np.asarray(server.constants.step_seconds))


def _smooth_max(left: Floats, right: Floats) -> Floats:
    return np.asarray((left**3 + right**3) ** (1 / 3))


def _products(model: Architecture, server: Server, tokens: Floats, local: Floats, decoding: Floats) -> Floats:
    """Dense matrix products of one stage: operations against weight traffic; the output head apart."""
    attention, dense = _plain_parameters(model, server)
    served = tokens if SPLITS_PLAIN_PARTS[server.engine] else local
    rate = server.rate * local / (local + server.constants.saturation_tokens)
    work = 2.0 * (attention * local + dense * served) / rate
    traffic = (server.weight_bytes + _expanding(server)) * (attention + dense) / server.bandwidth
    work = work + _expanding(server) * (attention * local + dense * served) / TILE_ROWS / server.bandwidth
    rows = decoding + 1.0
    head = model.embedding_parameters / server.tensor
    head_time = _smooth_max(
        2.0 * head * rows / server.attention_data / server.rate16, 2.0 * head / server.bandwidth + 0.0 * rows
    )
    return np.asarray((_smooth_max(work, traffic + 0.0 * work) + head_time) / server.pipeline)


def _expanding(server: Server) -> Floats:
    """Bytes per weight whose reading takes as long as expanding it to 16 bits."""
    return server.constants.expansion_bytes * server.expands_weights


def _experts(model: Architecture, server: Server, tokens: Floats) -> Floats:
    """Routed experts of one stage; a step reads each expert that at least one token was sent to.

    Sorting, joining and weighing the copies of a token moves bytes in proportion to its width, which tells on narrow
    experts. A product has the rows of one expert: with few of them it is far from its rate.
    """
    if not model.is_mixture:
        return np.zeros(())
    spread = server.tensor * server.attention_data
    k, experts = model.experts_per_token, model.experts
    each = model.expert_parameters * model.moe_layers / spread
    hit = experts * (1.0 - (1.0 - k / experts) ** np.minimum(tokens, 1e5))
    per_expert = tokens * k / np.maximum(hit, 1e-9)
    rate = server.rate * per_expert / (per_expert + server.constants.saturation_tokens)
    copies = k * tokens
    work = copies * each * (2.0 / rate + _expanding(server) / TILE_ROWS / server.bandwidth)
    traffic = hit * each * (server.weight_bytes + _expanding(server)) / server.bandwidth
    moved = server.constants.copy_bytes * model.hidden_size * model.moe_layers * copies / spread
    return np.asarray((_smooth_max(work, traffic) + moved / server.bandwidth) / server.pipeline)


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


def _exchange(model: Architecture, server: Server, local: Floats) -> Floats:
    """Two all-reduces a layer inside the tensor group; gathering and scattering between attention groups.

    Engines hand each token to all groups of a node (all-gather, reduce-scatter); beyond, once to each node that has one
    of its experts, where the link passes it on (DeepEP). Groups that split plain MLPs exchange tokens in layers without
    experts, too.
    """
    layers, share = model.layers / server.pipeline, server.constants.link_share
    tensor, nodes = server.tensor, np.maximum(server.tensor * server.attention_data / server.domain, 1.0)
    moved = 2.0 * (tensor - 1) / tensor * local * model.hidden_size * 2.0
    inside = np.where(tensor > server.domain, server.nic, server.link)
    reduce = 2.0 * layers * (server.constants.all_reduce_seconds + moved / (share * inside))
    joined = model.moe_layers + (model.plain_layers if SPLITS_PLAIN_PARTS[server.engine] else 0)
    copies = np.minimum(server.attention_data - 1.0, max(float(model.experts_per_token), MOST_COPIES))
    beyond = (nodes - 1.0) * (1.0 - (1.0 - 1.0 / nodes) ** max(model.experts_per_token, 1))
    sent = 2.0 * local * joined / server.pipeline * model.hidden_size * 1.5
    dispatch = 2.0 * layers * server.constants.all_reduce_seconds
    dispatch = dispatch + sent / share * (copies / server.link + beyond / server.nic)
    zero = 0.0 * local
    return np.where(tensor > 1, reduce, zero) + np.where(server.attention_data > 1, dispatch, zero)
