"""Policies that scale a service: a fluid queue, minute by minute, for all policies, seeds and days at once."""

import math
from dataclasses import dataclass

import numpy as np

from planner.sizing.result import Floats

MINUTE = 60.0
TOLERANCE = 0.1  # of the HPA: no change while the metric is this close to its target
STABLE_MINUTES = 5  # of the HPA: down only to the most that was wanted in the last five minutes
RECENT = 0.2  # weight of the last minute in the level that the forecast goes by
POLICIES = ("fixed", "reactive", "scheduled", "predictive")


@dataclass(frozen=True, slots=True)
class Fleet:
    """What is scaled; arrays are (B,), one column for each seed and day.

    most: replicas there are. speed: requests per second of a replica that never pauses. held: requests it then holds.
    safe: largest rate of a replica that keeps the targets. start_seconds: to bring a replica up.
    patience_seconds: in the queue, after which a request is late.
    """

    most: int
    speed: Floats
    held: Floats
    safe: Floats
    start_seconds: float
    patience_seconds: Floats


@dataclass(frozen=True, slots=True)
class Course:
    """What became of each policy, (P, B): mean replicas that are paid for, the most of them, share of late requests."""

    mean_replicas: Floats
    most_replicas: Floats
    late_share: Floats


def hpa_replicas(replicas: Floats, metric: Floats, target: Floats | float) -> Floats:
    """Replicas that the Horizontal Pod Autoscaler of Kubernetes asks for: ceil(replicas x metric / target).

    Nothing moves while the metric is within a tenth of its target (Kubernetes documentation, "Horizontal Pod
    Autoscaling", 2026).

    >>> float(hpa_replicas(np.array(50.0), np.array(90.0), 75.0))
    60.0
    """
    ratio = np.asarray(metric / target)
    wanted = np.ceil(replicas * ratio - 1e-9)
    return np.where(np.abs(ratio - 1.0) <= TOLERANCE, replicas, wanted)


def scale(demand: Floats, expected: Floats, planned: Floats, fleet: Fleet) -> Course:
    """Run the policies over days.

    demand: (T, B) requests per second in each minute. expected: (T, B) shape of the day that the policies know, in any
    unit. planned: (T, B) replicas of the schedule. Fixed keeps all replicas. Reactive follows the requests in service
    and waiting, over places. Scheduled follows the clock. Predictive takes the level of the last minutes along the
    shape to when a replica started now would be up, and goes up where reactive would. Raises ValueError for days
    without a minute.
    """
    if not len(demand):
        raise ValueError("needs at least one minute of demand")
    lead = max(1, math.ceil(fleet.start_seconds / MINUTE))
    state = _Queue(demand[0], expected[0], fleet, lead)
    ahead = np.concatenate([expected, np.repeat(expected[-1:], lead, axis=0)])
    for minute, rate in enumerate(demand):
        state.serve(rate)
        state.order(
            rate, expected[minute], ahead[minute + lead], planned[min(minute + lead, len(planned) - 1)]
        )
    minutes, asked = len(demand), np.maximum(demand.sum(axis=0) * MINUTE, 1e-9)
    return Course(state.paid / minutes, state.peak, state.late / asked)


class _Queue:
    """Replicas up, replicas starting (a ring of minutes), and requests that wait; (policies, B) each."""

    def __init__(self, rate: Floats, expected: Floats, fleet: Fleet, lead: int) -> None:
        shape = (len(POLICIES), len(rate))
        first = np.clip(np.ceil(rate / fleet.safe), 1.0, fleet.most)
        self.fleet, self.minute = fleet, 0
        self.up = np.broadcast_to(first, shape).copy()
        self.up[0] = fleet.most
        self.starting = np.zeros((lead, *shape))
        self.under_way, self.backlog = np.zeros(shape), np.zeros(shape)
        self.paid, self.peak, self.late = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        self.wanted = np.broadcast_to(self.up[1], (STABLE_MINUTES, len(rate))).copy()
        self.level = rate / np.maximum(expected, 1e-9)
        self.served = np.zeros(shape)

    def serve(self, rate: Floats) -> None:
        """Bring up what has started, and serve a minute."""
        slot = self.minute % len(self.starting)
        self.up += self.starting[slot]
        self.under_way -= self.starting[slot]
        self.starting[slot] = 0.0
        capacity = self.up * self.fleet.speed
        before = self.backlog / capacity
        present = self.backlog + rate * MINUTE
        self.served = np.minimum(present, capacity * MINUTE)
        self.backlog = present - self.served
        after, patience = self.backlog / capacity, self.fleet.patience_seconds
        low, high = np.minimum(before, after), np.maximum(before, after)
        self.late += rate * MINUTE * np.clip((high - patience) / np.maximum(high - low, 1e-9), 0.0, 1.0)
        replicas = self.up + self.under_way
        self.paid += replicas
        self.peak = np.maximum(self.peak, replicas)

    def order(self, rate: Floats, expected: Floats, ahead: Floats, planned: Floats) -> None:
        """Decide how many replicas there shall be, start those that are missing and stop those that are too many."""
        fleet, total = self.fleet, self.up + self.under_way
        busy = self.served / (MINUTE * fleet.speed) + self.backlog / fleet.held
        asked = hpa_replicas(total, busy / total, fleet.safe / fleet.speed)
        self.wanted[self.minute % STABLE_MINUTES] = asked[1]
        self.level += RECENT * (rate / np.maximum(expected, 1e-9) - self.level)
        forecast = np.ceil(self.level * ahead / fleet.safe - 1e-9)
        wanted = total.copy()
        wanted[1] = np.maximum(asked[1], np.minimum(self.wanted.max(axis=0), total[1]))
        wanted[2] = planned
        wanted[3] = np.where(asked[3] > total[3], np.maximum(asked[3], forecast), forecast)
        self._move(np.clip(wanted, 1.0, fleet.most), total)

    def _move(self, wanted: Floats, total: Floats) -> None:
        more = np.maximum(wanted - total, 0.0)
        self.starting[self.minute % len(self.starting)] = more
        self.under_way += more
        self.up -= np.minimum(np.maximum(total - wanted, 0.0), self.up - 1.0)
        self.minute += 1
