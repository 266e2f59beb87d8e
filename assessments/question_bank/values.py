"""Answers in their normal form: which level they claim, whether two are the same, and how they are written.

Normal forms (plain JSON): choice {"level": 3}; quantity {"low", "likely", "high"} in SI, equal when one was
given; table {"rows": [{column id: SI number or text}]}; several {"options": [ids]}; text {"text": ...}.
"""

import math

from assessments.language import DEFAULT, inside_a_sentence, say
from assessments.question_bank.model import Column, Question, level_names
from assessments.question_bank.parsing import Value, ValueFault, parse_value
from assessments.question_bank.units import exact_text, format_quantity

__all__ = [
    "SHOWN_DIGITS",
    "Value",
    "ValueFault",
    "form_value",
    "level_of",
    "parse_value",
    "same_value",
    "show_value",
]

SHOWN_DIGITS = 6


def level_of(question: Question, value: Value | None) -> float | None:
    """Return the level 1 to 5 that an answer claims; None when not scored or not answered."""
    if value is None or not question.is_scored:
        return None
    if question.kind == "choice":
        return float(value["level"])
    if question.kind == "several" and not question.thresholds:
        ticked = [option.level for option in question.options if option.id in value["options"]]
        return float(max([level for level in ticked if level is not None], default=1))
    amount = float(value["likely"]) if question.kind == "quantity" else float(len(value["options"]))
    is_less_better = question.thresholds[0] > question.thresholds[-1]
    reached = [amount <= limit if is_less_better else amount >= limit for limit in question.thresholds]
    return 1.0 + sum(reached)


def same_value(question: Question, a: Value | None, b: Value | None) -> bool:
    """Return whether two values in normal form mean the same; numbers may differ by a rounding error."""
    if a is None or b is None:
        return a is b
    if question.kind == "quantity":
        return all(_same_number(a[name], b[name]) for name in ("low", "likely", "high"))
    if question.kind == "several":
        return set(a["options"]) == set(b["options"])
    if question.kind == "table":
        return len(a["rows"]) == len(b["rows"]) and all(
            _same_row(one, two) for one, two in zip(a["rows"], b["rows"], strict=True)
        )
    return a == b


def show_value(question: Question, value: Value | None, *, digits: int = SHOWN_DIGITS) -> str:
    """Return an answer as a person reads it, with units; quantities to significant digits, counts in full."""
    if value is None:
        return ""
    labels = {option.id: option.text for option in question.options}
    if question.kind == "choice":
        return _show_choice(question, value)
    if question.kind == "quantity":
        return _show_quantity(question, value, digits)
    if question.kind == "table":
        return _show_table(question, value, digits)
    if question.kind == "several":
        return "; ".join(labels.get(id, id) for id in value["options"]) or say("none of these")
    return labels.get(value["text"], str(value["text"]))


def form_value(question: Question, value: Value | None, language: str = DEFAULT) -> Value:
    """Return the texts that fill a form in a language, so that `parse_value` reads the same value back in it."""
    if value is None:
        return {}
    if question.kind == "quantity":
        texts = {name: exact_text(value[name], question.dimension, question.unit, language) for name in value}
        return {"amount": texts["likely"]} if len(set(value.values())) == 1 else texts
    if question.kind == "table":
        columns = {column.id: column for column in question.columns}
        rows = [
            {id: _cell_text(columns[id], cell, language) for id, cell in row.items()} for row in value["rows"]
        ]
        return {"rows": rows}
    return {"level": str(value["level"])} if question.kind == "choice" else dict(value)


def _show_choice(question: Question, value: Value) -> str:
    level = value["level"]
    return f"{level} {level_names()[level - 1]}: {question.levels[level - 1]}"


def _show_quantity(question: Question, value: Value, digits: int) -> str:
    digits = _digits(question.dimension, digits)
    low, likely, high = (
        format_quantity(value[name], question.dimension, question.unit, digits=digits)
        for name in ("low", "likely", "high")
    )
    if value["low"] == value["high"]:
        return likely
    return say("{likely} (between {low} and {high})", likely=likely, low=low, high=high)


def _show_table(question: Question, value: Value, digits: int) -> str:
    rows = [
        ", ".join(
            _show_cell(column, row[column.id], digits) for column in question.columns if column.id in row
        )
        for row in value["rows"]
    ]
    return "; ".join(rows) or say("none")


def _show_cell(column: Column, cell: float | str, digits: int) -> str:
    if column.kind == "quantity":
        digits = _digits(column.dimension, digits)
        shown = format_quantity(float(cell), column.dimension, column.unit, digits=digits)
        return say("{title} {amount}", title=inside_a_sentence(column.title), amount=shown)
    return dict(column.choices).get(str(cell), str(cell))


def _digits(dimension: str, digits: int) -> int:
    return max(digits, SHOWN_DIGITS) if dimension == "count" else digits


def _cell_text(column: Column, cell: float | str, language: str) -> str:
    if column.kind != "quantity":
        return str(cell)
    return exact_text(float(cell), column.dimension, column.unit, language)


def _same_row(one: Value, two: Value) -> bool:
    return one.keys() == two.keys() and all(_same_cell(one[name], two[name]) for name in one)


def _same_cell(one: float | str, two: float | str) -> bool:
    if isinstance(one, str) or isinstance(two, str):
        return one == two
    return _same_number(one, two)


def _same_number(one: float, two: float) -> bool:
    return math.isclose(one, two, rel_tol=1e-9, abs_tol=0.0)
