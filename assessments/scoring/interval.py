"""The P10-P90 interval of every score: what it could be, given how well the answers are founded."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assessments.scoring.aggregate import Rollup, roll_up
from assessments.scoring.layout import Booleans, Floats, Layout, column
from assessments.scoring.streams import open_level_draws, question_draws
from assessments.scoring.values import QuestionValue

LOW, HIGH = 0.1, 0.9
# Ends are rounded outwards to this many digits: the last bits of a draw may differ between machines.
_DIGITS = 6

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Simulation:
    """What the scores could be.

    normal: (Q, S) standard normal draws; levels: (Q, S) possible levels, 0 where a question does not apply;
    applicable: (Q, 1); scores: the scores that follow from each draw.
    """

    normal: Floats
    levels: Floats
    applicable: Booleans
    scores: Rollup


def simulate(layout: Layout, values: Sequence[QuestionValue], *, seed: int, draws: int) -> Simulation:
    """Draw the levels of all applicable questions and the scores that follow from them.

    Answered: supported level + sigma z, clipped to 1..5. Not answered: 1 + 4 Beta(1, 2) at the quantile of z.
    z is standard normal and correlates 0.3 within a domain.
    """
    domain_ids = [layout.domains[index].id for index in layout.domain_of_question]
    names = tuple(zip(domain_ids, (question.id for question in layout.questions), strict=True))
    normal = question_draws(seed, draws, names)
    levels = np.zeros_like(normal)
    answered = np.array([value.is_answered for value in values], dtype=bool)
    applicable = np.array([value.is_applicable for value in values], dtype=bool)
    centre = np.array([value.supported for value in values if value.supported is not None])
    sigma = np.array([value.sigma for value in values if value.sigma is not None])
    levels[answered] = answered_levels(centre, sigma, normal[answered])
    is_open = applicable & ~answered
    if is_open.any():
        levels[is_open] = open_level_draws(seed, draws, names)[is_open]
    counted = applicable[:, np.newaxis]
    return Simulation(normal, levels, counted, roll_up(layout, levels, counted))


def answered_levels(centre: Floats, sigma: Floats, normal: Floats) -> Floats:
    """Return centre + sigma z, clipped to 1..5. centre, sigma: (n,); normal: (n, S)."""
    drawn: Floats = np.clip(column(centre, normal) + column(sigma, normal) * normal, 1.0, 5.0)
    return drawn


def quantiles(samples: Floats) -> tuple[Floats, Floats]:
    """Return P10 and P90 of each row, (n,) each, linearly between neighbours. samples: (n, S)."""
    ordered = np.sort(samples, axis=-1)
    return _at(ordered, LOW), _at(ordered, HIGH)


def interval_around(score: float | None, low: float, high: float) -> Interval | None:
    """Return the interval, widened to contain the score and rounded outwards; None without a score."""
    if score is None:
        return None
    scale = 10.0**_DIGITS
    return math.floor(min(low, score) * scale) / scale, math.ceil(max(high, score) * scale) / scale


def _at(ordered: Floats, share: float) -> Floats:
    position = share * (ordered.shape[-1] - 1)
    below = math.floor(position)
    above = min(below + 1, ordered.shape[-1] - 1)
    lower: Floats = ordered[..., below]
    upper: Floats = ordered[..., above]
    between: Floats = lower + (position - below) * (upper - lower)
    return between
