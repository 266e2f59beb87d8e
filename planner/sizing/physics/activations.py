"""Activations of training that a stage of a pipeline keeps or works on. Bytes; arrays over accelerator x layout.

Korthikanti et al. 2022 (arXiv 2205.05198), with flash attention and sequence parallelism.
"""

from dataclasses import dataclass

import numpy as np

from planner.sizing.physics.calibration import MemoryConstants
from planner.sizing.physics.parallelism import SELECTIVE, Layouts
from planner.sizing.physics.stages import Stage
from planner.sizing.physics.transformer import Architecture
from planner.sizing.result import Floats

OUTPUTS_HELD_UNTIL, LOGITS_HELD_UNTIL = 2025.4, 2025.8  # versions of PyTorch


@dataclass(frozen=True, slots=True)
class Batch:
    """What runs through a stage. tokens: of a micro-batch on one accelerator; micro_batches: per step and replica.

    loss: its form, plain, fused or chunked. product_bytes: per weight of the widest matrix, while it is worked on.
    """

    tokens: Floats
    micro_batches: Floats
    framework: str
    software_year: float | None
    loss: str
    product_bytes: float

    @property
    def is_fsdp(self) -> bool:
        return self.framework == "fsdp"

    def is_before(self, year: float) -> bool:
        """Tell whether the software is older; unless its year is given it is of today."""
        return self.software_year is not None and self.software_year < year


def activation_bytes(
    model: Architecture, layouts: Layouts, stage: Stage, batch: Batch, constants: MemoryConstants
) -> Floats:
    """Return what a stage keeps of the micro-batches in flight, and what it works on.

    Megatron's peak is what is allocated at once: logits and a layer's working set are never needed together. Other
    trainers publish what PyTorch's allocator reserved, where both add up; that is also what must fit.
    """
    kept = _kept_bytes(model, layouts, stage, batch) * batch.tokens / layouts.tensor
    kept = kept * np.ceil(stage.layers) * stage.in_flight
    work = _layer_bytes(model, float(model.is_mixture)) * batch.tokens / layouts.tensor
    loss = constants.logit_bytes(batch.loss) * _logits(model, layouts, batch)
    loss = np.where(stage.has_head, loss, 0.0)
    widest = max(model.ffn_size if model.plain_layers else 0, _expert_width(model))
    product = batch.product_bytes * model.hidden_size * widest / layouts.tensor
    if batch.framework == "megatron":
        return np.asarray(kept + np.maximum(work, loss) + product)
    if not batch.is_fsdp:
        return np.asarray(kept + work + loss + product)
    gathered = np.where(layouts.tensor > 1, constants.gathered_bytes * batch.tokens * model.hidden_size, 0.0)
    loss = np.maximum(loss, _gathered_keys(model, layouts, batch))
    between = _between_stages(model, layouts, stage, batch)
    return np.asarray(kept + work + gathered + loss + between + product)


def _logits(model: Architecture, layouts: Layouts, batch: Batch) -> Floats:
    return np.asarray(batch.tokens * model.vocabulary_size / layouts.tensor)


def _gathered_keys(model: Architecture, layouts: Layouts, batch: Batch) -> Floats:
    """Keys and values of the whole sequence, repeated for every query head.

    PyTorch's context parallelism gathers them before attention. They find room in what the loss has left free.
    """
    whole = 4.0 * model.query_size * batch.tokens * layouts.context / layouts.tensor
    return np.where(layouts.context > 1, whole, 0.0)


def _between_stages(model: Architecture, layouts: Layouts, stage: Stage, batch: Batch) -> Floats:
    """What PyTorch's stages hold for every micro-batch of a step: buffers for the gradients of their outputs.

    Until pull request 153383 (May 2025) also the outputs, and until 165822 (October 2025) those of the last part, the
    logits (16 bits); of the micro-batch at work they are counted with the loss. Received inputs are what the
    micro-batches in flight keep anyway.
    """
    passed = batch.micro_batches * (np.maximum(layouts.virtual_stages, 1.0) - stage.has_head)
    boundary = 2.0 * model.hidden_size * batch.tokens / layouts.tensor
    held = passed * boundary * (2.0 if batch.is_before(OUTPUTS_HELD_UNTIL) else 1.0)
    if batch.is_before(LOGITS_HELD_UNTIL):
        logits = 2.0 * (batch.micro_batches - 1) * _logits(model, layouts, batch)
        held = held + np.where(stage.has_head, logits, 0.0)
    return np.where(layouts.pipeline > 1, held, 0.0)


def _expert_width(model: Architecture) -> float:
    return (model.experts_per_token + model.shared_experts) * model.expert_ffn_size


def _mlp_bytes(model: Architecture, expert_share: Floats | float) -> Floats:
    """Kept by the MLP per token: 6f (gated) or 4f; with experts their width, and dispatched copies.

    expert_share: of the layers.
    """
    factor = 6.0 if model.gated_mlp else 4.0
    routed = factor * _expert_width(model) + 4.0 * model.experts_per_token * model.hidden_size
    return np.asarray(factor * model.ffn_size * (1.0 - np.asarray(expert_share)) + routed * expert_share)


def _layer_bytes(model: Architecture, expert_share: Floats | float) -> Floats:
    """One layer and token without recomputation: 10h + 2(q + 2kv) + 2q + 4a + MLP."""
    attention = (
        10.0 * model.hidden_size + 4.0 * model.query_size + 4.0 * model.kv_size + 4.0 * model.attention_heads
    )
    return attention + _mlp_bytes(model, expert_share)


def _kept_bytes(model: Architecture, layouts: Layouts, stage: Stage, batch: Batch) -> Floats:
    """One layer and token as kept from forward to backward under each recomputation mode.

    Selective: Megatron recomputes the core attention only, of which flash attention keeps nothing anyway; the
    operator-wise mode of FSDP trainers keeps the layer input, the attention output and every second product. Of a layer
    that is recomputed only the input is kept.
    """
    everything = _layer_bytes(model, stage.expert_share)
    h, q, kv = model.hidden_size, model.query_size, model.kv_size
    products = 2.0 * (q + 2 * kv + 2 * h) + _mlp_bytes(model, stage.expert_share) * (2 / 3)
    by_operator = 2.0 * h + 2.0 * q + 4.0 * model.attention_heads + products / 2
    selective = by_operator if batch.is_fsdp else everything
    kept = np.where(layouts.recompute == SELECTIVE, selective, everything)
    return kept - layouts.recomputed * (kept - 2.0 * h)
