"""Numbers as people write them in a language, and as its people read them."""

import re
from decimal import Decimal
from functools import cache

from assessments.language import DEFAULT, localised, speaking

_TWO_READINGS = re.compile(r"[-+]? ?[1-9]\d{0,2}(?P<sign>[.,])\d\d(?P<last>\d)(?!\d)", re.ASCII)


@cache
def quantity_pattern(language: str) -> re.Pattern[str]:
    """Return what a number with an optional unit looks like: parts sign, number, exponent, unit."""
    decimal, group = signs(language)
    groups = rf"[1-9]\d{{0,2}}(?:{re.escape(group)}\d{{3}})+"
    others = r"[1-9]\d{0,2}(?: \d{3})+|[1-9]\d{0,2}(?:['_’]\d{3})+|\d+"
    point = re.escape(decimal)
    return re.compile(
        r"(?P<sign>[-+]?) ?"
        rf"(?P<number>(?:{groups}|{others})(?:{point}\d*)?|{point}\d+)"
        r"(?P<exponent>[eE][-+]?\d{1,3})?(?![\d.,'_’]) ?(?P<unit>.*)",
        re.ASCII,
    )


@cache
def signs(language: str) -> tuple[str, str]:
    """Return the signs before decimals and between thousands.

    >>> signs("en"), signs("de")
    (('.', ','), (',', '.'))
    """
    with speaking(language):
        return localised("."), localised(",")


def plain(number: str, language: str) -> str:
    """Return a written number as Python writes it."""
    decimal, group = signs(language)
    return re.sub(r"[ '_’]", "", number.replace(group, "")).replace(decimal, ".")


def has_two_readings(text: str, language: str) -> bool:
    """Whether a text begins with a number that may well have been written in English.

    1.125 is a thousand in German and little more than one in English. That nobody ends decimals with a zero tells
    1.200 (a thousand) and 1,125 (one and an eighth) from 1.125 and 1,200, which may mean either.
    """
    if language == DEFAULT or not (match := _TWO_READINGS.match(text)):
        return False
    rest = text[match.end() :]
    if re.match(r"[.,]\d", rest):
        return False
    decimal, _ = signs(language)
    return (match["sign"] == decimal) == (match["last"] == "0")


def written(number: Decimal, language: str, *, groups: bool = False) -> str:
    """Write a number without an exponent, as the language writes it.

    What fills a form has no groups, and never exactly three decimals that another language would read as a group.

    >>> written(Decimal("1234.50"), "en"), written(Decimal("1234.50"), "de", groups=True)
    ('1234.5', '1.234,5')
    """
    text = format(number, ",f" if groups else "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    if language == DEFAULT:
        return text
    if not groups and re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", text):
        text += "0"
    with speaking(language):
        return localised(text)
