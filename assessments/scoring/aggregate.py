"""Levels of questions become scores of practices, domains and the whole; for one engagement or many at once."""

from dataclasses import dataclass

import numpy as np

from assessments.scoring.layout import Booleans, Floats, Grouping, Layout, column, one_group

# A chain holds as its weakest link, and the mean alone hides it.
MEAN_SHARE = 0.7
WEAKEST_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Rollup:
    """Scores, 1 to 5, and where there is one: practice (P, ...), domain (D, ...), overall (1, ...).

    A score that is not known is 0 here and None outside.
    """

    practice: Floats
    has_practice: Booleans
    domain: Floats
    has_domain: Booleans
    overall: Floats
    has_overall: Booleans


def roll_up(layout: Layout, levels: Floats, counted: Booleans) -> Rollup:
    """Score practices, domains and the whole.

    levels: (Q, ...) levels 1 to 5. counted: (Q, ...) or (Q, 1), whether a question counts.
    Practice: sum(w l) / sum(w); domain: weighted mean of its practices that have a score;
    overall: 0.7 weighted mean of the domains + 0.3 weakest domain.
    """
    practice, has_practice = _mean(layout.by_practice, layout.question_weight, levels, counted)
    domain, has_domain = _mean(layout.by_domain, layout.practice_weight, practice, has_practice)
    mean, has_mean = _mean(one_group(len(layout.domains)), layout.domain_weight, domain, has_domain)
    weakest = np.where(has_domain, domain, np.inf).min(axis=0, keepdims=True, initial=np.inf)
    overall = np.where(has_mean, MEAN_SHARE * mean + WEAKEST_SHARE * weakest, 0.0)
    return Rollup(practice, has_practice, domain, has_domain, overall, has_mean)


def question_shares(layout: Layout, counted: Booleans) -> Floats:
    """Return the share (Q,) that each counted question has in the score of its practice; 0 where not counted."""
    weight = layout.question_weight * counted
    return _ratio(weight, layout.by_practice.sum(weight)[layout.by_practice.owner])


def practice_shares(layout: Layout, counted: Booleans) -> Floats:
    """Return the share (P,) that each counted practice has in the score of its domain."""
    weight = layout.practice_weight * counted
    return _ratio(weight, layout.by_domain.sum(weight)[layout.by_domain.owner])


def domain_shares(layout: Layout, counted: Booleans) -> Floats:
    """Return the share (D,) that each counted domain has in the mean of domains."""
    weight = layout.domain_weight * counted
    return _ratio(weight, np.full_like(weight, weight.sum()))


def _mean(groups: Grouping, weights: Floats, values: Floats, counted: Booleans) -> tuple[Floats, Booleans]:
    weight = column(weights, counted) * counted
    total = groups.sum(weight)
    return _ratio(groups.sum(weight * values), total), total > 0


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros(np.broadcast_shapes(part.shape, whole.shape)), where=whole > 0)
