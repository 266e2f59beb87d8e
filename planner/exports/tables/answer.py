"""The answer on one sheet: readiness by workload and dimension, dates, costs, decisions, and what it rests on."""

from collections.abc import Iterator, Mapping
from typing import Any

from assessments.language import say
from planner.charts import reading
from planner.charts.figures import interval, number, quarter
from planner.charts.from_snapshot import dimensions
from planner.charts.reading import Snapshot, part, periods, rows, title_of, whole, words
from planner.exports.model import Column, Row, Sheet, Table
from planner.exports.tables.reading import end_columns, ends, period, status
from planner.reports.content.decisions import decisions_of
from planner.reports.content.summary import cover_of, summary_of


def answer_sheet(snapshot: Snapshot) -> Sheet:
    """Return what executives ask first."""
    said = summary_of(snapshot)
    found = (_readiness(snapshot), _figures(snapshot), _decisions(snapshot), _about(snapshot))
    return Sheet(
        "answer", say("Answer"), said.headline, said.lead, tuple(table for table in found if table.rows)
    )


def _readiness(snapshot: Snapshot) -> Table:
    judged = dimensions(snapshot)
    columns = (
        Column("workload", say("Workload"), width=38),
        Column("overall", say("Overall"), "status", 13),
        *(Column(name, title, "status", 13) for name, title in judged),
        Column("live", say("Goes live")),
        Column("deadline", say("Deadline")),
        Column("late", say("Late, quarters"), "number", 10),
        Column("chance", say("Chance to hold the date"), "share", 12),
        *end_columns("cost", say("Cost, USD"), "usd", 14),
        Column("reason", say("Why then"), width=60),
    )
    found = tuple(
        _workload(snapshot, workload, [name for name, _ in judged])
        for workload in reading.workloads(snapshot)
    )
    note = say(
        "Readiness is today’s, before any measure of the plan. Cost is capital and operating cost of the judged "
        "option, for one run of a training or one year of a service."
    )
    return Table("readiness", say("Readiness of each workload in each dimension"), columns, found, note=note)


def _workload(snapshot: Snapshot, workload: Mapping[str, Any], judged: list[str]) -> Row:
    name, named = words(workload, "name"), periods(snapshot)
    cells = {words(cell, "dimension"): cell.get("status") for cell in rows(workload, "dimensions")}
    going = reading.go_live(snapshot, name)
    cost = part(reading.chosen_option(snapshot, workload), "cost_usd")
    chances = part(snapshot, "roadmap", "robustness", "go_live")
    return (
        words(workload, "title", title_of(workload)),
        status(workload.get("status")),
        *(status(cells[key]) if key in cells else "" for key in judged),
        period(named, whole(going, "period")),
        _deadline(snapshot, name, period(named, whole(going, "deadline"))),
        number(going.get("late_by")),
        number(chances.get(name)),
        *ends(interval(cost.get("total"))),
        words(going, "reason"),
    )


def _deadline(snapshot: Snapshot, name: str, planned: str) -> str:
    """Return the quarter that was wished for, which may lie outside of the plan."""
    described = rows(part(snapshot, "inputs"), "workloads")
    wished = next((words(item, "deadline") for item in described if item.get("name") == name), "")
    return planned or (quarter(wished) if wished else "")


def _figures(snapshot: Snapshot) -> Table:
    columns = (
        Column("figure", say("Figure"), width=38),
        Column("value", say("Value"), span=2),
        Column("remark", say("Remark"), span=8),
    )
    found = tuple((one.label, one.value, one.note) for one in summary_of(snapshot).figures)
    return Table("figures", say("In three figures"), columns, found)


def _decisions(snapshot: Snapshot) -> Table:
    columns = (
        Column("decision", say("Decision"), width=38),
        Column("reason", say("Reason"), span=6),
        Column("consequence", say("If nothing is decided"), span=6),
    )
    found = tuple((one.title, one.reason, one.consequence) for one in decisions_of(snapshot))
    return Table("decisions", say("Decisions asked for"), columns, found)


def _about(snapshot: Snapshot) -> Table:
    columns = (Column("what", say("What"), width=38), Column("value", say("Value"), span=6))
    return Table("about", say("What this file was made from"), columns, tuple(_facts(snapshot)))


def _facts(snapshot: Snapshot) -> Iterator[Row]:
    cover = cover_of(snapshot)
    yield say("Client"), cover.client
    yield say("Engagement"), cover.title
    yield say("As of"), cover.date
    yield from cover.facts
    yield say("Fingerprint"), cover.fingerprint
    yield say("Ranges"), summary_of(snapshot).footnote
