"""A snapshot as CSV: a file for each table in one archive. What a text begins with never makes it a formula."""

import csv
import zipfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO, StringIO

from accounts.spreadsheet_text import safe_text
from assessments.language import speaking
from planner.charts.reading import Snapshot, language_of
from planner.exports.model import Table, Value, plain
from planner.exports.tables import export_of

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # that an archive can bear: bytes do not follow the clock
_READABLE = 0o644 << 16


def build_csv_archive(snapshot: Snapshot) -> bytes:
    """Return a ZIP with a CSV file for each table, in the snapshot's language; the same snapshot gives the same bytes.

    Numbers are written as programs read them: a point before decimals, no unit but that of the column's head.
    """
    out = BytesIO()
    with speaking(language_of(snapshot)), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _files(snapshot):
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.external_attr = _READABLE
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


def _files(snapshot: Snapshot) -> Iterator[tuple[str, bytes]]:
    for sheet in export_of(snapshot).sheets:
        for table in sheet.tables:
            yield f"{table.key}.csv", csv_of(table)


def csv_of(table: Table) -> bytes:
    """Return a table as CSV in UTF-8 with the mark that spreadsheets know it by. Rows of sums are left out."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_written(column.title) for column in table.columns)
    writer.writerows([_written(value) for value in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def _written(value: Value) -> str:
    shown = plain(value)
    if shown is None:
        return ""
    if isinstance(shown, date):
        return shown.isoformat()
    return safe_text(shown) if isinstance(shown, str) else f"{shown:.12g}"
