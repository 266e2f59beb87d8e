"""A comparison as CSV that spreadsheets open without running anything in it."""

import csv
import io

from assessments.language import say
from planner.services.comparison.model import Cell, Comparison, Row

# A cell that begins so is a formula to a spreadsheet (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def comparison_csv(comparison: Comparison) -> bytes:
    """Return the table: section, figure and unit, then each plan; numbers in SI units, everything else as text."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_safe(cell) for cell in (say("Section"), say("Figure"), say("Unit"), *comparison.titles))
    for section in comparison.sections:
        for row in section.rows:
            named = (_safe(section.title), _safe(row.title), row.unit)
            writer.writerow((*named, *(_cell(row, cell) for cell in row.cells)))
    return b"\xef\xbb\xbf" + text.getvalue().encode()  # by this mark spreadsheets know that it is UTF-8


def _cell(row: Row, cell: Cell) -> str:
    return _safe(cell.text) if not row.unit or cell.value is None else f"{cell.value:.10g}"


def _safe(text: str) -> str:
    """Return a text that is no formula.

    >>> _safe("=1+1"), _safe("Rent everything")
    ("'=1+1", 'Rent everything')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text
