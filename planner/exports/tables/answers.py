"""All questions and answers with basis, day and comment; what was settled, and contradictions that are open."""

from collections.abc import Mapping
from typing import Any

from assessments.language import say
from planner.charts.reading import Snapshot, part, questions, rows, values, words
from planner.exports.model import Column, Row, Sheet, Table
from planner.exports.tables.reading import day, yes_no
from planner.reports.content import answer_status
from planner.reports.content.settled import settled_rows, settled_title
from planner.reports.content.wording import basis_word


def answers_sheet(snapshot: Snapshot) -> Sheet:
    """Return every answer, in full."""
    tables = (_answers(snapshot), _settled(snapshot), _contradictions(snapshot))
    title = say("All questions and answers")
    return Sheet("answers", say("Answers"), title, "", tuple(table for table in tables if table.rows))


def _texts(snapshot: Snapshot) -> dict[str, str]:
    return {words(question, "id"): words(question, "text") for _, _, question in questions(snapshot)}


def _first_columns(key: str, title: str) -> tuple[Column, ...]:
    """Return the columns that the tables of answers and of settled values begin with. key, title: of what was said."""
    return (
        Column("question", say("Question"), width=60),
        Column("id", say("Id"), width=20),
        Column(key, title, width=60),
        Column("by", say("By"), width=24),
        Column("basis", say("Basis"), width=13),
        Column("date", say("Date"), "date", 12),
    )


def _answers(snapshot: Snapshot) -> Table:
    columns = (
        *_first_columns("answer", say("Answer")),
        Column("evidence", say("Evidence attached"), width=10),
        Column("signed", say("Countersigned"), width=13),
        Column("counts", say("Replaced by"), width=26),
        Column("comment", say("Comment"), width=60),
        Column("reason", say("Reason"), width=40),
    )
    texts, settled = _texts(snapshot), settled_rows(snapshot)
    found = tuple(_answer(one, texts, settled) for one in rows(part(snapshot, "inputs"), "answers"))
    return Table("answers", say("Answers"), columns, found)


def _answer(one: Mapping[str, Any], texts: dict[str, str], settled: dict[str, Mapping[str, Any]]) -> Row:
    key, dated = words(one, "question"), words(one, "answered_on")
    return (
        texts.get(key) or key,
        key,
        words(one, "shown") or answer_status(words(one, "status", "unanswered")),
        words(one, "respondent_name", words(one, "respondent")),
        basis_word(words(one, "basis")),
        day(dated) if dated else None,
        yes_no(one.get("has_evidence")),
        yes_no(one.get("is_countersigned")),
        settled_title(settled[key]) if key in settled else "",
        words(one, "comment"),
        words(one, "reason"),
    )


def _settled(snapshot: Snapshot) -> Table:
    columns = (
        *_first_columns("value", say("Value that counts")),
        Column("kind", say("Kind"), span=2),
        Column("reason", say("Reason"), span=3),
    )
    texts = _texts(snapshot)
    found = tuple(
        (
            texts.get(key) or key,
            key,
            words(one, "shown", say("no value")),
            words(one, "settled_by_name", words(one, "settled_by")),
            basis_word(words(one, "basis")),
            day(words(one, "settled_on")) or None,
            settled_title(one),
            words(one, "reason"),
        )
        for key, one in settled_rows(snapshot).items()
    )
    return Table("settled", say("Agreed on, or set by a consultant"), columns, found)


def _contradictions(snapshot: Snapshot) -> Table:
    columns = (
        Column("contradiction", say("Contradiction"), width=60),
        Column("rule", say("Id"), width=20),
        Column("statement", say("What does not fit together"), width=60),
        Column("questions", say("Questions"), span=3),
    )
    found = tuple(
        (
            words(one, "title"),
            words(one, "rule"),
            words(one, "statement"),
            ", ".join(str(name) for name in values(one, "questions")),
        )
        for one in rows(snapshot, "contradictions")
    )
    return Table("contradictions", say("Contradictions that are open"), columns, found)
