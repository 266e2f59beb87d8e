"""How far a score can be trusted: coverage, basis and agreement, apart from the score itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assessments.scoring.layout import Booleans, Floats, Grouping, Layout, column, one_group

PROVISIONAL_BELOW = 0.5
ALPHA_QUESTIONS = 10


@dataclass(frozen=True, slots=True)
class Trust:
    """Confidence and its three factors, each 0 to 1; (P, ...), (D, ...), or (1, ...) for the whole.

    coverage is NaN where nothing applies; basis and agreement where nothing was answered.
    """

    coverage: Floats
    basis: Floats
    agreement: Floats

    @property
    def confidence(self) -> Floats:
        """The product; 0 where nothing was answered and NaN where nothing applies."""
        return np.where(self.coverage == 0, 0.0, self.coverage * self.basis * self.agreement)


def trust_by_scope(
    layout: Layout, worth: Floats, agreement: Floats, answered: Booleans, applicable: Booleans
) -> tuple[Trust, Trust, Trust]:
    """Return the trust in practices (P, ...), domains (D, ...) and the whole (1, ...).

    worth, agreement: (Q, ...), 0 where not answered; answered, applicable: (Q, ...). A question's weight in a
    domain is its share of the applicable weight of its practice, times that of the practice; in the whole,
    times that of the domain.
    """
    weights = column(layout.question_weight, answered)
    seen = weights * answered
    parts = (weights * applicable, seen, seen * worth, seen * agreement)
    practice = tuple(layout.by_practice.sum(part) for part in parts)
    domain = _lifted(practice, layout.practice_weight, layout.by_domain)
    whole = _lifted(domain, layout.domain_weight, one_group(len(layout.domains)))
    return _trust(*practice), _trust(*domain), _trust(*whole)


def krippendorff_alpha(ratings: Mapping[str, Sequence[float]]) -> float | None:
    """Return Krippendorff's alpha (interval metric) over questions that at least two people rated.

    ratings: the levels given to each question. alpha = 1 - observed / expected disagreement.
    None with fewer than ten such questions, or when everybody gave one and the same level to all of them.
    Source: Krippendorff, Computing Krippendorff's Alpha-Reliability (2011).
    """
    units = [np.asarray(levels, dtype=float) for levels in ratings.values() if len(levels) > 1]
    if len(units) < ALPHA_QUESTIONS:
        return None
    pooled = np.concatenate(units)
    expected = _pair_differences(pooled) / (len(pooled) - 1)
    if expected <= 0:
        return None
    observed = sum(_pair_differences(unit) / (len(unit) - 1) for unit in units)
    return float(1 - observed / expected)


def _lifted(parts: Sequence[Floats], weights: Floats, groups: Grouping) -> tuple[Floats, ...]:
    """Carry sums to the scope above, each member scaled so that its applicable weight becomes its own weight."""
    applicable = parts[0]
    weight = column(weights, applicable) * (applicable > 0)
    scale = np.divide(weight, applicable, out=np.zeros_like(weight), where=applicable > 0)
    return tuple(groups.sum(part * scale) for part in parts)


def _trust(applicable: Floats, seen: Floats, worth: Floats, agreement: Floats) -> Trust:
    return Trust(_ratio(seen, applicable), _ratio(worth, seen), _ratio(agreement, seen))


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.full_like(part, np.nan), where=whole > 0)


def _pair_differences(values: Floats) -> float:
    """Return the sum of squared differences over unordered pairs."""
    return float(len(values) * (values**2).sum() - values.sum() ** 2)
