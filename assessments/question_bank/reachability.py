"""Which levels a question can reach, and whether a question can ever be asked."""

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from assessments.question_bank.conditions import is_asked
from assessments.question_bank.consistency import named_questions
from assessments.question_bank.model import LEVELS, Bank, Condition, Question
from assessments.question_bank.values import level_of

Candidate = dict[str, Any] | None
MOST_COMBINATIONS = 50_000
MOST_NAMED = 6


def reachable_levels(question: Question) -> set[float]:
    """Return the levels that some allowed answer to a scored question claims."""
    levels = (level_of(question, value) for value in _answers(question, question.thresholds, ()))
    return {level for level in levels if level is not None}


def can_be_asked(question: Question, questions: Mapping[str, Question]) -> bool:
    """Return whether some answers to other questions fulfil the condition of a question.

    Tries the answers that make a difference to the conditions on the way. True when there are too many to try.
    """
    involved = list(_involved(question.id, questions, set()))
    atoms = [atom for id in (question.id, *involved) for atom in _comparisons(questions[id].when)]
    candidates = [
        _candidates(questions[id], [atom for atom in atoms if atom.question == id]) for id in involved
    ]
    if math.prod(map(len, candidates)) > MOST_COMBINATIONS:
        return True
    return any(
        is_asked(question.id, questions, dict(zip(involved, combination, strict=True)))
        for combination in itertools.product(*candidates)
    )


def telling_answers(bank: Bank) -> dict[str, list[dict[str, Any]]]:
    """Return for each question allowed answers among which its levels and the bank's conditions tell a difference."""
    atoms = [atom for question in bank.questions() for atom in _comparisons(question.when)]
    return {question.id: _telling(question, atoms) for question in bank.questions()}


def _telling(question: Question, atoms: Sequence[Condition]) -> list[dict[str, Any]]:
    mine = [atom for atom in atoms if atom.question == question.id]
    limits = [limit for atom in mine for limit in (atom.at_least, atom.at_most) if limit is not None]
    named = dict.fromkeys(atom.includes for atom in mine if atom.includes is not None)
    is_counted = question.kind == "several"
    few = tuple(named)[:MOST_NAMED] if is_counted else tuple(named)
    return list(_answers(question, [*limits, *(() if is_counted else question.thresholds)], few))


def _involved(id: str, questions: Mapping[str, Question], seen: set[str]) -> Iterator[str]:
    for target in dict.fromkeys(named_questions(questions[id].when)):
        if target not in seen:
            seen.add(target)
            yield target
            yield from _involved(target, questions, seen)


def _comparisons(condition: Condition) -> Iterator[Condition]:
    if condition.question:
        yield condition
    for inner in (*condition.all_of, *condition.any_of, *condition.none_of):
        yield from _comparisons(inner)


def _candidates(question: Question, atoms: Sequence[Condition]) -> list[Candidate]:
    limits = [limit for atom in atoms for limit in (atom.at_least, atom.at_most) if limit is not None]
    named = dict.fromkeys(atom.includes for atom in atoms if atom.includes is not None)
    return [None, *_answers(question, limits, tuple(named))]


def _answers(question: Question, limits: Iterable[float], named: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The answers among which a comparison with the limits and the named options can tell a difference."""
    if question.kind == "choice":
        yield from ({"level": level} for level in LEVELS)
    elif question.kind == "quantity":
        for amount in _amounts(question, limits):
            yield {"low": amount, "likely": amount, "high": amount}
    elif question.kind == "several":
        yield from ({"options": list(options)} for options in _ticked(question, named))
    elif question.kind == "table":
        yield from ({"rows": rows} for rows in _rows(question, limits, named))
    else:
        yield from ({"text": text} for text in (*named, "any other text"))


def _amounts(question: Question, limits: Iterable[float]) -> list[float]:
    least = 0.0 if question.minimum is None else question.minimum
    most = math.inf if question.maximum is None else question.maximum
    points = sorted({least, *limits, *([] if math.isinf(most) else [most])})
    between = [(low + high) / 2 for low, high in itertools.pairwise(points)]
    return [point for point in (*points, *between, points[-1] * 2 + 1) if least <= point <= most]


def _ticked(question: Question, named: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Every choice of the named options with each number of the others; without names, one option at a time too."""
    ids = [option.id for option in question.options]
    others = [id for id in ids if id not in named]
    for count in range(len(named) + 1):
        for chosen in itertools.combinations(named, count):
            yield from ((*chosen, *others[:more]) for more in range(len(others) + 1))
    yield from ((id,) for id in others)


def _rows(
    question: Question, limits: Iterable[float], named: Sequence[str]
) -> Iterator[list[dict[str, str]]]:
    counts = sorted({0, 1, *(max(0, math.ceil(limit) + step) for limit in limits for step in (-1, 0, 1))})
    columns = [column for column in question.columns if column.kind == "choice"]
    for count in counts:
        yield [{} for _ in range(count)]
        for column in columns:
            for name in named:
                if count and name in column.options:
                    yield [{column.id: name}] * count
    everything = [{column.id: name} for column in columns for name in named if name in column.options]
    yield everything
