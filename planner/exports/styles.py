"""How cells of a workbook look: the colours of the brand by meaning, number formats by kind."""

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from planner.charts.theme import Paint, Theme
from planner.exports.model import Column, Live, Status, Value, numeric

FONT = "Calibri"
_FORMATS = {"usd": "#,##0;-#,##0;–", "score": "0.0", "factor": "0.0000", "date": "yyyy-mm-dd"}
_LEFT = ("text", "status", "date")
_SOFT = 0.14  # of a colour over the surface, as ground


class Styles:
    """Formats of one workbook, made once each."""

    def __init__(self, book: Workbook, theme: Theme) -> None:
        self._book, self._theme = book, theme
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def of(self, **more: Any) -> Format:
        """Return the format with these properties."""
        key = tuple(sorted(more.items()))
        if key not in self._made:
            given = {"font_name": FONT, "font_size": 10, "valign": "top", "font_color": self._hex("ink")}
            self._made[key] = self._book.add_format(given | more)
        return self._made[key]

    @property
    def headline(self) -> Format:
        return self.of(bold=True, font_size=15, font_color=self._hex("accent"))

    @property
    def lead(self) -> Format:
        return self.of(font_color=self._hex("ink-muted"))

    @property
    def title(self) -> Format:
        return self.of(bold=True, font_size=11.5, font_color=self._hex("accent"))

    @property
    def note(self) -> Format:
        return self.of(italic=True, font_size=9, font_color=self._hex("ink-muted"))

    def head(self, column: Column) -> Format:
        """Return the format of a column's head."""
        return self.of(
            bold=True,
            text_wrap=True,
            valign="bottom",
            align="left" if column.kind in _LEFT else "right",
            indent=1 if column.kind == "text" else 0,
            font_color=self._hex("surface"),
            bg_color=self._hex("accent"),
        )

    def cell(self, column: Column, value: Value, *, is_total: bool, is_entry: bool) -> Format:
        """Return the format of a cell by what it holds."""
        line = {"bottom": 1, "bottom_color": self._hex("line")}
        if isinstance(value, Status):
            ground = self._soft(value.id)
            return self.of(bold=True, font_color=self._hex(value.id), bg_color=ground, **line)
        more: dict[str, Any] = line | ({"bold": True, "top": 2} if is_total else {})
        if is_entry:
            more |= {"bg_color": self._soft("chart-2"), "locked": False}
        if isinstance(value, str):
            # A text that somebody edits later stays a text, whatever it begins with.
            return self.of(text_wrap=True, quote_prefix=True, align="left", indent=1, **more)
        return self.of(num_format=_number_format(column, value), **more)

    def _hex(self, name: str) -> str:
        return hex_of(self._theme[name])

    def _soft(self, name: str) -> str:
        mixed = self._theme.over_surface(name, _SOFT)
        return "#{:02x}{:02x}{:02x}".format(*(round(255 * part) for part in mixed.rgb()))


def hex_of(paint: Paint) -> str:
    """Return a colour as #rrggbb."""
    return "#{:02x}{:02x}{:02x}".format(*(round(255 * part) for part in paint.rgb()))


def _number_format(column: Column, value: Value) -> str:
    if column.kind in _FORMATS:
        return _FORMATS[column.kind]
    amount = numeric(value)
    if column.kind == "share":
        return "0.0%" if amount is not None and 0 < abs(amount) < 0.1 else "0%"
    return _by_size(amount, is_live=isinstance(value, Live))


def _by_size(amount: float | None, *, is_live: bool) -> str:
    """Return a format that shows a number with no more digits than read well."""
    if amount is None or is_live or amount == 0:
        return "#,##0.##" if is_live and amount != round(amount or 0) else "#,##0"
    if abs(amount) >= 100 or amount == round(amount):
        return "#,##0"
    if abs(amount) >= 1:
        return "#,##0.0"
    return "0.0##" if abs(amount) >= 0.001 else "0.0E+00"
