"""Read the rules from their file: frozen objects, or every fault with file and line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field

from assessments.document import Document, DocumentError, Fault, Place, nearest, read_document, validate
from assessments.question_bank.build import included
from assessments.question_bank.model import Bank, Question
from assessments.question_bank.units import UnitError, parse_quantity
from assessments.translations import texts_in
from planner.contradictions.facts import DERIVED
from planner.contradictions.find import PLACEHOLDER
from planner.contradictions.model import Comparison, Limit, Rule

RULES_FILE = Path(__file__).parent / "rules.yaml"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_STRICT = ConfigDict(extra="forbid")

Text = Annotated[str, Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class _WrittenLimit:
    __pydantic_config__ = _STRICT

    fact: Text
    times: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 1.0


Bound = float | str | _WrittenLimit


@dataclass(frozen=True, slots=True)
class _WrittenComparison:
    __pydantic_config__ = _STRICT

    fact: Text
    at_least: Bound | None = None
    at_most: Bound | None = None
    above: Bound | None = None
    below: Bound | None = None
    has: list[str] | str = field(default_factory=list)
    lacks: list[str] | str = field(default_factory=list)
    apart_from: str = ""


@dataclass(frozen=True, slots=True)
class _WrittenRule:
    __pydantic_config__ = _STRICT

    id: Text
    title: Text
    all: Annotated[list[_WrittenComparison], Field(min_length=1)]
    says: Text
    remedy: Text


@dataclass(frozen=True, slots=True)
class _WrittenRules:
    __pydantic_config__ = _STRICT

    rules: Annotated[list[_WrittenRule], Field(min_length=1)]
    lists: dict[str, list[str]] = field(default_factory=dict)


def load_rules(path: Path, banks: Sequence[Bank]) -> tuple[Rule, ...]:
    """Return the rules of a file; a rule may name the questions of any of the banks, the newest first.

    Raises DocumentError with every fault.
    """
    document = read_document(path)
    written = validate(document, _WrittenRules)
    reading = _Reading(document, _questions(banks), written.lists)
    rules = tuple(reading.rule(rule, ("rules", index)) for index, rule in enumerate(written.rules))
    reading.refuse_repeated(rules)
    if reading.faults:
        raise DocumentError(reading.faults)
    return rules


def rules_in(language: str, rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """Return the shipped rules in a language. Raises DocumentError with every fault of its translation."""
    english = {rule.id: {"title": rule.title, "says": rule.says, "remedy": rule.remedy} for rule in rules}
    texts = texts_in(language, RULES_FILE, "rules", english)
    return tuple(_saying(rule, **texts[rule.id]) for rule in rules)


def _saying(rule: Rule, *, title: str, says: str, remedy: str) -> Rule:
    return replace(rule, title=title, says=says, remedy=remedy)


def _questions(banks: Sequence[Bank]) -> dict[str, Question]:
    found: dict[str, Question] = {}
    for bank in banks:
        for question in bank.questions():
            found.setdefault(question.id, question)
    return found


@dataclass(slots=True)
class _Reading:
    """One reading of a file, and the faults found so far."""

    document: Document
    questions: dict[str, Question]
    lists: dict[str, list[str]]
    faults: list[Fault] = field(default_factory=list)

    def rule(self, written: _WrittenRule, at: Place) -> Rule:
        if not _ID.fullmatch(written.id):
            self._note((*at, "id"), "an id has small letters, digits and hyphens")
        parts = tuple(self._comparison(part, (*at, "all", index)) for index, part in enumerate(written.all))
        rule = Rule(written.id, written.title, parts, written.says, written.remedy)
        for name in PLACEHOLDER.findall(written.says):
            if name not in rule.facts:
                self._note(
                    (*at, "says"), f"{{{name}}} is not compared in this rule: name one of {rule.facts}"
                )
        return rule

    def refuse_repeated(self, rules: Sequence[Rule]) -> None:
        seen: set[str] = set()
        for index, rule in enumerate(rules):
            if rule.id in seen:
                self._note(("rules", index, "id"), f"the rule id {rule.id!r} is already used")
            seen.add(rule.id)

    def _comparison(self, written: _WrittenComparison, at: Place) -> Comparison:
        for name in filter(None, (written.fact, written.apart_from)):
            self._check_fact(name, (*at, "fact"))
        limits = {
            key: self._limit(written.fact, bound, (*at, key))
            for key in ("at_least", "at_most", "above", "below")
            if (bound := getattr(written, key)) is not None
        }
        has, lacks = (self._members(names, at) for names in (written.has, written.lacks))
        forms = sum(map(bool, (limits, has, lacks, written.apart_from)))
        if forms != 1:
            self._note(
                at, "write exactly one of: bounds (at_least, at_most, above, below), has, lacks, apart_from"
            )
        for member in (*has, *lacks):
            self._check_member(written.fact, member, at)
        return Comparison(
            fact=written.fact,
            has=has,
            lacks=lacks,
            apart_from=written.apart_from,
            **limits,
        )

    def _members(self, names: list[str] | str, at: Place) -> tuple[str, ...]:
        if isinstance(names, str):
            if names not in self.lists:
                self._note(at, f"unknown list {names!r}; {nearest(names, list(self.lists))}")
            return tuple(self.lists.get(names, ()))
        return tuple(names)

    def _limit(self, fact: str, bound: Bound, at: Place) -> Limit:
        if isinstance(bound, _WrittenLimit):
            self._check_fact(bound.fact, at)
            return Limit(fact=bound.fact, times=bound.times)
        if isinstance(bound, str):
            dimension, unit = self._unit_of(fact)
            try:
                return Limit(number=parse_quantity(bound, dimension, unit))
            except UnitError as error:
                self._note(at, str(error))
                return Limit(number=0.0)
        return Limit(number=float(bound))

    def _unit_of(self, fact: str) -> tuple[str, str]:
        if fact in DERIVED:
            return DERIVED[fact]
        question = self.questions.get(fact)
        return (question.dimension, question.unit) if question and question.dimension else ("count", "")

    def _check_fact(self, name: str, at: Place) -> None:
        known = [*DERIVED, *self.questions]
        if name not in known:
            self._note(at, f"unknown fact {name!r}; {nearest(name, known)}")

    def _check_member(self, fact: str, member: str, at: Place) -> None:
        question = self.questions.get(fact)
        known = included(question) if question else ()
        if known and member not in known:
            self._note(at, f"{fact} has no option {member!r}; {nearest(member, list(known))}")

    def _note(self, at: Place, reason: str) -> None:
        self.faults.append(self.document.fault(at, reason))


def unused_facts(rules: Sequence[Rule], bank: Bank) -> Iterator[str]:
    """Return the facts of rules that neither the bank nor a plan can ever give."""
    known = {*DERIVED, *(question.id for question in bank.questions())}
    yield from (name for rule in rules for name in rule.facts if name not in known)
