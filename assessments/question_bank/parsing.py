"""Reading answers: what a form or a document gives, to the normal form, or refused with every reason."""

import difflib
import math
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assessments.document import nearest
from assessments.language import DEFAULT, number, quoted, say
from assessments.question_bank.model import LEVELS, Column, Question, QuestionKind
from assessments.question_bank.units import LARGEST, UnitError, format_quantity, parse_quantity

MAX_ROWS = 200
MAX_TEXT = 5_000
MAX_CELL = 200

Value = dict[str, Any]


class ValueFault(ValueError):  # noqa: N818 -- a fault, as documents have them, that can be raised
    """A value was refused. reason: why, and what to write instead.

    field: the part of the answer, such as `amount` or `rows.2.count` (rows count from 1). place: the same as
    a path into the raw value (rows count from 0). faults: every fault of the value, this one first.
    """

    def __init__(self, place: tuple[str | int, ...], reason: str) -> None:
        self.place = place
        self.field = ".".join(str(part + 1) if isinstance(part, int) else part for part in place)
        self.reason = reason
        self.faults: tuple[ValueFault, ...] = (self,)
        super().__init__(f"{self.field}: {reason}")


Faults = list[ValueFault]
Place = tuple[str | int, ...]
Choices = Sequence[tuple[str, str]]


def parse_value(question: Question, raw: Mapping[str, Any], language: str = DEFAULT) -> Value:
    """Return the normal form of an answer as a form or a document gives it.

    raw: choice {"level"}; quantity {"amount"} or {"low", "likely", "high"}; several {"options"}; text {"text"};
        table {"rows": [{column id: text}]}. Amounts are texts with a unit, or numbers in the question's unit.
    language: in which the texts were typed; that of documents is English, whoever sends them.
    Raises ValueFault.
    """
    faults: Faults = []
    value = _PARSERS[question.kind](question, raw, faults, language)
    if faults:
        faults[0].faults = tuple(faults)
        raise faults[0]
    return value


def _parse_choice(question: Question, raw: Mapping[str, Any], faults: Faults, language: str) -> Value:
    given = raw.get("level")
    if _is_blank(given):
        faults.append(ValueFault(("level",), say("choose one of the five levels")))
        return {}
    for level in LEVELS:
        is_number = isinstance(given, int | float) and not isinstance(given, bool) and given == level
        if is_number or (isinstance(given, str) and given.strip() == str(level)):
            return {"level": level}
    faults.append(ValueFault(("level",), say("the level must be 1 to 5 (got {given})", given=_short(given))))
    return {}


def _parse_quantity(question: Question, raw: Mapping[str, Any], faults: Faults, language: str) -> Value:
    names = [name for name in ("low", "likely", "high") if not _is_blank(raw.get(name))]
    if names and not _is_blank(raw.get("amount")):
        faults.append(ValueFault(("amount",), say("give either one amount or a range, not both")))
        return {}
    if not names:
        amount = _parse_amount(question, raw.get("amount"), ("amount",), faults, language)
        return {"low": amount, "likely": amount, "high": amount}
    value = {
        name: _parse_amount(question, raw.get(name), (name,), faults, language)
        for name in ("low", "likely", "high")
    }
    low, likely, high = value["low"], value["likely"], value["high"]
    if low is not None and likely is not None and low > likely:
        faults.append(ValueFault(("low",), say("must not be above the likely amount")))
    if likely is not None and high is not None and high < likely:
        faults.append(ValueFault(("high",), say("must not be below the likely amount")))
    return value


def _parse_amount(
    quantity: Question | Column, raw: object, place: Place, faults: Faults, language: str
) -> float | None:
    """Return the SI value of one amount within the bounds of its question or column, or note a fault."""
    dimension, unit = quantity.dimension, quantity.unit
    try:
        # A number has the signs of Python, whatever the language.
        amount = parse_quantity(
            _amount_text(raw), dimension, unit, language if isinstance(raw, str) else DEFAULT
        )
    except UnitError as error:
        faults.append(ValueFault(place, str(error)))
        return None
    least = 0.0 if quantity.minimum is None else quantity.minimum
    if amount < least:
        shown = format_quantity(least, dimension, unit)
        limit = say("must be at least {amount}", amount=shown) if least else say("must not be negative")
        faults.append(ValueFault(place, limit))
    elif quantity.maximum is not None and amount > quantity.maximum:
        shown = format_quantity(quantity.maximum, dimension, unit)
        faults.append(ValueFault(place, say("must be at most {amount}", amount=shown)))
    else:
        return amount
    return None


def _amount_text(raw: object) -> str:
    if raw is None:
        return ""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise UnitError(say("{given} is not a number", given=_short(raw)))
    if isinstance(raw, float) and not math.isfinite(raw):
        raise UnitError(say("{given} is not a finite number", given=raw))
    if isinstance(raw, int) and abs(raw) > LARGEST:
        raise UnitError(say("the number is beyond any real amount"))
    return raw if isinstance(raw, str) else repr(raw)


def _parse_table(question: Question, raw: Mapping[str, Any], faults: Faults, language: str) -> Value:
    rows = raw.get("rows")
    if not isinstance(rows, Sequence) or isinstance(rows, str | bytes):
        faults.append(ValueFault(("rows",), say("write a list of rows")))
        return {}
    if len(rows) > MAX_ROWS:
        reason = say(
            "at most {most} rows; put like rows together (got {given})", most=MAX_ROWS, given=len(rows)
        )
        faults.append(ValueFault(("rows",), reason))
        return {}
    parsed: list[Value] = []
    for index, row in enumerate(rows):
        if not isinstance(row, Mapping):
            faults.append(ValueFault(("rows", index), say("write the row as column: value")))
        elif any(not _is_blank(cell) for cell in row.values()):
            parsed.append(_parse_row(question, row, ("rows", index), faults, language))
    return {"rows": parsed}


def _parse_row(
    question: Question, row: Mapping[str, Any], place: Place, faults: Faults, language: str
) -> Value:
    known = [column.id for column in question.columns]
    for name in row:
        if name not in known:
            remedy = nearest(str(name)[:MAX_CELL], known)
            faults.append(
                ValueFault(place, say("unknown column {name}; {remedy}", name=_short(name), remedy=remedy))
            )
    cells: Value = {}
    for column in question.columns:
        cell = row.get(column.id)
        if not _is_blank(cell):
            cells[column.id] = _parse_cell(column, cell, (*place, column.id), faults, language)
        elif column.required:
            faults.append(ValueFault((*place, column.id), say("{title} is missing", title=column.title)))
    return cells


def _parse_cell(
    column: Column, raw: object, place: Place, faults: Faults, language: str
) -> float | str | None:
    if column.kind == "quantity":
        return _parse_amount(column, raw, place, faults, language)
    if column.kind == "text":
        return _parse_text_item(raw, place, MAX_CELL, faults)
    written = tuple(zip(column.options, column.labels or column.options, strict=True))
    return _match(raw, column.choices, place, faults, suggested=written)


def _parse_several(question: Question, raw: Mapping[str, Any], faults: Faults, language: str) -> Value:
    given = raw.get("options")
    items = [given] if isinstance(given, str) else given
    if not isinstance(items, Sequence | set | frozenset) or isinstance(items, bytes):
        faults.append(
            ValueFault(("options",), say("write a list of options; an empty list means none of them"))
        )
        return {}
    choices = tuple((option.id, option.text) for option in question.options)
    ticked = {_match(item, choices, ("options",), faults) for item in list(items)[:MAX_ROWS]}
    return {"options": [option.id for option in question.options if option.id in ticked]}


def _parse_text(question: Question, raw: Mapping[str, Any], faults: Faults, language: str) -> Value:
    given = raw.get("text")
    if _is_blank(given):
        faults.append(ValueFault(("text",), say("write an answer")))
        return {}
    if question.options:
        choices = tuple((option.id, option.text) for option in question.options)
        return {"text": _match(given, choices, ("text",), faults)}
    return {"text": _parse_text_item(given, ("text",), MAX_TEXT, faults)}


def _parse_text_item(raw: object, place: Place, longest: int, faults: Faults) -> str | None:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        faults.append(ValueFault(place, say("must be text (got {given})", given=_short(raw))))
        return None
    text = str(raw).replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > longest:
        faults.append(
            ValueFault(
                place,
                say("at most {most} characters (got {given})", most=number(longest), given=number(len(text))),
            )
        )
    elif any(map(_is_control, text)):
        faults.append(ValueFault(place, say("contains a control character: type the text again")))
    else:
        return text
    return None


def _match(
    raw: object,
    choices: Choices,
    place: Place,
    faults: Faults,
    *,
    suggested: Choices | None = None,
) -> str | None:
    """Return the id of an option given by id or text; case, spaces, hyphens and underscores do not matter.

    suggested: the options as a fault names them; as in `choices` unless given.
    """
    names = {_folded(text): id for id, label in reversed(choices) for text in (label, id)}
    found = names.get(_folded(raw)) if isinstance(raw, str) else None
    if found is None:
        near = _nearest_options(raw, suggested or choices, names)
        reason = say("unknown option {option}; did you mean {options}?", option=_short(raw), options=near)
        faults.append(ValueFault(place, reason))
    return found


def _nearest_options(raw: object, choices: Choices, names: Mapping[str, str]) -> str:
    given = _folded(raw[:MAX_CELL]) if isinstance(raw, str) else _short(raw)
    close = difflib.get_close_matches(given, names, n=2 * _NEAREST, cutoff=0.0)
    labels = {id: label if len(label) <= _SHORT else id for id, label in choices}
    return ", ".join(list(dict.fromkeys(labels[names[name]] for name in close))[:_NEAREST])


def _folded(text: str) -> str:
    return "".join(char for char in text.casefold() if not char.isspace() and char not in "-_‐‑–")


def _is_blank(raw: object) -> bool:
    return raw is None or (isinstance(raw, str) and not raw.strip())


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t"


def _short(raw: object) -> str:
    if isinstance(raw, int) and abs(raw) > LARGEST:
        return say("a huge number")
    text = quoted(raw) if isinstance(raw, str) else str(raw)
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"


_SHORT = 40
_NEAREST = 3
_PARSERS: Mapping[QuestionKind, Callable[[Question, Mapping[str, Any], Faults, str], Value]] = {
    "choice": _parse_choice,
    "quantity": _parse_quantity,
    "table": _parse_table,
    "several": _parse_several,
    "text": _parse_text,
}
