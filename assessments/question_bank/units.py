"""Every conversion, once: text as people write it to SI, and back.

Inside: bytes, bytes per second, watts, joules, USD, seconds, plain counts and fractions. GB is 1e9 and GiB
is 2^30. Arithmetic is decimal, so that 1.5 PB and 1500 TB become the same float.
"""

import re
from decimal import Context, Decimal, localcontext

from assessments.question_bank.dimensions import DIMENSIONS, Dimension

__all__ = [
    "DIMENSIONS",
    "Dimension",
    "UnitError",
    "exact_text",
    "format_quantity",
    "is_unit",
    "parse_quantity",
]

KB, MB, GB, TB, PB = 1e3, 1e6, 1e9, 1e12, 1e15
KIB, MIB, GIB, TIB, PIB = 2.0**10, 2.0**20, 2.0**30, 2.0**40, 2.0**50
GBIT = GB / 8
KILO, MEGA, GIGA, TERA, PETA, EXA = 1e3, 1e6, 1e9, 1e12, 1e15, 1e18
MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
YEAR = 365.25 * DAY
MONTH = YEAR / 12
KWH = 3.6e6

LARGEST, SMALLEST = 1e24, 1e-12
LONGEST_TEXT = 60

_EXACT = Context(prec=60)
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_QUANTITY = re.compile(
    r"(?P<sign>[-+]?) ?"
    r"(?P<number>(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d{1,3}(?:['_’]\d{3})+|\d+)(?:\.\d*)?|\.\d+)"
    r"(?P<exponent>[eE][-+]?\d{1,3})?(?![\d.,'_’]) ?(?P<unit>.*)",
    re.ASCII,
)
_NOUN = re.compile(r"[A-Za-z][A-Za-z -]{0,39}")
_SCALE = re.compile(r"(?P<scale>[A-Za-z]+)(?: (?P<noun>.+))?")
_GLUED_SCALE = re.compile(r"(?P<scale>[kKmMbBtT])(?P<noun>\$|US\$|USD)")
_SCALES = {"k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "b": 9, "bn": 9, "billion": 9}
_SCALES |= {"t": 12, "tn": 12, "trillion": 12}
_SCALE_WORDS = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_SCALED_DIMENSIONS = ("count", "money")


class UnitError(ValueError):
    """A quantity could not be read; the message says why, and which units are understood."""


def parse_quantity(text: str, dimension: str, default_unit: str = "") -> float:
    """Return the SI value of a quantity as people write it.

    text: a number, with or without a unit; 1,500 and 1 500 are one thousand five hundred.
    default_unit: the unit of a bare number; for a count also the noun that may follow the number.
    Raises UnitError for anything else, and for a number whose size is beyond use (over 1e24, under 1e-12).

    >>> parse_quantity("1.5 PB", "data")
    1500000000000000.0
    >>> parse_quantity("400", "data_rate", "Gbit/s")
    50000000000.0
    """
    kind = DIMENSIONS[dimension]
    shown = text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
    cleaned = _SPACES.sub(" ", text.replace("−", "-")).strip()
    if not cleaned:
        raise UnitError(f"write {kind.title}; {_understood(kind, default_unit)}")
    if len(cleaned) > LONGEST_TEXT:
        raise UnitError(f"{shown!r} is too long for {kind.title}")
    if dimension == "money":
        cleaned = re.sub(r"^([-+]?) ?(US\$|USD|\$) ?", r"\1", cleaned)
    match = _QUANTITY.fullmatch(cleaned)
    if match is None:
        raise UnitError(_unreadable(shown, kind, default_unit))
    with localcontext(_EXACT):
        number = Decimal(match["sign"] + re.sub(r"[, '_’]", "", match["number"]) + (match["exponent"] or ""))
        value = float(number * _factor(match["unit"].strip(), kind, default_unit))
    if not (value == 0 or SMALLEST <= abs(value) <= LARGEST):
        raise UnitError(f"{shown!r} is beyond any real {kind.title.removeprefix('an ').removeprefix('a ')}")
    return value + 0.0


def format_quantity(si: float, dimension: str, unit: str | None = None, *, digits: int = 6) -> str:
    """Write an SI value for people, rounded to significant digits.

    unit: the unit to write it in; None chooses a readable one.

    >>> format_quantity(1.5e15, "data"), format_quantity(1.5e15, "data", "TB")
    ('1.5 PB', '1,500 TB')
    """
    kind = DIMENSIONS[dimension]
    if unit is None or (dimension in _SCALED_DIMENSIONS and not _is_scaled(unit)):
        unit = _readable_unit(si, kind, unit or "")
    with localcontext(_EXACT):
        number = Context(prec=digits).create_decimal(Decimal(repr(si)) / _factor(unit, kind, unit))
    return _join(_plain(number, separator=","), unit)


def exact_text(si: float, dimension: str, unit: str) -> str:
    """Write an SI value as the shortest text in `unit` that is read back as the same float.

    >>> exact_text(0.4, "ratio", "%")
    '40 %'
    """
    kind = DIMENSIONS[dimension]
    with localcontext(_EXACT):
        # Of the float itself: its shortest text may lie midway between two floats.
        exact = Decimal(si) / _factor(unit, kind, unit)
    for precision in range(1, 30):
        text = _join(_plain(Context(prec=precision).create_decimal(exact)), unit)
        if len(text) <= LONGEST_TEXT and parse_quantity(text, dimension, unit) == si:
            return text
    raise ValueError(f"{si!r} cannot be written in {unit or 'a plain number'}")


def is_unit(unit: str, dimension: str) -> bool:
    """Whether `unit` can be the unit of a question about `dimension`."""
    try:
        _factor(unit, DIMENSIONS[dimension], unit if dimension == "count" and _NOUN.fullmatch(unit) else "")
    except UnitError:
        return False
    return True


def _factor(unit: str, kind: Dimension, default_unit: str) -> Decimal:
    """Return the exact factor to SI of a written unit. Raises UnitError."""
    if kind.id in _SCALED_DIMENSIONS:
        return _scaled_factor(unit, kind, default_unit)
    if not unit and default_unit:
        return _factor(default_unit, kind, "")
    if not unit and kind.id == "ratio":
        return Decimal(1)
    if unit in kind.refused:
        raise UnitError(kind.refused[unit])
    spelling = unit.replace(" ", "") if unit not in kind.units else unit
    found = {unit: kind.units[unit]} if unit in kind.units else _without_case(spelling, kind)
    if len(set(found.values())) == 1:
        return next(iter(found.values()))
    if found:
        raise UnitError(f"{unit!r} may mean {' or '.join(found)}: mind capital and small letters")
    problem = f"{unit!r} is not a unit of this" if unit else "the unit is missing"
    raise UnitError(f"{problem}; {_understood(kind, default_unit)}")


def _without_case(unit: str, kind: Dimension) -> dict[str, Decimal]:
    folded = unit.casefold()
    return {name: factor for name, factor in kind.units.items() if name.casefold() == folded}


def _scaled_factor(unit: str, kind: Dimension, default_unit: str) -> Decimal:
    """Return the factor of `[million] [noun]`; a bare number has the default unit's scale."""
    scale, noun = _split_scale(unit)
    default_scale, default_noun = _split_scale(default_unit)
    if noun and not (noun.casefold() == default_noun.casefold() or _without_case(noun, kind)):
        raise UnitError(f"{noun!r} is not a unit of this; {_understood(kind, default_unit)}")
    return Decimal(1).scaleb(scale if unit else default_scale)


def _split_scale(unit: str) -> tuple[int, str]:
    match = _GLUED_SCALE.fullmatch(unit) or _SCALE.fullmatch(unit)
    if match and match["scale"].casefold() in _SCALES:
        return _SCALES[match["scale"].casefold()], (match["noun"] or "").strip()
    return 0, unit


def _is_scaled(unit: str) -> bool:
    return _split_scale(unit)[0] > 0


def _readable_unit(si: float, kind: Dimension, noun: str) -> str:
    if kind.id in _SCALED_DIMENSIONS:
        noun = noun or ("USD" if kind.id == "money" else "")
        smallest = 1e6 if kind.id == "money" else 1e9
        word = next((word for size, word in _SCALE_WORDS if abs(si) >= max(size, smallest)), "")
        return f"{word} {noun}".strip()
    fitting = [unit for unit in kind.steps if abs(si) >= float(kind.units[unit])]
    return fitting[-1] if fitting else kind.steps[0]


def _understood(kind: Dimension, default_unit: str) -> str:
    if default_unit and kind.id == "count":
        return f"a number of {default_unit}; thousand, million, billion and trillion may follow the number"
    bare = f" (a bare number means {default_unit})" if default_unit else ""
    return f"understood: {kind.understood}{bare}"


def _unreadable(shown: str, kind: Dimension, default_unit: str) -> str:
    if re.search(r"\d[.,]\d", shown):
        remedy = "write 1.5 for one and a half, and 1500 or 1,500 for one thousand five hundred"
        return f"{shown!r} is not clear: {remedy}"
    return f"{shown!r} is not {kind.title}; {_understood(kind, default_unit)}"


def _plain(number: Decimal, *, separator: str = "") -> str:
    text = f"{number:{separator}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _join(number: str, unit: str) -> str:
    return f"{number} {unit}".strip()
