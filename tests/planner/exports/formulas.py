"""Reads the formulas of a workbook by itself, to compare them with the values written beside them."""

import io
import re
from functools import partial
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token

_ADDRESS = re.compile(
    r"(?:(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>\w+))!)?(?P<cells>[A-Z]+\d+(?::[A-Z]+\d+)?)$"
)
_OPERATORS = {"^": "**"}


class Calculation:
    """A workbook's formulas, computed as a spreadsheet does. `book` may be changed before."""

    def __init__(self, content: bytes) -> None:
        self.book: Workbook = load_workbook(io.BytesIO(content))
        self.written: Workbook = load_workbook(io.BytesIO(content), data_only=True)

    def formulas(self) -> list[tuple[str, str]]:
        """Return (sheet, address) of every formula."""
        return [
            (sheet.title, cell.coordinate)
            for sheet in self.book.worksheets
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        ]

    def value(self, sheet: str, address: str) -> Any:
        """Return what a cell holds, computed if it is a formula."""
        cell = self.book[sheet][address]
        if cell.data_type != "f":
            return cell.value
        parts = [self._part(sheet, token) for token in Tokenizer(cell.value).items]
        names = {"SUM": _sum, "NPV": _npv, "MAX": _most, "at": partial(self._at, sheet)}
        return eval("".join(parts), {"__builtins__": {}}, names)  # noqa: S307 -- our own formulas, with no names but these

    def _part(self, sheet: str, token: Token) -> str:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            return f"at({token.value!r})"
        if token.type == Token.SEP:
            return ","
        return _OPERATORS.get(token.value, token.value)

    def _at(self, sheet: str, reference: str) -> Any:
        found = _ADDRESS.match(reference)
        assert found, reference
        name = (found["quoted"] or "").replace("''", "'") or found["plain"] or sheet
        if ":" not in found["cells"]:
            return self.value(name, found["cells"])
        cells = [cell for row in self.book[name][found["cells"]] for cell in row]
        return [self.value(name, cell.coordinate) for cell in cells]


def _flat(given: tuple[Any, ...]) -> list[float]:
    """Return the numbers of arguments and ranges; a spreadsheet passes over texts and blanks in ranges."""
    spread = [one for part in given for one in (part if isinstance(part, list) else [part])]
    return [one for one in spread if isinstance(one, int | float)]


def _sum(*given: Any) -> float:
    return sum(_flat(given))


def _most(*given: Any) -> float:
    return max(_flat(given))


def _npv(rate: float, *given: Any) -> float:
    """Return the present value of payments of which the first comes after one period."""
    return sum(paid / (1 + rate) ** (index + 1) for index, paid in enumerate(_flat(given)))
