"""Which rows of a portfolio are wanted, and in which order: read from an address, never refused."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from planner.services.portfolio.rows import FLAGS, Row

LONGEST = 100
STATES = ("open", "closed", "all")  # the first is what is shown unasked
SORT = "problems"
_NEVER = date.max


@dataclass(frozen=True, slots=True)
class Choice:
    """What is wanted; sort: a column (`-` before it for the other way round). What is unknown counts as not said."""

    words: str = ""
    sector: str = ""
    state: str = STATES[0]
    flag: str = ""
    sort: str = SORT

    @property
    def column(self) -> str:
        """The column that sorts."""
        return self.sort.removeprefix("-")

    @property
    def is_reversed(self) -> bool:
        """Whether the largest comes first."""
        return self.sort.startswith("-")


def choice_from(given: Mapping[str, str], domains: Sequence[str]) -> Choice:
    """Read a choice from the parts of an address."""
    sort = given.get("sort", "")
    known = {*_KEYS, *(f"domain:{domain}" for domain in domains)}
    return Choice(
        words=given.get("q", "").strip()[:LONGEST],
        sector=given.get("sector", "").strip()[:LONGEST],
        state=state if (state := given.get("state", "")) in STATES else STATES[0],
        flag=flag if (flag := given.get("flag", "")) in FLAGS else "",
        sort=sort if sort.removeprefix("-") in known else SORT,
    )


def chosen(rows: Sequence[Row], choice: Choice) -> list[Row]:
    """Return the wanted rows in the wanted order; rows without a value come last either way."""
    found = [row for row in rows if _matches(row, choice)]
    key = _key(choice.column)
    known = [row for row in found if key(row) is not None]
    known.sort(
        key=lambda row: (row.due_on or _NEVER, row.organisation.casefold(), row.title.casefold(), row.pk)
    )
    known.sort(key=lambda row: key(row), reverse=choice.is_reversed)
    return [*known, *(row for row in found if key(row) is None)]


def counts_of(rows: Sequence[Row], choice: Choice) -> dict[str, int]:
    """Return how many of the rows that the rest of the choice wants have each flag; those without any are left out."""
    anyhow = Choice(choice.words, choice.sector, choice.state, "", choice.sort)
    found = [row for row in rows if _matches(row, anyhow)]
    counts = {flag: sum(flag in row.flags for row in found) for flag in FLAGS}
    return {flag: count for flag, count in counts.items() if count or flag == choice.flag}


def _matches(row: Row, choice: Choice) -> bool:
    text = f"{row.title} {row.organisation} {row.sector}".casefold()
    return (
        (choice.state == "all" or row.is_open == (choice.state == "open"))
        and (not choice.flag or choice.flag in row.flags)
        and (not choice.sector or row.sector == choice.sector)
        and all(word in text for word in choice.words.casefold().split())
    )


def _index(row: Row) -> float | None:
    return row.headline.index if row.headline else None


def _made(row: Row) -> datetime | date | None:
    return row.headline.as_of if row.headline else None


def _pressing(row: Row) -> tuple[int, ...]:
    """The most pressing first, and among those alike the one with more of it."""
    return (*(flag not in row.flags for flag in FLAGS), -row.initiatives_late)


_KEYS: Mapping[str, Callable[[Row], Any]] = {
    "due": lambda row: row.due_on or _NEVER,
    "name": lambda row: row.organisation.casefold(),
    "answers": lambda row: row.handed_in / max(row.asked, 1),
    "index": _index,
    "plan": _made,
    "problems": _pressing,
}


def _key(column: str) -> Callable[[Row], Any]:
    if column.startswith("domain:"):
        return lambda row: row.score(column.removeprefix("domain:"))
    return _KEYS[column]


def pages_of(count: int, on_a_page: int) -> int:
    """Return how many pages a list has, at least one."""
    return max(1, math.ceil(count / on_a_page))
