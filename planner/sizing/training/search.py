"""Choose the layout and the number of accelerators of a training run: all combinations at once, as arrays."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from planner.sizing.chips import Chips
from planner.sizing.physics.calibration import CALIBRATION, Calibration
from planner.sizing.physics.memory import tuned_memory
from planner.sizing.physics.parallelism import Layouts
from planner.sizing.physics.states import Tuning
from planner.sizing.physics.transformer import Architecture
from planner.sizing.result import Bools, Floats, Ints
from planner.sizing.training.recomputation import Recomputation, recomputation_of, with_smallest_share
from planner.sizing.training.step import StepTime, step_time

ROUNDS = 4  # of throughput -> data parallelism -> throughput
LARGEST = 2.0**20
BATCH_SLACK = 1.1  # batch sizes are given in round numbers

Failure = Literal["", "precision", "memory", "layout", "batch"]


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What stays the same for all layouts of a run."""

    sequence_length: float
    global_batch_tokens: float
    precision: str
    framework: str
    software_year: float | None
    tuning: Tuning
    memory_share: float
    calibration: Calibration = CALIBRATION
    loss: str | None = None
    fragmentation: float = 0.0

    @property
    def adapters_only(self) -> bool:
        return self.tuning.adapters_only


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen layout of each accelerator, (A,): one row of `layouts` each."""

    layouts: Layouts
    accelerators: Floats
    tokens_per_second: Floats
    step: StepTime
    memory: dict[str, Floats]
    failure: tuple[Failure, ...]
    explored: int


def choose_layouts(
    model: Architecture,
    chips: Chips,
    candidates: Layouts,
    settings: RunSettings,
    *,
    accelerators: int | None = None,
    data: int | None = None,
    tokens_per_second: Floats | float = 0.0,
    at_least: int = 1,
) -> Choice:
    """Return the best layout per accelerator.

    accelerators: the most there are; data: fixed data parallelism; otherwise the fewest that reach `tokens_per_second`
    (one number, or (A, 1)), number `at_least` so many, and fit. Among equals the fastest. Rows without a layout that
    fits give the one that comes closest, with the reason in `failure`.
    """
    if data or accelerators:
        unit = _expert_unit(candidates)
        most = np.floor((accelerators or LARGEST) / candidates.width)
        most = np.where(most > unit, np.floor(most / unit) * unit, most)
        degree = np.full(most.shape, float(data)) if data else most
        spread = np.broadcast_to(degree, (len(chips.names), len(degree))).copy()
        layouts = _as_many(model, chips, candidates.with_data(np.clip(degree, 1.0, LARGEST)), settings)
        layouts = layouts.with_data(np.clip(spread, 1.0, LARGEST))
    else:
        needs = _recomputation(model, chips, candidates, settings)
        spread = _fewest(model, chips, candidates, settings, needs, tokens_per_second, at_least)
        layouts = needs.on(candidates, np.clip(spread, 1.0, LARGEST))
    step = _time(model, chips, layouts, settings)
    memory = memory_of(model, layouts, settings, step.micro_batches)
    speed = settings.global_batch_tokens / step.total
    total = layouts.width * layouts.data
    checks = _checks(model, chips, layouts, settings, memory["total"], spread, accelerators)
    fits = checks["precision"] & checks["memory"] & checks["layout"] & checks["batch"]
    cost = np.where(np.isnan(speed), np.inf, total * 1e3 - speed / np.nanmax(speed, initial=1.0))
    if accelerators or data:
        cost = np.where(np.isnan(speed), np.inf, -speed)
    is_slow = speed < tokens_per_second * (1 - 1e-9)
    cost = np.where(is_slow & np.isfinite(cost), 1e12 * (2.0 - speed / np.nanmax(speed, initial=1.0)), cost)
    best = _pick(cost, fits, checks, memory["total"])
    rows = np.arange(len(chips.names))

    def at(values: Floats) -> Floats:
        return np.asarray(np.broadcast_to(values, speed.shape)[rows, best], dtype=float)

    return Choice(
        layouts=layouts.pick(best),
        accelerators=at(total),
        tokens_per_second=at(speed),
        step=StepTime(**{name: at(getattr(step, name)) for name in StepTime.__slots__}),
        memory={part: at(value) for part, value in memory.items()},
        failure=tuple(_failure(fits[row], checks, int(row), int(best[row])) for row in rows),
        explored=int(fits.size),
    )


def _checks(
    model: Architecture,
    chips: Chips,
    layouts: Layouts,
    settings: RunSettings,
    needed: Floats,
    spread: Floats,
    accelerators: int | None,
) -> dict[str, Bools]:
    shape = layouts.data.shape
    experts = layouts.tensor * layouts.context * layouts.data
    layout_ok = (spread >= 1) & (experts % layouts.expert == 0)
    if accelerators:
        layout_ok &= layouts.width * spread <= accelerators
    rows_of_batch = settings.global_batch_tokens / settings.sequence_length
    return {
        "precision": np.broadcast_to(np.isfinite(chips.peak), shape),
        "memory": np.broadcast_to(needed <= _room(chips, settings) * (1 + 1e-9), shape),
        "layout": layout_ok,
        "batch": np.broadcast_to(layouts.data * layouts.micro_batch <= BATCH_SLACK * rows_of_batch, shape),
    }


def _pick(cost: Floats, fits: Bools, checks: dict[str, Bools], needed: Floats) -> Ints:
    """Best that fits; else the smallest in memory among those that divide; else the smallest in memory."""
    fallback = np.where(checks["layout"], 0.0, 1e18) + np.where(np.asarray(checks["batch"]), 0.0, 1e17)
    ranked = np.where(fits, np.where(np.isfinite(cost), cost, 1e13), 1e15 + fallback + needed)
    return np.asarray(np.argmin(ranked, axis=1))


def _failure(fits: Bools, checks: dict[str, Bools], row: int, best: int) -> Failure:
    if fits.any():
        return ""
    order: tuple[Failure, ...] = ("precision", "layout", "memory", "batch")
    return next((name for name in order if not checks[name][row, best]), "memory")


def _fewest(
    model: Architecture,
    chips: Chips,
    candidates: Layouts,
    settings: RunSettings,
    needs: Recomputation,
    tokens_per_second: Floats | float,
    at_least: int,
) -> Floats:
    """Return the data parallelism (A, K) that reaches the speed, fits in memory and fills whole nodes.

    Speed grows less than linearly with data parallelism; the secant of the last two points tells how much less.
    """
    least = needs.least_data(LARGEST)
    least = np.maximum(least, np.ceil(candidates.expert / (candidates.tensor * candidates.context)))
    least = np.maximum(least, np.ceil(at_least / candidates.width))
    sequences = settings.global_batch_tokens / (settings.sequence_length * candidates.micro_batch)
    most = np.maximum(np.maximum(1.0, np.floor(BATCH_SLACK * sequences)), least)

    def speed_each(data: Floats) -> Floats:
        step = _time(model, chips, needs.on(candidates, data), settings)
        speed = settings.global_batch_tokens / step.total / data
        return np.where(np.isnan(speed), 1.0, speed)

    before, data = least, np.clip(tokens_per_second / speed_each(least), least, most)
    speed_before = speed_each(before)
    for _ in range(ROUNDS):
        speed = speed_each(data)
        run = np.log(data / before)
        slope = np.where(np.abs(run) > 1e-9, np.log(speed / speed_before) / np.where(run == 0, 1.0, run), 0.0)
        lack = np.clip(tokens_per_second / (speed * data), 1e-9, 1e30)
        before, speed_before = data, speed
        data = np.clip(data * lack ** (1.0 / (1.0 + np.clip(slope, -0.9, 0.0))), least, most)
    return _whole_nodes(np.ceil(data - 1e-6), candidates, chips.per_node)


def _whole_nodes(data: Floats, candidates: Layouts, per_node: Floats) -> Floats:
    """Round up so that experts are spread evenly and a run larger than one node uses whole nodes."""
    size = np.broadcast_to(candidates.width, data.shape).astype(int)
    node = np.broadcast_to(per_node, data.shape).astype(int)
    unit = np.broadcast_to(_expert_unit(candidates), data.shape).astype(int)
    data = np.ceil(data / unit) * unit
    step = np.lcm(node // np.gcd(size, node), unit)
    return np.where(data * size > node, np.ceil(data / step) * step, data)


def _expert_unit(candidates: Layouts) -> Floats:
    """Return what data parallelism must be a multiple of, so that expert parallelism divides its group."""
    expert = candidates.expert.astype(int)
    group = (candidates.tensor * candidates.context).astype(int)
    return np.asarray(expert // np.gcd(expert, group), dtype=float)


def _room(chips: Chips, settings: RunSettings) -> Floats:
    return settings.memory_share * chips.memory_bytes


def _recomputation(
    model: Architecture, chips: Chips, candidates: Layouts, settings: RunSettings
) -> Recomputation:
    def memory(layouts: Layouts, micro_batches: Floats) -> Floats:
        return memory_of(model, layouts, settings, micro_batches)["total"]

    return recomputation_of(candidates, memory, _room(chips, settings), model.layers)


def _as_many(model: Architecture, chips: Chips, layouts: Layouts, settings: RunSettings) -> Layouts:
    """Return layouts whose replicas are given with as much recomputed as each accelerator needs."""

    def memory(some: Layouts, micro_batches: Floats) -> Floats:
        return memory_of(model, some, settings, micro_batches)["total"]

    each = layouts.data * layouts.micro_batch * settings.sequence_length
    count = np.maximum(1.0, settings.global_batch_tokens / each)
    return with_smallest_share(layouts, memory, count, _room(chips, settings), model.layers)


def _time(model: Architecture, chips: Chips, layouts: Layouts, settings: RunSettings) -> StepTime:
    return step_time(
        model,
        chips,
        layouts,
        sequence_length=settings.sequence_length,
        global_batch_tokens=settings.global_batch_tokens,
        precision=settings.precision,
        framework=settings.framework,
        software_year=settings.software_year,
        adapters_only=settings.adapters_only,
        offload=settings.tuning.offload,
        constants=settings.calibration.training,
    )


def memory_of(
    model: Architecture, layouts: Layouts, settings: RunSettings, micro_batches: Floats
) -> dict[str, Floats]:
    """Return bytes by part on the fullest accelerator with each layout."""
    return tuned_memory(
        model,
        layouts,
        settings.tuning,
        sequence_length=settings.sequence_length,
        micro_batches=micro_batches,
        framework=settings.framework,
        software_year=settings.software_year,
        loss=settings.loss,
        fragmentation=settings.fragmentation,
        constants=settings.calibration.memory,
    )
