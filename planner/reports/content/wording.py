"""Sentences from parts: lists, counts, places in time."""

import re
from collections.abc import Sequence

from planner.charts.figures import quarter, short

__all__ = ["capital", "counted", "joined", "plain_quarters", "sentence", "short", "when"]

_SMALL = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def joined(parts: Sequence[str], *, most: int = 3) -> str:
    """Join parts as a sentence does, naming at most so many.

    >>> joined(["power", "money", "people", "data"])
    'power, money, people and 1 more'
    >>> joined(["power", "money"])
    'power and money'
    """
    kept = list(parts[:most])
    if len(parts) > most:
        kept.append(f"{len(parts) - most} more")
    if len(kept) < 2:
        return "".join(kept)
    return ", ".join(kept[:-1]) + " and " + kept[-1]


def counted(count: int, noun: str, plural: str = "") -> str:
    """Write a count with its noun.

    >>> counted(1, "quarter"), counted(3, "quarter"), counted(14, "task"), counted(0, "task")
    ('one quarter', 'three quarters', '14 tasks', 'no tasks')
    """
    word = _SMALL[count] if 0 <= count < len(_SMALL) else f"{count:,}"
    return f"{word} {noun if count == 1 else plural or noun + 's'}"


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
    text = text[0].upper() + text[1:]
    return text if text[-1] in ".!?…" else text + "."


def capital(text: str) -> str:
    """Begin a text with a capital."""
    return text[:1].upper() + text[1:]


def when(periods: Sequence[str], index: int | None) -> str:
    """Return a quarter's name, or "outside this plan"."""
    if index is None or not 0 <= index < len(periods):
        return "outside this plan"
    return quarter(periods[index])
