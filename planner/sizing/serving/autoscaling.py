"""Policies that scale a service: a fluid queue in steps of 15 seconds, for all policies, seeds and days at once."""

import math
from dataclasses import dataclass

import numpy as np

from planner.sizing.result import Floats

STEP_SECONDS = (
    15.0  # how often the HPA looks (Kubernetes documentation: horizontal-pod-autoscaler-sync-period)
)
TOLERANCE = 0.1  # of the HPA: no change while the metric is this close to its target
STABLE_MINUTES = 5  # of the HPA: down only to the most that was wanted in the last five minutes
STEPS_PER_MINUTE = 4
TOLD_STEPS = 60  # a quarter of an hour: how often it is noted how many replicas there are
RECENT = 0.054  # weight of the last step in the level that the forecast goes by: a fifth for a minute
POLICIES = ("fixed", "reactive", "scheduled", "predictive")


@dataclass(frozen=True, slots=True)
class Fleet:
    """What is scaled; arrays are (B,), one column for each seed and part of a day.

    most: replicas there are. spare: of them, those that every policy keeps up for failures and deployments.
    speed: requests per second of a replica that never pauses. held: requests it then holds.
    safe: largest rate of a replica that keeps the targets. start_seconds: to bring a replica up.
    patience_seconds: in the queue, after which a request is late.
    """

    most: int
    spare: int
    speed: Floats
    held: Floats
    safe: Floats
    start_seconds: float
    patience_seconds: Floats

    @property
    def lead(self) -> int:
        """Steps until a replica that is started now is up."""
        return max(1, math.ceil(self.start_seconds / STEP_SECONDS))


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the policies know, (T, B) in any unit but `planned`.

    now: the usual demand. ahead: the same when a replica that is started now is up. planned: replicas of the schedule
    for then, without spare ones.
    """

    now: Floats
    ahead: Floats
    planned: Floats


@dataclass(frozen=True, slots=True)
class Course:
    """What became of each policy, (P, B): mean replicas that are paid for, the fewest and the most of them, and the
    requests that were late. replicas: (T / TOLD_STEPS, P, B) that are paid for, at the beginning of each stretch."""

    mean_replicas: Floats
    least_replicas: Floats
    most_replicas: Floats
    late: Floats
    replicas: Floats


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


def scale(demand: Floats, forecast: Forecast, fleet: Fleet) -> Course:
    """Run the policies over some hours.

    demand: (T, B) requests per second in each step. Fixed keeps all replicas. Reactive follows the requests in service
    and waiting, over places. Scheduled follows the clock. Predictive takes the level of the last minutes along the
    usual demand to when a replica started now would be up, and goes up where reactive would. Each goes down only to
    the most that it wanted in the last five minutes, and keeps the spare replicas on top. Raises ValueError for no
    steps at all.
    """
    if not len(demand):
        raise ValueError("needs at least one step of demand")
    settled = min(fleet.lead + STABLE_MINUTES * STEPS_PER_MINUTE, len(demand) - 1)
    state = _Service(demand[0], forecast.now[0], fleet, settled)
    for step, rate in enumerate(demand):
        state.serve(rate)
        state.order(rate, forecast.now[step], forecast.ahead[step], forecast.planned[step])
    return Course(state.paid / len(demand), state.least, state.peak, state.late, np.stack(state.told))


class _Service:
    """Replicas up, replicas starting (a ring of steps), and requests in service or waiting; (policies, B) each."""

    def __init__(self, rate: Floats, expected: Floats, fleet: Fleet, settled: int) -> None:
        shape = (len(POLICIES), len(rate))
        first = np.clip(np.ceil(rate / fleet.safe) + fleet.spare, 1.0, fleet.most)
        self.fleet, self.step, self.settled = fleet, 0, settled
        self.up = np.broadcast_to(first, shape).copy()
        self.up[0] = fleet.most
        self.starting = np.zeros((fleet.lead, *shape))
        self.under_way, self.paid, self.late = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        self.peak, self.least = np.zeros(shape), np.full(shape, np.inf)
        self.told: list[Floats] = []
        self.cycle = fleet.held / fleet.speed
        self.decay = np.exp(-STEP_SECONDS / self.cycle)
        self.present = np.minimum(rate * self.cycle, self.up * fleet.held)
        self.wait = np.zeros(shape)
        self.wanted = np.broadcast_to(self.up, (STABLE_MINUTES, *shape)).copy()
        self.level = rate / np.maximum(expected, 1e-9)

    def serve(self, rate: Floats) -> None:
        """Bring up what has started, and serve a step.

        With a free place a request is served in a cycle, n' = rate - n / cycle; without, n' = rate - speed x replicas.
        The larger of the two is n' at any time, so the larger of their ends is the end of the step, but for the one in
        which the last place is taken, where it is a little less.
        """
        slot = self.step % len(self.starting)
        self.up += self.starting[slot]
        self.under_way -= self.starting[slot]
        self.starting[slot] = 0.0
        capacity = self.up * self.fleet.speed
        calm = rate * self.cycle
        free = calm + (self.present - calm) * self.decay
        self.present = np.maximum(free, self.present + (rate - capacity) * STEP_SECONDS)
        before, self.wait = self.wait, np.maximum(self.present / capacity - self.cycle, 0.0)
        low, high = np.minimum(before, self.wait), np.maximum(before, self.wait)
        over = (high - self.fleet.patience_seconds) / np.maximum(high - low, 1e-9)
        self.late += rate * STEP_SECONDS * np.clip(over, 0.0, 1.0)
        replicas = self.up + self.under_way
        self.paid += replicas
        if self.step % TOLD_STEPS == 0:
            self.told.append(replicas)
        np.maximum(self.peak, replicas, out=self.peak)
        if self.step >= self.settled:  # before, there may be as few as the start took for enough
            np.minimum(self.least, replicas, out=self.least)

    def order(self, rate: Floats, expected: Floats, ahead: Floats, planned: Floats) -> None:
        """Decide how many replicas there shall be, start those that are missing and stop those that are too many."""
        fleet, total = self.fleet, self.up + self.under_way
        working = np.maximum(total - fleet.spare, 1.0)
        busy = self.present / (working * fleet.held)
        asked = hpa_replicas(working, busy, fleet.safe / fleet.speed) + fleet.spare
        self.level += RECENT * (rate / np.maximum(expected, 1e-9) - self.level)
        foreseen = np.ceil(self.level * ahead / fleet.safe - 1e-9) + fleet.spare
        asked[0], asked[2] = fleet.most, planned + fleet.spare
        asked[3] = np.where(asked[3] > total[3], np.maximum(asked[3], foreseen), foreseen)
        lately = np.minimum(self._most_wanted(asked), total)
        self._move(np.clip(np.maximum(asked, lately), 1.0, fleet.most), total)

    def _most_wanted(self, wanted: Floats) -> Floats:
        """Return the most that was wanted in this minute and the four before; they are noted by the minute."""
        minute, part = divmod(self.step, STEPS_PER_MINUTE)
        now = self.wanted[minute % STABLE_MINUTES]
        now[:] = np.maximum(now, wanted) if part else wanted
        return np.asarray(self.wanted.max(axis=0))

    def _move(self, wanted: Floats, total: Floats) -> None:
        more = np.maximum(wanted - total, 0.0)
        self.starting[self.step % len(self.starting)] = more
        self.under_way += more
        self.up -= np.minimum(np.maximum(total - wanted, 0.0), self.up - 1.0)
        self.step += 1
