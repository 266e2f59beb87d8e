"""Time of one training step from compute, memory and communication; arrays over accelerator x layout.

The method is described in docs/sizing.md, section "Training". What is fitted comes as `TrainingConstants`, the rest are
datasheet or kernel measurements.
"""

from dataclasses import dataclass

import numpy as np

from planner.sizing.chips import Chips
from planner.sizing.physics.calibration import TrainingConstants
from planner.sizing.physics.memory import local_parameters
from planner.sizing.physics.parallelism import SELECTIVE, ZERO3, Layouts
from planner.sizing.physics.states import replicas_of
from planner.sizing.physics.transformer import Architecture
from planner.sizing.result import Bools, Floats

MEMORY_SHARE, LINK_SHARE = 0.85, 0.80  # of the datasheet's bandwidths
# Until then the host waits for the router; later Megatron-LM runs whole steps with experts on the device (NeMo 26.06).
SYNCHRONISED_UNTIL = 2026.4
# Of one exchange between accelerators, seconds (calculon-ai/calculon, systems/a100_80g.json).
LINK_LATENCY, NIC_LATENCY = 10e-6, 20e-6
FLASH_ATTENTION = 2023  # from then on trainers use it
USUAL_CEILING = 0.80  # of products of 16 bits, as on H100: what `attention_share` refers to
OPTIMIZER_BYTES = 28.0  # read and written per parameter
# One direction of PCIe 4.0 with 16 lanes as measured, and the share of one accelerator in the bandwidth of main memory
# (eight channels of DDR4-3200 for two accelerators, three quarters of it).
HOST_LINK, HOST_MEMORY = 25e9, 77e9


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
    global_batch_tokens: Floats | float,
    precision: str = "bf16",
    framework: str = "megatron",
    software_year: float | None = None,
    adapters_only: bool = False,
    offload: str = "none",
    constants: TrainingConstants,
) -> StepTime:
    """Return the time of one optimiser step.

    Micro-batches m = batch / (data x micro-batch); step = m t (1 + (PP - 1) / (VP m)) + exposed data-parallel
    time + optimiser. NaN where the accelerator lacks the precision.
    software_year: a date such as 2025.5, None for the newest software. offload: what waits in main memory.
    """
    tokens = layouts.micro_batch * sequence_length / layouts.context
    count = np.maximum(1.0, global_batch_tokens / (layouts.data * layouts.micro_batch * sequence_length))
    clock = np.where(chips.power_limited > 0, constants.sustained_clock, 1.0)
    compute = _gemm_seconds(
        model, chips, layouts, tokens, precision, framework, adapters_only, clock, constants
    )
    compute = compute + _attention_seconds(model, chips, layouts, tokens, sequence_length, clock, constants)
    compute = compute + _elementwise_seconds(model, chips, layouts, tokens, constants)
    tensor = _tensor_seconds(model, chips, layouts, tokens) + _context_seconds(model, chips, layouts, tokens)
    tensor = (1 - constants.tensor_overlap) * tensor + _start_seconds(model, chips, layouts)
    expert, expert_out = _expert_seconds(model, chips, layouts, tokens)
    expert = (1 - constants.expert_overlap) * expert
    share: Floats | float = constants.framework_share(framework)
    if software_year is not None and software_year < FLASH_ATTENTION:
        share = share * np.where(_is_tpu(chips), 1.0, constants.before_flash_attention)
    if model.is_mixture and (software_year is None or software_year >= SYNCHRONISED_UNTIL):
        share = share * constants.without_synchronisation
    accelerators = layouts.width * layouts.data
    crowd = 1 + constants.scale_loss * np.log2(np.maximum(accelerators / 8, 1.0))
    micro = (compute + tensor + expert) / share * crowd
    bubble = micro * (layouts.pipeline - 1) / layouts.virtual_stages
    data, data_out = _data_seconds(model, chips, layouts, micro, count, adapters_only, constants)
    optimizer = _optimizer_seconds(model, chips, layouts, adapters_only)
    if offload != "none":
        optimizer = _offloaded_seconds(model, layouts, adapters_only, offload == "parameters", count)
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


def _is_tpu(chips: Chips) -> Bools:
    """(A, 1): XLA fused what stands between the products before PyTorch's trainers had kernels for it."""
    return np.array([[name.startswith("tpu")] for name in chips.names])


def _gemm_seconds(
    model: Architecture,
    chips: Chips,
    layouts: Layouts,
    tokens: Floats,
    precision: str,
    framework: str,
    adapters_only: bool,
    clock: Floats,
    constants: TrainingConstants,
) -> Floats:
    """Matrix products: 2 tokens x 3 x (1 + recomputed third) x weights / (peak x ceiling x saturation).

    A routed expert works on the tokens that all ranks of its group send to it.
    """
    passes = (2.0 if adapters_only else 3.0) + _recomputed(layouts, framework)
    best = chips.peak * clock * chips.ceiling * constants.gain(precision)
    routed = float(model.moe_layers * model.experts_per_token) * model.expert_parameters
    width = model.hidden_size if model.is_mixture else model.ffn_size
    saturation = _saturation(model, width / layouts.tensor, tokens, constants)
    weighted = (model.matmul_parameters - routed) / saturation
    if model.is_mixture:
        each = tokens * layouts.expert * model.experts_per_token / model.experts
        split = np.where(layouts.expert > 1, 1.0, layouts.tensor)
        saturation = _saturation(model, model.expert_ffn_size / split, each, constants)
        weighted = weighted + routed / (constants.mixture_share * saturation)
    return 2.0 * tokens * passes * weighted / (layouts.tensor * layouts.pipeline) / best


def _saturation(model: Architecture, width: Floats, tokens: Floats, constants: TrainingConstants) -> Floats:
    """Return the share of the best rate of products of this width with so many tokens."""
    hidden = model.hidden_size / (model.hidden_size + constants.saturation_hidden)
    inner = width / (width + constants.saturation_ffn)
    return hidden * inner * tokens / (tokens + constants.saturation_tokens)


def _recomputed(layouts: Layouts, framework: str) -> Floats:
    """Forward passes of the matrix products that are done twice."""
    selective = 0.4 if framework == "fsdp" else 0.0
    return layouts.recomputed + np.where(layouts.recompute == SELECTIVE, selective, 0.0)


def _attention_seconds(
    model: Architecture,
    chips: Chips,
    layouts: Layouts,
    tokens: Floats,
    sequence_length: float,
    clock: Floats,
    constants: TrainingConstants,
) -> Floats:
    """Scores and mixing: forward 1, backward 2.5, once more when recomputed; on the same units as other products."""
    passes = 3.5 + layouts.recomputed
    work = tokens * model.attention_flops_per_token(sequence_length) / (layouts.tensor * layouts.pipeline)
    best = clock * chips.peak16 * chips.ceiling16 / USUAL_CEILING
    return work * passes / (constants.attention_share * best)


def _elementwise_seconds(
    model: Architecture, chips: Chips, layouts: Layouts, tokens: Floats, constants: TrainingConstants
) -> Floats:
    copies = constants.dispatch_bytes * model.experts_per_token * model.moe_layers / model.layers
    moved = (
        model.layers / layouts.pipeline * tokens * model.hidden_size * (constants.elementwise_bytes + copies)
    )
    return moved / (layouts.tensor * MEMORY_SHARE * chips.bandwidth)


def _tensor_seconds(model: Architecture, chips: Chips, layouts: Layouts, tokens: Floats) -> Floats:
    """Eight gathers or scatters of the activations per layer; over the NIC when wider than the link's domain."""
    moved = 8.0 * model.layers / layouts.pipeline * tokens * model.hidden_size * 2.0
    moved = moved * (layouts.tensor - 1) / layouts.tensor
    return moved / (LINK_SHARE * np.where(layouts.tensor <= chips.domain, chips.link, chips.nic))


def _context_seconds(model: Architecture, chips: Chips, layouts: Layouts, tokens: Floats) -> Floats:
    """Keys and values of the other parts of a sequence: gathered forward and backward, their gradients sent back."""
    moved = 3.0 * 2.0 * model.kv_size * 2.0 * tokens * (layouts.context - 1)
    moved = moved * model.layers / (layouts.tensor * layouts.pipeline)
    is_inside = layouts.tensor * layouts.context <= chips.domain
    return moved / (LINK_SHARE * np.where(is_inside, chips.link, chips.nic))


def _start_seconds(model: Architecture, chips: Chips, layouts: Layouts) -> Floats:
    """Latency of the exchanges of a micro-batch, which no arithmetic hides: eight of a layer, three of its context."""
    is_inside = layouts.tensor * layouts.context <= chips.domain
    each = np.where(is_inside, LINK_LATENCY, NIC_LATENCY)
    exchanges = 8.0 * (layouts.tensor > 1) + 3.0 * (layouts.context > 1)
    return each * exchanges * model.layers / layouts.pipeline


def _expert_seconds(
    model: Architecture, chips: Chips, layouts: Layouts, tokens: Floats
) -> tuple[Floats, Floats]:
    """Dispatch and combine, forward and backward; and the bytes of it that leave the domain.

    A token goes over the network once to each domain that holds some of its experts, and on over the link.
    """
    moved = 4.0 * model.moe_layers / layouts.pipeline * tokens * model.experts_per_token
    moved = moved * model.hidden_size * 2.0 * (layouts.expert - 1) / layouts.expert / layouts.tensor
    domains = np.maximum(layouts.expert / chips.domain, 1.0)
    met = domains * (
        1.0 - (1.0 - 1.0 / domains) ** model.experts_per_token
    )  # distinct domains of a token's experts
    leaving = moved * met * (1.0 - 1.0 / domains) / max(model.experts_per_token, 1)
    seconds = np.maximum(moved / chips.link, leaving / chips.nic) / LINK_SHARE
    return seconds, leaving


def _data_seconds(
    model: Architecture,
    chips: Chips,
    layouts: Layouts,
    micro: Floats,
    count: Floats,
    adapters_only: bool,
    constants: TrainingConstants,
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
    replicated = constants.exposed_gradients * exchange / rate
    gathers = (
        2.0 * 2.0 * local * (copies - 1) / copies * count + exchange / 3
    )  # weights twice, gradients once
    sharded = np.maximum(0.0, gathers / rate - constants.sharded_overlap * count * micro)
    sharded = np.maximum(sharded, replicated)  # it sends no less and hides it no better
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


def _offloaded_seconds(
    model: Architecture, layouts: Layouts, adapters_only: bool, has_parameters: bool, count: Floats
) -> Floats:
    """Update in main memory: gradients out, states read and written there, weights back; nothing of it is hidden.

    ZeRO-Offload (arXiv 2101.06840), figure 3. Weights that wait there, too, come twice for each micro-batch.
    """
    local = local_parameters(model, layouts)
    own = sum((part / copies for part, copies in zip(local, replicas_of(layouts), strict=True)), np.zeros(()))
    update = np.zeros(()) if adapters_only else own * (4.0 / HOST_LINK + OPTIMIZER_BYTES / HOST_MEMORY)
    fetched = 4.0 * own / HOST_LINK * count if has_parameters else np.zeros(())
    return np.asarray(update + fetched)
