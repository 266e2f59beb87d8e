"""Words for units, as each language writes them: documents keep the English ones, people read and type their own."""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from assessments.language import DEFAULT, say, say_plural, speaking, to_say

# The words among the units, and the nouns that shipped questions count. Symbols (kW, TB, %) are the same everywhere.
_SCALES = (to_say("thousand"), to_say("million"), to_say("billion"), to_say("trillion"))
_NOUNS = (
    to_say("cores"),
    to_say("outputs"),
    to_say("people"),
    to_say("purposes"),
    to_say("records"),
    to_say("systems"),
    to_say("tokens"),
)
_TIMES = ("days", "weeks", "months", "years")
# What else people type, by language.
_TYPED: Mapping[str, Mapping[str, str]] = {
    "de": {
        "tsd": "thousand",
        "tsd.": "thousand",
        "tausend": "thousand",
        "mio": "million",
        "million": "million",
        "millionen": "million",
        "mrd": "billion",
        "milliarde": "billion",
        "milliarden": "billion",
        "bio": "trillion",
        "billionen": "trillion",
        "stunde": "h",
        "stunden": "h",
        "std": "h",
        "std.": "h",
        "minute": "min",
        "minuten": "min",
        "sekunde": "s",
        "sekunden": "s",
        "sek": "s",
        "millisekunden": "ms",
        "prozent": "%",
        "dollar": "USD",
        "us-dollar": "USD",
    }
}
# A German Billion is 1e12 and an English one 1e9.
_REFUSED: Mapping[str, tuple[str, ...]] = {"de": ("billion", "trillion", "trillionen")}


def unit_text(unit: str, amount: str = "") -> str:
    """Return a unit as people read it behind an amount that is written already ("1" is singular).

    >>> unit_text("billion tokens"), unit_text("days"), unit_text("days", "1")
    ('billion tokens', 'days', 'days')
    """
    return " ".join(_word(word, amount) for word in unit.split(" ")) if unit else ""


def unit_as_in_documents(unit: str, language: str) -> str:
    """Return a unit that was typed in a language with the words of documents; what is unknown stays."""
    if language == DEFAULT or not unit:
        return unit
    known = _typed(language)
    if unit.casefold() in known:
        return known[unit.casefold()]
    return " ".join(known.get(word.casefold(), word) for word in re.split(" +", unit))


def is_refused(unit: str, language: str) -> bool:
    """Whether a typed unit begins with a word that means different numbers in different languages."""
    return unit.partition(" ")[0].casefold() in _REFUSED.get(language, ())


def _word(word: str, amount: str) -> str:
    if word in _SCALES or word in _NOUNS:
        return say(word)
    return _time(word, 1 if amount == "1" else 2) if word in _TIMES else word


def _time(word: str, count: int) -> str:
    if word == "days":
        return say_plural("days", "days", count)
    if word == "weeks":
        return say_plural("weeks", "weeks", count)
    return say_plural("months", "months", count) if word == "months" else say_plural("years", "years", count)


@cache
def _typed(language: str) -> Mapping[str, str]:
    """Return the word of documents for each typed one, in small letters."""
    with speaking(language):
        said = {say(word).casefold(): word for word in (*_SCALES, *_NOUNS)}
        said |= {_time(word, count).casefold(): word for word in _TIMES for count in (1, 2)}
    return MappingProxyType(said | dict(_TYPED.get(language, {})))
