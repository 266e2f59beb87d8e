"""What each workload needs, what is there and the verdicts with their chance; the options that were compared."""

from collections.abc import Mapping
from typing import Any

from assessments.language import say
from assessments.question_bank.product_names import product_name
from planner.charts import reading
from planner.charts.figures import interval, number
from planner.charts.from_snapshot import dimension_title
from planner.charts.reading import Snapshot, part, rows, title_of, words
from planner.exports.model import Column, Row, Sheet, Table
from planner.exports.tables.reading import end_columns, ends, ends_of, scale_of, status, unit_word, yes_no
from planner.reports.content.readiness import headline_of_all


def workloads_sheet(snapshot: Snapshot) -> Sheet:
    """Return requirements against the estate, dimension by dimension."""
    table = _verdicts(snapshot)
    lead = say(
        "A dimension is ready when the estate covers the requirement in at least 90 of 100 cases, conditional in at "
        "least 50, else blocked."
    )
    return Sheet(
        "workloads",
        say("Workloads"),
        headline_of_all(snapshot),
        lead,
        (table,) if table.rows else (),
    )


def options_sheet(snapshot: Snapshot) -> Sheet:
    """Return the options of every workload, the best first."""
    table = _options(snapshot)
    headline = say("Options that were compared, the best first")
    lead = say(
        "Costs are of one run of a training, or of one year of a service. P50 of parts need not add up to that of the "
        "whole."
    )
    return Sheet("options", say("Options compared"), headline, lead, (table,) if table.rows else ())


def _title(workload: Mapping[str, Any]) -> str:
    return words(workload, "title", title_of(workload))


def _verdicts(snapshot: Snapshot) -> Table:
    missing = say("Missing")
    columns = (
        Column("workload", say("Workload"), width=34),
        Column("dimension", say("Dimension"), width=13),
        Column("status", say("Status"), "status", 13),
        Column("chance", say("Chance that it is enough"), "share", 11),
        *end_columns("need", say("Needed"), width=12),
        *end_columns("there", say("There"), width=12),
        *(Column(f"missing-{end}", f"{missing} {end.upper()}", "number", 12) for end in ("p50", "p90")),
        Column("unit", say("Unit"), width=10),
        Column("reason", say("Reason"), width=70),
        Column("change", say("What would change it"), width=60),
        Column("questions", say("Answers behind it"), width=24),
    )
    found = tuple(
        _verdict(workload, cell)
        for workload in reading.workloads(snapshot)
        for cell in rows(workload, "dimensions")
    )
    return Table("verdicts", say("Verdicts"), columns, found)


def _verdict(workload: Mapping[str, Any], cell: Mapping[str, Any]) -> Row:
    need, there = interval(cell.get("requirement")), interval(cell.get("estate"))
    scale, missing = scale_of(words(cell, "unit"), need, there), part(cell, "shortfall")
    short = (number(missing.get(end)) for end in ("p50", "p90"))
    return (
        _title(workload),
        dimension_title(words(cell, "dimension")),
        status(cell.get("status")),
        number(cell.get("probability")),
        *ends(need, scale.factor),
        *ends(there, scale.factor),
        *(None if amount is None else amount / scale.factor for amount in short),
        unit_word(scale) if need or there else "",
        words(cell, "reason"),
        words(cell, "would_change"),
        ", ".join(str(name) for name in reading.values(cell, "questions")),
    )


def _options(snapshot: Snapshot) -> Table:
    columns = (
        Column("workload", say("Workload"), width=34),
        Column("accelerator", say("Accelerator"), width=22),
        Column("judged", say("Judged"), width=9),
        Column("count", say("Accelerators"), "number", 12),
        Column("nodes", say("Servers"), "number", 9),
        Column("feasible", say("Feasible"), width=9),
        *end_columns("capital", say("Capital, USD"), "usd", 14),
        *end_columns("operating", say("Operating, USD"), "usd", 14),
        *end_columns("cost", say("Total, USD"), "usd", 14),
        *end_columns("power", say("Power, kW"), width=11),
        Column("reason", say("Reason"), width=60),
    )
    found = tuple(
        _option(workload, option, is_judged=option == reading.chosen_option(snapshot, workload))
        for workload in reading.workloads(snapshot)
        for option in rows(reading.sized(snapshot, words(workload, "name")), "options")
    )
    return Table("options", say("Options compared"), columns, found)


def _option(workload: Mapping[str, Any], option: Mapping[str, Any], *, is_judged: bool) -> Row:
    cost = part(option, "cost_usd")
    return (
        _title(workload),
        product_name(words(option, "accelerator", say("unnamed"))),
        yes_no(is_judged),
        number(option.get("accelerators")),
        number(option.get("nodes")),
        yes_no(option.get("feasible")),
        *ends_of(cost, "capital"),
        *ends_of(cost, "operating"),
        *ends_of(cost, "total"),
        *ends_of(option, "power_watts", 1e3),
        words(option, "reason"),
    )
