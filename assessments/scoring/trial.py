"""Simulated respondents: a bank is answered at random before it is published, and scored.

Two laws are tried: every score lies between 1 and 5, and no better answer lowers any score or level, also when
the answer changes which other questions are asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assessments.document import Fault
from assessments.question_bank.check import Finding, check_bank
from assessments.question_bank.conditions import applicable
from assessments.question_bank.consistency import named_questions
from assessments.question_bank.model import LEVELS, Bank, Question
from assessments.question_bank.profile import has_quick_profile, restricted
from assessments.question_bank.reachability import telling_answers
from assessments.question_bank.values import level_of
from assessments.scoring.layout import Booleans, Floats, Layout, layout_of
from assessments.scoring.ratings import QuestionArrays, Ratings, Scope, rate

RESPONDENTS = 64
SEED = 20260101
TOLERANCE = 1e-9

Values = dict[str, dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Better:
    """One answer made better: of which respondent, to which question, and what that leaves no longer asked."""

    respondent: int
    question: Question
    values: Values
    before: float
    after: float
    gone: tuple[str, ...]


def publish_faults(bank: Bank | Path | str) -> list[Fault]:
    """Return everything that keeps a bank from being published: the checks of its content, then the trial."""
    return check_bank(bank, more=(trial_findings,))


def trial_findings(
    bank: Bank, respondents: int = RESPONDENTS, seed: int = SEED
) -> Iterator[tuple[str, str, str]]:
    """Let random respondents answer the bank, and its quick part; return what is wrong with their scores."""
    yield from _trial(bank, respondents, np.random.default_rng(seed))
    if has_quick_profile(bank):
        yield from _trial(restricted(bank, "quick"), respondents, np.random.default_rng(seed))


def _trial(bank: Bank, respondents: int, chance: np.random.Generator) -> Iterator[Finding]:
    layout = layout_of(bank)
    answers = telling_answers(bank)
    people = [_answer_all(bank, answers, chance) for _ in range(respondents)]
    scores = _rate(layout, people)
    yield from _out_of_range(layout, scores)
    better = [item for question in layout.questions for item in _better(bank, question, people, answers)]
    raised = _rate(layout, [item.values for item in better])
    yield from _lowered(layout, better, scores, raised)


def _answer_all(bank: Bank, answers: dict[str, list[dict[str, Any]]], chance: np.random.Generator) -> Values:
    """Return one respondent's answers to everything that is asked, given those answers."""
    values: Values = {
        question.id: answers[question.id][chance.integers(len(answers[question.id]))]
        for question in bank.questions()
    }
    return _only_asked(bank, values)


def _only_asked(bank: Bank, values: Values) -> Values:
    asked = applicable(bank, values)
    return {id: value if asked[id] else None for id, value in values.items()}


def _better(
    bank: Bank, question: Question, people: Sequence[Values], answers: dict[str, list[dict[str, Any]]]
) -> Iterator[Better]:
    """Raise the answer of one respondent; of every respondent when other questions depend on it."""
    is_looked_at = any(question.id in named_questions(other.when) for other in bank.questions())
    for respondent, values in enumerate(people):
        before = level_of(question, values[question.id])
        if before is None:
            continue
        ways = [(level_of(question, value) or 0.0, value) for value in answers[question.id]]
        higher = [way for way in ways if way[0] > before]
        if not higher:
            continue
        after, value = min(higher, key=lambda way: way[0])
        raised = _only_asked(bank, values | {question.id: value})
        gone = tuple(id for id, kept in values.items() if kept is not None and raised[id] is None)
        yield Better(respondent, question, raised, before, after, gone)
        if not is_looked_at:
            return


def _rate(layout: Layout, people: Sequence[Values]) -> Ratings:
    """Return the ratings of many respondents at once, each answer documented: (…, respondents)."""
    rows = [
        [level_of(question, values[question.id]) or 0.0 for values in people] for question in layout.questions
    ]
    levels: Floats = np.array(rows, dtype=np.float64).reshape(len(layout.questions), len(people))
    is_answered: Booleans = levels > 0
    ones = np.where(is_answered, 1.0, 0.0)
    return rate(layout, QuestionArrays(levels, levels, ones, ones, is_answered, is_answered))


def _out_of_range(layout: Layout, scores: Ratings) -> Iterator[Finding]:
    for scope, names in _named(layout, scores):
        is_wrong = scope.is_known & ~(
            (scope.score >= LEVELS[0] - TOLERANCE) & (scope.score <= LEVELS[-1] + TOLERANCE)
        )
        for row in np.flatnonzero(is_wrong.any(axis=1)):
            yield names[row], "", "a simulated respondent gets a score outside 1 to 5"


def _lowered(layout: Layout, better: Sequence[Better], before: Ratings, after: Ratings) -> Iterator[Finding]:
    people = [item.respondent for item in better]
    told: set[str] = set()
    for (old, names), (new, _) in zip(_named(layout, before), _named(layout, after), strict=True):
        is_known = old.is_known[:, people] & new.is_known
        is_lower = is_known & (
            (new.score < old.score[:, people] - TOLERANCE) | (new.level < old.level[:, people])
        )
        for column in map(int, np.flatnonzero(is_lower.any(axis=0))):
            item = better[column]
            if item.question.id not in told:
                told.add(item.question.id)
                yield item.question.id, "", _reason(item, names[int(np.flatnonzero(is_lower[:, column])[0])])


def _reason(item: Better, scope: str) -> str:
    why = f": {', '.join(item.gone)} is then no longer asked" if item.gone else ""
    return (
        f"a better answer (level {item.after:g} instead of {item.before:g}) lowers the score of {scope}{why}"
    )


def _named(layout: Layout, ratings: Ratings) -> Iterator[tuple[Scope, list[str]]]:
    yield ratings.practice, [practice.id for practice in layout.practices]
    yield ratings.domain, [domain.id for domain in layout.domains]
    yield ratings.overall, ["the whole"]
