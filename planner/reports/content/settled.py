"""What was settled about answers: agreed values, and those that a consultant set; never without saying so."""

from collections.abc import Iterator, Mapping
from typing import Any

from planner.charts.reading import Snapshot, part, questions, rows, words
from planner.reports.content.model import Point
from planner.reports.content.wording import counted, joined, short

OVERRIDDEN = "Overridden by a consultant"
AGREED = "Agreed by the respondents"


def settled_rows(snapshot: Snapshot) -> dict[str, Mapping[str, Any]]:
    """Return what was settled, by question."""
    return {words(one, "question"): one for one in rows(part(snapshot, "inputs"), "settled")}


def settled_title(settled: Mapping[str, Any]) -> str:
    """Return what kind of settlement it is, as people read it."""
    return OVERRIDDEN if settled.get("kind") == "override" else AGREED


def settled_remark(settled: Mapping[str, Any]) -> str:
    """Return the kind and the reason in one text."""
    return f"{settled_title(settled)}: {words(settled, 'reason', 'no reason given')}"


def settled_mark(question: Mapping[str, Any]) -> str:
    """Return what follows the level of a question whose answers were replaced; empty for any other."""
    marks = {"override": "overridden by a consultant", "consensus": "agreed"}
    return marks.get(words(question, "settled"), "")


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
            f"“{short(texts.get(name) or name, 90)}” ({short(words(one, 'reason'), 120)})"
            for name, one in overrides.items()
        ]
        more = [f"{counted(len(named) - 3, 'other')}"] if len(named) > 3 else []
        yield Point(
            f"{OVERRIDDEN}: {counted(len(overrides), 'answer')}",
            f"These values are the consultant’s, not the respondents’: {joined([*named[:3], *more])}.",
        )
    if agreed := len(settled) - len(overrides):
        yield Point(
            f"{counted(agreed, 'answer').capitalize()} {'was' if agreed == 1 else 'were'} agreed on",
            "Where people had answered differently, they settled on one value; what each had said stays on record.",
        )


def _texts(snapshot: Snapshot) -> dict[str, str]:
    return {words(q, "id"): words(q, "text") for _, _, q in questions(snapshot)}
