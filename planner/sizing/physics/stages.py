"""What the accelerators at either end of a pipeline hold; one stage, the whole model, where there is no pipeline."""

from dataclasses import dataclass

import numpy as np

from planner.sizing.physics.parallelism import Layouts
from planner.sizing.physics.transformer import Architecture
from planner.sizing.result import Bools, Floats


@dataclass(frozen=True, slots=True)
class Stage:
    """One end of a pipeline; arrays broadcast over accelerator x layout.

    layers, expert_layers: transformer layers on an accelerator, all its parts of the model together, and how many of
        them have experts. tables: vocabulary tables.
    in_flight: micro-batches that have gone forward through all these layers and not yet back.
    has_head: where the loss is computed.
    """

    layers: Floats
    expert_layers: Floats
    tables: Floats
    in_flight: Floats
    has_head: Bools

    @property
    def expert_share(self) -> Floats:
        return np.asarray(self.expert_layers / self.layers)


def first_stage(model: Architecture, layouts: Layouts, micro_batches: Floats) -> Stage:
    """Return the stage that keeps the most micro-batches; it has the plain layers of a model that starts with them.

    In flight: one micro-batch for each stage; with v parts of the model on each accelerator 1 + (p - 1) / (p v) times
    as many (Narayanan et al. 2021, arXiv 2104.04473, section 2.2).
    """
    layers = model.layers / layouts.pipeline
    deepest = layouts.pipeline + (layouts.pipeline - 1) / np.maximum(layouts.virtual_stages, 1.0)
    waiting = np.where(layouts.virtual_stages > 1, deepest, layouts.pipeline)
    return Stage(
        layers=layers,
        expert_layers=np.maximum(layers - _leading(model), 0.0) * _share_behind(model),
        tables=_tables(model, layouts),
        in_flight=np.minimum(waiting, micro_batches),
        has_head=layouts.pipeline == 1,
    )


def last_stage(model: Architecture, layouts: Layouts, micro_batches: Floats) -> Stage:
    """Return the stage that computes the loss.

    In flight: one micro-batch; with v parts of the model also those that have passed all parts but the last.
    """
    layers = model.layers / layouts.pipeline
    parts = np.where(layouts.pipeline > 1, np.maximum(layouts.virtual_stages, 1.0), 1.0)
    waiting = ((parts - 1) * layouts.pipeline + 1) / parts
    behind = np.minimum(layers, float(model.layers - _leading(model)))
    return Stage(
        layers=layers,
        expert_layers=behind * _share_behind(model),
        tables=_tables(model, layouts),
        in_flight=np.minimum(waiting, micro_batches),
        has_head=layouts.pipeline >= 1,
    )


def _leading(model: Architecture) -> int:
    """Plain layers before all others; none where they are as many as those with experts: then both alternate."""
    return model.dense_layers if model.dense_layers < model.moe_layers else 0


def _share_behind(model: Architecture) -> float:
    """Share of the layers behind the leading ones that have experts."""
    return model.moe_layers / (model.layers - _leading(model))


def _tables(model: Architecture, layouts: Layouts) -> Floats:
    return np.where(layouts.pipeline > 1, 1.0, 1.0 if model.tied_embeddings else 2.0)


def stage_parameters(model: Architecture, layouts: Layouts, stage: Stage) -> tuple[Floats, Floats]:
    """Return (plain, routed) weights of a stage on one accelerator, before data-parallel sharding."""
    scale = model.parameters / model.shape_parameters
    each = model.attention_parameters + 2.0 * model.hidden_size
    with_experts = model.shared_experts * model.expert_parameters + model.hidden_size * model.experts
    plain = stage.layers * each + stage.expert_layers * with_experts
    plain = plain + (stage.layers - stage.expert_layers) * model.mlp_parameters
    plain = (plain + stage.tables * model.embedding_parameters) / layouts.tensor
    split = np.where(layouts.expert > 1, layouts.expert, layouts.tensor)
    return scale * plain, scale * stage.expert_layers * model.experts * model.expert_parameters / split
