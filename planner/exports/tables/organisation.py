"""What the plan takes beside machines: every figure with its range and how it was worked out, and duties by date."""

from collections.abc import Mapping
from typing import Any

from assessments.language import say
from planner.charts.figures import interval, number
from planner.charts.reading import Snapshot, part, rows, words
from planner.exports.model import Column, Row, Sheet, Table
from planner.exports.tables.reading import day, ends, scale_of, unit_word, yes_no
from planner.reports.content.organisation import how_worked_out, organisation_page, unit_of


def organisation_sheet(snapshot: Snapshot) -> Sheet:
    """Return figures by subject, then duties by law."""
    said = organisation_page(snapshot)
    title = say("What else it takes")
    tables = tuple(table for table in (_figures(snapshot), _duties(snapshot)) if table.rows)
    headline, lead = (said.headline, said.lead) if said else (title, "")
    return Sheet("organisation", title, headline, lead, tables)


def _figures(snapshot: Snapshot) -> Table:
    columns = (
        Column("figure", say("Figure"), width=58),
        Column("subject", say("Subject"), width=24),
        Column("low", say("Low"), "number", 12),
        Column("likely", say("Likely"), "number", 12),
        Column("high", say("High"), "number", 12),
        Column("unit", say("Unit"), width=12),
        Column("how", say("How it was worked out"), width=80),
        Column("missing", say("Needs an answer to"), width=60),
    )
    found = tuple(_figure(one) for one in rows(part(snapshot, "organisation"), "figures"))
    return Table("figures-of-organisation", say("Figures"), columns, found)


def _figure(figure: Mapping[str, Any]) -> Row:
    value = interval(figure.get("value"))
    scale = scale_of(unit_of(words(figure, "unit")), value)
    return (
        words(figure, "title"),
        words(figure, "group"),
        *ends(value, scale.factor),
        unit_word(scale),
        how_worked_out(figure) if value else "",
        "; ".join(words(asked, "text") for asked in rows(figure, "missing")),
    )


def _duties(snapshot: Snapshot) -> Table:
    columns = (
        Column("duty", say("Duty"), width=58),
        Column("due", say("Due"), "date"),
        Column("count", say("How many"), "number"),
        Column("past", say("Due already")),
        Column("law", say("By"), span=3),
    )
    found = tuple(
        (
            words(duty, "title"),
            day(words(duty, "due")),
            number(duty.get("count")),
            yes_no(duty.get("is_past")),
            words(duty, "reference"),
        )
        for duty in rows(part(snapshot, "organisation"), "obligations")
    )
    return Table("duties", say("Duties by date"), columns, found)
