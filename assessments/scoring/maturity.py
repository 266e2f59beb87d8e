"""The result of scoring: ratings of questions, practices, domains and the whole, and their JSON form."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from assessments.question_bank.model import Basis
from assessments.scoring.blockers import Blocker
from assessments.scoring.confidence import PROVISIONAL_BELOW
from assessments.scoring.next_best import NextQuestion
from assessments.scoring.responses import SettledKind
from assessments.scoring.values import QuestionStatus

_SETTLED = ("settled", "dissent")
_RATING = ("score", "claimed_score", "level", "level_provisional", "p10", "p90")
_TRUST = ("coverage", "basis", "agreement", "confidence", "provisional")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionMaturity:
    """One scored question.

    claimed, supported: levels; basis, age_months: of the best-founded answer at or above the claimed level.
    respondents: how many gave a level; spread: highest minus lowest of those.
    settled: whether a consensus or a consultant's override replaces them; dissent: who had given another level.
    gained, missed: points in the score of the practice; they add up to the score and to 5 minus the score.
    """

    id: str
    text: str
    status: QuestionStatus
    claimed: float | None
    supported: float | None
    basis: Basis | None
    age_months: float | None
    respondents: int
    spread: float | None
    weight: float
    gate: int | None
    gained: float
    missed: float
    settled: SettledKind | None = None
    dissent: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return plain data; `settled` and `dissent` are there only where something was settled."""
        data = _plain(self, (name for name in self.__slots__ if name not in _SETTLED))
        return data | ({"settled": self.settled, "dissent": list(self.dissent)} if self.settled else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """What is said of a practice, a domain and the whole alike.

    score, claimed_score: 1 to 5, by supported and by claimed levels; p10, p90: the interval of the score.
    level: 1 to 5. level_provisional: a gate or critical practice that nobody answered could still lower it.
    coverage, basis, agreement, confidence: 0 to 1; confidence is the product of the three.
    None: not answered, or (coverage and confidence) nothing applies.
    """

    score: float | None
    claimed_score: float | None
    level: int | None
    level_provisional: bool
    p10: float | None
    p90: float | None
    coverage: float | None
    basis: float | None
    agreement: float | None
    confidence: float | None

    @property
    def provisional(self) -> bool:
        """Whether there is too little confidence for a headline."""
        return self.confidence is not None and self.confidence < PROVISIONAL_BELOW


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeMaturity(Rating):
    """A practice, with the first condition that stops its next level."""

    id: str
    title: str
    weight: float
    critical: bool
    blocker: Blocker | None
    questions: tuple[QuestionMaturity, ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        names = ("id", "title", "weight", "critical", *_RATING, *_TRUST)
        return _plain(self, names) | {
            "next_level_blocker": self.blocker.text if self.blocker else None,
            "questions": [question.to_json() for question in self.questions],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainMaturity(Rating):
    """A domain, with the first condition that stops its next level."""

    id: str
    title: str
    weight: float
    blocker: Blocker | None
    practices: tuple[PracticeMaturity, ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return _plain(self, ("id", "title", "weight", *_RATING, *_TRUST)) | {
            "next_level_blocker": self.blocker.text if self.blocker else None,
            "practices": [practice.to_json() for practice in self.practices],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class OverallMaturity(Rating):
    """The whole. weakest_domain: id of the lowest score; spread: highest minus lowest domain score."""

    weakest_domain: str | None
    spread: float | None

    @property
    def index(self) -> float | None:
        """The score on a scale from 0 to 100."""
        return None if self.score is None else 25 * (self.score - 1)

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return _plain(self, (*_RATING, *_TRUST, "index", "weakest_domain", "spread"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Maturity:
    """Everything that scoring says about one set of answers.

    alpha: Krippendorff's, over the questions that at least two people answered; None below ten of them.
    """

    overall: OverallMaturity
    domains: tuple[DomainMaturity, ...]
    next_best_questions: tuple[NextQuestion, ...]
    alpha: float | None
    draws: int
    seed: int

    @property
    def practices(self) -> tuple[PracticeMaturity, ...]:
        """Every practice, in order."""
        return tuple(practice for domain in self.domains for practice in domain.practices)

    @property
    def questions(self) -> tuple[QuestionMaturity, ...]:
        """Every scored question, in order."""
        return tuple(question for practice in self.practices for question in practice.questions)

    def to_json(self) -> dict[str, Any]:
        """Return plain data, as a snapshot stores it."""
        return {
            "overall": self.overall.to_json(),
            "domains": [domain.to_json() for domain in self.domains],
            "next_best_questions": [
                _plain(question, question.__slots__) for question in self.next_best_questions
            ],
            "alpha": self.alpha,
            "draws": self.draws,
            "seed": self.seed,
        }


def _plain(item: object, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(item, name) for name in names}
