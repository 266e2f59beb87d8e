"""Layouts of a training run as arrays: every combination the rules allow, to be computed at once."""

from dataclasses import dataclass, field, fields, replace
from itertools import product

import numpy as np

from planner.sizing.physics.transformer import Architecture
from planner.sizing.result import Floats, Ints
from planner.sizing.workload import Layout

SHARDINGS = ("none", "zero1", "zero2", "zero3")
RECOMPUTES = ("none", "selective", "full", "partial")
NONE, ZERO1, ZERO2, ZERO3 = range(4)
KEEP, SELECTIVE, FULL, PARTIAL = range(4)
# Tokens from which published runs split sequences (MLPerf Training v4.0 to v5.1), and the fewest of a part.
LONG_SEQUENCE, SHORTEST_PART = 8192, 2048


@dataclass(frozen=True, slots=True)
class Layouts:
    """K layouts as arrays of shape (K,); `data` and `share` may be (A, K) once they are chosen per accelerator.

    sharding, recompute: indexes into SHARDINGS and RECOMPUTES. share: of the layers that are recomputed, where
    recomputation is partial.
    """

    tensor: Floats
    pipeline: Floats
    context: Floats
    expert: Floats
    data: Floats
    virtual_stages: Floats
    micro_batch: Floats
    sharding: Floats
    recompute: Floats
    share: Floats = field(default_factory=lambda: np.ones(()))

    @property
    def recomputed(self) -> Floats:
        """Share of the layers whose forward pass is done twice."""
        return np.where(self.recompute == FULL, 1.0, np.where(self.recompute == PARTIAL, self.share, 0.0))

    @property
    def width(self) -> Floats:
        """Accelerators that hold one copy of the model: tensor x pipeline x context."""
        return self.tensor * self.pipeline * self.context

    def with_data(self, data: Floats) -> "Layouts":
        return replace(self, data=data)

    def with_share(self, share: Floats) -> "Layouts":
        return replace(self, share=share)

    def pick(self, index: Ints) -> "Layouts":
        """Return the layouts at the given positions; what has shape (A, K) gives one column per row."""
        return Layouts(**{column.name: _at(getattr(self, column.name), index) for column in fields(self)})

    def describe(self, row: int) -> dict[str, int | float | str]:
        """Return one layout in the words of the contract."""
        words: dict[str, int | float | str] = {
            "tensor": int(self.tensor[row]),
            "pipeline": int(self.pipeline[row]),
            "context": int(self.context[row]),
            "expert": int(self.expert[row]),
            "data": int(self.data[row]),
            "virtual_stages": int(self.virtual_stages[row]),
            "micro_batch": int(self.micro_batch[row]),
            "sharding": SHARDINGS[int(self.sharding[row])],
            "recompute": self._recompute(row),
        }
        if words["recompute"] == "partial":
            words["recomputed_share"] = round(float(self.recomputed[row]), 4)
        return words

    def _recompute(self, row: int) -> str:
        """Partial recomputation of none or of all layers has its own word."""
        share = float(self.recomputed[row])
        if int(self.recompute[row]) != PARTIAL:
            return RECOMPUTES[int(self.recompute[row])]
        return "none" if share == 0.0 else "full" if share == 1.0 else "partial"


def _at(values: Floats, index: Ints) -> Floats:
    if values.ndim == 2:
        return np.asarray(values[np.arange(len(index)), index])
    return values[index] if values.ndim else values


def candidate_layouts(
    model: Architecture, fixed: Layout, *, sequence_length: int, widest: int, framework: str
) -> Layouts:
    """Return all layouts worth trying, honouring what the user fixed.

    The rules keep the search from exploiting errors of the time model: tensor parallelism stays inside a node
    and divides the heads; a pipeline divides the layers; context parallelism only from 8,192 tokens on, in parts of
    at least 2,048; micro-batches of at most 8 sequences or 65,536 tokens; data parallelism is sharded. Of partial
    recomputation the share is left open (`share` 1).
    """
    tensor = _choices(fixed.tensor, [n for n in (1, 2, 4, 8, 16) if n <= widest and _divides(n, model)])
    pipeline = _choices(fixed.pipeline, _pipelines(model))
    context = _choices(fixed.context, _contexts(sequence_length))
    expert = _choices(fixed.expert, [n for n in (1, 2, 4, 8, 16, 32, 64) if _splits_experts(n, model)])
    micro = _choices(fixed.micro_batch, [n for n in (1, 2, 4, 8) if n == 1 or n * sequence_length <= 65536])
    shardings = (ZERO3,) if framework == "fsdp" else (ZERO1, ZERO3)
    sharding = [SHARDINGS.index(fixed.sharding)] if fixed.sharding else list(shardings)
    recompute = [RECOMPUTES.index(fixed.recompute)] if fixed.recompute else [KEEP, SELECTIVE, PARTIAL]
    rows = [
        row
        for row in product(tensor, pipeline, context, expert, micro, sharding, recompute)
        if _is_sensible(row, fixed, framework)
    ]
    columns = np.array(rows or [(1, 1, 1, 1, 1, ZERO1, KEEP)], dtype=float).T
    stages = np.array([_virtual_stages(model, int(pp), fixed) for pp in columns[1]], dtype=float)
    return Layouts(
        tensor=columns[0],
        pipeline=columns[1],
        context=columns[2],
        expert=columns[3],
        data=np.full(columns.shape[1], float(fixed.data or 1)),
        virtual_stages=stages,
        micro_batch=columns[4],
        sharding=columns[5],
        recompute=columns[6],
    )


def _is_sensible(row: tuple[int, ...], fixed: Layout, framework: str) -> bool:
    """Leave out what nobody runs: sharded weights inside a pipeline, unless the user asks for it."""
    _, pipeline, _, _, _, sharding, _ = row
    if framework == "fsdp":
        return pipeline == 1 or fixed.pipeline is not None
    return not (sharding == ZERO3 and pipeline > 1 and fixed.sharding is None)


def _choices(fixed: int | None, otherwise: list[int]) -> list[int]:
    return [fixed] if fixed else otherwise or [1]


def _divides(tensor: int, model: Architecture) -> bool:
    return (model.attention_heads % tensor == 0 and model.hidden_size // tensor >= 256) or tensor == 1


def _pipelines(model: Architecture) -> list[int]:
    """Divisors of the layers, rounded up to the next even split (126 layers run as 128 minus two)."""
    sizes = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 32, 48, 64)
    return [
        n
        for n in sizes
        if n == 1 or (n * 2 <= model.layers and -(-model.layers // n) * n <= model.layers * 1.08)
    ]


def _contexts(sequence_length: int) -> list[int]:
    sizes = (2, 4, 8) if sequence_length >= LONG_SEQUENCE else ()
    return [1, *(n for n in sizes if n * SHORTEST_PART <= sequence_length)]


def _splits_experts(expert: int, model: Architecture) -> bool:
    return expert == 1 or (model.is_mixture and model.experts % expert == 0)


def _virtual_stages(model: Architecture, pipeline: int, fixed: Layout) -> int:
    """Interleave as published recipes do: the largest divisor of the layers of a stage, at most eight."""
    if fixed.virtual_stages:
        return fixed.virtual_stages
    per_stage = -(-model.layers // pipeline)
    return max(n for n in range(1, 9) if per_stage % n == 0) if pipeline > 1 else 1
