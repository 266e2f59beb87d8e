"""The texts of a bank in another language: read from its folder, held against the bank, put in their places.

A translation names each text by its place, such as `questions.hw-01-sizing.levels.3`, and has no part in the
fingerprint: ids, levels and conditions stay, so answers given in any language count the same.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from assessments.question_bank.model import LEVELS, Bank, Column, Domain, Group, Option, Practice, Question

__all__ = ["Translation", "texts_of", "translated"]

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Translation:
    """Every text of one bank in one language, by its place."""

    language: str
    texts: Texts = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the language and the texts."""
        text = json.dumps(self.to_json(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """Return plain data that `from_json` reads back."""
        return {"language": self.language, "texts": dict(self.texts)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Return the translation that `to_json` wrote."""
        return cls(str(data["language"]), dict(data["texts"]))


def texts_of(bank: Bank) -> dict[str, str]:
    """Return every text that people read, by its place; one that is only its own id (a product's name) is none."""
    return dict(_bank_texts(bank))


def translated(bank: Bank, translation: Translation | None) -> Bank:
    """Return the bank in the language of a translation; a text that it has not stays as it is."""
    if translation is None:
        return bank
    texts = translation.texts
    return replace(
        bank,
        title=texts.get("title", bank.title),
        domains=tuple(_domain(domain, texts) for domain in bank.domains),
    )


def _bank_texts(bank: Bank) -> Iterator[tuple[str, str]]:
    yield "title", bank.title
    for domain in bank.domains:
        yield from _named(f"domains.{domain.id}", domain, ("title", "intro"))
        for group in domain.groups:
            yield f"groups.{group.id}", group.title
    for practice in bank.practices():
        yield from _named(f"practices.{practice.id}", practice, ("title", "scope"))
        yield from _level_texts(f"practices.{practice.id}", practice.levels)
    for question in bank.questions():
        yield from _question_texts(f"questions.{question.id}", question)


def _question_texts(place: str, question: Question) -> Iterator[tuple[str, str]]:
    yield from _named(place, question, _QUESTION_KEYS)
    yield from _level_texts(place, question.levels)
    for option in question.options:
        if option.text != option.id:
            yield f"{place}.options.{option.id}", option.text
    for column in question.columns:
        yield f"{place}.columns.{column.id}", column.title
        for id, label in zip(column.options, column.labels, strict=False):
            yield f"{place}.columns.{column.id}.{id}", label


def _named(place: str, part: object, keys: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The texts of a part that it has: evidence and who may be empty."""
    return ((f"{place}.{key}", text) for key in keys if (text := getattr(part, key)))


def _level_texts(place: str, levels: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    return ((f"{place}.levels.{level}", text) for level, text in zip(LEVELS, levels, strict=False))


def _domain(domain: Domain, texts: Texts) -> Domain:
    return replace(
        domain,
        **_new(f"domains.{domain.id}", domain, ("title", "intro"), texts),
        groups=tuple(_group(group, texts) for group in domain.groups),
    )


def _group(group: Group, texts: Texts) -> Group:
    title = texts.get(f"groups.{group.id}", group.title)
    return replace(group, title=title, practices=tuple(_practice(one, texts) for one in group.practices))


def _practice(practice: Practice, texts: Texts) -> Practice:
    place = f"practices.{practice.id}"
    return replace(
        practice,
        **_new(place, practice, ("title", "scope"), texts),
        levels=_levels(place, practice.levels, texts),
        questions=tuple(_question(question, texts) for question in practice.questions),
    )


def _question(question: Question, texts: Texts) -> Question:
    place = f"questions.{question.id}"
    options = [_option(place, option, texts) for option in question.options]
    if question.kind == "text" and _is_sorted([option.text for option in question.options]):
        options.sort(key=lambda option: _sorted_as(option.text))
    return replace(
        question,
        **_new(place, question, _QUESTION_KEYS, texts),
        levels=_levels(place, question.levels, texts),
        options=tuple(options),
        columns=tuple(_column(f"{place}.columns.{column.id}", column, texts) for column in question.columns),
    )


def _option(place: str, option: Option, texts: Texts) -> Option:
    return replace(option, text=texts.get(f"{place}.options.{option.id}", option.text))


def _column(place: str, column: Column, texts: Texts) -> Column:
    column = replace(column, title=texts.get(place, column.title))
    if not column.labels:
        return column
    choices = [(id, texts.get(f"{place}.{id}", label)) for id, label in column.choices]
    if _is_sorted(column.labels):
        choices.sort(key=lambda choice: _sorted_as(choice[1]))
    return replace(column, options=tuple(id for id, _ in choices), labels=tuple(text for _, text in choices))


def _is_sorted(texts: Sequence[str]) -> bool:
    """Whether a list is in alphabetical order, and so must be in every language."""
    return len(texts) >= _LEAST_SORTED and sorted(texts) == list(texts)


def _sorted_as(text: str) -> str:
    """An accent does not move a name to the end: Ägypten stands with A."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return plain.casefold()


def _levels(place: str, levels: tuple[str, ...], texts: Texts) -> tuple[str, ...]:
    return tuple(texts.get(at, text) for at, text in _level_texts(place, levels))


def _new(place: str, part: object, keys: tuple[str, ...], texts: Texts) -> dict[str, Any]:
    return {key: texts.get(f"{place}.{key}", getattr(part, key)) for key in keys}


_LEAST_SORTED = 10
_QUESTION_KEYS = ("text", "help", "why", "evidence", "who")
