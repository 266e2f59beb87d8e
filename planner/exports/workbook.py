"""A snapshot as a workbook. Numbers are numbers, formulas only our own; whatever people wrote is text."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from assessments.language import say, speaking
from planner.charts.reading import Snapshot, language_of
from planner.charts.theme import LIGHT, Theme
from planner.exports.layout import Place, places_of, resolved
from planner.exports.model import Column, Export, Live, Row, Sheet, Value, plain
from planner.exports.styles import Styles
from planner.exports.tables import export_of

LONGEST_CELL = 32_767
PAPER_A4 = 9
LINE = 13.5  # points
MOST_LINES = 14  # of a cell that a row grows for
PRINTED = 230  # characters that are still to be read on the width of a page
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_EARLIEST = datetime(1980, 1, 1)  # noqa: DTZ001 -- a date in a spreadsheet has no zone


def build_workbook(snapshot: Snapshot, theme: Theme = LIGHT) -> bytes:
    """Return a snapshot as XLSX, in its language; the same snapshot gives the same bytes."""
    with speaking(language_of(snapshot)):
        return _built(export_of(snapshot), theme)


def _built(export: Export, theme: Theme) -> bytes:
    out = BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    _describe(book, export)
    styles, places = Styles(book, theme), places_of(export)
    for sheet in export.sheets:
        _Writer(book.add_worksheet(sheet.title), sheet, styles, places).write(export)
    book.close()
    return out.getvalue()


def _describe(book: Workbook, export: Export) -> None:
    """Set the properties of the document; its day is that of the answers, so that bytes do not follow the clock."""
    made = datetime(*export.as_of.timetuple()[:3]) if export.as_of else _EARLIEST  # noqa: DTZ001 -- as above
    book.set_properties(
        {
            "title": clean(f"{export.client}: {export.title}"),
            "subject": say(
                "AI infrastructure readiness, fingerprint {fingerprint}", fingerprint=export.fingerprint
            ),
            "author": "Plumbline",
            "company": clean(export.client),
            "created": made.replace(tzinfo=UTC),
        }
    )
    book.set_custom_property("Fingerprint", export.fingerprint or "–", "text")
    book.set_size(2400, 1400)
    book.set_calc_mode("auto")


class _Writer:
    """Writes one sheet."""

    def __init__(self, page: Worksheet, sheet: Sheet, styles: Styles, places: Mapping[str, Place]) -> None:
        self._page, self._sheet, self._styles, self._places = page, sheet, styles, places

    def write(self, export: Export) -> None:
        self._page.hide_gridlines(2)
        self._page.write_string(0, 0, clean(self._sheet.headline), self._styles.headline)
        self._page.write_string(1, 0, clean(self._sheet.lead), self._styles.lead)
        self._page.set_row(0, 24)
        self._widths()
        for table in self._sheet.tables:
            self._table(self._places[table.key])
        self._print(export)

    def _widths(self) -> None:
        """Set the widths of columns: those of the first table, then what later ones add on the right."""
        taken = 0
        for table in self._sheet.tables:
            place = self._places[table.key]
            for start, column in zip(place.columns, table.columns, strict=True):
                if start >= taken and column.span == 1:
                    self._page.set_column(start, start, column.width)
                    taken = start + 1

    def _table(self, place: Place) -> None:
        table = place.table
        self._page.write_string(place.row - 1, 0, clean(table.title), self._styles.title)
        for start, column in zip(place.columns, table.columns, strict=True):
            self._head(place.row, start, column)
        self._page.set_row(
            place.row, LINE * self._lines(place, tuple(column.title for column in table.columns))
        )
        for index, row in enumerate(table.lines):
            self._row(place, index, row)
        if table.note:
            self._page.write_string(place.end, 0, clean(table.note), self._styles.note)

    def _head(self, row: int, start: int, column: Column) -> None:
        style = self._styles.head(column)
        if column.span > 1:
            self._page.merge_range(row, start, row, start + column.span - 1, "", style)
        self._page.write_string(row, start, clean(column.title), style)

    def _row(self, place: Place, index: int, row: Row) -> None:
        table, at = place.table, place.row + 1 + index
        is_total = index == len(table.rows)
        for start, column, value in zip(place.columns, table.columns, row, strict=True):
            is_entry = (column.key, index) in table.entries
            style = self._styles.cell(column, value, is_total=is_total, is_entry=is_entry)
            if column.span > 1:
                self._page.merge_range(at, start, at, start + column.span - 1, "", style)
            self._value(at, start, value, style)
        self._page.set_row(at, LINE * self._lines(place, row))

    def _lines(self, place: Place, row: Row) -> int:
        """Return how many lines the longest text of a row takes."""
        found = 1
        for start, column, value in zip(place.columns, place.table.columns, row, strict=True):
            if isinstance(value, str) and value:
                width = sum(self._width(start + offset) for offset in range(column.span))
                found = max(found, _lines(value, width))
        return min(found, MOST_LINES)

    def _width(self, at: int) -> float:
        """Return the width of a column of the sheet, as the first table with it sets it."""
        for table in self._sheet.tables:
            starts = self._places[table.key].columns
            for start, column in zip(starts, table.columns, strict=True):
                if start == at and column.span == 1:
                    return column.width
        return 8.43  # as spreadsheets have it

    def _value(self, row: int, column: int, value: Value, style: object) -> None:
        """Write a value as what it is. A text is never looked at for formulas, numbers or addresses."""
        if isinstance(value, Live):
            formula = resolved(value.formula, self._sheet.title, self._places)
            self._page.write_formula(row, column, formula, style, value.value)
            return
        shown = plain(value)
        if shown is None or shown == "":
            self._page.write_blank(row, column, None, style)
        elif isinstance(shown, str):
            self._page.write_string(row, column, clean(shown), style)
        elif isinstance(shown, date):
            self._page.write_datetime(row, column, datetime(*shown.timetuple()[:3]), style)  # noqa: DTZ001 -- as above
        else:
            self._page.write_number(row, column, shown, style)

    def _print(self, export: Export) -> None:
        """Keep the head of the first table in sight, and set the sheet up for paper."""
        if self._sheet.tables:
            self._keep_head(self._places[self._sheet.tables[0].key])
        self._page.set_landscape()
        self._page.set_paper(PAPER_A4)
        self._page.fit_to_pages(max(1, round(self._printed_width() / PRINTED)), 0)
        self._page.set_margins(0.4, 0.4, 0.5, 0.6)
        # An ampersand begins a code in headers and footers; a figure right after a size would belong to it.
        shown = clean(f"{export.client[:80]} · {self._sheet.title}").replace("&", "&&")
        self._page.set_footer(f"&L&8 {shown}&C&8 {export.fingerprint[:12]}&R&8 &P / &N")

    def _keep_head(self, first: Place) -> None:
        self._page.freeze_panes(first.row + 1, 1)
        self._page.repeat_rows(first.row)
        self._page.repeat_columns(0)
        if len(self._sheet.tables) == 1 and first.table.rows:
            self._page.autofilter(
                first.row, 0, first.row + len(first.table.rows), len(first.table.columns) - 1
            )

    def _printed_width(self) -> float:
        """Return the width of the widest table, in characters."""
        return max(
            (sum(self._width(start) for start in range(place.columns[-1] + 1)) for place in self._own()),
            default=0.0,
        )

    def _own(self) -> list[Place]:
        return [self._places[table.key] for table in self._sheet.tables]


def _lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a column, a little too many rather than too few."""
    letters = max(width * 1.15, 1)
    return sum(max(1, -(-len(part) // int(letters))) for part in text.split("\n"))


def clean(text: str) -> str:
    """Return a text without what XML cannot hold, and no longer than a cell holds."""
    return _UNPRINTABLE.sub("", text)[:LONGEST_CELL]
