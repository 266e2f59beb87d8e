"""How mature the organisation is by the answers as they stand now, down to the single question."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accounts.models import UserRequest
from assessments.language import inside_a_sentence
from assessments.models import Basis
from assessments.queries import Scored, SettledAnswer, bank_of, engagement_for, score_engagement
from assessments.question_bank.model import LEVELS, Practice, Question, level_names
from assessments.scoring import (
    Contribution,
    DomainMaturity,
    PracticeMaturity,
    QuestionMaturity,
    contributions,
    lift_practice,
)
from assessments.scoring.maturity import Rating
from assessments.views.what_if import what_if

STATUSES = {
    "answered": _("Answered"),
    "unanswered": _("Nobody answered"),
    "unknown": _("Nobody knows"),
    "not_applicable": _("Not applicable"),
    "not_asked": _("Not asked"),
}
SETTLED = {"consensus": _("Agreed"), "override": _("Overridden by a consultant")}


@dataclass(frozen=True, slots=True)
class Bar:
    """A score on the scale from 1 to 5 as a drawing 100 wide: where it, its interval and its claim stand."""

    rating: Rating

    @property
    def at(self) -> float:
        """Where the score stands."""
        return _place(self.rating.score)

    @property
    def claimed(self) -> float:
        """Where the claimed score stands."""
        return _place(self.rating.claimed_score)

    @property
    def low(self) -> float:
        """Where the interval begins."""
        return _place(self.rating.p10)

    @property
    def width(self) -> float:
        """How wide the interval is; never so narrow that it cannot be seen."""
        return max(1.0, _place(self.rating.p90) - self.low)


@dataclass(frozen=True, slots=True)
class PracticeRow:
    """A practice with its bar."""

    rated: PracticeMaturity
    bar: Bar


@dataclass(frozen=True, slots=True)
class DomainRow:
    """A domain with its bar and its practices."""

    rated: DomainMaturity
    bar: Bar
    practices: tuple[PracticeRow, ...]


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question of a practice: how it scores, what it gives and withholds, and what settled it."""

    rated: QuestionMaturity
    points: Contribution | None
    settled: SettledAnswer | None

    @property
    def status(self) -> str:
        """What became of it, as people read it."""
        return str(SETTLED[self.rated.settled] if self.rated.settled else STATUSES[self.rated.status])

    @property
    def basis(self) -> str:
        """How it is known, as people read it."""
        return str(Basis(self.rated.basis).label) if self.rated.basis else ""


@dataclass(frozen=True, slots=True)
class Climb:
    """A question that has to rise, from where to which level."""

    question: QuestionMaturity
    target: int


@require_GET
def maturity(request: UserRequest, pk: int) -> HttpResponse:
    """Show the whole, every domain and every practice, and which questions to answer next."""
    engagement = engagement_for(request.user, pk, "read_results")
    scored = score_engagement(engagement)
    found = scored.maturity
    texts = {question.id: question.text for question in scored.bank.questions()}
    context = {
        "engagement": engagement,
        "scored": scored,
        "maturity": found,
        "overall": found.overall,
        "bar": Bar(found.overall),
        "level_name": _level_name(found.overall.level),
        "domains": [_domain_row(domain) for domain in found.domains],
        "weakest": next((d for d in found.domains if d.id == found.overall.weakest_domain), None),
        "overrides": [(texts[one.question], one) for one in _overrides(scored) if one.question in texts],
        "next_questions": found.next_best_questions,
    }
    return render(request, "assessments/maturity.html", context)


@require_GET
def practice_detail(request: UserRequest, pk: int, practice_id: str) -> HttpResponse:
    """Show one practice: its level and why not the next, points by question, the cheapest way up, what if."""
    engagement = engagement_for(request.user, pk, "read_results")
    practice = next((p for p in bank_of(engagement).practices() if p.id == practice_id), None)
    if practice is None:
        raise Http404("no such practice")
    scored = score_engagement(engagement)
    domain = next(d for d in scored.maturity.domains if any(p.id == practice_id for p in d.practices))
    rated = next(p for p in domain.practices if p.id == practice_id)
    rows = _question_rows(scored, rated)
    context = {
        "engagement": engagement,
        "practice": practice,
        "domain": domain,
        "rated": rated,
        "bar": Bar(rated),
        "levels": _levels(practice, rated),
        "rows": rows,
        "unscored": _unscored(scored, practice),
        "gained": sum(row.rated.gained for row in rows),
        "missed": sum(row.rated.missed for row in rows),
        "way_up": _way_up(rated),
        "what_if": what_if(scored, rated, request.GET),
    }
    return render(request, "assessments/practice_detail.html", context)


def _overrides(scored: Scored) -> list[SettledAnswer]:
    return [one for one in scored.settled if one.kind == "override"]


def _domain_row(domain: DomainMaturity) -> DomainRow:
    practices = tuple(PracticeRow(practice, Bar(practice)) for practice in domain.practices)
    return DomainRow(domain, Bar(domain), practices)


def _question_rows(scored: Scored, rated: PracticeMaturity) -> list[QuestionRow]:
    points = {part.question: part for part in contributions(scored.maturity)}
    settled = {one.question: one for one in scored.settled}
    return [QuestionRow(q, points.get(q.id), settled.get(q.id)) for q in rated.questions]


def _unscored(scored: Scored, practice: Practice) -> list[Question]:
    """Return the questions that are asked for the plan only, not for the score."""
    return [
        question for question in practice.questions if not question.is_scored and scored.asked[question.id]
    ]


def _levels(practice: Practice, rated: PracticeMaturity) -> list[dict[str, Any]]:
    """Return the described levels of a practice, with where it stands."""
    texts = zip(LEVELS, level_names(), practice.levels, strict=True)
    return [
        {"level": level, "name": name, "text": text, "is_here": level == rated.level}
        for level, name, text in texts
    ]


def _way_up(rated: PracticeMaturity) -> dict[str, Any] | None:
    """Return the cheapest set of questions that lifts a practice to the next level."""
    lift = lift_practice(rated)
    if lift is None:
        return None
    questions = {question.id: question for question in rated.questions}
    climbs = [Climb(questions[name], lift.target) for name in lift.questions]
    return {"target": lift.target, "name": _level_name(lift.target), "climbs": climbs, "cost": lift.cost}


def _level_name(level: int | None) -> str:
    return inside_a_sentence(level_names()[level - 1]) if level else ""


def _place(score: float | None) -> float:
    return 0.0 if score is None else round(25 * (score - 1), 2)
