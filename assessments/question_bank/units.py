"""Every conversion, once: text as people write it to SI, and back.

Inside: bytes, bytes per second, watts, joules, USD, seconds, plain counts and fractions. GB is 1e9 and GiB
is 2^30. Arithmetic is decimal, so that 1.5 PB and 1500 TB become the same float.
"""

import re
from decimal import Context, Decimal, localcontext

from assessments.language import DEFAULT, current_language, either, quoted, say, speaking
from assessments.question_bank.dimensions import DIMENSIONS, Dimension
from assessments.question_bank.numerals import has_two_readings, plain, quantity_pattern, written
from assessments.question_bank.unit_words import is_refused, unit_as_in_documents, unit_text

__all__ = [
    "DIMENSIONS",
    "Dimension",
    "UnitError",
    "exact_text",
    "format_quantity",
    "is_unit",
    "parse_quantity",
    "unit_text",
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
_NOUN = re.compile(r"[A-Za-z][A-Za-z -]{0,39}")
_SCALE = re.compile(r"(?P<scale>[A-Za-z]+)(?: (?P<noun>.+))?")
_GLUED_SCALE = re.compile(r"(?P<scale>[kKmMbBtT])(?P<noun>\$|US\$|USD)")
_SCALES = {"k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "b": 9, "bn": 9, "billion": 9}
_SCALES |= {"t": 12, "tn": 12, "trillion": 12}
_SCALE_WORDS = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_SCALED_DIMENSIONS = ("count", "money")


class UnitError(ValueError):
    """A quantity could not be read; the message says why, and which units are understood."""


def parse_quantity(text: str, dimension: str, default_unit: str = "", language: str = DEFAULT) -> float:
    """Return the SI value of a quantity as people write it.

    text: a number, with or without a unit; 1,500 and 1 500 are one thousand five hundred.
    default_unit: the unit of a bare number; for a count also the noun that may follow the number.
    language: whose signs and words the text has. Documents are in English whoever reads them, so it is never
        taken from the context: a form says which language it was typed in.
    Raises UnitError for anything else, and for a number whose size is beyond use (over 1e24, under 1e-12).

    >>> parse_quantity("1.5 PB", "data"), parse_quantity("1,5 PB", "data", language="de")
    (1500000000000000.0, 1500000000000000.0)
    >>> parse_quantity("400", "data_rate", "Gbit/s")
    50000000000.0
    """
    kind = DIMENSIONS[dimension]
    shown = quoted(text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…")
    cleaned = _SPACES.sub(" ", text.replace("−", "-")).strip()
    if not cleaned:
        raise UnitError(
            say(
                "write {title}; {understood}",
                title=say(kind.title),
                understood=_understood(kind, default_unit),
            )
        )
    if len(cleaned) > LONGEST_TEXT:
        raise UnitError(say("{text} is too long for {title}", text=shown, title=say(kind.title)))
    if dimension == "money":
        cleaned = re.sub(r"^([-+]?) ?(US\$|USD|\$) ?", r"\1", cleaned)
    match = quantity_pattern(language).fullmatch(cleaned)
    if match is None or has_two_readings(cleaned, language):
        raise UnitError(_unreadable(shown, text, kind, default_unit, language))
    unit = _typed_unit(match["unit"].strip(), language)
    with localcontext(_EXACT):
        number = Decimal(match["sign"] + plain(match["number"], language) + (match["exponent"] or ""))
        value = float(number * _factor(unit, kind, default_unit))
    if not (value == 0 or SMALLEST <= abs(value) <= LARGEST):
        # "a power" without its article.
        noun = say(kind.title).partition(" ")[2]
        raise UnitError(say("{text} is beyond any real {kind}", text=shown, kind=noun))
    return value + 0.0


def format_quantity(si: float, dimension: str, unit: str | None = None, *, digits: int = 6) -> str:
    """Write an SI value for people, rounded to significant digits, in the language of the context.

    unit: the unit to write it in; None chooses a readable one.

    >>> format_quantity(1.5e15, "data"), format_quantity(1.5e15, "data", "TB")
    ('1.5 PB', '1,500 TB')
    """
    kind = DIMENSIONS[dimension]
    if unit is None or (dimension in _SCALED_DIMENSIONS and not _is_scaled(unit)):
        unit = _readable_unit(si, kind, unit or "")
    with localcontext(_EXACT):
        number = Context(prec=digits).create_decimal(Decimal(repr(si)) / _factor(unit, kind, unit))
    text = written(number, current_language(), groups=True)
    return _join(text, unit_text(unit, text))


def exact_text(si: float, dimension: str, unit: str, language: str = DEFAULT) -> str:
    """Write an SI value as the shortest text in `unit` that is read back as the same float, in the same language.

    >>> exact_text(0.4, "ratio", "%")
    '40 %'
    """
    kind = DIMENSIONS[dimension]
    with localcontext(_EXACT):
        # Of the float itself: its shortest text may lie midway between two floats.
        exact = Decimal(si) / _factor(unit, kind, unit)
    for precision in range(1, 30):
        number = written(Context(prec=precision).create_decimal(exact), language)
        with speaking(language):
            text = _join(number, unit_text(unit, number))
        if len(text) <= LONGEST_TEXT and parse_quantity(text, dimension, unit, language) == si:
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
        raise UnitError(_refusal(unit, kind))
    spelling = unit.replace(" ", "") if unit not in kind.units else unit
    found = {unit: kind.units[unit]} if unit in kind.units else _without_case(spelling, kind)
    if len(set(found.values())) == 1:
        return next(iter(found.values()))
    if found:
        spellings = either(list(found))
        raise UnitError(
            say(
                "{unit} may mean {spellings}: mind capital and small letters",
                unit=quoted(unit),
                spellings=spellings,
            )
        )
    raise UnitError(_unknown_unit(unit, kind, default_unit))


def _unknown_unit(unit: str, kind: Dimension, default_unit: str) -> str:
    understood = _understood(kind, default_unit)
    if not unit:
        return say("the unit is missing; {understood}", understood=understood)
    shown = quoted(unit_text(unit))
    return say("{unit} is not a unit of this; {understood}", unit=shown, understood=understood)


def _refusal(unit: str, kind: Dimension) -> str:
    """Return why a spelling that people mix up is refused; the prefix is that of the unit itself."""
    return say(kind.refused[unit], spelling=unit, prefix=unit[0])


def _typed_unit(unit: str, language: str) -> str:
    """Return a typed unit in the words of documents. Raises UnitError where a word means two numbers."""
    if is_refused(unit, language):
        raise UnitError(say("{unit} may mean two different numbers: write bn or tn", unit=quoted(unit)))
    return unit_as_in_documents(unit, language)


def _without_case(unit: str, kind: Dimension) -> dict[str, Decimal]:
    folded = unit.casefold()
    return {name: factor for name, factor in kind.units.items() if name.casefold() == folded}


def _scaled_factor(unit: str, kind: Dimension, default_unit: str) -> Decimal:
    """Return the factor of `[million] [noun]`; a bare number has the default unit's scale."""
    scale, noun = _split_scale(unit)
    default_scale, default_noun = _split_scale(default_unit)
    if noun and not (noun.casefold() == default_noun.casefold() or _without_case(noun, kind)):
        raise UnitError(_unknown_unit(noun, kind, default_unit))
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
        return say(
            "a number of {noun}; thousand, million, billion and trillion may follow the number",
            noun=unit_text(default_unit),
        )
    units = say(kind.understood)
    if not default_unit:
        return say("understood: {units}", units=units)
    return say("understood: {units} (a bare number means {unit})", units=units, unit=unit_text(default_unit))


def _unreadable(shown: str, text: str, kind: Dimension, default_unit: str, language: str) -> str:
    if not re.search(r"\d[.,]\d", text):
        understood = _understood(kind, default_unit)
        return say(
            "{text} is not {title}; {understood}", text=shown, title=say(kind.title), understood=understood
        )
    if language == DEFAULT:
        return say(
            "{text} is not clear: write 1.5 for one and a half, and 1500 or 1,500 for one thousand five hundred",
            text=shown,
        )
    half, thousand = written(Decimal("1.5"), language), written(Decimal(1500), language, groups=True)
    return say(
        "{text} is not clear: write {half} for one and a half, and 1500 or {thousand} for one thousand"
        " five hundred; without a sign for thousands it is always clear",
        text=shown,
        half=half,
        thousand=thousand,
    )


def _join(number: str, unit: str) -> str:
    return f"{number} {unit}".strip()
