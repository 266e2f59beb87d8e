"""From the written parts of a bank to its frozen objects, with amounts in SI."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from assessments.document import Place, nearest
from assessments.question_bank.dimensions import DIMENSIONS
from assessments.question_bank.model import Column, Condition, Option, Question, Succession
from assessments.question_bank.units import UnitError, is_unit, parse_quantity
from assessments.question_bank.written import (
    AnyQuestionPart,
    ChoicePart,
    ColumnPart,
    ConditionPart,
    QuantityPart,
    SeveralPart,
    TablePart,
    UpgradePart,
)

Lists = Mapping[str, tuple[Option, ...]]


@dataclass(slots=True)
class Notes:
    """The faults found in one part: where inside it, and why."""

    faults: list[tuple[Place, str]] = field(default_factory=list)

    def add(self, place: Place, reason: str) -> None:
        """Note a fault."""
        self.faults.append((place, reason))


def build_question(part: AnyQuestionPart, lists: Lists, notes: Notes) -> Question:
    """Return the question of a part, without its condition. Faults go to the notes."""
    question = Question(
        id=part.id,
        kind=part.kind,
        text=part.text,
        help=part.help,
        why=part.why,
        evidence=part.evidence,
        who=part.who,
        half_life_months=part.half_life_months,
        is_quick=part.quick,
        references=part.references,
        weight=0.0,
    )
    if isinstance(part, ChoicePart):
        return replace(question, levels=part.levels, weight=part.weight, gate=part.gate)
    if isinstance(part, QuantityPart):
        return _quantity(question, part, notes)
    if isinstance(part, SeveralPart):
        return _several(question, part, lists, notes)
    if isinstance(part, TablePart):
        columns = tuple(_column(column, index, lists, notes) for index, column in enumerate(part.columns))
        _refuse_repeated([column.id for column in columns], ("columns",), "column", notes)
        return replace(question, columns=columns, estate=part.estate)
    options = _options(part.options, ("options",), lists, notes) if part.options is not None else ()
    return replace(question, options=options, estate=part.estate)


def build_condition(
    part: ConditionPart | None, targets: Mapping[str, Question], known: Sequence[str], notes: Notes
) -> Condition:
    """Return a condition with its amounts in SI of the questions it names.

    targets: the questions by id; known: the ids of all written questions, also of those with faults.
    """
    if part is None:
        return Condition()
    if part.question is None:
        all_of, any_of, none_of = (
            tuple(build_condition(inner, targets, known, notes) for inner in group or ())
            for group in (part.all_of, part.any_of, part.none_of)
        )
        return Condition(all_of=all_of, any_of=any_of, none_of=none_of)
    target = targets.get(part.question)
    if target is None:
        if part.question not in known:
            notes.add(("when",), f"unknown question {part.question!r}; {nearest(part.question, known)}")
        return Condition(question=part.question)
    at_least = _compared(part.at_least, target, notes)
    at_most = _compared(part.at_most, target, notes)
    if at_least is not None and at_most is not None and at_least > at_most:
        notes.add(("when",), "at_least is above at_most: the condition never holds")
    if part.includes is not None:
        _check_includes(part.includes, target, notes)
    return Condition(question=target.id, at_least=at_least, at_most=at_most, includes=part.includes)


def build_succession(part: UpgradePart, version: str, known: Sequence[str], notes: Notes) -> Succession:
    """Return how a version follows an earlier one. known: the ids of the questions of this version."""
    if part.version == version:
        notes.add(("from",), f"a version cannot follow itself (got {version})")
    for old, new in part.renamed.items():
        if old in known:
            notes.add(("renamed", old), f"{old!r} is still a question of this version: it was not renamed")
        if new not in known:
            notes.add(("renamed", old), f"unknown question {new!r}; {nearest(new, known)}")
    _refuse_repeated(list(part.renamed.values()), ("renamed",), "question", notes)
    for index, id in enumerate(part.changed):
        if id not in known:
            notes.add(("changed", index), f"unknown question {id!r}; {nearest(id, known)}")
    return Succession(part.version, tuple(part.renamed.items()), part.changed)


def included(question: Question) -> tuple[str, ...]:
    """Return what a condition can look for with `includes` in an answer to a question."""
    if question.kind == "table":
        return tuple(option for column in question.columns for option in column.options)
    return tuple(option.id for option in question.options)


def _check_includes(name: str, target: Question, notes: Notes) -> None:
    known = included(target)
    if not known:
        notes.add(("when",), f"{target.id} has no options to include; use at_least or at_most")
    elif name not in known:
        notes.add(("when",), f"{target.id} has no option {name!r}; {nearest(name, known)}")


def _compared(raw: float | str | None, target: Question, notes: Notes) -> float | None:
    if raw is None:
        return None
    if target.kind == "text":
        notes.add(("when",), f"{target.id} is a text: it cannot be compared with a number")
        return None
    dimension, unit = (target.dimension, target.unit) if target.kind == "quantity" else ("count", "")
    amount = _amount(raw, dimension, unit, ("when",), notes)
    if amount is not None and target.kind == "choice" and not 1 <= amount <= len(target.levels):
        notes.add(("when",), f"the levels of {target.id} are 1 to 5 (got {amount:g})")
    return amount


def _quantity(question: Question, part: QuantityPart, notes: Notes) -> Question:
    _check_unit(part.unit, part.dimension, ("unit",), notes)
    raw = part.thresholds or ()
    thresholds = [
        _amount(item, part.dimension, part.unit, ("thresholds", index), notes)
        for index, item in enumerate(raw)
    ]
    known = tuple(item for item in thresholds if item is not None)
    _check_monotone(known, notes)
    minimum = _amount(part.minimum, part.dimension, part.unit, ("minimum",), notes)
    maximum = _amount(part.maximum, part.dimension, part.unit, ("maximum",), notes)
    if minimum is not None and maximum is not None and minimum >= maximum:
        notes.add(("maximum",), "must be above the minimum")
    question = replace(
        question,
        dimension=part.dimension,
        unit=part.unit,
        thresholds=known,
        minimum=minimum,
        maximum=maximum,
        estate=part.estate,
    )
    return _scored(question, part, has_levels=part.thresholds is not None, notes=notes)


def _several(question: Question, part: SeveralPart, lists: Lists, notes: Notes) -> Question:
    options = _options(part.options, ("options",), lists, notes)
    thresholds = tuple(float(item) for item in part.thresholds or ())
    _check_monotone(thresholds, notes)
    if thresholds and sorted(thresholds) != list(thresholds):
        notes.add(("thresholds",), "must rise: more ticked options never lower the level")
    if thresholds and (min(thresholds) < 1 or max(thresholds) > len(options)):
        notes.add(("thresholds",), f"must lie between 1 and the number of options ({len(options)})")
    has_levels = any(option.level for option in options)
    if thresholds and has_levels:
        notes.add(("thresholds",), "the options have levels: give thresholds or levels, not both")
    question = replace(question, options=options, thresholds=thresholds, estate=part.estate)
    return _scored(question, part, has_levels=bool(thresholds) or has_levels, notes=notes)


def _scored(
    question: Question, part: QuantityPart | SeveralPart, *, has_levels: bool, notes: Notes
) -> Question:
    """Return the question with weight and gate, which only a question with levels may have."""
    if has_levels:
        return replace(question, weight=1.0 if part.weight is None else part.weight, gate=part.gate)
    for key in ("weight", "gate"):
        if getattr(part, key) is not None:
            notes.add((key,), "has no effect: the question has no thresholds and is not scored")
    return question


def _column(part: ColumnPart, index: int, lists: Lists, notes: Notes) -> Column:
    place: Place = ("columns", index)
    allowed = {"choice": ("options",), "quantity": ("dimension", "unit", "minimum", "maximum"), "text": ()}[
        part.kind
    ]
    for key in ("options", "dimension", "unit", "minimum", "maximum"):
        if key not in allowed and getattr(part, key) is not None:
            notes.add((*place, key), f"has no meaning in a column of kind {part.kind}")
    column = Column(part.id, part.title, part.kind, required=part.required)
    if part.kind == "choice":
        if part.options is None:
            notes.add((*place, "options"), "missing; this key is required")
            return column
        options = _options(part.options, (*place, "options"), lists, notes)
        ids, labels = tuple(item.id for item in options), tuple(item.text for item in options)
        return replace(column, options=ids, labels=() if ids == labels else labels)
    if part.kind == "quantity":
        dimension, unit = part.dimension or "count", part.unit or ""
        _check_unit(unit, dimension, (*place, "unit"), notes)
        return replace(
            column,
            dimension=dimension,
            unit=unit,
            minimum=_amount(part.minimum, dimension, unit, (*place, "minimum"), notes),
            maximum=_amount(part.maximum, dimension, unit, (*place, "maximum"), notes),
        )
    return column


def _options(raw: str | tuple[Option, ...], place: Place, lists: Lists, notes: Notes) -> tuple[Option, ...]:
    if isinstance(raw, str):
        if raw not in lists:
            notes.add(place, f"the bank has no list {raw!r}; {nearest(raw, list(lists))}")
        return lists.get(raw, ())
    if not raw:
        notes.add(place, "there must be at least one option")
    _refuse_repeated([option.id for option in raw], place, "option", notes)
    return raw


def _refuse_repeated(ids: Sequence[str], place: Place, noun: str, notes: Notes) -> None:
    repeated = sorted({id for id in ids if ids.count(id) > 1})
    if repeated:
        notes.add(place, f"{noun} {', '.join(repeated)} is written twice")


def _check_unit(unit: str, dimension: str, place: Place, notes: Notes) -> None:
    if not is_unit(unit, dimension):
        understood = DIMENSIONS[dimension].understood
        problem = f"{unit!r} is not a unit of {dimension}" if unit else f"a unit is needed for {dimension}"
        notes.add(place, f"{problem}; understood: {understood}")


def _check_monotone(thresholds: Sequence[float], notes: Notes) -> None:
    pairs = list(pairwise(thresholds))
    if not (all(a < b for a, b in pairs) or all(a > b for a, b in pairs)):
        notes.add(
            ("thresholds",), "must rise from level 2 to level 5, or fall when less is better, without repeats"
        )


def _amount(raw: float | str | None, dimension: str, unit: str, place: Place, notes: Notes) -> float | None:
    """Return the SI value of a written amount: a number in `unit`, or text with its own unit."""
    if raw is None:
        return None
    try:
        return parse_quantity(raw if isinstance(raw, str) else repr(raw), dimension, unit)
    except UnitError as error:
        if is_unit(unit, dimension):
            notes.add(place, str(error))
        return None
