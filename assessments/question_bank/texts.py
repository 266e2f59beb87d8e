"""Whether the texts of a bank can be read well: lengths, five different levels, facts and not degrees."""

import re
from collections.abc import Iterator, Sequence

from assessments.question_bank.model import Bank, Question

LONGEST = {
    "title": 80,
    "intro": 600,
    "scope": 200,
    "text": 160,
    "help": 500,
    "why": 250,
    "evidence": 200,
    "who": 80,
}
LONGEST_LEVEL = 160
LONGEST_OPTION = 120
SHORTEST = 5

_DEGREES = re.compile(r"\b(partially|mostly|fully|somewhat|largely|to some extent)\b", re.IGNORECASE)


def text_findings(bank: Bank, *, stretch: float = 1.0) -> Iterator[tuple[str, str, str]]:
    """Return what is wrong with the texts: the id of the part, the key inside it, the reason.

    stretch: how many times longer than English ones the texts may be.
    """
    for domain in bank.domains:
        yield from _lengths(domain.id, domain, ("title", "intro"), stretch)
        for group in domain.groups:
            yield from _lengths(group.id, group, ("title",), stretch)
    for practice in bank.practices():
        yield from _lengths(practice.id, practice, ("title", "scope"), stretch)
        yield from _level_findings(practice.id, practice.levels, stretch)
        for question in practice.questions:
            yield from _question_findings(question, stretch)


def _question_findings(question: Question, stretch: float) -> Iterator[tuple[str, str, str]]:
    yield from _lengths(question.id, question, ("text", "help", "why"), stretch)
    for key in ("evidence", "who"):
        if len(getattr(question, key)) > LONGEST[key] * stretch:
            yield question.id, key, _too_long(getattr(question, key), LONGEST[key] * stretch)
    if not question.text.endswith("?"):
        yield question.id, "text", "must be a question and end with a question mark"
    if question.kind == "choice":
        yield from _level_findings(question.id, question.levels, stretch)
    texts = [option.text.casefold() for option in question.options]
    for option in question.options:
        if len(option.text) > LONGEST_OPTION * stretch:
            yield question.id, "options", f"{option.id}: {_too_long(option.text, LONGEST_OPTION * stretch)}"
        if texts.count(option.text.casefold()) > 1:
            yield question.id, "options", f"{option.id}: another option says the same"


def _lengths(id: str, part: object, keys: Sequence[str], stretch: float) -> Iterator[tuple[str, str, str]]:
    for key in keys:
        text = str(getattr(part, key))
        if len(text) < SHORTEST:
            yield id, key, f"too short to be understood: {text!r}"
        elif len(text) > LONGEST[key] * stretch:
            yield id, key, _too_long(text, LONGEST[key] * stretch)


def _level_findings(id: str, levels: Sequence[str], stretch: float) -> Iterator[tuple[str, str, str]]:
    if len(levels) != 5:
        yield id, "levels", f"five levels must be described (got {len(levels)})"
    first: dict[str, int] = {}
    for level, text in enumerate(levels, start=1):
        key = f"levels.{level}"
        same = first.setdefault(" ".join(text.casefold().split()).rstrip("."), level)
        if same != level:
            yield id, key, f"says the same as level {same}"
        if len(text) < SHORTEST:
            yield id, key, f"too short to be understood: {text!r}"
        elif len(text) > LONGEST_LEVEL * stretch:
            yield id, key, _too_long(text, LONGEST_LEVEL * stretch)
        if degree := _DEGREES.search(text):
            yield id, key, f"“{degree[0]}” is a degree: describe a fact that somebody could observe"


def _too_long(text: str, longest: float) -> str:
    return f"{len(text)} characters; at most {longest:.0f} are read"
