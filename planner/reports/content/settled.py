"""What was settled about answers: agreed values, and those that a consultant set; never without saying so."""

from collections.abc import Iterator, Mapping
from typing import Any

from assessments.language import say, say_plural, to_say
from planner.charts.reading import Snapshot, part, questions, rows, words
from planner.reports.content.model import Point
from planner.reports.content.wording import capital, in_words, joined, short

OVERRIDDEN = to_say("Overridden by a consultant")
AGREED = to_say("Agreed by the respondents")
_MARKS = {"override": to_say("overridden by a consultant"), "consensus": to_say("agreed")}


def settled_rows(snapshot: Snapshot) -> dict[str, Mapping[str, Any]]:
    """Return what was settled, by question."""
    return {words(one, "question"): one for one in rows(part(snapshot, "inputs"), "settled")}


def settled_title(settled: Mapping[str, Any]) -> str:
    """Return what kind of settlement it is, as people read it."""
    return say(OVERRIDDEN) if settled.get("kind") == "override" else say(AGREED)


def settled_remark(settled: Mapping[str, Any]) -> str:
    """Return the kind and the reason in one text."""
    reason = words(settled, "reason") or say("no reason given")
    return f"{settled_title(settled)}: {reason}"


def settled_mark(question: Mapping[str, Any]) -> str:
    """Return what follows the level of a question whose answers were replaced; empty for any other."""
    kind = words(question, "settled")
    return say(_MARKS[kind]) if kind in _MARKS else ""


def settled_lines(snapshot: Snapshot) -> list[Point]:
    """Return every settled value: the question, what counts, and the kind with its reason; overrides first."""
    texts = _texts(snapshot)
    lines = sorted(settled_rows(snapshot).items(), key=lambda item: item[1].get("kind") != "override")
    return [
        Point(short(texts.get(name) or name, 220), short(words(one, "shown"), 300), settled_remark(one))
        for name, one in lines
    ]


def settled_points(snapshot: Snapshot) -> Iterator[Point]:
    """Yield what a reader must know about overrides, and how many questions were agreed on."""
    texts, settled = _texts(snapshot), settled_rows(snapshot)
    overrides = {name: one for name, one in settled.items() if one.get("kind") == "override"}
    if overrides:
        named = [
            say(
                "“{question}” ({reason})",
                question=short(texts.get(name) or name, 90),
                reason=short(words(one, "reason"), 120),
            )
            for name, one in overrides.items()
        ]
        yield Point(
            say_plural(
                "Overridden by a consultant: one answer",
                "Overridden by a consultant: {number} answers",
                len(overrides),
                number=in_words(len(overrides)),
            ),
            say(
                "These values are the consultant’s, not the respondents’: {questions}.",
                questions=joined(named),
            ),
        )
    if agreed := len(settled) - len(overrides):
        yield Point(
            capital(
                say_plural(
                    "one answer was agreed on",
                    "{number} answers were agreed on",
                    agreed,
                    number=in_words(agreed),
                )
            ),
            say(
                "Where people had answered differently, they settled on one value; what each had said stays on record."
            ),
        )


def _texts(snapshot: Snapshot) -> dict[str, str]:
    return {words(q, "id"): words(q, "text") for _, _, q in questions(snapshot)}
