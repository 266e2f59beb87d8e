"""What the plan takes beside machines, in words: figures by subject, what is missing, and duties by date."""

from collections.abc import Iterator, Mapping
from typing import Any

from assessments.language import inside_a_sentence, localised, say, to_say
from planner.charts.figures import NOTHING, Interval, date_text, interval, likely, number, quantity
from planner.charts.reading import Snapshot, part, rows, words
from planner.reports.content.model import OrganisationPage, Page, Point, Subject, Table
from planner.reports.content.origins import origin_text
from planner.reports.content.wording import capital, joined, sentence, short, years_text

TITLE = to_say("What else it takes")
_WIDTHS = (0.215, 0.13, 0.145, 0.13, 0.38)
_UNITS = {"times": "×", "hours": "h"}
# Where a step of a derivation comes from, in the words of documents.
_ORIGINS = {"answer": to_say("answer"), "assumption": to_say("assumption")}
MOST = 11
# What a reader with one page wants to know first, most important first.
_FIRST = (
    "total_cost_usd",
    "payback_years",
    "net_present_value_usd",
    "delay_usd_per_month",
    "storage_36_months_bytes",
    "facility_watts",
    "places",
    "carbon_grams_per_request",
    "electricity_usd_per_year",
    "hires",
    "assessments_due",
    "cleaning_person_days",
    "training_usd",
    "carbon_grams_per_year",
    "migration_seconds",
    "audit_log_bytes_kept",
    "monitoring_usd_per_year",
)


def organisation_page(snapshot: Snapshot) -> OrganisationPage | None:
    """Return what the organisation needs around the workloads; None for a plan without it."""
    found = rows(part(snapshot, "organisation"), "figures")
    if not found:
        return None
    known = [figure for figure in found if interval(figure.get("value")) is not None]
    groups = list(dict.fromkeys(words(figure, "group") for figure in known))
    return OrganisationPage(
        say(TITLE),
        _headline(known),
        say(
            "Low, likely and high are P10, P50 and P90. Where nobody has answered, a planning value stands in and is "
            "called an assumption; its source is among the assumptions."
        ),
        tuple(_subject(group, known) for group in groups),
        tuple(_missing(found)),
        _duties(snapshot),
    )


def organisation_brief(snapshot: Snapshot) -> Page | None:
    """Return the figures that matter most in one table, and where all of them are; None for a plan without them."""
    found = rows(part(snapshot, "organisation"), "figures")
    known = {words(f, "id"): f for f in found if interval(f.get("value")) is not None}
    named = {id.partition(":")[0]: figure for id, figure in reversed(known.items())}
    first = [*(named[name] for name in _FIRST if name in named), *known.values()]
    shown = list({words(figure, "id"): figure for figure in first}.values())[:MOST]
    if not shown:
        return None
    columns = (say("Figure"), say("Subject"), say("Low"), say("Likely"), say("High"))
    lines = tuple(_brief_line(figure) for figure in shown)
    note = say(
        "{shown} of {all} figures. All of them, how each was worked out, and the duties by date: in the full report, "
        "under “{title}”.",
        shown=len(shown),
        all=len(known),
        title=say(TITLE),
    )
    lead = say("Low, likely and high are P10, P50 and P90.")
    table = Table(columns, lines, (0.33, 0.235, 0.145, 0.145, 0.145), numeric=(2, 3, 4))
    return Page(_headline(list(known.values())), lead, (), table, (note,))


def _brief_line(figure: Mapping[str, Any]) -> tuple[str, str, str, str, str]:
    title, low, middle, high, _ = _line(figure)
    return title, words(figure, "group"), low, middle, high


def assumed_values(snapshot: Snapshot) -> Iterator[tuple[str, str, str]]:
    """Yield every planning value that stands in for an answer, once, with its source."""
    told: set[str] = set()
    for figure in rows(part(snapshot, "organisation"), "figures"):
        for step in rows(figure, "derivation"):
            text = _step(step)
            if words(step, "formula") == "assumption" and text not in told:
                told.add(text)
                yield words(figure, "group"), text, short(origin_text(words(step, "source")), 300)


def _headline(figures: list[Mapping[str, Any]]) -> str:
    """Return the two figures that decide most, as far as they are known."""
    by_id = {words(figure, "id"): interval(figure.get("value")) for figure in figures}
    parts = []
    if (years := by_id.get("payback_years")) is not None:
        parts.append(say("the plan pays back after {time}", time=years_text(years.p50)))
    if (money := by_id.get("total_cost_usd")) is not None:
        parts.append(say("it costs {money} over its life", money=quantity(money.p50, "USD")))
    if (stored := by_id.get("storage_36_months_bytes")) is not None:
        parts.append(say("storage grows to {amount} in three years", amount=quantity(stored.p50, "bytes")))
    return capital(joined(parts)) or say(TITLE)


def _subject(group: str, figures: list[Mapping[str, Any]]) -> Subject:
    lines = tuple(_line(figure) for figure in figures if words(figure, "group") == group)
    columns = (say("Figure"), say("Low"), say("Likely"), say("High"), say("How it was worked out"))
    return Subject(group, Table(columns, lines, _WIDTHS, numeric=(1, 2, 3)))


def _line(figure: Mapping[str, Any]) -> tuple[str, str, str, str, str]:
    value, unit = interval(figure.get("value")), unit_of(words(figure, "unit"))
    title, how = short(words(figure, "title"), 120), short(how_worked_out(figure), 600)
    if value is None or value.is_exact:
        return title, NOTHING, NOTHING if value is None else _amount(value, value.p50, unit), NOTHING, how
    low, middle, high = (_amount(value, end, unit) for end in (value.p10, value.p50, value.p90))
    return title, low, middle, high, how


def _amount(value: Interval, end: float, unit: str) -> str:
    if unit == "years":
        return years_text(end)
    return likely(value, unit) if end == value.p50 else quantity(end, unit)


def how_worked_out(figure: Mapping[str, Any]) -> str:
    """Return the formula of a figure and what went into it, as a sentence; empty for one that is not known."""
    *inputs, last = rows(figure, "derivation") or [{}]
    given = [f"{_step(step)} ({_origin(step)})" for step in inputs]
    formula = _said(words(last, "formula")).replace(" x ", " × ").replace(" - ", " − ")
    return " ".join(sentence(text) for text in (formula, "; ".join(given)) if text)


def _origin(step: Mapping[str, Any]) -> str:
    formula = words(step, "formula", "answer")
    return say(_ORIGINS.get(formula, formula))


def _said(text: str) -> str:
    return say(text) if text else ""


def _step(step: Mapping[str, Any]) -> str:
    value = number(step.get("value"))
    shown = words(step, "value") if value is None else quantity(value, unit_of(words(step, "unit")), 3)
    return f"{words(step, 'step')}: {shown}"


def unit_of(unit: str) -> str:
    """Return a figure's unit as charts write it."""
    return _UNITS.get(unit, unit)


def _missing(figures: list[Mapping[str, Any]]) -> Iterator[Point]:
    """Yield each question that would give figures, with the figures it would give."""
    waiting: dict[str, list[str]] = {}
    for figure in figures:
        for asked in rows(figure, "missing"):
            titles = waiting.setdefault(words(asked, "text"), [])
            titles.append(inside_a_sentence(words(figure, "title")))
    for text, titles in waiting.items():
        yield Point(short(text, 200), say("It would give: {figures}.", figures=joined(titles, most=4)))


def _duties(snapshot: Snapshot) -> Table | None:
    duties = rows(part(snapshot, "organisation"), "obligations")
    lines = tuple(
        (
            _due(duty),
            localised(f"{number(duty.get('count')) or 0:g}"),
            short(words(duty, "title"), 120),
            short(words(duty, "reference"), 140),
        )
        for duty in duties
    )
    return (
        Table(
            (say("Due"), say("How many"), say("What"), say("By")),
            lines,
            (0.17, 0.1, 0.41, 0.32),
            numeric=(1,),
        )
        if lines
        else None
    )


def _due(duty: Mapping[str, Any]) -> str:
    day = date_text(words(duty, "due"))
    return say("{date} (due already)", date=day) if duty.get("is_past") else day
