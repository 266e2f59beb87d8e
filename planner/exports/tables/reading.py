"""Values of a snapshot as cells: numbers in one unit, quarters, days."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from assessments.language import say
from planner.charts.figures import Interval, Scale, fitting_scale, interval, number, place_unit, quarter
from planner.charts.marks import status_of, status_word
from planner.exports.model import Column, Kind, Status

Ends = tuple[float | None, float | None, float | None]


def ends(value: Interval | None, factor: float = 1.0) -> Ends:
    """Return P10, P50 and P90 in units of `factor` SI units each; None where nothing is known."""
    if value is None:
        return (None, None, None)
    return (value.p10 / factor, value.p50 / factor, value.p90 / factor)


def ends_of(source: Mapping[str, Any], name: str, factor: float = 1.0) -> Ends:
    """Return P10, P50 and P90 of a value by its name."""
    return ends(interval(source.get(name)), factor)


def end_columns(key: str, title: str, kind: Kind = "number", width: float = 11.0) -> tuple[Column, ...]:
    """Return the columns of a quantity with its range."""
    return tuple(
        Column(f"{key}-{end}", f"{title} {end.upper()}".strip(), kind, width) for end in ("p10", "p50", "p90")
    )


def scale_of(unit: str, *values: Interval | None) -> Scale:
    """Return the unit in which some values that belong together read well."""
    known = [abs(value.p50) for value in values if value is not None]
    return fitting_scale(max(known, default=0.0), unit)


def unit_word(scale: Scale) -> str:
    """Return a unit alone, in the language of the context."""
    return place_unit("", scale.unit)


def status(value: object) -> Status:
    """Return a verdict with its word."""
    known = status_of(value)
    return Status(known, status_word(known))


def period(named: list[str], index: int | None) -> str:
    """Return a quarter by its place in the plan, nothing outside of it."""
    return quarter(named[index]) if index is not None and 0 <= index < len(named) else ""


def day(text: str) -> date | str:
    """Return a day, or the text itself where it is none.

    >>> day("2026-11-21"), day("soon")
    (datetime.date(2026, 11, 21), 'soon')
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def yes_no(value: object) -> str:
    """Return "yes" or nothing."""
    return say("yes") if value else ""


def share(source: Mapping[str, Any], name: str) -> float | None:
    """Return a share of 0 to 1 by its name."""
    return number(source.get(name))
