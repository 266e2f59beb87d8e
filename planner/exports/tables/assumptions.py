"""Everything the result rests on: value, unit, source and date."""

from collections.abc import Iterator, Mapping
from typing import Any

from assessments.language import country_name, region_name, say
from assessments.question_bank.product_names import product_name
from planner.charts.figures import interval, number
from planner.charts.plan_charts import role_title
from planner.charts.reading import Snapshot, part, rows, values, words
from planner.exports.model import Column, Row, Sheet, Table
from planner.exports.tables.reading import day, ends, scale_of, unit_word
from planner.reports.content.method import ESTATE, assumptions_page, said_assumptions
from planner.reports.content.organisation import unit_of
from planner.reports.content.origins import origin_text
from planner.reports.content.wording import basis_word

_PLAIN = ("factor", "USD/kWh")  # units that are written as they are


def assumptions_sheet(snapshot: Snapshot) -> Sheet:
    """Return the estate, what was described or set, and planning values that stand in for answers."""
    said = assumptions_page(snapshot)
    columns = (
        Column("about", say("About"), width=40),
        Column("what", say("Value or assumption"), width=60),
        Column("low", say("Low"), "number", 12),
        Column("likely", say("Likely"), "number", 12),
        Column("high", say("High"), "number", 12),
        Column("unit", say("Unit"), width=12),
        Column("source", say("Source"), width=44),
        Column("date", say("Date"), "date", 12),
        Column("basis", say("Basis"), width=14),
    )
    found = (*_estate(snapshot), *_said(snapshot), *_planning_values(snapshot))
    table = Table("assumptions", said.headline, columns, found)
    return Sheet("assumptions", say("Assumptions"), said.headline, said.lead, (table,) if found else ())


def _estate(snapshot: Snapshot) -> Iterator[Row]:
    estate = part(snapshot, "inputs", "estate")
    for stock in rows(estate, "accelerators"):
        name = product_name(words(stock, "type", say("unnamed")))
        yield _amount(snapshot, say("Accelerators"), name, part(stock, "count"), "count")
    for key, (title, unit) in ESTATE.items():
        if interval(estate.get(key)) is not None:
            yield _amount(snapshot, say(title), "", part(estate, key), unit)
    for role in rows(estate, "staff"):
        title = role_title(words(role, "role"))
        yield _amount(snapshot, say("Staff"), title, part(role, "count"), "fte")
    for site in rows(estate, "sites"):
        named = ", ".join(
            text for text in (words(site, "name"), country_name(words(site, "country"))) if text
        )
        yield _amount(snapshot, say("Site"), named, part(site, "power_watts"), "watts")
    if region := words(estate, "grid_region"):
        yield (say("Electricity grid"), region_name(region), None, None, None, "", say("answer"), None, "")


def _amount(snapshot: Snapshot, about: str, what: str, value: Mapping[str, Any], unit: str) -> Row:
    known = interval(value)
    scale = scale_of("" if unit in _PLAIN else unit, known)
    sources = [str(name) for name in values(value, "sources")]
    dated, basis = _origin(snapshot, sources)
    return (
        about,
        what,
        *ends(known, scale.factor),
        unit if unit == "USD/kWh" else unit_word(scale),
        ", ".join(sources) or say("answer"),
        dated,
        basis,
    )


def _origin(snapshot: Snapshot, sources: list[str]) -> tuple[Any, str]:
    """Return the day of the newest answer that a value comes from, and what that answer rests on."""
    given = [a for a in rows(part(snapshot, "inputs"), "answers") if a.get("question") in sources]
    newest = max(given, key=lambda answer: words(answer, "answered_on"), default={})
    text = words(newest, "answered_on")
    return (day(text) if text else None), basis_word(words(newest, "basis"))


def _said(snapshot: Snapshot) -> Iterator[Row]:
    for about, text, source in said_assumptions(snapshot):
        yield (about, text, None, None, None, "", source, None, "")


def _planning_values(snapshot: Snapshot) -> Iterator[Row]:
    """Yield each value that stands in for an answer, once."""
    told: set[tuple[str, Any, str]] = set()
    for figure in rows(part(snapshot, "organisation"), "figures"):
        for step in rows(figure, "derivation"):
            key = (words(step, "step"), step.get("value"), words(step, "unit"))
            if words(step, "formula") == "assumption" and key not in told:
                told.add(key)
                yield _planning_value(words(figure, "group"), step)


def _planning_value(group: str, step: Mapping[str, Any]) -> Row:
    amount = number(step.get("value"))
    what = words(step, "step") if amount is not None else f"{words(step, 'step')}: {step.get('value')}"
    scale = scale_of(unit_of(words(step, "unit")), interval(amount))
    likely = None if amount is None else amount / scale.factor
    source = origin_text(words(step, "source"))
    return (group, what, None, likely, None, unit_word(scale), source, None, say("assumption"))
