"""Many engagements on one bank, scored at once: arrays in, arrays out, in bounded memory."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessments.question_bank.consolidate import BASIS_RANK
from assessments.question_bank.model import LEVELS, Bank
from assessments.scoring.layout import Booleans, Floats, Integers, Layout, layout_of
from assessments.scoring.ratings import QuestionArrays, Ratings, rate
from assessments.scoring.values import AGREEMENT_OF_ONE, BASIS_WORTH, STALE_WORTH, UNSUPPORTED_CEILING

# Engagements rated together: few enough that the arrays stay near the processor, enough that loops do not count.
CHUNK = 2_000
_PROVEN_FROM = BASIS_RANK["documented"]
_WORTH = np.array([BASIS_WORTH[basis] for basis in sorted(BASIS_RANK, key=BASIS_RANK.__getitem__)])


@dataclass(frozen=True, slots=True)
class BatchRatings:
    """Ratings of E engagements: of practices (E, P), domains (E, D) and the whole (E,).

    Scores, claimed scores and confidences are NaN, levels 0, where they are None in `score`.
    """

    practice_score: Floats
    practice_claimed: Floats
    practice_level: Integers
    practice_confidence: Floats
    domain_score: Floats
    domain_claimed: Floats
    domain_level: Integers
    domain_confidence: Floats
    overall_score: Floats
    overall_claimed: Floats
    overall_level: Integers
    overall_confidence: Floats

    @property
    def index(self) -> Floats:
        """The overall score on a scale from 0 to 100, (E,)."""
        return 25 * (self.overall_score - 1)


def score_many(
    bank: Bank,
    levels: Floats,
    basis: Integers,
    *,
    age_months: Floats | float = 0.0,
    has_evidence: Booleans | bool = False,
    agreement: Floats | float = AGREEMENT_OF_ONE,
    applicable: Booleans | bool = True,
    chunk: int = CHUNK,
) -> BatchRatings:
    """Score E engagements by the same rules as `score`, without intervals and explanations.

    All arrays are (E, Q), a column per scored question in the order of the bank; the optional ones may be a
    single value. levels: claimed, 1 to 5, NaN where not answered. basis: the rank 0 guessed, 1 estimated,
    2 documented, 3 measured; ignored where not answered. agreement: 0 to 1.
    chunk: how many engagements are worked on at a time; memory beyond the arguments and the result grows
    with it, not with E. Raises ValueError for a wrong shape, or a level, basis or age out of range.
    """
    layout = layout_of(bank)
    shape = _checked(layout, levels, basis, age_months, chunk)
    whole = (levels, basis, age_months, has_evidence, agreement, applicable)
    columns: list[NDArray[Any]] = [np.broadcast_to(np.asarray(item), shape) for item in whole]
    found = _empty(layout, shape[0])
    for start in range(0, shape[0], chunk):
        rows = slice(start, start + chunk)
        _write(found, rows, rate(layout, _answers(layout, *(item[rows].T for item in columns))))
    return found


def _checked(
    layout: Layout, levels: Floats, basis: Integers, age_months: Floats | float, chunk: int
) -> tuple[int, int]:
    questions = len(layout.questions)
    if levels.ndim != 2 or levels.shape[1] != questions or basis.shape != levels.shape:
        raise ValueError(f"levels {levels.shape} and basis {basis.shape} must both be (E, {questions})")
    if chunk < 1:
        raise ValueError(f"chunk {chunk} is not positive")
    known = ~np.isnan(levels)
    if (known & ((levels < LEVELS[0]) | (levels > LEVELS[-1]))).any():
        raise ValueError("a level is not between 1 and 5")
    if (known & ((basis < 0) | (basis >= len(_WORTH)))).any():
        raise ValueError(f"a basis is not between 0 and {len(_WORTH) - 1}")
    if not (np.isfinite(age_months) & (np.asarray(age_months) >= 0)).all():
        raise ValueError("an age is not a number of months from 0")
    return levels.shape[0], questions


def _answers(
    layout: Layout,
    levels: Floats,
    basis: Integers,
    age_months: Floats,
    has_evidence: Booleans,
    agreement: Floats,
    applicable: Booleans,
) -> QuestionArrays:
    """Return one chunk as `rate` reads it, (Q, e); what is not applicable is not answered."""
    answered = ~np.isnan(levels) & applicable
    rank = np.where(answered, basis, 0)
    claimed = np.where(answered, levels, 0.0)
    proven = has_evidence | (rank >= _PROVEN_FROM)
    half_life = np.array([[question.half_life_months] for question in layout.questions]).reshape(-1, 1)
    worth = STALE_WORTH + (_WORTH[rank] - STALE_WORTH) * 0.5 ** (age_months / half_life)
    return QuestionArrays(
        claimed=claimed,
        supported=np.where(proven, claimed, np.minimum(claimed, UNSUPPORTED_CEILING)),
        worth=np.where(answered, worth, 0.0),
        agreement=np.where(answered, agreement, 0.0),
        is_answered=answered,
        is_applicable=np.ascontiguousarray(applicable),
    )


def _empty(layout: Layout, engagements: int) -> BatchRatings:
    practices, domains = (engagements, len(layout.practices)), (engagements, len(layout.domains))
    return BatchRatings(
        practice_score=np.empty(practices),
        practice_claimed=np.empty(practices),
        practice_level=np.empty(practices, np.int64),
        practice_confidence=np.empty(practices),
        domain_score=np.empty(domains),
        domain_claimed=np.empty(domains),
        domain_level=np.empty(domains, np.int64),
        domain_confidence=np.empty(domains),
        overall_score=np.empty(engagements),
        overall_claimed=np.empty(engagements),
        overall_level=np.empty(engagements, np.int64),
        overall_confidence=np.empty(engagements),
    )


def _write(found: BatchRatings, rows: slice, ratings: Ratings) -> None:
    for name in ("practice", "domain", "overall"):
        scope = getattr(ratings, name)
        values = {
            "score": np.where(scope.is_known, scope.score, np.nan),
            "claimed": np.where(scope.is_known, scope.claimed, np.nan),
            "level": scope.level,
            "confidence": scope.trust.confidence,
        }
        for what, value in values.items():
            getattr(found, f"{name}_{what}")[rows] = value[0] if name == "overall" else value.T
