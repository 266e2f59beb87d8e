"""What an export holds, whatever its format: sheets of tables with typed columns, and formulas that stay live."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["text", "status", "usd", "number", "share", "score", "factor", "date"]


@dataclass(frozen=True, slots=True)
class Column:
    """key: how formulas call it. width: in characters; the first table of a sheet sets those of the sheet.

    span: how many columns of the sheet it takes, for long texts beside narrow columns of the table above.
    """

    key: str
    title: str
    kind: Kind = "text"
    width: float = 14.0
    span: int = 1


@dataclass(frozen=True, slots=True)
class Live:
    """A number with the formula that gives it.

    formula: begins with "="; <table.column.row> stands for a cell, its row counted from 0, "total" for the sums.
    """

    value: float
    formula: str


@dataclass(frozen=True, slots=True)
class Status:
    """A verdict: its id and the word for it."""

    id: str
    word: str


Value = str | int | float | date | Live | Status | None
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns. total: sums below them. entries: (column, row) of the cells that a reader may change."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    note: str = ""
    entries: tuple[tuple[str, int], ...] = ()

    @property
    def lines(self) -> tuple[Row, ...]:
        """Every row, that of the sums last."""
        return self.rows if self.total is None else (*self.rows, self.total)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Tables that belong together; the first row of the first stays in sight. lead: what to know before reading."""

    key: str
    title: str
    headline: str
    lead: str
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Export:
    """A snapshot in tables. as_of: the day of the answers, None where the snapshot names none."""

    client: str
    title: str
    as_of: date | None
    fingerprint: str
    sheets: tuple[Sheet, ...]


def live(value: float | None, computed: float | None, formula: str) -> Live | float | None:
    """Return the formula if it gives what the snapshot says, else the snapshot's value alone.

    >>> live(3.0, 1.0 + 2.0, "=<a.b.0>+<a.b.1>")
    Live(value=3.0, formula='=<a.b.0>+<a.b.1>')
    >>> live(3.0, 4.0, "=<a.b.0>+<a.b.1>")
    3.0
    """
    if value is None or computed is None:
        return value
    if not math.isclose(value, computed, rel_tol=1e-9, abs_tol=1e-6):
        return value
    return Live(computed, formula)


def column_sum(table: str, column: str, values: Sequence[float]) -> Live | None:
    """Return the sum of a column of a table; None where it has no rows."""
    if not values:
        return None
    return Live(math.fsum(values), f"=SUM(<{table}.{column}.0>:<{table}.{column}.{len(values) - 1}>)")


def plain(value: Value) -> str | int | float | date | None:
    """Return what a cell shows, without its formula.

    >>> plain(Live(3.0, "=1+2")), plain(Status("ready", "Ready"))
    (3.0, 'Ready')
    """
    if isinstance(value, Live):
        return value.value
    return value.word if isinstance(value, Status) else value


def numeric(value: Value) -> float | None:
    """Return a cell's number, None where it has none."""
    found = plain(value)
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None
