"""How many replicas a service needs in each scenario, and how those of an option work."""

from dataclasses import dataclass, replace

import numpy as np

from planner.sizing.estimate import Estimate
from planner.sizing.result import Floats
from planner.sizing.serving.frame import Z95, ServingFrame
from planner.sizing.serving.inference import Server, most_concurrent
from planner.sizing.serving.loop import Loop, closed_loop
from planner.sizing.serving.search import BATCH_DAYS, INTER_TOKEN_SPREAD, Replica, replicas_for
from planner.sizing.serving.staffing import Staffing
from planner.sizing.uncertainty import least_at, median
from planner.sizing.units import DAY
from planner.sizing.workload import BatchInference


@dataclass(frozen=True, slots=True)
class ServingLoad:
    """One option under load; arrays are (S,).

    replicas, count: replicas and accelerators that the option has; needed: replicas each scenario needs.
    held: requests a replica may hold; at_limit: its loop when it does; at_work: at the load of the peak.
    utilisation: requests in service over those that may be held. days: of a batch, None for a service.
    staffing: by simulation, None where the quick rule tells the replicas. spares: of the replicas needed, those added
    for failures and deployments.
    """

    replicas: int
    count: int
    needed: Floats
    held: Floats
    at_limit: Loop
    at_work: Loop
    utilisation: Floats
    days: Floats | None
    staffing: Staffing | None = None
    spares: Floats | None = None

    @property
    def without_spares(self) -> Floats:
        """Replicas that each scenario needs for the load alone."""
        return self.needed if self.spares is None else self.needed - self.spares

    @property
    def first_token(self) -> Floats:
        """Mean seconds to the first token at the peak."""
        return self.at_work.time_to_first_token * (self.staffing.mean_over_loop if self.staffing else 1.0)

    @property
    def first_token_p95(self) -> Floats:
        """Seconds within which 95 of 100 requests get their first token at the peak."""
        return self.at_work.time_to_first_token_p95 * (
            self.staffing.first_over_loop if self.staffing else 1.0
        )

    @property
    def inter_token_p95(self) -> Floats:
        """Mean seconds between the tokens of a request that 95 of 100 requests keep at the peak."""
        spread = self.staffing.inter_over_loop if self.staffing else INTER_TOKEN_SPREAD
        return self.at_work.inter_token * spread

    def safe_share(self, frame: ServingFrame) -> float:
        """Return the largest rate of a replica that keeps the targets over that without a pause, at the median."""
        most = median(self.at_limit.requests_per_second / frame.model_error)
        if self.staffing is not None:
            return min(1.0, self.staffing.rate / most)
        rate = median(frame.rate) if frame.rate is not None else most
        return float(np.clip(rate / most / median(self.without_spares), 0.1, 1.0))


def fixed_count(frame: ServingFrame) -> int | None:
    """Return the number of accelerators that the user fixed."""
    return frame.workload.engine.accelerators or frame.workload.accelerators


def serving_load(
    frame: ServingFrame, replica: Replica, server: Server, row: int, staffing: Staffing | None = None
) -> ServingLoad:
    """Return the load of one option. staffing: as simulated; None takes the quick rule."""
    width, count = int(replica.width[row]), fixed_count(frame)
    share = frame.around.assumptions.memory_utilisation
    most = np.maximum(most_concurrent(frame.model, server, frame.prompt, frame.answer, share), 1.0)
    held = np.minimum(replica.concurrency[row], most)
    limit = _loop(frame, server, held)
    speed = limit.requests_per_second / frame.model_error
    plain, spares = _needed(frame, held, speed, staffing.coefficient if staffing else Z95)
    needed = plain + spares
    confidence = frame.around.assumptions.confidence
    replicas = max(1, count // width) if count else int(least_at(needed, confidence))
    total = count or replicas * width
    if frame.rate is None:
        full = np.ones(frame.scenarios.samples)
        needed = needed if isinstance(frame.workload, BatchInference) else replicas * full
        return ServingLoad(replicas, total, needed, held, limit, limit, full, _days(frame, speed * replicas))
    present = frame.rate * held / speed / replicas
    work = _loop(frame, server, np.clip(present, 1.0, held))
    busy = np.minimum(present / held, 1.0)
    return ServingLoad(replicas, total, needed, held, limit, work, busy, None, staffing, spares)


def batch_requests(frame: ServingFrame, workload: BatchInference) -> Floats:
    """Return the (S,) number of requests of a batch."""
    return frame.scenarios.draw("requests", workload.requests)


def _needed(frame: ServingFrame, held: Floats, speed: Floats, coefficient: float) -> tuple[Floats, Floats]:
    """Return (S,) replicas for the load, and spare ones."""
    workload, none = frame.workload, np.zeros(frame.scenarios.samples)
    if isinstance(workload, BatchInference):
        deadline = frame.scenarios.draw("deadline", workload.deadline_days or Estimate.exact(BATCH_DAYS))
        done = speed * _goodput(frame) * deadline * DAY
        return np.maximum(1.0, np.ceil(batch_requests(frame, workload) / done)), none
    if frame.rate is None:
        return none + 1.0, none
    spare = frame.scenarios.draw("spare", frame.around.assumptions.spare_share)
    plain = replicas_for(frame.rate, frame.burstiness, held, speed, coefficient)
    return plain, spare_replicas(plain, spare)


def spare_replicas(replicas: Floats, share: Floats) -> Floats:
    """Return (S,) replicas added for failures and deployments: the share, rounded, and one at least unless it is 0.

    >>> spare_replicas(np.array([1.0, 4.0, 16.0, 9.0]), np.array([0.1, 0.1, 0.1, 0.0]))
    array([1., 1., 2., 0.])
    """
    return np.where(share > 0, np.maximum(np.floor(replicas * share + 0.5), 1.0), 0.0)


def _days(frame: ServingFrame, speed: Floats) -> Floats | None:
    if not isinstance(frame.workload, BatchInference):
        return None
    return batch_requests(frame, frame.workload) / (speed * _goodput(frame) * DAY)


def _goodput(frame: ServingFrame) -> Floats:
    return frame.scenarios.draw("goodput", frame.around.assumptions.goodput, most=1.0)


def _loop(frame: ServingFrame, server: Server, held: Floats) -> Loop:
    return closed_loop(
        frame.model,
        replace(server, speculation=frame.speculation),
        held,
        prompt=frame.prompt,
        answer=frame.answer,
        long_prompt=frame.long_prompt,
        computed_share=frame.computed_share,
    )
