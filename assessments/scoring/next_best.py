"""Which open question would narrow the interval of the overall score most, if somebody answered it."""

import math
from dataclasses import dataclass

import numpy as np

from assessments.scoring.aggregate import (
    MEAN_SHARE,
    WEAKEST_SHARE,
    domain_shares,
    practice_shares,
    question_shares,
)
from assessments.scoring.interval import Simulation, answered_levels, quantiles
from assessments.scoring.layout import Booleans, Floats, Integers, Layout
from assessments.scoring.values import BASIS_SIGMA, ROUNDING_VARIANCE

SHOWN = 10
# The answer that is imagined: the mean of 1 + 4 Beta(1, 2), from one person with a document.
EXPECTED_LEVEL = 7 / 3
EXPECTED_SIGMA = math.sqrt(ROUNDING_VARIANCE + BASIS_SIGMA["documented"] ** 2)


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """An open question and how much narrower P10-P90 of the overall score (1 to 5) would be with its answer."""

    id: str
    text: str
    practice: str
    narrowing: float


def next_best_questions(
    layout: Layout, simulation: Simulation, is_open: Integers
) -> tuple[NextQuestion, ...]:
    """Return the open questions that narrow most, best first, at most ten.

    is_open: rows of the applicable questions that are not answered. Each is imagined answered on its own, all
    draws of the others unchanged; the narrowing is the change of the simulated width P90 - P10.
    """
    if not len(is_open):
        return ()
    now = _width(simulation.scores.overall)[0]
    narrowing = now - _width(_overall_if_answered(layout, simulation, is_open))
    best = sorted(
        (-float(gain), layout.questions[row].id, row)
        for gain, row in zip(narrowing, is_open, strict=True)
        if gain > 0
    )
    owner = layout.by_practice.owner
    return tuple(
        NextQuestion(name, layout.questions[row].text, layout.practices[owner[row]].id, round(-gain, 6))
        for gain, name, row in best[:SHOWN]
    )


def _overall_if_answered(layout: Layout, simulation: Simulation, rows: Integers) -> Floats:
    """Return (n, S) overall scores, each row with one more question answered."""
    counted = simulation.applicable[:, 0]
    scores = simulation.scores
    in_practice = question_shares(layout, counted)
    in_domain = practice_shares(layout, layout.by_practice.any(counted))
    in_whole = domain_shares(layout, scores.has_domain[:, 0])
    owner = layout.by_practice.owner[rows]
    domain = layout.by_domain.owner[owner]

    centre, sigma = np.full(len(rows), EXPECTED_LEVEL), np.full(len(rows), EXPECTED_SIGMA)
    change = answered_levels(centre, sigma, simulation.normal[rows]) - simulation.levels[rows]
    change *= (in_practice[rows] * in_domain[owner])[:, np.newaxis]
    weakest, others = _weakest_without(scores.domain, scores.has_domain)
    mean = (scores.overall - WEAKEST_SHARE * weakest) + MEAN_SHARE * in_whole[domain][:, np.newaxis] * change
    return mean + WEAKEST_SHARE * np.minimum(others[domain], scores.domain[domain] + change)


def _weakest_without(domain: Floats, has_domain: Booleans) -> tuple[Floats, Floats]:
    """Return the weakest domain (S,), and for each domain the weakest of the others, (D, S)."""
    known = np.where(has_domain, domain, np.inf)
    others = np.full_like(known, np.inf)
    for row in range(len(known)):
        others[row] = np.delete(known, row, axis=0).min(axis=0, initial=np.inf)
    return known.min(axis=0), others


def _width(samples: Floats) -> Floats:
    low, high = quantiles(samples)
    return high - low
