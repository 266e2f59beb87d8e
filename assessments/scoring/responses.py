"""What people said, as scoring reads it: one response per person and question, and recorded consensus."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assessments.question_bank.model import LEVELS, AnswerStatus, Bank, Basis

SettledKind = Literal["consensus", "override"]


@dataclass(frozen=True, slots=True)
class Response:
    """One person's answer to one question.

    level: the claimed level, 1 to 5; None when the answer has none (not answered, or not scored).
    age_months: how long ago it was given. has_evidence: accepted evidence is attached.
    is_countersigned: a second person confirmed that the question does not apply.
    """

    question: str
    respondent: str
    status: AnswerStatus
    level: float | None
    basis: Basis
    age_months: float = 0.0
    has_evidence: bool = False
    is_countersigned: bool = False


@dataclass(frozen=True, slots=True)
class Consensus:
    """The level that was settled; it replaces the answers, which stay visible.

    kind: whether the respondents agreed on it, or a consultant overrode them.
    """

    question: str
    level: float
    basis: Basis
    age_months: float = 0.0
    has_evidence: bool = False
    kind: SettledKind = "consensus"


def responses_by_question(bank: Bank, responses: Iterable[Response]) -> dict[str, list[Response]]:
    """Group responses. Raises ValueError for an unknown question, a second answer, a level or age out of range."""
    known = {question.id for question in bank.questions()}
    seen: set[tuple[str, str]] = set()
    found: dict[str, list[Response]] = defaultdict(list)
    for response in responses:
        _check(response, known)
        key = (response.question, response.respondent)
        if key in seen:
            raise ValueError(f"{response.respondent} answers {response.question} twice")
        seen.add(key)
        found[response.question].append(response)
    return found


def consensus_by_question(bank: Bank, consensus: Sequence[Consensus]) -> Mapping[str, Consensus]:
    """Index recorded consensus. Raises ValueError as `responses_by_question` does."""
    known = {question.id for question in bank.questions()}
    found = {}
    for agreed in consensus:
        _check(agreed, known)
        if agreed.question in found:
            raise ValueError(f"two consensus records for {agreed.question}")
        found[agreed.question] = agreed
    return found


def _check(stated: Response | Consensus, known: set[str]) -> None:
    if stated.question not in known:
        raise ValueError(f"the bank has no question {stated.question!r}")
    if stated.level is not None and not LEVELS[0] <= stated.level <= LEVELS[-1]:
        raise ValueError(f"{stated.question}: level {stated.level!r} is not between 1 and 5")
    if not (math.isfinite(stated.age_months) and stated.age_months >= 0):
        raise ValueError(f"{stated.question}: age {stated.age_months!r} is not a number of months from 0")
