"""Arrays become the objects that pages, reports and verdicts read."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from assessments.scoring.aggregate import question_shares
from assessments.scoring.blockers import Standing, domain_blocker, practice_blocker
from assessments.scoring.interval import Simulation, interval_around, quantiles
from assessments.scoring.layout import Floats, Layout
from assessments.scoring.maturity import (
    DomainMaturity,
    Maturity,
    OverallMaturity,
    PracticeMaturity,
    QuestionMaturity,
)
from assessments.scoring.next_best import next_best_questions
from assessments.scoring.ratings import Ratings, Scope
from assessments.scoring.values import QuestionValue

TOP = 5.0


@dataclass(frozen=True, slots=True)
class Scored:
    """Everything that was computed; without a simulation there are no intervals."""

    layout: Layout
    values: tuple[QuestionValue, ...]
    ratings: Ratings
    simulation: Simulation | None


class _Rating(TypedDict):
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


def maturity_of(scored: Scored, *, alpha: float | None, draws: int, seed: int) -> Maturity:
    """Assemble the result."""
    simulation = scored.simulation
    practices = _practices(scored)
    domains = _domains(scored, practices)
    is_open = [index for index, v in enumerate(scored.values) if v.is_applicable and not v.is_answered]
    rows = np.array(is_open, dtype=np.int64)
    return Maturity(
        overall=_overall(scored, domains),
        domains=domains,
        next_best_questions=next_best_questions(scored.layout, simulation, rows) if simulation else (),
        alpha=alpha,
        draws=draws,
        seed=seed,
    )


def _practices(scored: Scored) -> tuple[PracticeMaturity, ...]:
    questions = _questions(scored)
    members: list[list[QuestionMaturity]] = [[] for _ in scored.layout.practices]
    for owner, question in zip(scored.layout.by_practice.owner, questions, strict=True):
        members[owner].append(question)
    samples = scored.simulation.scores.practice if scored.simulation else None
    ratings = _ratings(scored.ratings.practice, samples)
    return tuple(
        PracticeMaturity(
            id=practice.id,
            title=practice.title,
            weight=practice.weight,
            critical=practice.is_critical,
            blocker=practice_blocker(rating["level"], _question_standings(own)),
            questions=tuple(own),
            **rating,
        )
        for practice, own, rating in zip(scored.layout.practices, members, ratings, strict=True)
    )


def _questions(scored: Scored) -> list[QuestionMaturity]:
    answered = np.array([value.is_answered for value in scored.values], dtype=bool)
    shares = question_shares(scored.layout, answered).tolist()
    return [
        QuestionMaturity(
            id=question.id,
            text=question.text,
            status=value.status,
            claimed=value.claimed,
            supported=value.supported,
            basis=value.basis,
            age_months=value.age_months,
            respondents=value.respondents,
            spread=value.spread,
            weight=question.weight,
            gate=question.gate,
            gained=share * (value.supported or 0.0),
            missed=share * (TOP - (value.supported or 0.0)),
            settled=value.settled,
            dissent=value.dissent,
        )
        for question, value, share in zip(scored.layout.questions, scored.values, shares, strict=True)
    ]


def _domains(scored: Scored, practices: Sequence[PracticeMaturity]) -> tuple[DomainMaturity, ...]:
    members: list[list[PracticeMaturity]] = [[] for _ in scored.layout.domains]
    for owner, practice in zip(scored.layout.by_domain.owner, practices, strict=True):
        members[owner].append(practice)
    samples = scored.simulation.scores.domain if scored.simulation else None
    ratings = _ratings(scored.ratings.domain, samples)
    return tuple(
        DomainMaturity(
            id=domain.id,
            title=domain.title,
            weight=domain.weight,
            blocker=domain_blocker(rating["level"], _practice_standings(own)),
            practices=tuple(own),
            **rating,
        )
        for domain, own, rating in zip(scored.layout.domains, members, ratings, strict=True)
    )


def _overall(scored: Scored, domains: Sequence[DomainMaturity]) -> OverallMaturity:
    samples = scored.simulation.scores.overall if scored.simulation else None
    scores = {domain.id: domain.score for domain in domains if domain.score is not None}
    return OverallMaturity(
        weakest_domain=min(scores, key=scores.__getitem__) if scores else None,
        spread=max(scores.values()) - min(scores.values()) if scores else None,
        **_ratings(scored.ratings.overall, samples)[0],
    )


def _ratings(scope: Scope, samples: Floats | None) -> list[_Rating]:
    """Return what is said of each member of a scope. samples: (n, S) possible scores."""
    trust = scope.trust
    confidence = trust.confidence
    low, high = (scope.score, scope.score) if samples is None else quantiles(samples)
    found: list[_Rating] = []
    for index, is_known in enumerate(scope.is_known.tolist()):
        score = float(scope.score[index]) if is_known else None
        interval = None if samples is None else interval_around(score, float(low[index]), float(high[index]))
        found.append(
            _Rating(
                score=score,
                claimed_score=float(scope.claimed[index]) if is_known else None,
                level=int(scope.level[index]) or None,
                level_provisional=bool(scope.level_provisional[index]),
                p10=interval[0] if interval else None,
                p90=interval[1] if interval else None,
                coverage=_number(trust.coverage[index]),
                basis=_number(trust.basis[index]),
                agreement=_number(trust.agreement[index]),
                confidence=_number(confidence[index]),
            )
        )
    return found


def _number(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)


def _question_standings(questions: Sequence[QuestionMaturity]) -> list[Standing]:
    return [
        Standing(
            q.id,
            q.text,
            q.supported,
            q.claimed,
            q.weight,
            math.inf if q.gate is None else q.gate,
            q.settled == "override",
        )
        for q in questions
        if q.status not in ("not_applicable", "not_asked")
    ]


def _practice_standings(practices: Sequence[PracticeMaturity]) -> list[Standing]:
    return [
        Standing(p.id, p.title, p.level, p.level, p.weight, 2 if p.critical else math.inf)
        for p in practices
        if p.coverage is not None
    ]
