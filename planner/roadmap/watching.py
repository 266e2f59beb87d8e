"""Tell those who wait what a search has in hand: each better plan, and never a worse one after it."""

from collections.abc import Callable, Mapping

from planner.roadmap.model import Problem
from planner.roadmap.outcome import InHand
from planner.roadmap.program import values_of

SAME = 1e-4  # of a goal's value: later goals may give up a little of it
LEAST = 0.01  # what counts as a value at all

Watch = Callable[[InHand], None]


class Improvements:
    """Passes on what is better than all before, by the goals in their order.

    An engine looks at one goal at a time: on its way it may hold a plan that is as good in the first and worse in
    the others, which people would take for a step back.
    """

    def __init__(self, problem: Problem, watch: Watch) -> None:
        self._problem = problem
        self._watch = watch
        self._best: Mapping[str, float] | None = None

    def __call__(self, starts: Mapping[str, int]) -> None:
        values = values_of(self._problem, starts)
        if self._best is None or is_better(values, self._best):
            self._best = values
            self._watch(InHand(starts))


def is_better(new: Mapping[str, float], old: Mapping[str, float]) -> bool:
    """Whether the values of the goals are better: less lateness, then more gain, then less cost.

    >>> old = {"lateness": 2.0, "gain": 5.0, "cost": 10.0}
    >>> is_better(old | {"gain": 6.0, "cost": 20.0}, old), is_better(old | {"lateness": 3.0, "gain": 9.0}, old)
    (True, False)
    """
    for goal, sign in (("lateness", -1.0), ("gain", 1.0), ("cost", -1.0)):
        by = sign * (new[goal] - old[goal])
        if abs(by) > SAME * max(abs(old[goal]), LEAST):
            return by > 0
    return False
