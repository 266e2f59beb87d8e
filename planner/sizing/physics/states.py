"""What an accelerator holds of a model that is trained: weights, gradients and optimiser states of a stage. Bytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from planner.sizing.physics.parallelism import NONE, ZERO2, ZERO3, Layouts
from planner.sizing.physics.stages import Stage, stage_parameters
from planner.sizing.physics.transformer import Architecture
from planner.sizing.result import Floats

# Of one frozen weight: two-byte, with 8-bit scales by row (arXiv 2208.07339), 4-bit with double-quantised scales.
FROZEN_BYTES: Mapping[str, float] = MappingProxyType({"bf16": 2.0, "fp8": 1.0, "int8": 1.0, "nf4": 0.55})
# Both moments of one trained weight: four bytes each, or one (arXiv 2110.02861).
MOMENT_BYTES: Mapping[str, float] = MappingProxyType({"adam": 8.0, "adam_8bit": 2.0})
MASTER_BYTES: Mapping[str, float] = MappingProxyType({"fp32": 4.0, "none": 0.0})
PAGED = (
    "qlora",
)  # methods whose optimiser states wait in main memory and come for the update (arXiv 2305.14314)


@dataclass(frozen=True, slots=True)
class Tuning:
    """What is trained, and how its states are kept.

    rank: of adapters. frozen_weights: form of the weights under adapters, bf16 or nf4 by method unless given.
    master_weights: 32-bit copy of the trained weights, or none; offload: what waits in main memory.
    optimizer_in_backward: each layer is updated as soon as its gradient is there.
    """

    method: str = "full"
    rank: int = 0
    optimizer: str = "adam"
    frozen_weights: str | None = None
    master_weights: str = "fp32"
    offload: str = "none"
    optimizer_in_backward: bool = False

    @property
    def adapters_only(self) -> bool:
        return self.method != "full"

    @property
    def optimizer_bytes(self) -> float:
        """Per trained weight."""
        return optimizer_bytes(self.optimizer, self.master_weights)

    @property
    def frozen_bytes(self) -> float:
        """Per frozen weight of the layers."""
        return FROZEN_BYTES[self.frozen_weights or ("nf4" if self.method == "qlora" else "bf16")]

    @property
    def is_paged(self) -> bool:
        """Whether only the optimiser states of one layer at a time are on the accelerator."""
        return self.offload != "none" or self.method in PAGED

    @property
    def product_bytes(self) -> float:
        """Per weight of the widest matrix, while it is worked on: its gradient, or its frozen form unpacked."""
        if not self.adapters_only:
            return 6.0 if self.master_weights == "fp32" else 2.0
        return 2.0 if self.frozen_bytes < 2.0 else 0.0

    @property
    def is_unmeasured(self) -> bool:
        """Whether the record has few rows, or none, of states that are kept like this."""
        is_usual = self.offload == "none" and self.master_weights == "fp32" and not self.optimizer_in_backward
        return self.adapters_only or not is_usual


def optimizer_bytes(optimizer: str, master_weights: str) -> float:
    """Return bytes of optimiser states per trained weight: 32-bit copy and moments.

    Without a copy PyTorch's Adam keeps its moments in the 16 bits of the weights.

    >>> [optimizer_bytes(*kind) for kind in (("adam", "fp32"), ("adam_8bit", "fp32"), ("adam", "none"))]
    [12.0, 6.0, 4.0]
    """
    moments = MOMENT_BYTES[optimizer]
    return MASTER_BYTES[master_weights] + (min(moments, 4.0) if master_weights == "none" else moments)


def replicas_of(layouts: Layouts) -> tuple[Floats, Floats]:
    """Return over how many accelerators (plain, routed) states can be sharded."""
    plain = layouts.data * layouts.context
    routed = np.where(layouts.expert > 1, plain * layouts.tensor / layouts.expert, plain)
    return np.maximum(plain, 1.0), np.maximum(routed, 1.0)


def state_bytes(
    model: Architecture, layouts: Layouts, stage: Stage, tuning: Tuning, micro_batches: Floats
) -> dict[str, Floats]:
    """Return weights, gradients and optimiser states of a stage.

    In a pipeline FSDP holds weights (16 bits) and gradients (32 bits) whole beside its shards: gathering and reducing
    them for each micro-batch would take too long.
    """
    if tuning.adapters_only:
        return _adapter_states(model, layouts, stage, tuning)
    weights = gradients = optimizer = np.zeros(())
    each = 4.0 if tuning.master_weights == "fp32" else 2.0
    for local, copies in zip(stage_parameters(model, layouts, stage), replicas_of(layouts), strict=True):
        is_split = layouts.sharding == ZERO3
        whole = np.where(is_split & (layouts.pipeline > 1), 1.0, 0.0)
        weights = weights + np.where(is_split, 2.0 * local / copies, 2.0 * local) + whole * 2.0 * local
        are_split = is_split | (layouts.sharding == ZERO2)
        gradients = gradients + np.where(are_split, 2.0 * local / copies, each * local) + whole * each * local
        moments = np.where(layouts.sharding == NONE, 1.0, copies)
        optimizer = optimizer + tuning.optimizer_bytes * local / moments
    if tuning.offload == "parameters":
        weights = np.zeros_like(weights)
    return {
        "weights": weights + _gathered_layers(model, layouts, stage, tuning),
        "gradients": gradients * _kept_gradients(model, tuning, micro_batches),
        "optimizer": optimizer / (model.layers if tuning.is_paged else 1),
    }


def _kept_gradients(model: Architecture, tuning: Tuning, micro_batches: Floats) -> Floats:
    """Share of the gradients that is there at a time: one layer's where they leave for main memory or for the update.

    ZeRO-Offload (arXiv 2101.06840), section 4.1. An update within the backward pass works with one micro-batch per
    step only: gradients of several are added up.
    """
    one_layer = 1.0 / model.layers
    if tuning.offload != "none":
        return np.asarray(one_layer)
    return np.where((micro_batches <= 1) & tuning.optimizer_in_backward, one_layer, 1.0)


def _gathered_layers(model: Architecture, layouts: Layouts, stage: Stage, tuning: Tuning) -> Floats:
    """Two layers gathered in 16 bits; in a pipeline the 32-bit gradients of one on their way to its shards.

    With weights in main memory also the vocabulary table, which is wider than a layer.
    """
    layer = 4.0 * model.parameters / model.layers / layouts.tensor
    if tuning.offload == "parameters":
        table = 2.0 * model.embedding_parameters / layouts.tensor
        return np.maximum(layer, np.where(stage.tables > 0, table, 0.0))
    return np.where((layouts.sharding == ZERO3) & (layouts.data * layouts.context > 1), layer, 0.0)


def _adapter_states(model: Architecture, layouts: Layouts, stage: Stage, tuning: Tuning) -> dict[str, Floats]:
    """Frozen weights and fully trained low-rank adapters in bf16.

    Vocabulary tables and norms stay at 16 bits: trainers pack the matrices of the layers only (transformers,
    `get_keys_to_not_convert`; torchtune, `quantize_base`).
    """
    plain, routed = stage_parameters(model, layouts, stage)
    copies = np.where(layouts.sharding == ZERO3, layouts.data * layouts.context, 1.0)
    adapters = adapter_parameters(model, tuning.rank) / (layouts.tensor * layouts.pipeline)
    on_accelerator = tuning.optimizer_bytes / (model.layers if tuning.is_paged else 1)
    tables = stage.tables * model.embedding_parameters / layouts.tensor
    frozen = tuning.frozen_bytes * (plain + routed) + (2.0 - tuning.frozen_bytes) * tables
    if tuning.offload == "parameters":
        frozen = _gathered_layers(model, layouts, stage, tuning) * copies
    return {
        "weights": frozen / copies + 2.0 * adapters,
        "gradients": 2.0 * adapters,
        "optimizer": on_accelerator * adapters + np.zeros_like(plain),
    }


def adapter_parameters(model: Architecture, rank: int) -> float:
    """Trainable weights of low-rank adapters on all matrices of attention and (active) MLP of every layer."""
    h, q, kv = model.hidden_size, model.query_size, model.kv_size
    width = max(model.ffn_size if model.plain_layers else 0, model.expert_ffn_size)
    per_layer = (h + q) * 2 + (h + kv) * 2 + (h + width) * (3 if model.gated_mlp else 2)
    return float(rank * per_layer * model.layers)
