"""Memory of training on the fullest accelerator, by part. Bytes; arrays broadcast over accelerator x layout."""

import numpy as np

from planner.sizing.parallelism import FULL, NONE, SELECTIVE, ZERO2, ZERO3, Layouts
from planner.sizing.result import Floats
from planner.sizing.transformer import Architecture
from planner.sizing.units import GB

# As seen by the framework's allocator. What CUDA and the collectives take outside it (3 to 5 GB) is kept free by
# `Assumptions.memory_utilisation` when capacity is compared.
FRAMEWORK_BYTES = 0.8 * GB
ADAPTER_TARGETS = 7  # matrices per layer that get adapters: q, k, v, o and the MLP's three
NF4_BYTES = 0.55  # 4-bit weights with double-quantised scales


def training_memory(
    model: Architecture,
    layouts: Layouts,
    *,
    sequence_length: float,
    micro_batches: Floats,
    framework: str = "megatron",
    method: str = "full",
    rank: int = 16,
) -> dict[str, Floats]:
    """Return bytes by part: weights, gradients, optimizer, activations, kv_cache (none), other, total.

    micro_batches: per step and replica, (K,) or (A, K). The stage that is fullest is either the first (it keeps
    the activations of all micro-batches in flight) or the last (it holds the logits).
    Sources: Korthikanti et al. 2022 (arXiv 2205.05198) for activations; Rajbhandari et al. 2020
    (arXiv 1910.02054) for sharded states; Megatron-LM's distributed optimizer (6 + 12/DP bytes per parameter).
    """
    parts = (
        _states(model, layouts)
        if method == "full"
        else _adapter_states(model, layouts, method=method, rank=rank)
    )
    tokens = layouts.micro_batch * sequence_length / layouts.context
    per_layer = _activation_bytes(model, layouts, framework) * tokens / layouts.tensor
    kept = _kept_bytes(model, layouts, framework) * tokens / layouts.tensor
    layers = model.layers / layouts.pipeline
    in_flight = np.minimum(layouts.pipeline, micro_batches)
    interleaved = np.where(
        (layouts.virtual_stages > 1) & (layouts.pipeline > 1),
        1 + (layouts.pipeline - 1) / (layouts.pipeline * layouts.virtual_stages),
        1.0,
    )
    logits = 6.0 * tokens * model.vocabulary_size / layouts.tensor
    first = kept * layers * in_flight * interleaved + np.where(layouts.pipeline == 1, logits, 0.0)
    last = kept * layers + logits
    widest = max(model.ffn_size if model.plain_layers else 0, _expert_width(model))
    working = per_layer + 6.0 * model.hidden_size * widest / layouts.tensor
    parts["activations"] = np.maximum(first, last) + working
    parts["kv_cache"] = np.zeros_like(parts["activations"])
    parts["other"] = FRAMEWORK_BYTES + np.zeros_like(parts["activations"])
    parts["total"] = sum(parts.values(), np.zeros(()))
    return parts


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


def _states(model: Architecture, layouts: Layouts) -> dict[str, Floats]:
    weights = gradients = optimizer = np.zeros(())
    layer = 2.0 * 2.0 * model.parameters / model.layers / layouts.tensor  # two layers gathered, bf16
    for local, copies in zip(local_parameters(model, layouts), replicas_of(layouts), strict=True):
        sharded = layouts.sharding == ZERO3
        weights = weights + np.where(sharded, 2.0 * local / copies, 2.0 * local)
        gradient_copies = np.where(layouts.sharding >= ZERO2, copies, 1.0)
        width = np.where(layouts.sharding >= ZERO2, 2.0, 4.0)
        gradients = gradients + width * local / gradient_copies
        optimizer = optimizer + 12.0 * local / np.where(layouts.sharding == NONE, 1.0, copies)
    gathered = np.where((layouts.sharding == ZERO3) & (layouts.data * layouts.context > 1), layer, 0.0)
    return {"weights": weights + gathered, "gradients": gradients, "optimizer": optimizer}


def _adapter_states(model: Architecture, layouts: Layouts, *, method: str, rank: int) -> dict[str, Floats]:
    """Frozen weights (bf16, or 4 bit for QLoRA) and fully trained low-rank adapters."""
    plain, routed = local_parameters(model, layouts)
    copies = np.where(layouts.sharding == ZERO3, layouts.data * layouts.context, 1.0)
    per_weight = NF4_BYTES if method == "qlora" else 2.0
    adapters = adapter_parameters(model, rank) / (layouts.tensor * layouts.pipeline)
    return {
        "weights": per_weight * (plain + routed) / copies + 2.0 * adapters,
        "gradients": 2.0 * adapters,
        "optimizer": 12.0 * adapters + np.zeros_like(plain),
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
