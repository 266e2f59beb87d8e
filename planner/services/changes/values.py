"""Whether a changed answer is a value of its question in its normal form."""

import math
from collections.abc import Mapping
from typing import Any

from assessments.language import say
from assessments.question_bank.model import Question
from assessments.question_bank.values import ValueFault, form_value, parse_value

_KEYS = {
    "choice": {"level"},
    "quantity": {"low", "likely", "high"},
    "several": {"options"},
    "table": {"rows"},
    "text": {"text"},
}


def check_normal_form(question: Question, value: Mapping[str, Any]) -> None:
    """Do nothing for a value of the question in its normal form. Raises ValueFault for anything else."""
    wanted = _KEYS[question.kind]
    if set(value) != wanted:
        keys = ", ".join(sorted(wanted))
        raise ValueFault((), say("an answer to this question is written as {keys}", keys=keys))
    if question.kind == "quantity":
        for name, amount in value.items():
            _check_number(amount, (name,))
    if question.kind == "table":
        _check_rows(question, value["rows"])
    parse_value(question, form_value(question, dict(value)))


def _check_rows(question: Question, rows: Any) -> None:
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise ValueFault(("rows",), say("write a list of rows"))
    columns = {column.id: column for column in question.columns}
    for index, row in enumerate(rows):
        for name, cell in row.items():
            if name not in columns:
                names = ", ".join(columns)
                raise ValueFault(("rows", index), say("unknown column; the columns are {names}", names=names))
            if columns[name].kind == "quantity":
                _check_number(cell, ("rows", index, name))


def _check_number(amount: Any, place: tuple[str | int, ...]) -> None:
    if isinstance(amount, bool) or not isinstance(amount, int | float) or not math.isfinite(amount):
        raise ValueFault(place, say("must be a number"))
