"""How much of a layout is recomputed: as few layers as memory needs. Arrays over accelerator x layout."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from planner.sizing.physics.parallelism import PARTIAL, Layouts
from planner.sizing.result import Bools, Floats, Ints

MANY = 1e9  # replicas over which sharded states vanish
MemoryOf = Callable[[Layouts, Floats], Floats]


@dataclass(frozen=True, slots=True)
class _Line:
    """Memory of a layout as a function of its replicas: constant + falling / data, bytes; each (K,).

    alone: of one replica, which gathers nothing.
    """

    constant: Floats
    falling: Floats
    alone: Floats

    def at(self, data: Floats, columns: Ints) -> Floats:
        """Return the bytes of some layouts with so many replicas, (A, some)."""
        several = self.constant[columns] + self.falling[columns] / data
        return np.where(data > 1, several, self.alone[columns])


@dataclass(frozen=True, slots=True)
class Recomputation:
    """What layouts take at most and at least, whatever the replicas: with no layer recomputed and with all.

    room: bytes that can be used on each accelerator, (A, 1). layers: of a stage, (K,).
    """

    room: Floats
    layers: Floats
    is_partial: Bools
    kept: _Line
    recomputed: _Line

    def least_data(self, most: float) -> Floats:
        """Return the least data parallelism (A, K) that fits, `most` where none does."""
        room = self.room - self.recomputed.constant
        need = np.where(room > 0, np.ceil(self.recomputed.falling / np.where(room > 0, room, 1.0)), most)
        return np.where(self.recomputed.alone <= self.room, 1.0, np.clip(need, 1.0, most))

    def share(self, data: Floats) -> Floats:
        """Return the smallest share of the layers (A, K) with which so many replicas fit; 1 where none does."""
        columns = np.flatnonzero(self.is_partial)
        some, found = data[:, columns], np.ones(data.shape)
        kept, recomputed = self.kept.at(some, columns), self.recomputed.at(some, columns)
        found[:, columns] = smallest_share(kept, recomputed, self.room, self.layers[columns])
        return found

    def on(self, layouts: Layouts, data: Floats) -> Layouts:
        """Return the layouts with so many replicas, and as much recomputed as they need."""
        spread = layouts.with_data(data)
        return spread.with_share(self.share(data)) if self.is_partial.any() else spread


def with_smallest_share(
    layouts: Layouts, memory: MemoryOf, micro_batches: Floats, room: Floats, layers: int
) -> Layouts:
    """Return layouts, whose replicas (K,) are known, with the share (A, K) of layers recomputed that they need."""
    if not (layouts.recompute == PARTIAL).any():
        return layouts
    kept, recomputed = (memory(layouts.with_share(np.asarray(share)), micro_batches) for share in (0.0, 1.0))
    return layouts.with_share(smallest_share(kept, recomputed, room, np.ceil(layers / layouts.pipeline)))


def recomputation_of(layouts: Layouts, memory: MemoryOf, room: Floats, layers: int) -> Recomputation:
    """Return what layouts take without and with recomputation; memory: total bytes of layouts and micro-batches."""
    several = np.full(layouts.width.shape, 1e6)  # micro-batches: as many as any pipeline keeps

    def line(share: float) -> _Line:
        shared = layouts.with_share(np.asarray(share))
        base, two, one = (
            memory(shared.with_data(np.full(several.shape, replicas)), several)
            for replicas in (MANY, 2.0, 1.0)
        )
        return _Line(base, 2 * (two - base), one)

    is_partial = layouts.recompute == PARTIAL
    recomputed = line(1.0)
    kept = line(0.0) if is_partial.any() else recomputed
    return Recomputation(room, np.ceil(layers / layouts.pipeline), is_partial, kept, recomputed)


def smallest_share(kept: Floats, recomputed: Floats, room: Floats, layers: Floats) -> Floats:
    """Return the smallest share of a stage's layers that must be recomputed to fit, in whole layers; 1 at most.

    kept, recomputed: bytes with none and with all of the layers recomputed.

    >>> smallest_share(np.array(100.0), np.array(27.0), np.array(75.0), np.array(8.0)).tolist()
    0.375
    """
    saved = np.maximum(kept - recomputed, 1.0)
    share = np.clip((kept - room) / saved, 0.0, 1.0)
    return np.asarray(np.minimum(np.ceil(share * layers - 1e-9) / layers, 1.0))
