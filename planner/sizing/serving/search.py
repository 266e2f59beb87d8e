"""Choose the width of a replica and how many requests it holds: all widths and concurrencies at once."""

from dataclasses import dataclass

import numpy as np

from planner.sizing.result import Floats
from planner.sizing.serving.frame import Z95, ServingFrame, server_of
from planner.sizing.serving.inference import free_cache_bytes, most_concurrent
from planner.sizing.serving.loop import closed_loop
from planner.sizing.uncertainty import median, normal_quantile
from planner.sizing.workload import BatchInference

CONCURRENCIES = np.unique(np.round(2.0 ** np.arange(0, 13.25, 0.5)))
NODE_GROUPS = 8.0  # attention groups for which CONCURRENCIES are enough: 1,024 requests each
BATCH_DAYS = 7.0
INTER_TOKEN_SPREAD = 1.15  # 95th percentile over requests against the mean


@dataclass(frozen=True, slots=True)
class Replica:
    """The chosen replica of each accelerator, (A,). concurrency: the most that keeps the targets and fits.

    failure: "", "memory" (weights or a single request do not fit), "width" (wider than what the link joins), "latency"
    (no load keeps the targets).
    """

    tensor: Floats
    pipeline: Floats
    attention_data: Floats
    concurrency: Floats
    most: Floats
    failure: tuple[str, ...]
    explored: int

    @property
    def width(self) -> Floats:
        return self.tensor * self.pipeline * self.attention_data


def choose_replicas(frame: ServingFrame) -> Replica:
    """Return per accelerator the replica with which the fewest accelerators carry the load.

    Everything is judged at median inputs, with the model's error at the wanted confidence.
    """
    widths = _widths(frame)
    tensor, pipeline, data = (widths[:, [column]] for column in range(3))
    server = server_of(frame, tensor, pipeline, data)
    prompt, answer = median(frame.prompt), median(frame.answer)
    limit = most_concurrent(frame.model, server, prompt, answer, frame.around.assumptions.memory_utilisation)
    offered = np.minimum(_concurrencies(frame, data), np.maximum(limit, 1.0))
    loop = closed_loop(
        frame.model,
        server,
        offered,
        prompt=prompt,
        answer=answer,
        long_prompt=median(frame.long_prompt),
        computed_share=median(frame.computed_share),
    )
    quantile = normal_quantile(np.array([frame.around.assumptions.confidence]))[0]
    sigmas = np.array([frame.sigma_of(row) for row in range(len(frame.chips))])
    margin = np.exp(sigmas * quantile)[:, None, None]
    excess = np.maximum(
        loop.time_to_first_token_p95 * margin / frame.first_target,
        loop.inter_token * margin * INTER_TOKEN_SPREAD / frame.inter_target,
    )
    keeps = excess <= 1.0
    fits = np.broadcast_to(limit >= 1.0, keeps.shape)
    usable = fits & ((tensor * data <= server.domain) | _is_fixed(frame))
    value = _value(
        frame, loop.requests_per_second / margin, offered, np.broadcast_to(server.width, offered.shape)
    )
    unusable = np.where(fits, -1e18, -2e18) + _memory_order(frame, widths)
    flat = np.where(usable, np.where(keeps, value, -1e12 * excess), unusable)
    flat = flat.reshape(len(frame.chips), -1)
    best = np.argmax(flat, axis=1)
    rows = np.arange(len(frame.chips))
    at = (rows, *np.unravel_index(best, offered.shape[1:]))
    width_at = widths[at[1]]
    return Replica(
        tensor=width_at[:, 0],
        pipeline=width_at[:, 1],
        attention_data=width_at[:, 2],
        concurrency=offered[at],
        most=np.broadcast_to(limit, offered.shape)[at],
        failure=tuple(_failure(usable[index], fits[index], keeps[index]) for index in zip(*at, strict=True)),
        explored=int(offered.size),
    )


def _failure(is_usable: np.bool_, fits: np.bool_, keeps: np.bool_) -> str:
    if is_usable:
        return "" if keeps else "latency"
    return "width" if fits else "memory"


def _memory_order(frame: ServingFrame, widths: Floats) -> Floats:
    """Prefer, among what does not fit, the replica that comes closest to fitting."""
    tensor, pipeline, data = (widths[:, [column]] for column in range(3))
    free = free_cache_bytes(frame.model, server_of(frame, tensor, pipeline, data), 1.0)
    return np.clip(free, -1e17, 0.0)


def _concurrencies(frame: ServingFrame, data: Floats) -> Floats:
    """Return the requests to try, (K, C) or (C,): more where a replica has more attention groups than a node."""
    fixed = frame.workload.engine.concurrency
    if isinstance(fixed, int):
        return np.array([float(fixed)])
    return np.round(CONCURRENCIES * np.maximum(data / NODE_GROUPS, 1.0))


def _is_fixed(frame: ServingFrame) -> bool:
    """Tell whether the user says how a replica is cut, so that it may be wider than what the link joins."""
    return frame.workload.engine.tensor is not None or frame.workload.engine.attention_data is not None


def _widths(frame: ServingFrame) -> Floats:
    """Return (K, 3) tensor, pipeline and attention-data degrees worth trying."""
    engine, model = frame.workload.engine, frame.model
    tensors = (
        [engine.tensor]
        if engine.tensor
        else [n for n in (1, 2, 4, 8, 16) if model.attention_heads % n == 0 and (n <= 8 or _is_wide(frame))]
    )
    pipelines = [engine.pipeline] if engine.pipeline else [1, 2, 4] if model.parameters > 5e10 else [1]
    spread = [1, 2, 4, 8] if model.is_mixture and engine.tensor is None else [1]
    datas = [engine.attention_data] if engine.attention_data else spread
    rows = [(t, p, d) for t in tensors for p in pipelines for d in datas]
    if engine.accelerators is not None or frame.workload.accelerators is not None:
        total = engine.accelerators or frame.workload.accelerators or 1
        rows = [row for row in rows if row[0] * row[1] * row[2] <= total] or rows[:1]
    return np.array(rows, dtype=float)


def _is_wide(frame: ServingFrame) -> bool:
    return any(chip.domain > 8 for chip in frame.chips)


def _value(frame: ServingFrame, speed: Floats, held: Floats, width: Floats) -> Floats:
    """Return how good a choice is: fewest accelerators first, then requests per second per accelerator."""
    each = speed / width
    if isinstance(frame.workload, BatchInference):
        deadline = frame.workload.deadline_days.likely if frame.workload.deadline_days else BATCH_DAYS
        needed = frame.workload.requests.likely / (deadline * 86400.0)
        total = width * np.ceil(needed / speed)
    elif frame.rate is not None:
        rate, burst = median(frame.rate), median(frame.burstiness)
        total = width * replicas_for(rate, burst, held, speed)
    else:
        return each
    return np.asarray(-total + 0.5 * each / np.max(each))


def replicas_for(
    rate: Floats | float,
    burstiness: Floats | float,
    held: Floats,
    speed: Floats,
    coefficient: float = Z95,
) -> Floats:
    """Return how many replicas hold the requests of a bursty peak in 95 of 100 moments.

    In service on average N = rate x time in service; its variance is burstiness x N (1 for Poisson arrivals).
    held: requests one replica may hold; speed: requests per second it then completes. coefficient: of the spread;
    of a normal distribution unless a simulation tells better.

    >>> float(replicas_for(10.0, 1.0, np.array(32.0), np.array(4.0)))
    3.0
    """
    present = rate * held / speed
    return np.asarray(
        np.maximum(1.0, np.ceil((present + coefficient * np.sqrt(burstiness * present)) / held))
    )
