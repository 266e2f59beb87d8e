"""Levels: a step is reached when enough of the weight stands on it and every gate to it is open."""

from typing import TypeVar

import numpy as np

from assessments.question_bank.model import LEVELS
from assessments.scoring.layout import Booleans, Floats, Integers, Layout, column

PRACTICE_SHARE = (2, 3)
DOMAIN_SHARE = (4, 5)
# Weights are floats: 0.1 + 0.7 must still be two thirds of 0.1 + 0.7 + 0.4.
_ROUNDING = 1 - 1e-9

Weight = TypeVar("Weight", float, Floats)


def practice_levels(layout: Layout, levels: Floats, answered: Booleans) -> Integers:
    """Return the level of each practice, (P, ...); 0 where nothing was answered.

    levels: (Q, ...) supported levels; answered: (Q, ...). A level is reached when, for every level up to it, at
    least 2/3 of the answered weight is at or above that level and every answered gate from it is at it.
    """
    weight = column(layout.question_weight, levels) * answered
    total = layout.by_practice.sum(weight)
    holds = total > 0
    reached = holds.astype(np.int64)
    gate = column(layout.gate, levels)
    for level in LEVELS[1:]:
        standing = layout.by_practice.sum(weight * (levels >= level))
        shut = layout.by_practice.any(answered & (gate <= level) & (levels < level))
        holds = holds & (standing >= needed_weight(total, PRACTICE_SHARE)) & ~shut
        reached += holds
    return reached


def domain_levels(layout: Layout, levels: Integers) -> Integers:
    """Return the level of each domain, (D, ...); 0 where no practice has one.

    levels: (P, ...) practice levels, 0 where unknown. A level is reached when practices with at least 4/5 of the
    weight, and every critical practice, are at or above it.
    """
    known = levels > 0
    weight = column(layout.practice_weight, levels) * known
    total = layout.by_domain.sum(weight)
    holds = total > 0
    reached = holds.astype(np.int64)
    critical = known & column(layout.is_critical, levels)
    for level in LEVELS[1:]:
        standing = layout.by_domain.sum(weight * (levels >= level))
        behind = layout.by_domain.any(critical & (levels < level))
        holds = holds & (standing >= needed_weight(total, DOMAIN_SHARE)) & ~behind
        reached += holds
    return reached


def level_floors(layout: Layout, levels: Integers, is_open: Booleans) -> Integers:
    """Return how low the practice levels, (P, ...), could become once the open gates are answered.

    levels: (P, ...) practice levels; is_open: (Q, ...) applicable and not answered. A critical practice to
    which nobody has answered anything counts as 1, any other as unknown.
    """
    gate = column(layout.gate, levels)
    floor = 1 * (levels > 0)
    for level in LEVELS[1:]:
        has_open_gate = layout.by_practice.any(is_open & (gate <= level))
        floor += (levels >= level) & ~has_open_gate
    has_open = layout.by_practice.any(is_open)
    is_critical = column(layout.is_critical, levels)
    return np.where((levels == 0) & is_critical & has_open, 1, floor)


def needed_weight(total: Weight, share: tuple[int, int]) -> Weight:
    """Return the weight that makes up a share of the total, with room for rounding."""
    numerator, denominator = share
    return total * (numerator / denominator * _ROUNDING)
