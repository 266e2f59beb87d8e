"""What is English among texts of the framework-free packages that should be German."""

import re
from collections.abc import Iterator
from typing import Any

from config.messages import read_catalogue

_PLACE = re.compile(r"\{\w+\}")
_WORD = re.compile(
    r"\b(the|of|and|or|is|are|for|with|to|from|by|not|needs|at least|at most|more|than|there)\b",
    re.IGNORECASE,
)


def english_in(texts: list[str]) -> list[str]:
    """Return the texts that are English."""
    return [
        text for text in texts if text in _WHOLE or any(part in text for part in _PARTS) or _WORD.search(text)
    ]


def sentences(data: Any, *keys: str) -> Iterator[str]:
    """Return every text under some keys of nested plain data."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from (_texts(value) if key in keys else sentences(value, *keys))
    elif isinstance(data, list):
        for item in data:
            yield from sentences(item, *keys)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _translated() -> set[str]:
    found = set()
    for message in read_catalogue("de", "core"):
        english = [message.id] if isinstance(message.id, str) else list(message.id)
        german = [message.string] if isinstance(message.string, str) else list(message.string or ())
        found |= {text for text in english if text and text not in german}
    return found


_WHOLE = _translated()
# What stands between the places of a text, when it is long enough to be no part of a German one.
_PARTS = {part.strip() for text in _WHOLE for part in _PLACE.split(text) if len(part.strip()) > 15}
