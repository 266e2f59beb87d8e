"""Small question banks and answers for the tests of scoring."""

from collections.abc import Sequence
from typing import Any

from assessments.question_bank.model import AnswerStatus, Bank, Basis, Domain, Group, Practice, Question
from assessments.scoring import Response

LEVEL_TEXTS = ("none", "some", "all", "measured", "improved")


def question(name: str, weight: float = 1.0, **more: Any) -> Question:
    """A choice question."""
    text = f"Question {name}?"
    return Question(
        id=name, kind="choice", text=text, help="", why="", weight=weight, levels=LEVEL_TEXTS, **more
    )


def practice(
    name: str, questions: Sequence[Question], weight: float = 1.0, is_critical: bool = False
) -> Practice:
    """A practice of the given questions."""
    return Practice(name, f"Practice {name}", "", LEVEL_TEXTS, tuple(questions), weight, is_critical)


def domain(name: str, practices: Sequence[Practice], weight: float = 1.0) -> Domain:
    """A domain of one group of practices."""
    return Domain(name, f"Domain {name}", "", (Group(f"{name}-group", "Group", tuple(practices)),), weight)


def bank(*domains: Domain) -> Bank:
    """A bank of the given domains."""
    return Bank("test", "1", "Test bank", tuple(domains), "fingerprint")


def bank_of_questions(*questions: Question) -> Bank:
    """A bank with one practice."""
    return bank(domain("d", [practice("p", questions)]))


def answer(
    name: str,
    level: float | None,
    basis: Basis = "documented",
    *,
    by: str = "ann",
    status: AnswerStatus = "answered",
    age_months: float = 0.0,
    has_evidence: bool = False,
    is_countersigned: bool = False,
) -> Response:
    """One person's answer."""
    return Response(name, by, status, level, basis, age_months, has_evidence, is_countersigned)


def not_applicable(name: str, *, is_countersigned: bool, by: str = "ann") -> Response:
    """One person's "not applicable"."""
    return answer(name, None, by=by, status="not_applicable", is_countersigned=is_countersigned)


def unknown(name: str, by: str = "ann") -> Response:
    """One person's "don't know"."""
    return answer(name, None, by=by, status="unknown")
