"""Time of one training step from compute, memory and communication; arrays over accelerator x layout.

The method and its constants are described in docs/sizing.md, section "Training". Few parameters: what is fitted
was fitted once on published throughput tables, the rest are datasheet or kernel measurements.
"""

from dataclasses import dataclass

import numpy as np

from planner.sizing.chips import Chips
from planner.sizing.memory import local_parameters, replicas_of
from planner.sizing.parallelism import FULL, SELECTIVE, ZERO3, Layouts
from planner.sizing.result import Floats
from planner.sizing.transformer import Architecture

# Fitted on published step times (Megatron-Bridge, dgxc-benchmarking, llm-foundry, vTrain, torchtitan).
GEMM_GAIN = {"fp32": 1.0, "tf32": 1.14, "bf16": 1.14, "fp16": 1.14, "fp8": 0.98, "fp4": 0.655}
SATURATION_HIDDEN, SATURATION_FFN, SATURATION_TOKENS = 560.0, 204.0, 300.0
ATTENTION_SHARE = 0.376  # of the 16-bit peak
ELEMENTWISE_BYTES = 79.0  # per layer, token and hidden unit, forward and backward
DISPATCH_BYTES = (
    21.0  # the same per copy of a token sent to an expert: sorted and joined, forward and backward
)
MEMORY_SHARE, LINK_SHARE = 0.85, 0.80
TENSOR_OVERLAP, EXPERT_OVERLAP = 0.69, 0.88
MIXTURE_SHARE = 0.43
EXPOSED_GRADIENTS = 0.47
SHARDED_OVERLAP = 0.73
FRAMEWORK_SHARE = {"megatron": 1.0, "fsdp": 0.76, "other": 0.84}
BEFORE_FLASH_ATTENTION = 0.64  # software of 2022 and before
SCALE_LOSS = 0.006  # per doubling beyond one node
OPTIMIZER_BYTES = 28.0  # read and written per parameter


@dataclass(frozen=True, slots=True)
class StepTime:
    """One step, seconds by cause; each (A, K)."""

    total: Floats
    compute: Floats
    exposed_tensor: Floats
    exposed_expert: Floats
    exposed_data: Floats
    optimizer: Floats
    bubble: Floats
    micro_batches: Floats
    scale_out_bytes: Floats


def step_time(
    model: Architecture,
    chips: Chips,
    layouts: Layouts,
    *,
    sequence_length: float,
    global_batch_tokens: float,
    precision: str = "bf16",
    framework: str = "megatron",
    software_year: int | None = None,
    adapters_only: bool = False,
) -> StepTime:
    """Return the time of one optimiser step.

    Micro-batches m = batch / (data x micro-batch); step = m t (1 + (PP - 1) / (VP m)) + exposed data-parallel
    time + optimiser. NaN where the accelerator lacks the precision.
    """
    tokens = layouts.micro_batch * sequence_length / layouts.context
    count = np.maximum(1.0, global_batch_tokens / (layouts.data * layouts.micro_batch * sequence_length))
    compute = _gemm_seconds(model, chips, layouts, tokens, precision, framework, adapters_only)
    compute = compute + _attention_seconds(model, chips, layouts, tokens, sequence_length)
    compute = compute + _elementwise_seconds(model, chips, layouts, tokens)
    tensor = (1 - TENSOR_OVERLAP) * _tensor_seconds(model, chips, layouts, tokens)
    expert, expert_out = _expert_seconds(model, chips, layouts, tokens)
    expert = (1 - EXPERT_OVERLAP) * expert
    share = FRAMEWORK_SHARE[framework] * (BEFORE_FLASH_ATTENTION if (software_year or 2024) <= 2022 else 1.0)
    accelerators = layouts.width * layouts.data
    crowd = 1 + SCALE_LOSS * np.log2(np.maximum(accelerators / 8, 1.0))
    micro = (compute + tensor + expert) / share * crowd
    bubble = micro * (layouts.pipeline - 1) / layouts.virtual_stages
    data, data_out = _data_seconds(model, chips, layouts, micro, count, adapters_only)
    optimizer = _optimizer_seconds(model, chips, layouts, adapters_only)
    return StepTime(
        total=count * micro + bubble + data + optimizer,
        compute=count * compute,
        exposed_tensor=count * tensor,
        exposed_expert=count * expert,
        exposed_data=data,
        optimizer=optimizer,
        bubble=bubble,
        micro_batches=count,
        scale_out_bytes=data_out + count * expert_out,
    )


def _gemm_seconds(
    model: Architecture,
    chips: Chips,
    layouts: Layouts,
    tokens: Floats,
    precision: str,
    framework: str,
    adapters_only: bool,
) -> Floats:
    """Matrix products: 2 tokens x 3 x (1 + recomputed third) x weights / (peak x ceiling x saturation)."""
    passes = (2.0 if adapters_only else 3.0) + _recomputed(layouts, framework)
    width = model.expert_ffn_size if model.is_mixture else model.ffn_size
    hidden = model.hidden_size / (model.hidden_size + SATURATION_HIDDEN)
    saturation = hidden * (width / layouts.tensor) / (width / layouts.tensor + SATURATION_FFN)
    saturation = saturation * tokens / (tokens + SATURATION_TOKENS)
    rate = chips.peak * chips.sustained * chips.ceiling * GEMM_GAIN[precision] * saturation
    if model.is_mixture:
        rate = rate * MIXTURE_SHARE
    weights = model.matmul_parameters / (layouts.tensor * layouts.pipeline)
    return 2.0 * tokens * passes * weights / rate


def _recomputed(layouts: Layouts, framework: str) -> Floats:
    """Forward passes of the matrix products that are done twice."""
    selective = 0.4 if framework == "fsdp" else 0.0
    return np.where(layouts.recompute == FULL, 1.0, np.where(layouts.recompute == SELECTIVE, selective, 0.0))


def _attention_seconds(
    model: Architecture, chips: Chips, layouts: Layouts, tokens: Floats, sequence_length: float
) -> Floats:
    """Scores and mixing: forward 1, backward 2.5, once more when recomputed."""
    passes = 3.5 + np.where(layouts.recompute == FULL, 1.0, 0.0)
    work = tokens * model.attention_flops_per_token(sequence_length) / (layouts.tensor * layouts.pipeline)
    return work * passes / (ATTENTION_SHARE * chips.sustained * chips.peak16)


def _elementwise_seconds(model: Architecture, chips: Chips, layouts: Layouts, tokens: Floats) -> Floats:
    copies = DISPATCH_BYTES * model.experts_per_token * model.moe_layers / model.layers
    moved = model.layers / layouts.pipeline * tokens * model.hidden_size * (ELEMENTWISE_BYTES + copies)
    return moved / (layouts.tensor * MEMORY_SHARE * chips.bandwidth)


def _tensor_seconds(model: Architecture, chips: Chips, layouts: Layouts, tokens: Floats) -> Floats:
    """Eight gathers or scatters of the activations per layer; over the NIC when wider than the link's domain."""
    moved = 8.0 * model.layers / layouts.pipeline * tokens * model.hidden_size * 2.0
    moved = moved * (layouts.tensor - 1) / layouts.tensor
    return moved / (LINK_SHARE * np.where(layouts.tensor <= chips.domain, chips.link, chips.nic))


def _expert_seconds(
    model: Architecture, chips: Chips, layouts: Layouts, tokens: Floats
) -> tuple[Floats, Floats]:
    """Dispatch and combine, forward and backward; and the bytes of it that leave the domain."""
    moved = 4.0 * model.moe_layers / layouts.pipeline * tokens * model.experts_per_token
    moved = moved * model.hidden_size * 2.0 * (layouts.expert - 1) / layouts.expert / layouts.tensor
    inside = layouts.expert <= chips.domain
    leaving = np.where(inside, 0.0, moved * (1 - chips.domain / np.maximum(layouts.expert, chips.domain)))
    return moved / (LINK_SHARE * np.where(inside, chips.link, chips.nic)), leaving


def _data_seconds(
    model: Architecture,
    chips: Chips,
    layouts: Layouts,
    micro: Floats,
    count: Floats,
    adapters_only: bool,
) -> tuple[Floats, Floats]:
    """Exposed gradient and weight exchange, and its bytes per accelerator that leave the node.

    A ring uses every network card of the node: one card per accelerator would be wrong by a factor of eight.
    """
    local = sum(local_parameters(model, layouts), np.zeros(()))
    copies = replicas_of(layouts)[0]
    exchange = 6.0 * local * (copies - 1) / copies * (0.01 if adapters_only else 1.0)
    ring = chips.nic * np.minimum(np.maximum(chips.per_node / layouts.tensor, 1.0), layouts.data)
    is_inside = layouts.width * layouts.data <= chips.domain
    rate = np.where(is_inside, chips.link, np.minimum(chips.link, ring))
    replicated = EXPOSED_GRADIENTS * exchange / rate
    gathers = (
        2.0 * 2.0 * local * (copies - 1) / copies * count + exchange / 3
    )  # weights twice, gradients once
    sharded = np.maximum(0.0, gathers / rate - SHARDED_OVERLAP * count * micro)
    is_sharded = layouts.sharding == ZERO3
    cards = np.minimum(np.maximum(chips.per_node / layouts.tensor, 1.0), layouts.data)
    leaving = np.where(is_inside, 0.0, np.where(is_sharded, gathers, exchange) / cards)
    return np.where(is_sharded, sharded, replicated), leaving


def _optimizer_seconds(model: Architecture, chips: Chips, layouts: Layouts, adapters_only: bool) -> Floats:
    if adapters_only:
        return np.zeros(())
    local = local_parameters(model, layouts)
    own = sum((part / copies for part, copies in zip(local, replicas_of(layouts), strict=True)), np.zeros(()))
    return OPTIMIZER_BYTES * own / (MEMORY_SHARE * chips.bandwidth)
