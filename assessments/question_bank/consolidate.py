"""Several people's answers to one question, as the one value that conditions and the estate use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessments.question_bank.model import Basis, Question

BASIS_RANK: dict[Basis, int] = {"guessed": 0, "estimated": 1, "documented": 2, "measured": 3}


@dataclass(frozen=True, slots=True)
class Given:
    """One respondent's value in normal form, how well it is known and when it was given."""

    value: dict[str, Any]
    basis: Basis
    answered_on: date


def consolidate(question: Question, given: Sequence[Given]) -> Given | None:
    """Return one value for all that was given, or None when nobody answered.

    A choice takes the lower median level; a quantity the lower median of the likely amounts with the widest
    range that anyone gave; several-of every option that anyone ticked; a table or a text the best-known,
    then newest one. Basis and date are those of the answer it rests on (of several-of: the weakest).
    """
    if not given:
        return None
    if question.kind == "choice":
        return _lower_median(given, "level")
    if question.kind == "quantity":
        return _widest(given)
    if question.kind == "several":
        return _union(question, given)
    return max(given, key=lambda item: (BASIS_RANK[item.basis], item.answered_on, repr(item.value)))


def _lower_median(given: Sequence[Given], key: str) -> Given:
    ordered = sorted(given, key=lambda item: (item.value[key], -BASIS_RANK[item.basis], repr(item.value)))
    return ordered[(len(ordered) - 1) // 2]


def _widest(given: Sequence[Given]) -> Given:
    middle = _lower_median(given, "likely")
    value = {
        "low": min(item.value["low"] for item in given),
        "likely": middle.value["likely"],
        "high": max(item.value["high"] for item in given),
    }
    return Given(value, middle.basis, middle.answered_on)


def _union(question: Question, given: Sequence[Given]) -> Given:
    ticked = {option for item in given for option in item.value["options"]}
    weakest = min(given, key=lambda item: (BASIS_RANK[item.basis], item.answered_on))
    order = [option.id for option in question.options if option.id in ticked]
    return Given({"options": order}, weakest.basis, weakest.answered_on)
