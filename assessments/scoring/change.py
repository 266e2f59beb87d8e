"""A change taken apart: how much of it comes from each of the things that changed, exactly.

The Shapley value: what a thing adds, averaged over all orders in which the changes could have happened. It is
the only split that adds up, treats equal things equally and gives nothing to what makes no difference
(L. S. Shapley, "A value for n-person games", 1953).
"""

import math
from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np

from assessments.scoring.layout import Floats


def attribute(groups: Sequence[str], outcome: Callable[[frozenset[str]], Floats]) -> dict[str, Floats]:
    """Return what each group of changes adds to the outcome; together they are the whole difference.

    outcome: the outcome (n,) with only the changes of some groups made; it is asked once for each set of groups,
    2 to the power of their number in all.

    >>> parts = attribute(["a", "b"], lambda made: np.array([2.0 * ("a" in made) + 4.0 * (len(made) == 2)]))
    >>> float(parts["a"][0]), float(parts["b"][0])
    (4.0, 2.0)
    """
    if len(set(groups)) != len(groups):
        raise ValueError(f"a group is named twice in {list(groups)}")
    results = {
        frozenset(made): outcome(frozenset(made))
        for size in range(len(groups) + 1)
        for made in combinations(groups, size)
    }
    return {group: _average_gain(group, len(groups), results) for group in groups}


def _average_gain(group: str, count: int, results: dict[frozenset[str], Floats]) -> Floats:
    total = np.zeros_like(results[frozenset()])
    for made, before in results.items():
        if group not in made:
            orders = math.factorial(len(made)) * math.factorial(count - len(made) - 1)
            total = total + (results[made | {group}] - before) * orders
    share: Floats = total / math.factorial(count)
    return share
