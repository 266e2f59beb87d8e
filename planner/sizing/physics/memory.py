"""Memory of training on the fullest accelerator, by part. Bytes; arrays broadcast over accelerator x layout."""

from collections.abc import Mapping

import numpy as np

from planner.sizing.physics.activations import Batch, activation_bytes
from planner.sizing.physics.calibration import CALIBRATION, MemoryConstants
from planner.sizing.physics.parallelism import Layouts
from planner.sizing.physics.stages import Stage, first_stage, last_stage, stage_parameters
from planner.sizing.physics.states import Tuning, state_bytes
from planner.sizing.physics.transformer import Architecture
from planner.sizing.result import Floats

LOSS_FUSED = 2025  # year from which FSDP trainers compile the loss


def training_memory(
    model: Architecture,
    layouts: Layouts,
    *,
    sequence_length: float,
    micro_batches: Floats,
    framework: str = "megatron",
    software_year: float | None = None,
    loss: str | None = None,
    method: str = "full",
    rank: int = 16,
    optimizer: str = "adam",
    frozen_weights: str | None = None,
    fragmentation: float = 0.0,
    constants: MemoryConstants = CALIBRATION.memory,
) -> dict[str, Floats]:
    """Return `tuned_memory` of the usual ways to keep states: a 32-bit copy of the weights, all on the accelerator."""
    return tuned_memory(
        model,
        layouts,
        Tuning(method, rank, optimizer, frozen_weights),
        sequence_length=sequence_length,
        micro_batches=micro_batches,
        framework=framework,
        software_year=software_year,
        loss=loss,
        fragmentation=fragmentation,
        constants=constants,
    )


def tuned_memory(
    model: Architecture,
    layouts: Layouts,
    tuning: Tuning,
    *,
    sequence_length: float,
    micro_batches: Floats,
    framework: str = "megatron",
    software_year: float | None = None,
    loss: str | None = None,
    fragmentation: float = 0.0,
    constants: MemoryConstants = CALIBRATION.memory,
) -> dict[str, Floats]:
    """Return bytes by part on the fullest accelerator: weights, gradients, optimizer, activations, kv_cache (none),
    other, total.

    micro_batches: per step and replica, (K,) or (A, K). The stage that is fullest is either the first (it keeps
    the activations of all micro-batches in flight) or the last (it holds the logits).
    loss: plain, fused or chunked; by framework and year unless given.
    With qlora the optimiser is paged: the states of one layer at a time are on the accelerator (Dettmers et al. 2023,
    arXiv 2305.14314, section 3); `offload` does the same for other methods (ZeRO-Offload, arXiv 2101.06840).
    fragmentation: memory that the allocator holds for activations without being able to use it, as a share of them;
    part of `other`.
    Sources: Rajbhandari et al. 2020 (arXiv 1910.02054) for sharded states; Megatron-LM's distributed optimizer
    (6 + 12/DP bytes per parameter); for activations see `activation_bytes`.
    """
    batch = Batch(
        layouts.micro_batch * sequence_length / layouts.context,
        micro_batches,
        framework,
        software_year,
        loss or usual_loss(framework, software_year),
        tuning.product_bytes,
    )

    def of_stage(stage: Stage) -> dict[str, Floats]:
        parts = state_bytes(model, layouts, stage, tuning, micro_batches)
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


def usual_loss(framework: str, software_year: float | None) -> str:
    """Return the form of the loss that a framework has of its own.

    Megatron-LM has a kernel for it, FSDP trainers compile it since 2025; Hugging Face's Trainer, and what is built on
    it or on DeepSpeed, computes it with plain operators, whatever the year (transformers, `ForCausalLMLoss`:
    `logits.float()`).

    >>> usual_loss("megatron", None), usual_loss("fsdp", 2024.5), usual_loss("other", None)
    ('fused', 'plain', 'plain')
    """
    if framework == "other":
        return "plain"
    is_old = framework == "fsdp" and software_year is not None and software_year < LOSS_FUSED
    return "plain" if is_old else "fused"


def local_parameters(model: Architecture, layouts: Layouts) -> tuple[Floats, Floats]:
    """Return (plain, routed) weights on the stage with the most of them, before data-parallel sharding.

    That is the last: leading layers without experts are smaller than those with them.
    """
    return stage_parameters(model, layouts, last_stage(model, layouts, np.ones(())))
