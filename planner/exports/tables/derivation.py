"""How the judged option of each workload was worked out, step by step."""

from collections.abc import Mapping
from typing import Any

from assessments.language import say
from planner.charts import reading
from planner.charts.figures import interval, number
from planner.charts.reading import Snapshot, rows, title_of, words
from planner.exports.model import Column, Row, Sheet, Table
from planner.exports.tables.reading import scale_of, unit_word
from planner.reports.content.origins import origin_text


def derivation_sheet(snapshot: Snapshot) -> Sheet:
    """Return the steps of every workload."""
    columns = (
        Column("workload", say("Workload"), width=34),
        Column("step", say("Step"), width=40),
        Column("formula", say("Formula"), width=60),
        Column("value", say("Median value"), "number", 14),
        Column("unit", say("Unit"), width=18),
        Column("text", say("Choice"), width=24),
        Column("source", say("Rests on"), width=60),
    )
    found = tuple(
        _step(title_of(workload), step)
        for workload in reading.workloads(snapshot)
        for step in rows(reading.chosen_option(snapshot, workload), "derivation")
    )
    title = say("How each judged option was worked out")
    table = Table("derivation", title, columns, found)
    return Sheet("derivation", say("Derivation"), title, "", (table,) if found else ())


def _step(workload: str, step: Mapping[str, Any]) -> Row:
    amount = number(step.get("value"))
    scale = scale_of(words(step, "unit"), interval(amount))
    return (
        workload,
        words(step, "step"),
        words(step, "formula"),
        None if amount is None else amount / scale.factor,
        "" if amount is None else unit_word(scale),
        str(step.get("value") or "") if amount is None else "",
        origin_text(words(step, "source")),
    )
