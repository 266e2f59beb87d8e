"""Memory of training on the fullest accelerator, by part. Bytes; arrays broadcast over accelerator x layout."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from planner.sizing.physics.calibration import CALIBRATION, MemoryConstants
from planner.sizing.physics.parallelism import FULL, NONE, SELECTIVE, ZERO2, ZERO3, Layouts
from planner.sizing.physics.transformer import Architecture
from planner.sizing.result import Floats

ADAPTER_TARGETS = 7  # matrices per layer that get adapters: q, k, v, o and the MLP's three
# Of one frozen weight: two-byte, with 8-bit scales by row (arXiv 2208.07339), 4-bit with double-quantised scales.
FROZEN_BYTES: Mapping[str, float] = MappingProxyType({"bf16": 2.0, "int8": 1.0, "nf4": 0.55})
# Of one trained weight: 32-bit copy and two moments of four bytes each, or of one (arXiv 2110.02861).
OPTIMIZER_BYTES: Mapping[str, float] = MappingProxyType({"adam": 12.0, "adam_8bit": 6.0})
PAGED = (
    "qlora",
)  # methods whose optimiser states wait in main memory and come for the update (arXiv 2305.14314)


def training_memory(
    model: Architecture,
    layouts: Layouts,
    *,
    sequence_length: float,
    micro_batches: Floats,
    framework: str = "megatron",
    software_year: float | None = None,
    method: str = "full",
    rank: int = 16,
    optimizer: str = "adam",
    frozen_weights: str | None = None,
    fragmentation: float = 0.0,
    constants: MemoryConstants = CALIBRATION.memory,
) -> dict[str, Floats]:
    """Return bytes by part: weights, gradients, optimizer, activations, kv_cache (none), other, total.

    micro_batches: per step and replica, (K,) or (A, K). The stage that is fullest is either the first (it keeps
    the activations of all micro-batches in flight) or the last (it holds the logits).
    frozen_weights: form of the weights under adapters, bf16 or nf4 by method unless given.
    With qlora the optimiser is paged: the states of one layer at a time are on the accelerator (Dettmers et al. 2023,
    arXiv 2305.14314, section 3).
    fragmentation: memory that the allocator holds for activations without being able to use it, as a share of them;
    part of `other`.
    Megatron's peak is what is allocated at once: logits and a layer's working set are never needed together. FSDP
    trainers publish what the allocator reserved, where both add up; that is also what must fit.
    Sources: Korthikanti et al. 2022 (arXiv 2205.05198) for activations; Rajbhandari et al. 2020
    (arXiv 1910.02054) for sharded states; Megatron-LM's distributed optimizer (6 + 12/DP bytes per parameter).
    """
    parts = (
        _states(model, layouts, OPTIMIZER_BYTES[optimizer])
        if method == "full"
        else _adapter_states(
            model,
            layouts,
            rank=rank,
            weight_bytes=frozen_bytes(method, frozen_weights),
            optimizer_bytes=OPTIMIZER_BYTES[optimizer] / (model.layers if method in PAGED else 1),
        )
    )
    tokens = layouts.micro_batch * sequence_length / layouts.context
    per_layer = _activation_bytes(model, layouts, framework) * tokens / layouts.tensor
    kept = _kept_bytes(model, layouts, framework) * tokens / layouts.tensor
    layers = np.ceil(model.layers / layouts.pipeline)
    in_flight = np.minimum(layouts.pipeline, micro_batches)
    interleaved = np.where(
        (layouts.virtual_stages > 1) & (layouts.pipeline > 1),
        1 + (layouts.pipeline - 1) / (layouts.pipeline * layouts.virtual_stages),
        1.0,
    )
    logits = constants.logit_bytes(framework, software_year) * tokens * model.vocabulary_size / layouts.tensor
    first = kept * layers * in_flight * interleaved
    last = kept * layers
    if framework == "fsdp":
        per_layer = per_layer + np.where(
            layouts.tensor > 1, constants.gathered_bytes * tokens * model.hidden_size, 0.0
        )
        first, last = first + per_layer, last + per_layer + logits
    else:
        first, last = first + per_layer, last + np.maximum(per_layer, logits)
    first = np.where(layouts.pipeline > 1, first, last)
    widest = max(model.ffn_size if model.plain_layers else 0, _expert_width(model))
    gradient_of_widest = 6.0 * model.hidden_size * widest / layouts.tensor
    parts["activations"] = np.maximum(first, last) + gradient_of_widest
    parts["kv_cache"] = np.zeros_like(parts["activations"])
    parts["other"] = constants.framework_bytes + fragmentation * parts["activations"]
    parts["total"] = sum(parts.values(), np.zeros(()))
    return parts


def frozen_bytes(method: str, frozen_weights: str | None) -> float:
    """Return bytes per frozen weight under adapters.

    >>> frozen_bytes("qlora", None), frozen_bytes("lora", "int8")
    (0.55, 1.0)
    """
    return FROZEN_BYTES[frozen_weights or ("nf4" if method == "qlora" else "bf16")]


def local_parameters(model: Architecture, layouts: Layouts) -> tuple[Floats, Floats]:
    """Return (plain, routed) weights on the fullest stage before data-parallel sharding."""
    scale = model.parameters / model.shape_parameters
    tables = np.where(layouts.pipeline > 1, 1.0, 1.0 if model.tied_embeddings else 2.0)
    plain = model.backbone_parameters / (layouts.tensor * layouts.pipeline)
    plain = plain + tables * model.embedding_parameters / layouts.tensor
    split = np.where(layouts.expert > 1, layouts.expert, layouts.tensor)
    fullest = np.minimum(
        model.layers / layouts.pipeline, model.moe_layers
    )  # a stage without the dense layers
    return scale * plain, scale * fullest * model.experts * model.expert_parameters / split


def replicas_of(layouts: Layouts) -> tuple[Floats, Floats]:
    """Return over how many accelerators (plain, routed) states can be sharded."""
    plain = layouts.data * layouts.context
    routed = np.where(layouts.expert > 1, plain * layouts.tensor / layouts.expert, plain)
    return np.maximum(plain, 1.0), np.maximum(routed, 1.0)


def _states(model: Architecture, layouts: Layouts, optimizer_bytes: float) -> dict[str, Floats]:
    weights = gradients = optimizer = np.zeros(())
    layer = 2.0 * 2.0 * model.parameters / model.layers / layouts.tensor  # two layers gathered, bf16
    # In a pipeline FSDP keeps weights and gradients whole: gathering them for each micro-batch would take too long.
    is_kept_whole = layouts.pipeline > 1
    for local, copies in zip(local_parameters(model, layouts), replicas_of(layouts), strict=True):
        sharded = (layouts.sharding == ZERO3) & ~is_kept_whole
        weights = weights + np.where(sharded, 2.0 * local / copies, 2.0 * local)
        gradients_sharded = (layouts.sharding == ZERO2) | sharded
        gradient_copies = np.where(gradients_sharded, copies, 1.0)
        width = np.where(gradients_sharded, 2.0, 4.0)
        gradients = gradients + width * local / gradient_copies
        optimizer = optimizer + optimizer_bytes * local / np.where(layouts.sharding == NONE, 1.0, copies)
    is_gathered = (layouts.sharding == ZERO3) & (layouts.data * layouts.context > 1) & ~is_kept_whole
    gathered = np.where(is_gathered, layer, 0.0)
    return {"weights": weights + gathered, "gradients": gradients, "optimizer": optimizer}


def _adapter_states(
    model: Architecture, layouts: Layouts, *, rank: int, weight_bytes: float, optimizer_bytes: float
) -> dict[str, Floats]:
    """Frozen weights and fully trained low-rank adapters in bf16."""
    plain, routed = local_parameters(model, layouts)
    copies = np.where(layouts.sharding == ZERO3, layouts.data * layouts.context, 1.0)
    adapters = adapter_parameters(model, rank) / (layouts.tensor * layouts.pipeline)
    return {
        "weights": weight_bytes * (plain + routed) / copies + 2.0 * adapters,
        "gradients": 2.0 * adapters,
        "optimizer": optimizer_bytes * adapters + np.zeros_like(plain),
    }


def adapter_parameters(model: Architecture, rank: int) -> float:
    """Trainable weights of low-rank adapters on all matrices of attention and (active) MLP of every layer."""
    h, q, kv = model.hidden_size, model.query_size, model.kv_size
    width = max(model.ffn_size if model.plain_layers else 0, model.expert_ffn_size)
    per_layer = (h + q) * 2 + (h + kv) * 2 + (h + width) * (3 if model.gated_mlp else 2)
    return float(rank * per_layer * model.layers)


def _expert_width(model: Architecture) -> float:
    return (model.experts_per_token + model.shared_experts) * model.expert_ffn_size


def _mlp_bytes(model: Architecture) -> float:
    """Kept by the MLP per token, averaged over the layers: 6f (gated) or 4f; dispatched copies with experts."""
    factor = 6.0 if model.gated_mlp else 4.0
    plain = factor * model.ffn_size * model.plain_layers
    routed = factor * _expert_width(model) + 4.0 * model.experts_per_token * model.hidden_size
    return (plain + routed * model.moe_layers) / model.layers


def _activation_bytes(model: Architecture, layouts: Layouts, framework: str) -> float:
    """One layer and token without recomputation: 10h + 2(q + 2kv) + 2q + 4a + MLP."""
    attention = (
        10.0 * model.hidden_size + 4.0 * model.query_size + 4.0 * model.kv_size + 4.0 * model.attention_heads
    )
    return attention + _mlp_bytes(model)


def _kept_bytes(model: Architecture, layouts: Layouts, framework: str) -> Floats:
    """One layer and token as kept from forward to backward under each recomputation mode.

    Selective: Megatron recomputes the core attention only, of which flash attention keeps nothing anyway; the
    operator-wise mode of FSDP trainers keeps the layer input, the attention output and every second product.
    """
    everything = _activation_bytes(model, layouts, framework)
    h, q, kv = model.hidden_size, model.query_size, model.kv_size
    products = 2.0 * (q + 2 * kv + 2 * h) + _mlp_bytes(model) * (2 / 3)
    by_operator = 2.0 * h + 2.0 * q + 4.0 * model.attention_heads + products / 2
    selective = by_operator if framework == "fsdp" else everything
    return np.where(
        layouts.recompute == FULL, 2.0 * h, np.where(layouts.recompute == SELECTIVE, selective, everything)
    )
