"""The value of a question: several answers become one claimed and one supported level, with its doubt."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assessments.question_bank.consolidate import BASIS_RANK
from assessments.question_bank.model import Basis, Question
from assessments.scoring.responses import Consensus, Response, SettledKind

QuestionStatus = Literal["answered", "unanswered", "unknown", "not_applicable", "not_asked"]

# Levels 4 and 5 claim that something is measured and managed: without proof they count as this.
UNSUPPORTED_CEILING = 3.0
BASIS_WORTH: dict[Basis, float] = {"measured": 1.0, "documented": 0.85, "estimated": 0.6, "guessed": 0.4}
STALE_WORTH = 0.4
BASIS_SIGMA: dict[Basis, float] = {"measured": 0.1, "documented": 0.2, "estimated": 0.4, "guessed": 0.6}
# A whole level stands for everything that rounds to it: the variance of a uniform of width 1.
ROUNDING_VARIANCE = 1 / 12
AGREEMENT_OF_ONE = 0.8
LEVEL_SPAN = 4.0


@dataclass(frozen=True, slots=True)
class QuestionValue:
    """One question after all answers were put together; what is None was not answered.

    basis, age_months: of the best-founded answer at or above the claimed level.
    worth: what that basis is worth at that age, 0.4 to 1. agreement: 0 to 1.
    spread: highest minus lowest claimed level. sigma: standard deviation of the level.
    settled: whether a consensus or an override replaces the answers; dissent: who had given another level.
    """

    status: QuestionStatus
    claimed: float | None = None
    supported: float | None = None
    basis: Basis | None = None
    age_months: float | None = None
    respondents: int = 0
    spread: float | None = None
    worth: float | None = None
    agreement: float | None = None
    sigma: float | None = None
    settled: SettledKind | None = None
    dissent: tuple[str, ...] = ()

    @property
    def is_answered(self) -> bool:
        """Whether it counts in the score."""
        return self.status == "answered"

    @property
    def is_applicable(self) -> bool:
        """Whether it counts in coverage: asked, and not set aside as not applicable."""
        return self.status in ("answered", "unanswered", "unknown")


def value_of(
    question: Question,
    responses: Sequence[Response],
    consensus: Consensus | None = None,
    is_asked: bool = True,
) -> QuestionValue:
    """Put all answers to one question together.

    In this order: a question that is not asked leaves; what was settled replaces the answers; a countersigned
    "not applicable" sets the question aside; the lower median of the answers counts; "don't know" and a
    "not applicable" that nobody countersigned are unanswered.
    """
    if not is_asked:
        return QuestionValue("not_asked")
    given = [answer for answer in responses if answer.status == "answered" and answer.level is not None]
    if consensus:
        return _settled(question, consensus, given)
    if any(answer.status == "not_applicable" and answer.is_countersigned for answer in responses):
        return QuestionValue("not_applicable")
    if given:
        return _valued(question, given, given, given)
    is_unknown = any(answer.status == "unknown" for answer in responses)
    return QuestionValue("unknown" if is_unknown else "unanswered")


def lower_median(levels: Sequence[float]) -> float:
    """Return the middle level; of an even number the lower of the two in the middle.

    >>> lower_median([5, 2]), lower_median([2, 3, 4, 5]), lower_median([4, 5, 2])
    (2, 3, 4)
    """
    return sorted(levels)[(len(levels) - 1) // 2]


def worth_of(basis: Basis, age_months: float, half_life_months: float) -> float:
    """Return what a basis is worth at an age: it decays towards that of a guess.

    >>> worth_of("measured", 0, 12), worth_of("measured", 12, 12), worth_of("guessed", 99, 12)
    (1.0, 0.7, 0.4)
    """
    fresh: float = 0.5 ** (age_months / half_life_months)
    return STALE_WORTH + (BASIS_WORTH[basis] - STALE_WORTH) * fresh


def _settled(question: Question, settled: Consensus, given: Sequence[Response]) -> QuestionValue:
    """Value a question by what was settled: a consensus ends the disagreement, an override is one more voice."""
    is_override = settled.kind == "override"
    return replace(
        _valued(question, [settled], given, [*given, settled] if is_override else []),
        settled=settled.kind,
        dissent=tuple(sorted(answer.respondent for answer in given if answer.level != settled.level)),
    )


def _valued(
    question: Question,
    counted: Sequence[Response | Consensus],
    given: Sequence[Response],
    voices: Sequence[Response | Consensus],
) -> QuestionValue:
    """Value a question by the answers that are counted.

    voices: those whose disagreement adds doubt and lowers agreement; without any, agreement is full.
    """
    claimed = lower_median([_level(answer) for answer in counted])
    best = _best_founded(question, [answer for answer in counted if _level(answer) >= claimed])
    spread = _spread(given)
    apart = spread if voices is given else _spread(voices)
    return QuestionValue(
        status="answered",
        claimed=claimed,
        supported=_supported(claimed, [*counted, *given]),
        basis=best.basis,
        age_months=best.age_months,
        respondents=len(given),
        spread=spread,
        worth=worth_of(best.basis, best.age_months, question.half_life_months),
        agreement=AGREEMENT_OF_ONE if len(voices) == 1 else 1 - apart / LEVEL_SPAN,
        sigma=(ROUNDING_VARIANCE + BASIS_SIGMA[best.basis] ** 2 + (apart / 2) ** 2 / max(1, len(voices)))
        ** 0.5,
    )


def _supported(claimed: float, answers: Sequence[Response | Consensus]) -> float:
    """Return the claimed level, or the highest level that somebody proved (at least 3) if that is lower."""
    proven = [_level(answer) for answer in answers if _is_proven(answer)]
    return min(claimed, max([UNSUPPORTED_CEILING, *proven]))


def _is_proven(answer: Response | Consensus) -> bool:
    return answer.has_evidence or answer.basis in ("measured", "documented")


def _best_founded(question: Question, answers: Sequence[Response | Consensus]) -> Response | Consensus:
    def foundation(answer: Response | Consensus) -> tuple[float, int, float]:
        worth = worth_of(answer.basis, answer.age_months, question.half_life_months)
        return worth, BASIS_RANK[answer.basis], -answer.age_months

    return max(answers, key=foundation)


def _spread(answers: Sequence[Response | Consensus]) -> float:
    levels = [_level(answer) for answer in answers]
    return max(levels) - min(levels) if levels else 0.0


def _level(answer: Response | Consensus) -> float:
    if answer.level is None:
        raise ValueError(f"{answer.question}: an answer without a level was counted")
    return float(answer.level)
