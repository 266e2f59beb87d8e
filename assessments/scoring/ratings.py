"""All that can be said of many engagements at once: scores, levels and trust, as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assessments.scoring.aggregate import roll_up
from assessments.scoring.confidence import Trust, trust_by_scope
from assessments.scoring.layout import Booleans, Floats, Integers, Layout, column
from assessments.scoring.levels import domain_levels, level_floors, practice_levels
from assessments.scoring.values import QuestionValue


@dataclass(frozen=True, slots=True)
class QuestionArrays:
    """The values of the scored questions, (Q, ...) each: one engagement, or further axes for many.

    claimed, supported: levels; worth: of the basis at its age; agreement: 0 to 1. All 0 where not answered.
    """

    claimed: Floats
    supported: Floats
    worth: Floats
    agreement: Floats
    is_answered: Booleans
    is_applicable: Booleans


@dataclass(frozen=True, slots=True)
class Scope:
    """Ratings of one kind of thing: practices (P, ...), domains (D, ...) or the whole (1, ...).

    score, claimed: 1 to 5, 0 where is_known is false; level: 0 where not known.
    level_provisional: an open gate or critical practice could lower the level (of a practice: any open gate).
    """

    score: Floats
    claimed: Floats
    is_known: Booleans
    level: Integers
    level_provisional: Booleans
    trust: Trust


@dataclass(frozen=True, slots=True)
class Ratings:
    """The three scopes."""

    practice: Scope
    domain: Scope
    overall: Scope


def arrays_of(values: Sequence[QuestionValue]) -> QuestionArrays:
    """Return the values of one engagement's questions, in the order of the bank, as arrays (Q,)."""
    rows = [(v.claimed or 0.0, v.supported or 0.0, v.worth or 0.0, v.agreement or 0.0) for v in values]
    numbers = np.array(rows, dtype=np.float64).reshape(-1, 4).T
    claimed, supported, worth, agreement = numbers
    return QuestionArrays(
        claimed=claimed,
        supported=supported,
        worth=worth,
        agreement=agreement,
        is_answered=np.array([value.is_answered for value in values], dtype=bool),
        is_applicable=np.array([value.is_applicable for value in values], dtype=bool),
    )


def rate(layout: Layout, answers: QuestionArrays) -> Ratings:
    """Score, level and trust of every practice, domain and the whole."""
    score = roll_up(layout, answers.supported, answers.is_answered)
    claimed = roll_up(layout, answers.claimed, answers.is_answered)
    in_practice, in_domain, in_whole = trust_by_scope(
        layout, answers.worth, answers.agreement, answers.is_answered, answers.is_applicable
    )
    is_open = answers.is_applicable & ~answers.is_answered
    level = practice_levels(layout, answers.supported, answers.is_answered)
    has_open_gate = layout.by_practice.any(is_open & np.isfinite(column(layout.gate, is_open)))
    practice = Scope(
        score.practice,
        claimed.practice,
        score.has_practice,
        level,
        (level > 0) & has_open_gate,
        in_practice,
    )
    floor = level_floors(layout, level, is_open)
    level, floor = domain_levels(layout, level), domain_levels(layout, floor)
    domain = Scope(score.domain, claimed.domain, score.has_domain, level, floor < level, in_domain)
    level, floor = _lowest(level), _lowest(floor)
    overall = Scope(score.overall, claimed.overall, score.has_overall, level, floor < level, in_whole)
    return Ratings(practice, domain, overall)


def _lowest(levels: Integers) -> Integers:
    """Return the lowest known level of all, (1, ...); 0 where none is known. levels: (D, ...)."""
    lowest = np.where(levels > 0, levels, np.iinfo(np.int64).max).min(axis=0, keepdims=True, initial=6)
    return np.where(lowest > 5, 0, lowest)
