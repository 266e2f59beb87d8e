"""Amounts as commands abbreviate them: 3.7G, 23Gi, 8152800Ki, 1900m."""

import re

from assessments.language import quoted, say
from assessments.probes.reading import OutputError, checked_number, shorten

_BINARY = {"K": 2.0**10, "M": 2.0**20, "G": 2.0**30, "T": 2.0**40, "P": 2.0**50, "E": 2.0**60}
_DECIMAL = {"m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18}
_SHORT_SIZE = re.compile(r"(\d{1,18}(?:[.,]\d{1,6})?)([KMGTPE]?)(i?)B?")
_QUANTITY = re.compile(r"(\d{1,24}(?:\.\d{1,9})?)(?:e(\d{1,2})|([mkMGTPE])|([KMGTPE])i)?")


def short_size(text: str, place: str, *, line: int | None = None) -> float:
    """Return the bytes of a size as `df -h` and `free -h` write it: each letter is a power of 1,024."""
    found = _SHORT_SIZE.fullmatch(text)
    if found is None:
        raise OutputError(say("{text} is not a size", text=quoted(shorten(text, 40))), line=line, place=place)
    number = checked_number(found[1].replace(",", "."), place, line=line)
    return number * _BINARY.get(found[2], 1.0)


def kubernetes_quantity(value: object, place: str) -> float:
    """Return a quantity of Kubernetes: K is 1,000 and Ki is 1,024.

    >>> kubernetes_quantity("1900m", "cpu"), kubernetes_quantity("2Ki", "memory")
    (1.9, 2048.0)
    """
    text = str(value) if isinstance(value, str | int | float) else ""
    found = _QUANTITY.fullmatch(text) if len(text) <= 60 else None
    if found is None:
        raise OutputError(
            say("{text} is not a quantity of Kubernetes", text=quoted(shorten(text, 40))), place=place
        )
    number, exponent, decimal, binary = found.groups()
    factor = (
        10.0 ** int(exponent)
        if exponent
        else _DECIMAL[decimal]
        if decimal
        else _BINARY.get(binary or "", 1.0)
    )
    return checked_number(float(number) * factor, place)
