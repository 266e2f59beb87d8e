"""A comparison as CSV that spreadsheets open without running anything in it."""

import csv
import io

from accounts.spreadsheet_text import safe_text
from assessments.language import say
from planner.services.comparison.model import Cell, Comparison, Row


def comparison_csv(comparison: Comparison) -> bytes:
    """Return the table: section, figure and unit, then each plan; numbers in SI units, everything else as text."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(
        safe_text(cell) for cell in (say("Section"), say("Figure"), say("Unit"), *comparison.titles)
    )
    for section in comparison.sections:
        for row in section.rows:
            named = (safe_text(section.title), safe_text(row.title), row.unit)
            writer.writerow((*named, *(_cell(row, cell) for cell in row.cells)))
    return b"\xef\xbb\xbf" + text.getvalue().encode()  # by this mark spreadsheets know that it is UTF-8


def _cell(row: Row, cell: Cell) -> str:
    return safe_text(cell.text) if not row.unit or cell.value is None else f"{cell.value:.10g}"
