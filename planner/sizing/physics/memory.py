"""Memory of training on the fullest accelerator, by part. Bytes; arrays broadcast over accelerator x layout."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from planner.sizing.physics.activations import Batch, activation_bytes
from planner.sizing.physics.calibration import CALIBRATION, MemoryConstants
from planner.sizing.physics.parallelism import NONE, ZERO2, ZERO3, Layouts
from planner.sizing.physics.stages import Stage, first_stage, last_stage, stage_parameters
from planner.sizing.physics.transformer import Architecture
from planner.sizing.result import Floats

ADAPTER_TARGETS = 7  # matrices per layer that get adapters: q, k, v, o and the MLP's three
# Of one frozen weight: two-byte, with 8-bit scales by row (arXiv 2208.07339), 4-bit with double-quantised scales.
FROZEN_BYTES: Mapping[str, float] = MappingProxyType({"bf16": 2.0, "fp8": 1.0, "int8": 1.0, "nf4": 0.55})
# Of one trained weight: 32-bit copy and two moments of four bytes each, or of one (arXiv 2110.02861).
OPTIMIZER_BYTES: Mapping[str, float] = MappingProxyType({"adam": 12.0, "adam_8bit": 6.0})
PAGED = (
    "qlora",
)  # methods whose optimiser states wait in main memory and come for the update (arXiv 2305.14314)


@dataclass(frozen=True, slots=True)
class _Tuning:
    """What is trained. rank: of adapters; optimizer_bytes, frozen_bytes: of one trained and of one frozen weight."""

    method: str
    rank: int
    optimizer_bytes: float
    frozen_bytes: float


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
    """Return bytes by part on the fullest accelerator: weights, gradients, optimizer, activations, kv_cache (none),
    other, total.

    micro_batches: per step and replica, (K,) or (A, K). The stage that is fullest is either the first (it keeps
    the activations of all micro-batches in flight) or the last (it holds the logits).
    frozen_weights: form of the weights under adapters, bf16 or nf4 by method unless given.
    With qlora the optimiser is paged: the states of one layer at a time are on the accelerator (Dettmers et al. 2023,
    arXiv 2305.14314, section 3).
    fragmentation: memory that the allocator holds for activations without being able to use it, as a share of them;
    part of `other`.
    Sources: Rajbhandari et al. 2020 (arXiv 1910.02054) for sharded states; Megatron-LM's distributed optimizer
    (6 + 12/DP bytes per parameter); for activations see `activation_bytes`.
    """
    batch = Batch(
        layouts.micro_batch * sequence_length / layouts.context, micro_batches, framework, software_year
    )
    tuning = _Tuning(method, rank, OPTIMIZER_BYTES[optimizer], frozen_bytes(method, frozen_weights))

    def of_stage(stage: Stage) -> dict[str, Floats]:
        parts = _states(model, layouts, stage, tuning)
        return parts | {"activations": activation_bytes(model, layouts, stage, batch, constants)}

    parts = of_stage(last_stage(model, layouts, micro_batches))
    if (layouts.pipeline > 1).any():
        parts = _fuller(of_stage(first_stage(model, layouts, micro_batches)), parts)
    parts["kv_cache"] = np.zeros_like(parts["activations"])
    parts["other"] = constants.framework_bytes + fragmentation * parts["activations"]
    parts["total"] = sum(parts.values(), np.zeros(()))
    return parts


def _fuller(first: Mapping[str, Floats], last: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return the parts of the stage that holds more."""
    is_first = sum(first.values(), np.zeros(())) > sum(last.values(), np.zeros(()))
    return {name: np.where(is_first, first[name], last[name]) for name in last}


def frozen_bytes(method: str, frozen_weights: str | None) -> float:
    """Return bytes per frozen weight under adapters.

    >>> frozen_bytes("qlora", None), frozen_bytes("lora", "int8")
    (0.55, 1.0)
    """
    return FROZEN_BYTES[frozen_weights or ("nf4" if method == "qlora" else "bf16")]


def local_parameters(model: Architecture, layouts: Layouts) -> tuple[Floats, Floats]:
    """Return (plain, routed) weights on the stage with the most of them, before data-parallel sharding.

    That is the last: leading layers without experts are smaller than those with them.
    """
    return stage_parameters(model, layouts, last_stage(model, layouts, np.ones(())))


def replicas_of(layouts: Layouts) -> tuple[Floats, Floats]:
    """Return over how many accelerators (plain, routed) states can be sharded."""
    plain = layouts.data * layouts.context
    routed = np.where(layouts.expert > 1, plain * layouts.tensor / layouts.expert, plain)
    return np.maximum(plain, 1.0), np.maximum(routed, 1.0)


def _states(model: Architecture, layouts: Layouts, stage: Stage, tuning: _Tuning) -> dict[str, Floats]:
    """Weights, gradients and optimiser states of a stage.

    In a pipeline FSDP holds weights (16 bits) and gradients (32 bits) whole beside its shards: gathering and reducing
    them for each micro-batch would take too long.
    """
    if tuning.method != "full":
        return _adapter_states(model, layouts, stage, tuning)
    weights = gradients = optimizer = np.zeros(())
    for local, copies in zip(stage_parameters(model, layouts, stage), replicas_of(layouts), strict=True):
        is_split = layouts.sharding == ZERO3
        whole = np.where(is_split & (layouts.pipeline > 1), 1.0, 0.0)
        weights = weights + np.where(is_split, 2.0 * local / copies, 2.0 * local) + whole * 2.0 * local
        are_split = is_split | (layouts.sharding == ZERO2)
        gradients = gradients + np.where(are_split, 2.0 * local / copies, 4.0 * local) + whole * 4.0 * local
        moments = np.where(layouts.sharding == NONE, 1.0, copies)
        optimizer = optimizer + tuning.optimizer_bytes * local / moments
    return {
        "weights": weights + _gathered_layers(model, layouts),
        "gradients": gradients,
        "optimizer": optimizer,
    }


def _gathered_layers(model: Architecture, layouts: Layouts) -> Floats:
    """Two layers gathered in 16 bits; in a pipeline the 32-bit gradients of one on their way to its shards."""
    layer = 4.0 * model.parameters / model.layers / layouts.tensor
    return np.where((layouts.sharding == ZERO3) & (layouts.data * layouts.context > 1), layer, 0.0)


def _adapter_states(
    model: Architecture, layouts: Layouts, stage: Stage, tuning: _Tuning
) -> dict[str, Floats]:
    """Frozen weights and fully trained low-rank adapters in bf16."""
    plain, routed = stage_parameters(model, layouts, stage)
    copies = np.where(layouts.sharding == ZERO3, layouts.data * layouts.context, 1.0)
    adapters = adapter_parameters(model, tuning.rank) / (layouts.tensor * layouts.pipeline)
    on_accelerator = tuning.optimizer_bytes / (model.layers if tuning.method in PAGED else 1)
    return {
        "weights": tuning.frozen_bytes * (plain + routed) / copies + 2.0 * adapters,
        "gradients": 2.0 * adapters,
        "optimizer": on_accelerator * adapters + np.zeros_like(plain),
    }


def adapter_parameters(model: Architecture, rank: int) -> float:
    """Trainable weights of low-rank adapters on all matrices of attention and (active) MLP of every layer."""
    h, q, kv = model.hidden_size, model.query_size, model.kv_size
    width = max(model.ffn_size if model.plain_layers else 0, model.expert_ffn_size)
    per_layer = (h + q) * 2 + (h + kv) * 2 + (h + width) * (3 if model.gated_mlp else 2)
    return float(rank * per_layer * model.layers)
