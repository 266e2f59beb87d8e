"""Sentences from parts: lists, counts, places in time."""

import re
from collections.abc import Sequence

from assessments.language import inside_a_sentence, listed, localised, say, say_in, say_plural, to_say
from planner.charts.figures import quantity, quarter, short

__all__ = [
    "basis_word",
    "capital",
    "in_list",
    "in_words",
    "inside",
    "joined",
    "plain_quarters",
    "quarters_text",
    "quoted_title",
    "sentence",
    "short",
    "when",
    "years_text",
]

_SMALL = (
    to_say("one"),
    to_say("two"),
    to_say("three"),
    to_say("four"),
    to_say("five"),
    to_say("six"),
    to_say("seven"),
    to_say("eight"),
    to_say("nine"),
    to_say("ten"),
    to_say("eleven"),
    to_say("twelve"),
)
_BASES = {
    "measured": to_say("measured"),
    "documented": to_say("documented"),
    "estimated": to_say("estimated"),
    "guessed": to_say("guessed"),
}


def joined(parts: Sequence[str], *, most: int = 3) -> str:
    """Join parts as a sentence does, naming at most so many.

    >>> joined(["power", "money", "people", "data"])
    'power, money, people and 1 more'
    >>> joined(["power", "money"])
    'power and money'
    """
    kept = list(parts[:most])
    if len(parts) > most:
        kept.append(say("{count} more", count=len(parts) - most))
    return listed(kept)


def in_words(count: int) -> str:
    """Write a count as it stands before its noun: small ones as words.

    >>> in_words(0), in_words(3), in_words(1400)
    ('no', 'three', '1,400')
    """
    if count == 0:
        return say_in("number of things", "no")
    return say(_SMALL[count - 1]) if 0 < count <= len(_SMALL) else localised(f"{count:,}")


def basis_word(basis: str) -> str:
    """Return what an answer rests on, as people read it."""
    return say(_BASES[basis]) if basis in _BASES else basis


def inside(title: str) -> str:
    """Write a title in the middle of a sentence: small first letter, unless it is an abbreviation.

    >>> inside("Data and models"), inside("AI centre of excellence")
    ('data and models', 'AI centre of excellence')
    """
    first, space, others = short(title).partition(" ")
    return inside_a_sentence(first) + space + others


def in_list(title: str) -> str:
    """Write a title as it stands in a list of titles, which may hold commas themselves."""
    return say_in("a title in a list of titles", "{title}", title=title)


def quarters_text(count: int) -> str:
    """Write a time in quarters."""
    return say_plural("one quarter", "{number} quarters", count, number=in_words(count))


def years_text(years: float) -> str:
    """Write a time in years; below two in months.

    >>> years_text(1.01), years_text(3.14)
    ('12 months', '3.1 years')
    """
    months = round(12 * years)
    if 0 < months < 24:
        return say_plural("one month", "{number} months", months, number=months)
    return quantity(years, "years")


def quoted_title(title: str, length: int = 90) -> str:
    """Write a title in quotation marks, shortened."""
    return say("“{title}”", title=short(title, length))


_PERIOD = re.compile(r"\b(\d{4})-(Q[1-4])\b")


def plain_quarters(text: str) -> str:
    """Write the quarters of a text as people say them.

    >>> plain_quarters("live by 2027-Q4")
    'live by Q4 2027'
    """
    return _PERIOD.sub(r"\2 \1", text)


def sentence(text: str) -> str:
    """Begin a text with a capital, end it with a stop, and write quarters as people say them."""
    text = plain_quarters(text.strip())
    if not text:
        return ""
    text = capital(text)
    return text if text[-1] in ".!?…" else text + "."


def capital(text: str) -> str:
    """Begin a text with a capital."""
    return text[:1].upper() + text[1:]


def when(periods: Sequence[str], index: int | None) -> str:
    """Return a quarter's name, or "outside this plan"."""
    if index is None or not 0 <= index < len(periods):
        return say("outside this plan")
    return quarter(periods[index])
