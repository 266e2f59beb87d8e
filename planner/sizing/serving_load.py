"""How many replicas a service needs in each scenario, and how those of an option work."""

from dataclasses import dataclass

import numpy as np

from planner.sizing.estimate import Estimate
from planner.sizing.inference import Loop, Server, closed_loop, most_concurrent
from planner.sizing.result import Floats
from planner.sizing.serving_frame import ServingFrame
from planner.sizing.serving_search import BATCH_DAYS, Replica, replicas_for
from planner.sizing.units import DAY
from planner.sizing.workload import BatchInference


@dataclass(frozen=True, slots=True)
class ServingLoad:
    """One option under load; arrays are (S,).

    replicas, count: replicas and accelerators that the option has; needed: replicas each scenario needs.
    held: requests a replica may hold; at_limit: its loop when it does; at_work: at the load of the peak.
    utilisation: requests in service over those that may be held. days: of a batch, None for a service.
    """

    replicas: int
    count: int
    needed: Floats
    held: Floats
    at_limit: Loop
    at_work: Loop
    utilisation: Floats
    days: Floats | None


def fixed_count(frame: ServingFrame) -> int | None:
    """Return the number of accelerators that the user fixed."""
    return frame.workload.engine.accelerators or frame.workload.accelerators


def serving_load(frame: ServingFrame, replica: Replica, server: Server, row: int) -> ServingLoad:
    """Return the load of one option."""
    width, count = int(replica.width[row]), fixed_count(frame)
    share = frame.around.assumptions.memory_utilisation
    most = np.maximum(most_concurrent(frame.model, server, frame.prompt + frame.answer, share), 1.0)
    held = np.minimum(replica.concurrency[row], most)
    limit = _loop(frame, server, held)
    speed = limit.requests_per_second / frame.model_error
    needed = _needed(frame, held, speed)
    confidence = frame.around.assumptions.confidence
    replicas = max(1, count // width) if count else int(np.quantile(needed, confidence, method="higher"))
    total = count or replicas * width
    if frame.rate is None:
        full = np.ones(frame.scenarios.samples)
        return ServingLoad(replicas, total, needed, held, limit, limit, full, _days(frame, speed * replicas))
    present = frame.rate * held / speed / replicas
    work = _loop(frame, server, np.clip(present, 1.0, held))
    return ServingLoad(replicas, total, needed, held, limit, work, np.minimum(present / held, 1.0), None)


def batch_requests(frame: ServingFrame, workload: BatchInference) -> Floats:
    """Return the (S,) number of requests of a batch."""
    return frame.scenarios.draw("requests", workload.requests)


def _needed(frame: ServingFrame, held: Floats, speed: Floats) -> Floats:
    workload = frame.workload
    if isinstance(workload, BatchInference):
        deadline = frame.scenarios.draw("deadline", workload.deadline_days or Estimate.exact(BATCH_DAYS))
        done = speed * _goodput(frame) * deadline * DAY
        return np.maximum(1.0, np.ceil(batch_requests(frame, workload) / done))
    if frame.rate is None:
        return np.ones(frame.scenarios.samples)
    spare = frame.scenarios.draw("spare", frame.around.assumptions.spare_share)
    plain = replicas_for(frame.rate, frame.burstiness, held, speed)
    return plain + np.floor(plain * spare + 0.5)


def _days(frame: ServingFrame, speed: Floats) -> Floats | None:
    if not isinstance(frame.workload, BatchInference):
        return None
    return batch_requests(frame, frame.workload) / (speed * _goodput(frame) * DAY)


def _goodput(frame: ServingFrame) -> Floats:
    return frame.scenarios.draw("goodput", frame.around.assumptions.goodput, most=1.0)


def _loop(frame: ServingFrame, server: Server, held: Floats) -> Loop:
    return closed_loop(
        frame.model,
        server,
        held,
        prompt=frame.prompt,
        answer=frame.answer,
        long_prompt=frame.long_prompt,
        computed_share=frame.computed_share,
    )
