"""What the plan takes beside machines, in words: figures by subject, what is missing, and duties by date."""

from collections.abc import Iterator, Mapping
from typing import Any

from planner.charts.figures import NOTHING, interval, likely, number, quantity
from planner.charts.reading import Snapshot, part, rows, words
from planner.reports.content.model import OrganisationPage, Point, Subject, Table
from planner.reports.content.summary import date_text
from planner.reports.content.wording import joined, sentence, short

TITLE = "What else it takes"
_COLUMNS = ("Figure", "Low", "Likely", "High", "How it was worked out")
_WIDTHS = (0.24, 0.11, 0.12, 0.11, 0.42)
_UNITS = {"times": "×", "hours": "h"}


def organisation_page(snapshot: Snapshot) -> OrganisationPage | None:
    """Return what the organisation needs around the workloads; None for a plan without it."""
    found = rows(part(snapshot, "organisation"), "figures")
    if not found:
        return None
    known = [figure for figure in found if interval(figure.get("value")) is not None]
    groups = list(dict.fromkeys(words(figure, "group") for figure in known))
    return OrganisationPage(
        TITLE,
        _headline(known),
        "Low, likely and high are P10, P50 and P90. Where nobody has answered, a planning value stands in and is "
        "called an assumption; its source is among the assumptions.",
        tuple(_subject(group, known) for group in groups),
        tuple(_missing(found)),
        _duties(snapshot),
    )


def assumed_values(snapshot: Snapshot) -> Iterator[tuple[str, str, str]]:
    """Yield every planning value that stands in for an answer, once, with its source."""
    told: set[str] = set()
    for figure in rows(part(snapshot, "organisation"), "figures"):
        for step in rows(figure, "derivation"):
            text = _step(step)
            if words(step, "formula") == "assumption" and text not in told:
                told.add(text)
                yield words(figure, "group"), text, short(words(step, "source"), 300)


def _headline(figures: list[Mapping[str, Any]]) -> str:
    """Return the two figures that decide most, as far as they are known."""
    by_id = {words(figure, "id"): interval(figure.get("value")) for figure in figures}
    parts = []
    if (years := by_id.get("payback_years")) is not None:
        parts.append(f"the plan pays back after {quantity(years.p50, 'years')}")
    if (money := by_id.get("total_cost_usd")) is not None:
        parts.append(f"it costs {quantity(money.p50, 'USD')} over its life")
    if (stored := by_id.get("storage_36_months_bytes")) is not None:
        parts.append(f"storage grows to {quantity(stored.p50, 'bytes')} in three years")
    text = joined(parts)
    return text[:1].upper() + text[1:] if text else TITLE


def _subject(group: str, figures: list[Mapping[str, Any]]) -> Subject:
    lines = tuple(_line(figure) for figure in figures if words(figure, "group") == group)
    return Subject(group, Table(_COLUMNS, lines, _WIDTHS, numeric=(1, 2, 3)))


def _line(figure: Mapping[str, Any]) -> tuple[str, str, str, str, str]:
    value, unit = interval(figure.get("value")), _unit(words(figure, "unit"))
    title, how = short(words(figure, "title"), 120), short(_how(figure), 420)
    if value is None or value.is_exact:
        return title, NOTHING, likely(value, unit), NOTHING, how
    return title, quantity(value.p10, unit), likely(value, unit), quantity(value.p90, unit), how


def _how(figure: Mapping[str, Any]) -> str:
    *inputs, last = rows(figure, "derivation")
    given = [f"{_step(step)} ({words(step, 'formula', 'answer')})" for step in inputs]
    formula = words(last, "formula").replace(" x ", " × ").replace(" - ", " − ")
    return " ".join(sentence(text) for text in (formula, "; ".join(given)) if text)


def _step(step: Mapping[str, Any]) -> str:
    value = number(step.get("value"))
    shown = words(step, "value") if value is None else quantity(value, _unit(words(step, "unit")), 3)
    return f"{words(step, 'step')}: {shown}"


def _unit(unit: str) -> str:
    return _UNITS.get(unit, unit)


def _missing(figures: list[Mapping[str, Any]]) -> Iterator[Point]:
    """Yield each question that would give figures, with the figures it would give."""
    waiting: dict[str, list[str]] = {}
    for figure in figures:
        for asked in rows(figure, "missing"):
            titles = waiting.setdefault(words(asked, "text"), [])
            titles.append(words(figure, "title").lower())
    for text, titles in waiting.items():
        yield Point(short(text, 200), f"It would give: {joined(titles, most=4)}.")


def _duties(snapshot: Snapshot) -> Table | None:
    duties = rows(part(snapshot, "organisation"), "obligations")
    lines = tuple(
        (
            date_text(words(duty, "due")) + (" (due already)" if duty.get("is_past") else ""),
            f"{number(duty.get('count')) or 0:g}",
            short(words(duty, "title"), 120),
            short(words(duty, "reference"), 140),
        )
        for duty in duties
    )
    return (
        Table(("Due", "How many", "What", "By"), lines, (0.17, 0.1, 0.41, 0.32), numeric=(1,))
        if lines
        else None
    )
