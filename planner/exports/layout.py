"""Where each table of a workbook stands, and what a formula's references become there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from xlsxwriter.utility import xl_rowcol_to_cell

from planner.exports.model import Export, Sheet, Table

HEAD = 3  # rows of a sheet above its first table: headline, lead, nothing
_REFERENCE = re.compile(r"<([\w-]+)\.([\w-]+)\.(\w+)>")


@dataclass(frozen=True, slots=True)
class Place:
    """row: of the head of the columns, from 0. columns: where each begins."""

    sheet: str
    table: Table
    row: int
    columns: tuple[int, ...]

    @property
    def end(self) -> int:
        """The first row below the table."""
        return self.row + 1 + len(self.table.lines)

    def cell(self, column: str, row: str) -> tuple[int, int]:
        """Return row and column of a cell. Raises KeyError for a column or row that is not there."""
        keys = [one.key for one in self.table.columns]
        index = len(self.table.rows) if row == "total" else int(row)
        if column not in keys or index >= len(self.table.lines):
            raise KeyError(f"{self.table.key}.{column}.{row}")
        return self.row + 1 + index, self.columns[keys.index(column)]


def places_of(export: Export) -> dict[str, Place]:
    """Return the place of every table by its key."""
    return {place.table.key: place for sheet in export.sheets for place in _of_sheet(sheet)}


def _of_sheet(sheet: Sheet) -> list[Place]:
    """Stack tables; each has its title above and its note below, and two empty rows follow."""
    found: list[Place] = []
    row = HEAD
    for table in sheet.tables:
        starts = tuple(accumulate((column.span for column in table.columns[:-1]), initial=0))
        found.append(Place(sheet.title, table, row + 1, starts))
        row = found[-1].end + (3 if table.note else 2)
    return found


def resolved(formula: str, at: str, places: Mapping[str, Place]) -> str:
    """Return a formula with the addresses of its cells. at: title of the sheet that it stands on."""

    def address(match: re.Match[str]) -> str:
        place = places[match[1]]
        row, column = place.cell(match[2], match[3])
        cell: str = xl_rowcol_to_cell(row, column)
        return cell if place.sheet == at else f"{quoted_sheet(place.sheet)}!{cell}"

    return _REFERENCE.sub(address, formula)


def quoted_sheet(title: str) -> str:
    """Return a sheet's title as formulas write it.

    >>> quoted_sheet("What's left")
    "'What''s left'"
    """
    doubled = title.replace("'", "''")
    return f"'{doubled}'"
