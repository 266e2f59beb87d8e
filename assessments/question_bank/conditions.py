"""When a question is asked: conditions over the answers to other questions."""

from collections.abc import Container, Iterable, Iterator, Mapping
from functools import reduce
from typing import Any

from assessments.language import number, say
from assessments.question_bank.consistency import named_questions
from assessments.question_bank.model import Bank, Condition, Question
from assessments.question_bank.units import format_quantity
from assessments.question_bank.values import show_value

Values = Mapping[str, Mapping[str, Any] | None]


def applicable(bank: Bank, values: Values) -> dict[str, bool]:
    """Return for each question whether it is asked, given the values in normal form.

    An unanswered question fulfils no condition, nor does one that is itself not asked.
    """
    questions = {question.id: question for question in bank.questions()}
    known: dict[str, bool] = {}
    for id in questions:
        _is_asked(id, questions, values, known)
    return {id: known[id] for id in questions}


def is_asked(id: str, questions: Mapping[str, Question], values: Values) -> bool:
    """Return whether one question is asked."""
    return _is_asked(id, questions, values, {})


def reason(bank: Bank, question: Question | str) -> str:
    """Return in words when a question is asked; "" when always."""
    question = bank.question(question) if isinstance(question, str) else question
    words = _words(bank, question.when)
    return say("Asked only if {condition}.", condition=words) if words else ""


def explain_condition(
    bank: Bank, condition: Condition, values: Values, untold: Container[str] = frozenset()
) -> str:
    """Return in words why a condition does not hold, by the answers as they are; "" when it holds.

    untold: questions whose answers are not told, only that they are the reason.
    """
    questions = {question.id: question for question in bank.questions()}
    why = _all(dict.fromkeys(_failures(condition, questions, values, untold)))
    return f"{why[0].upper()}{why[1:]}." if why else ""


def _failures(
    condition: Condition, questions: Mapping[str, Question], values: Values, untold: Container[str]
) -> Iterator[str]:
    """What stands in the way of a condition, one by one."""
    if _holds(condition, questions, values, {}):
        return
    if condition.question:
        yield _failure(condition, questions, values, untold)
    for inner in (*condition.all_of, *condition.any_of):
        yield from _failures(inner, questions, values, untold)
    for inner in condition.none_of:
        if _holds(inner, questions, values, {}):
            yield from _grounds(inner, questions, values, untold)


def _failure(
    condition: Condition, questions: Mapping[str, Question], values: Values, untold: Container[str]
) -> str:
    question, value = questions[condition.question], values.get(condition.question)
    if not is_asked(question.id, questions, values):
        return say("“{question}” is not asked either", question=question.text)
    if value is None:
        return say("“{question}” is not answered yet", question=question.text)
    answered = _answered(question, value, untold)
    return say(
        "{answered} (it is asked only if that {comparison})",
        answered=answered,
        comparison=_comparison(condition, question),
    )


def _grounds(
    condition: Condition, questions: Mapping[str, Question], values: Values, untold: Container[str]
) -> Iterator[str]:
    """The answers because of which a condition holds."""
    for id in dict.fromkeys(named_questions(condition)):
        value = values.get(id)
        if value is not None:
            yield _answered(questions[id], value, untold)


def _answered(question: Question, value: Mapping[str, Any], untold: Container[str]) -> str:
    if question.id in untold:
        return say("what others answered to “{question}” rules it out", question=question.text)
    shown = show_value(question, dict(value))
    return say("“{question}” is answered “{answer}”", question=question.text, answer=shown)


def _is_asked(id: str, questions: Mapping[str, Question], values: Values, known: dict[str, bool]) -> bool:
    if id not in known:
        known[id] = _holds(questions[id].when, questions, values, known)
    return known[id]


def _holds(
    condition: Condition, questions: Mapping[str, Question], values: Values, known: dict[str, bool]
) -> bool:
    if condition.question:
        value = values.get(condition.question)
        if value is None or not _is_asked(condition.question, questions, values, known):
            return False
        return _compares(condition, questions[condition.question], value)
    return (
        all(_holds(inner, questions, values, known) for inner in condition.all_of)
        and (
            not condition.any_of or any(_holds(inner, questions, values, known) for inner in condition.any_of)
        )
        and not any(_holds(inner, questions, values, known) for inner in condition.none_of)
    )


def _compares(condition: Condition, question: Question, value: Mapping[str, Any]) -> bool:
    """Return whether one answer fulfils the comparison of a condition."""
    if condition.includes is not None and condition.includes not in _contents(question, value):
        return False
    if condition.at_least is None and condition.at_most is None:
        return True
    size = _size(question, value)
    return (condition.at_least is None or size >= condition.at_least) and (
        condition.at_most is None or size <= condition.at_most
    )


def _contents(question: Question, value: Mapping[str, Any]) -> Iterator[Any]:
    if question.kind == "table":
        choices = [column.id for column in question.columns if column.kind == "choice"]
        yield from (row[id] for row in value["rows"] for id in choices if id in row)
    elif question.kind == "several":
        yield from value["options"]
    elif question.kind == "text":
        yield value["text"]


def _size(question: Question, value: Mapping[str, Any]) -> float:
    """Return what is compared: the level, the likely amount, the number of rows or of ticked options."""
    if question.kind == "choice":
        return float(value["level"])
    if question.kind == "quantity":
        return float(value["likely"])
    return float(len(value["rows" if question.kind == "table" else "options"]))


def _words(bank: Bank, condition: Condition) -> str:
    if condition.question:
        question = bank.question(condition.question)
        comparison = _comparison(condition, question)
        return say("the answer to “{question}” {comparison}", question=question.text, comparison=comparison)
    nots = (
        say("it is not so that {condition}", condition=_words(bank, inner)) for inner in condition.none_of
    )
    parts = [
        _all(_words(bank, inner) for inner in condition.all_of),
        _any(_words(bank, inner) for inner in condition.any_of),
        _all(nots),
    ]
    return _all(part for part in parts if part)


def _all(parts: Iterable[str]) -> str:
    said = list(parts)
    return reduce(lambda one, other: say("{one} and {other}", one=one, other=other), said) if said else ""


def _any(parts: Iterable[str]) -> str:
    said = list(parts)
    return reduce(lambda one, other: say("{one} or {other}", one=one, other=other), said) if said else ""


def _comparison(condition: Condition, question: Question) -> str:
    said = []
    if condition.includes is not None:
        said.append(say("includes “{option}”", option=_label(question, condition.includes)))
    if condition.at_least is not None:
        said.append(say("is at least {amount}", amount=_amount(condition.at_least, question)))
    if condition.at_most is not None:
        said.append(say("is at most {amount}", amount=_amount(condition.at_most, question)))
    return _all(said)


def _label(question: Question, id: str) -> str:
    labels = {option.id: option.text for option in question.options}
    for column in question.columns:
        labels |= dict(column.choices)
    return labels.get(id, id)


def _amount(amount: float, question: Question) -> str:
    if question.kind == "quantity":
        return format_quantity(amount, question.dimension, question.unit)
    shown = number(amount, "g")
    if question.kind == "choice":
        return say("level {level}", level=shown)
    return (
        say("{count} rows", count=shown) if question.kind == "table" else say("{count} options", count=shown)
    )
