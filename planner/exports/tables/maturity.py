"""Maturity of domains and practices with range and target, and as the plan lifts it."""

from collections.abc import Mapping
from typing import Any

from assessments.language import say
from planner.charts.figures import number, quarter
from planner.charts.reading import Snapshot, part, periods, rows, target_of, whole, words
from planner.exports.model import Column, Live, Row, Sheet, Table, Value
from planner.exports.tables.reading import yes_no
from planner.reports.content.maturity import standing_of


def maturity_sheet(snapshot: Snapshot) -> Sheet:
    """Return where the organisation stands, and where the plan takes it."""
    said = standing_of(snapshot)
    tables = (_domains(snapshot), _practices(snapshot), _projected(snapshot))
    return Sheet(
        "maturity", say("Maturity"), said.headline, said.lead, tuple(table for table in tables if table.rows)
    )


def _scores() -> tuple[Column, ...]:
    return (
        Column("score", say("Score, 1 to 5"), "score", 10),
        Column("p10", "P10", "score", 8),
        Column("p90", "P90", "score", 8),
        Column("claimed", say("Claimed"), "score", 10),
        Column("level", say("Level"), "number", 8),
    )


def _sureness() -> tuple[Column, ...]:
    return (
        Column("coverage", say("Answered"), "share", 10),
        Column("confidence", say("Confidence"), "share", 11),
        Column("weight", say("Weight"), "number", 8),
        Column("blocker", say("What the next level needs"), width=70),
    )


def _standing(item: Mapping[str, Any]) -> tuple[Value, ...]:
    return tuple(number(item.get(key)) for key in ("score", "p10", "p90", "claimed_score", "level"))


def _known(item: Mapping[str, Any]) -> tuple[Value, ...]:
    known = tuple(number(item.get(key)) for key in ("coverage", "confidence", "weight"))
    return (*known, words(item, "next_level_blocker"))


def _domains(snapshot: Snapshot) -> Table:
    found = tuple(
        (words(domain, "title"), *_standing(domain), *_known(domain))
        for domain in rows(part(snapshot, "maturity"), "domains")
    )
    columns = (Column("domain", say("Domain"), width=38), *_scores(), *_sureness())
    note = say(
        "Score with what evidence supports; claimed is what was answered. P10–P90 holds in eight of ten cases."
    )
    return Table("domains", say("Domains"), columns, found, note=note)


def _practices(snapshot: Snapshot) -> Table:
    columns = (
        Column("domain", say("Domain"), width=38),
        *_scores(),
        Column("target", say("Target level"), "number", 10),
        Column("gap", say("Levels missing"), "number", 10),
        Column("id", say("Practice"), width=10),
        Column("practice", say("Title"), width=46),
        Column("critical", say("Critical"), width=9),
        *_sureness(),
    )
    found = [
        (domain, practice)
        for domain in rows(part(snapshot, "maturity"), "domains")
        for practice in rows(domain, "practices")
    ]
    lines = tuple(_practice(snapshot, *pair, index) for index, pair in enumerate(found))
    return Table("practices", say("Practices"), columns, lines)


def _practice(snapshot: Snapshot, domain: Mapping[str, Any], practice: Mapping[str, Any], index: int) -> Row:
    target, level = target_of(snapshot, words(practice, "id")), whole(practice, "level")
    return (
        words(domain, "title"),
        *_standing(practice),
        target,
        _gap(target, level, index),
        words(practice, "id"),
        words(practice, "title"),
        yes_no(practice.get("critical")),
        *_known(practice),
    )


def _gap(target: float | None, level: int | None, index: int) -> Value:
    if target is None or level is None:
        return None
    cells = f"<practices.target.{index}>-<practices.level.{index}>"
    return Live(max(target - level, 0.0), f"=MAX({cells},0)")


def _projected(snapshot: Snapshot) -> Table:
    domains = rows(part(snapshot, "maturity"), "domains")
    columns = (
        Column("quarter", say("End of quarter"), width=38),
        *(Column(words(domain, "id"), words(domain, "title"), "score", 14) for domain in domains),
        Column("index", say("Maturity index, 0 to 100"), "number", 12),
    )
    steps = rows(part(snapshot, "roadmap"), "maturity_by_period")
    found = tuple(
        (
            _end(snapshot, step.get("period")),
            *(number(part(step, "domains").get(words(domain, "id"))) for domain in domains),
            number(step.get("index")),
        )
        for step in steps
    )
    return Table("maturity-projected", say("Maturity as the plan lifts it"), columns, found)


def _end(snapshot: Snapshot, period: object) -> str:
    named = periods(snapshot)
    if period == -1:
        return say("Today")
    return quarter(named[period]) if isinstance(period, int) and 0 <= period < len(named) else str(period)
