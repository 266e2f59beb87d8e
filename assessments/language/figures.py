"""Numbers, dates, money and lists, as the language of the context writes them."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import get_decimal_symbol, get_group_symbol

from assessments.language.messages import current_language, say

# English is the British one: 21 November 2026.
_LOCALES = {"en": "en_GB"}
_CAPITAL_NOUNS = ("de",)
# From a first letter, behind a bracket or a quotation mark, to the next space.
_WORD = re.compile(r"[^\W_]\S*")
_MILLION = 1e6
_BILLION = 1e9
_THOUSAND = 1e3


def locale() -> str:
    """Return Babel's name for the language of the context."""
    language = current_language()
    return _LOCALES.get(language, language)


def number(value: float, form: str = ",") -> str:
    """Write a number by a Python format, with the signs of the language.

    >>> number(1234567.891, ",.1f"), number(0.25, ".0%"), number(1234)
    ('1,234,567.9', '25%', '1,234')
    """
    return localised(format(value, form))


def localised(figure: str) -> str:
    """Put the signs of the language into a figure that is written as Python writes it.

    >>> localised("1,234.5")
    '1,234.5'
    """
    return figure.translate(_signs(locale()))


@cache  # Babel reads its data anew at each call, and a page writes thousands of figures
def _signs(name: str) -> dict[int, str]:
    return {ord(","): get_group_symbol(name), ord("."): get_decimal_symbol(name)}


def money(usd: float) -> str:
    """Write an amount of money, to three significant figures from ten thousand on.

    >>> money(1_234_000), money(340_400), money(820)
    ('1.23 M USD', '340 k USD', '820 USD')
    """
    size = abs(usd)
    if size >= 0.9995 * _BILLION:
        return say("{amount} bn USD", amount=number(usd / _BILLION, ".3g"))
    if size >= 0.9995 * _MILLION:
        return say("{amount} M USD", amount=number(usd / _MILLION, ".3g"))
    if size >= 9.995 * _THOUSAND:
        return say("{amount} k USD", amount=number(usd / _THOUSAND, ".3g"))
    return say("{amount} USD", amount=number(usd, ",.0f"))


def long_date(day: date) -> str:
    """Write a day with the name of its month.

    >>> long_date(date(2026, 11, 21))
    '21 November 2026'
    """
    return format_date(day, "long", locale=locale())


def short_date(day: date) -> str:
    """Write a day for a table.

    >>> short_date(date(2026, 11, 21))
    '21 Nov 2026'
    """
    return format_date(day, "medium", locale=locale())


def month(day: date) -> str:
    """Write the month of a day.

    >>> month(date(2026, 11, 21))
    'November 2026'
    """
    return format_date(day, "LLLL y", locale=locale())


def listed(words: Sequence[str]) -> str:
    """Write words as a sentence lists them.

    >>> listed(["power", "money", "people"])
    'power, money and people'
    """
    return format_list(list(words), locale=locale())


def either(words: Sequence[str]) -> str:
    """Write words as a sentence offers them for a choice.

    >>> either(["GB/s", "Gb/s"])
    'GB/s or Gb/s'
    """
    return format_list(list(words), "or", locale=locale())


def quoted(text: str) -> str:
    """Return what somebody wrote, marked as such, with what cannot be seen in escapes.

    >>> quoted("5 Gb")
    "'5 Gb'"
    """
    written = repr(text)
    if written.startswith("'"):
        return say("'{text}'", text=written[1:-1])
    return say('"{text}"', text=written[1:-1])


def inside_a_sentence(title: str) -> str:
    """Return a title as it stands within a sentence: with a small letter, but where nouns have a capital one.

    Abbreviations and names with a capital inside keep theirs.

    >>> inside_a_sentence("Free power"), inside_a_sentence("ML engineers on PostgreSQL and H100")
    ('free power', 'ML engineers on PostgreSQL and H100')
    """
    return title if current_language() in _CAPITAL_NOUNS else _WORD.sub(_lowered, title)


def _lowered(found: re.Match[str]) -> str:
    word = found[0]
    is_model = word.isupper() and any(letter.isdigit() for letter in word)
    return word if is_model or any(letter.isupper() for letter in word[1:]) else word.lower()
