"""How old a dated fact is."""

import re

OLD_MONTHS = 24
_MONTH = re.compile(r"(20\d\d)(?:-(0[1-9]|1[0-2]))?")


def months_between(as_of: str, until: str) -> int:
    """Return the months from the earliest month that a date may mean to another date.

    A date without a month may mean January. Raises ValueError for a text without a year.

    >>> months_between("2024-08", "2026-11"), months_between("2026, undated", "2026-11")
    (27, 10)
    """
    return _month(until) - _month(as_of)


def is_old(as_of: str, until: str) -> bool:
    """Whether a fact is more than two years old.

    >>> is_old("2024", "2026-11"), is_old("2024-12-23", "2026-11")
    (True, False)
    """
    return months_between(as_of, until) > OLD_MONTHS


def _month(date: str) -> int:
    match = _MONTH.search(date)
    if match is None:
        raise ValueError(f"no year in the date {date!r}")
    return 12 * int(match[1]) + int(match[2] or 1) - 1
