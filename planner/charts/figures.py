"""Numbers as people read them: a fitting unit, and no more digits than are known."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessments.language import localised, long_date, say, say_plural, to_say
from assessments.question_bank.unit_words import unit_text

NOTHING = "–"
LONG_WORD = 20  # characters; a longer word may be cut
_PREFIXES = ((1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1.0, ""))
_OPERATIONS = ((1e21, "Z"), (1e18, "E"), *_PREFIXES)
_MONEY = ((1e9, to_say("bn")), (1e6, to_say("M")), (1e3, to_say("k")), (1.0, ""))
_COUNTS = ((1e12, to_say("tn")), *_MONEY)
_SYMBOLS = {
    "bytes": "B", "b": "B", "data": "B",
    "bytes/s": "B/s", "bytes_per_second": "B/s", "b/s": "B/s", "data_rate": "B/s",
    "w": "W", "watts": "W", "watt": "W", "power": "W",
    "j": "J", "joules": "J", "energy": "J",
    "g": "g", "grams": "g", "gco2e": "g",
    "usd": "USD", "money": "USD",
    "s": "s", "seconds": "s", "latency": "s",
    "d": "days", "days": "days", "periods": "quarters", "fte": "FTE",
    "count": "", "": "", "accelerators": "", "1": "", "ratio": "%", "%": "%", "fraction": "%",
}  # fmt: skip
# Units with words, as the steps of a sizing bear them.
_WORDS = (
    to_say("FTE"),
    to_say("hours"),
    to_say("requests"),
    to_say("requests/s"),
    to_say("layouts"),
    to_say("choices"),
    to_say("nodes"),
    to_say("values"),
    to_say("vectors"),
    to_say("pairs"),
    to_say("turns"),
    to_say("replicas"),
    to_say("parameters"),
    to_say("per step"),
    to_say("per replica"),
    to_say("B each"),
    to_say("accelerator-hours"),
    to_say("W per accelerator"),
    to_say("tokens/s"),
    to_say("tokens/s per accelerator"),
)


@dataclass(frozen=True, slots=True)
class Interval:
    """A quantity with what is known of it, in SI units."""

    p10: float
    p50: float
    p90: float

    @property
    def is_exact(self) -> bool:
        """Whether there is no spread worth a mention."""
        return self.p90 - self.p10 <= 0.02 * abs(self.p50)


def interval(value: Any) -> Interval | None:
    """Read a number or a `{"p10", "p50", "p90"}` (or `{"low", "likely", "high"}`); None if there is none."""
    if isinstance(value, Mapping):
        ends = [value.get(a, value.get(b)) for a, b in (("p10", "low"), ("p50", "likely"), ("p90", "high"))]
        middle = number(ends[1])
        if middle is None:
            return None
        low, high = number(ends[0]), number(ends[2])
        return Interval(middle if low is None else low, middle, middle if high is None else high)
    exact = number(value)
    return None if exact is None else Interval(exact, exact, exact)


def number(value: Any) -> float | None:
    """Return a finite number, or None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None


@dataclass(frozen=True, slots=True)
class Scale:
    """A unit to write numbers in: `factor` SI units each."""

    factor: float
    unit: str

    def text(self, value: float | None, digits: int = 2) -> str:
        """Write a number without its unit, to so many significant figures."""
        return NOTHING if value is None else significant(value / self.factor, digits)


def symbol(unit: str) -> str:
    """Return the short sign of a unit, however it was written."""
    return _SYMBOLS.get(unit.strip().lower(), unit.strip())


def fitting_scale(largest: float, unit: str) -> Scale:
    """Choose the prefix in which the largest of some values reads well.

    >>> fitting_scale(1.5e15, "bytes")
    Scale(factor=1000000000000000.0, unit='PB')
    """
    sign, size = symbol(unit), abs(largest)
    if sign == "USD":
        factor, prefix = _prefix(size, _MONEY)
        return Scale(factor, f"{_said(prefix)} USD".strip())
    if sign == "tokens" or (sign in ("", *_WORDS) and size >= 1e6):
        factor, prefix = _prefix(size, _COUNTS)
        return Scale(factor, f"{_said(prefix)} {_unit_said(sign, '')}".strip())
    if sign == "s":
        return _time_scale(size)
    if sign == "years":
        return _years_scale(size)
    if sign == "%":
        return Scale(0.01, "%")
    if sign == "J":
        factor, prefix = _prefix(size / 3600, _PREFIXES)
        return Scale(factor * 3600, f"{prefix}Wh")
    if sign in {"B", "B/s", "W", "g", "FLOP", "FLOP/s"}:
        factor, prefix = _prefix(size, _OPERATIONS if sign.startswith("FLOP") else _PREFIXES)
        if sign == "g" and factor >= 1e6:
            return Scale(1e6, "t")
        return Scale(factor, prefix + sign)
    return Scale(1.0, sign)


# Two digits are usual: 999 400 is a million, not 1,000 thousand.
_ROUNDS_UP = 0.995


def _prefix(size: float, prefixes: tuple[tuple[float, str], ...]) -> tuple[float, str]:
    return next(((factor, name) for factor, name in prefixes if size >= _ROUNDS_UP * factor), (1.0, ""))


def _said(prefix: str) -> str:
    return say(prefix) if prefix else ""


def _time_scale(size: float) -> Scale:
    if size >= 2 * 86_400:
        return Scale(86_400.0, "days")
    if size >= 2 * 3_600:
        return Scale(3_600.0, "h")
    return Scale(1.0, "s") if size >= 1 else Scale(1e-3, "ms")


def _years_scale(size: float) -> Scale:
    if not 0 < size < 1:
        return Scale(1.0, "years")
    return Scale(1 / 12, "months") if size > 1 / 6 else Scale(1 / 365.25, "days")


def significant(value: float, digits: int = 2) -> str:
    """Write a number to so many significant figures; whole digits before the point are kept as zeros.

    >>> significant(1234.5), significant(0.0367), significant(4.0), significant(96)
    ('1,200', '0.037', '4', '96')
    """
    if value == 0:
        return "0"
    places = digits - 1 - math.floor(math.log10(abs(value)))
    rounded = round(value, places)
    text = f"{rounded:,.{max(places, 0)}f}"
    return localised(text.rstrip("0").rstrip(".") if "." in text else text)


def quantity(value: float | None, unit: str, digits: int = 2) -> str:
    """Write one quantity with its unit.

    >>> quantity(1.5e15, "bytes"), quantity(2_340_000, "USD"), quantity(999_400, "USD"), quantity(None, "W")
    ('1.5 PB', '2.3 M USD', '1 M USD', '–')
    """
    if value is None:
        return NOTHING
    return _with_unit(significant, value, fitting_scale(value, unit), unit, digits)


def _with_unit(write: Any, value: float, scale: Scale, unit: str, digits: int) -> str:
    if symbol(unit) == "" and 1 <= abs(value) < 1e6:
        return str(round(value)) if abs(value) < 1000 else significant(value, max(digits, 3))
    return place_unit(write(value / scale.factor, digits), scale.unit)


def place_unit(figure: str, unit: str) -> str:
    """Put a unit behind its number, its words in the language of the context.

    >>> place_unit("3", "M USD"), place_unit("3", "")
    ('3 M USD', '3')
    """
    return f"{figure} {_unit_said(unit, figure)}".strip()


def _unit_said(unit: str, figure: str) -> str:
    if unit == "quarters":
        return say_plural("quarters", "quarters", 1 if figure == "1" else 2)
    return say(unit) if unit in _WORDS else unit_text(unit, figure)


def span(value: Interval | None, unit: str) -> str:
    """Write an interval in one unit.

    >>> span(Interval(3.1e6, 4.2e6, 6.0e6), "USD")
    '3.1–6 M USD'
    """
    if value is None:
        return NOTHING
    scale = fitting_scale(max(abs(value.p10), abs(value.p90)), unit)
    low, high = (significant(end / scale.factor) for end in (value.p10, value.p90))
    return place_unit(low if low == high else f"{low}–{high}", scale.unit)


def likely(value: Interval | None, unit: str) -> str:
    """Write the middle of an interval: two figures, three if it is known that well."""
    if value is None:
        return NOTHING
    return quantity(value.p50, unit, 3 if value.is_exact else 2)


def with_span(value: Interval | None, unit: str) -> str:
    """Write a quantity and, unless it is exact, its P10–P90.

    >>> with_span(Interval(3.1e6, 4.2e6, 6.0e6), "USD")
    '4.2 M USD (3.1–6)'
    """
    if value is None or value.is_exact:
        return likely(value, unit)
    scale = fitting_scale(value.p50, unit)
    low, high = (significant(end / scale.factor) for end in (value.p10, value.p90))
    return likely(value, unit) if low == high else f"{likely(value, unit)} ({low}–{high})"


def percent(share: float | None) -> str:
    """Write a share as a whole percentage; never 0 % or 100 % unless it is exactly that.

    >>> percent(0.873), percent(0.999), percent(None)
    ('87 %', 'over 99 %', '–')
    """
    if share is None:
        return NOTHING
    if 0.99 < share < 1:
        return say("over 99 %")
    if 0 < share < 0.01:
        return say("under 1 %")
    return f"{round(100 * share)} %"


def chance(share: float | None) -> str:
    """Write a chance that was estimated from draws: however many held, it is not certain.

    >>> chance(1.0), chance(0.781), chance(0.0)
    ('over 99 %', '78 %', 'under 1 %')
    """
    return NOTHING if share is None else percent(min(max(share, 0.001), 0.999))


def quarter(period: str) -> str:
    """Write "2027-Q3" as "Q3 2027"; leave anything else as it is.

    >>> quarter("2027-Q3")
    'Q3 2027'
    """
    year, dash, part = period.partition("-")
    return f"{part} {year}" if dash and part.startswith("Q") else period


def date_text(as_of: str) -> str:
    """Write "2026-11-21" as "21 November 2026"; anything else as it is.

    >>> date_text("2026-11-21")
    '21 November 2026'
    """
    try:
        return long_date(date.fromisoformat(as_of))
    except ValueError:
        return as_of


def short(text: str, length: int = 90) -> str:
    """Shorten a name that would swamp a sentence: between words, unless the last one is very long.

    >>> short("a  name"), short("a very long name", 10), short("Beschleunigerstunden", 9)
    ('a name', 'a very…', 'Beschleu…')
    """
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    kept = text[: length - 1]
    blank = kept.rfind(" ") if text[length - 1] != " " else -1
    return (kept[:blank] if blank >= len(kept) - LONG_WORD and blank > 0 else kept).rstrip(" ,;:") + "…"


def score(value: float | None) -> str:
    """Write a maturity score of 1 to 5."""
    return NOTHING if value is None else localised(f"{value:.1f}")
