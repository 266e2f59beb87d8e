"""What if: the same engagement with one question, or a whole practice, at another level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.question_bank.model import Bank, Basis
from assessments.scoring.maturity import DomainMaturity, Maturity, OverallMaturity, PracticeMaturity
from assessments.scoring.responses import Consensus, Response
from assessments.scoring.score import DRAWS, score


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """The maturity as it is, and as it would be if `questions`, all of one practice, were at `level`."""

    questions: tuple[str, ...]
    level: float
    before: Maturity
    after: Maturity

    @property
    def question(self) -> str:
        """The question, or the first of the practice."""
        return self.questions[0]

    @property
    def practice(self) -> tuple[PracticeMaturity, PracticeMaturity]:
        """The practice of the question, before and after."""
        pairs = zip(self.before.practices, self.after.practices, strict=True)
        return next(pair for pair in pairs if any(q.id == self.question for q in pair[0].questions))

    @property
    def domain(self) -> tuple[DomainMaturity, DomainMaturity]:
        """The domain of the question, before and after."""
        practice = self.practice[0].id
        pairs = zip(self.before.domains, self.after.domains, strict=True)
        return next(pair for pair in pairs if any(p.id == practice for p in pair[0].practices))

    @property
    def overall(self) -> tuple[OverallMaturity, OverallMaturity]:
        """The whole, before and after."""
        return self.before.overall, self.after.overall

    def to_json(self) -> dict[str, Any]:
        """Return plain data: score and level before and after, of practice, domain and the whole."""
        scopes = {"practice": self.practice, "domain": self.domain, "overall": self.overall}
        return {"question": self.question, "level": self.level} | {
            name: {
                "score": [before.score, after.score],
                "level": [before.level, after.level],
                "p10": [before.p10, after.p10],
                "p90": [before.p90, after.p90],
            }
            for name, (before, after) in scopes.items()
        }


def counterfactual(
    bank: Bank,
    responses: Sequence[Response],
    question_id: str,
    level: float,
    *,
    basis: Basis = "documented",
    consensus: Sequence[Consensus] = (),
    applicable: Mapping[str, bool] | None = None,
    seed: int = 0,
    draws: int = DRAWS,
) -> Counterfactual:
    """Score the engagement as it is and as if everybody had agreed on `level` for one question.

    The imagined answer is fresh and, unless `basis` says otherwise, documented: the level is supported.
    Raises ValueError for a question that is not scored or not asked, and as `score` does.
    """
    scored = {question.id for question in bank.questions() if question.is_scored}
    if question_id not in scored or not (applicable or {}).get(question_id, True):
        raise ValueError(f"{question_id!r} is not a scored question that is asked")
    before, after = (
        score(bank, responses, consensus=agreed, applicable=applicable, seed=seed, draws=draws)
        for agreed in (consensus, _imagined(consensus, [question_id], level, basis))
    )
    return Counterfactual((question_id,), level, before, after)


def counterfactual_practice(
    bank: Bank,
    responses: Sequence[Response],
    practice_id: str,
    level: float,
    *,
    basis: Basis = "documented",
    consensus: Sequence[Consensus] = (),
    applicable: Mapping[str, bool] | None = None,
    seed: int = 0,
    draws: int = DRAWS,
) -> Counterfactual:
    """Score the engagement as it is and as if every question of a practice that applies were at `level`.

    As `counterfactual`. Raises ValueError for a practice without such a question, and as `score` does.
    """
    before = score(bank, responses, consensus=consensus, applicable=applicable, seed=seed, draws=draws)
    names = [
        question.id
        for practice in before.practices
        if practice.id == practice_id
        for question in practice.questions
        if question.status not in ("not_asked", "not_applicable")
    ]
    if not names:
        raise ValueError(f"no question of {practice_id!r} applies")
    imagined = _imagined(consensus, names, level, basis)
    after = score(bank, responses, consensus=imagined, applicable=applicable, seed=seed, draws=draws)
    return Counterfactual(tuple(names), level, before, after)


def _imagined(
    consensus: Sequence[Consensus], questions: Sequence[str], level: float, basis: Basis
) -> list[Consensus]:
    others = [agreed for agreed in consensus if agreed.question not in questions]
    return [*others, *(Consensus(question, level, basis) for question in questions)]
