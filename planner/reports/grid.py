"""Tables: of data, with heads that are told as such; lists; and those that only lay things out side by side."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from reportlab.platypus import Flowable
from reportlab.platypus import Table as PlatypusTable

from planner.charts.fonts import REGULAR
from planner.reports.tagging.tree import Node
from planner.reports.words import Words

LEAST_TO_TEAR = 300.0
LAYOUT, LIST, TABLE = "layout", "list", "table"


class Grid(PlatypusTable):
    """A table that measures its columns anew when it is laid out at another width, and knows no other font.

    A row under a repeated head goes on to the next page as a whole, unless it would leave much of this one empty.
    form: TABLE (as anything with repeated rows), LIST (a row is an item; before its text there may be a label) or
    LAYOUT (what is beside each other is read one after the other). heads: columns that name their rows.
    node: the element the rows belong to, if it is shared with other tables.
    """

    canv: Any
    _cellvalues: list[list[Any]]

    def __init__(
        self,
        rows: Sequence[Sequence[Any]],
        *args: Any,
        form: str = "",
        heads: Sequence[int] = (),
        node: Node | None = None,
        **given: Any,
    ) -> None:
        self.form = form or (TABLE if given.get("repeatRows") else LAYOUT)
        self.heads = heads
        self.node = node or Node("L" if self.form == LIST else "Table")
        self.goes_on = False
        self.row_nodes: list[tuple[Node, list[Node]]] = []
        cells: list[list[Any]] = [list(row) for row in rows]
        if "normalizedData" not in given:
            # An empty text would be drawn, as nothing; an empty flow is not.
            cells = [[[] if cell == "" else cell for cell in row] for row in cells]
        super().__init__(cells, *args, **given | {"renderCB": _told})
        self.setStyle([("FONTNAME", (0, 0), (-1, -1), REGULAR)])
        if "normalizedData" not in given:
            self._name_rows(given.get("repeatRows") or 0)

    def _name_rows(self, head_rows: int) -> None:
        above = None if self.form == LAYOUT else self.node
        for index, row in enumerate(self._cellvalues):
            line = Node("LI" if self.form == LIST else "TR", above)
            inside = None if self.form == LAYOUT else line
            cells = [
                self._cell(inside, column, is_head=index < head_rows, alone=len(row) == 1)
                for column in range(len(row))
            ]
            self.row_nodes.append((line, cells))
            if self.form == TABLE:
                _join(row, cells)

    def _cell(self, line: Node | None, column: int, *, is_head: bool, alone: bool) -> Node:
        if self.form == LAYOUT:
            return Node("Div")
        if self.form == LIST:
            return Node("LBody" if alone or column else "Lbl", line)
        if is_head or column in self.heads:
            return Node("TH", line, scope="Column" if is_head else "Row")
        return Node("TD", line)

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.__dict__.pop("_width_calculated_once", None)
        return super().wrap(width, height)

    def split(self, width: float, height: float) -> list[Flowable]:
        tears = self.splitInRow
        if self.repeatRows and height < LEAST_TO_TEAR:
            self.splitInRow = 0
        pieces: list[Flowable] = super().split(width, height)
        self.splitInRow = tears
        if len(pieces) == 2:
            self._hand_on(*cast(tuple[Grid, Grid], pieces))
        return pieces

    def _hand_on(self, first: "Grid", second: "Grid") -> None:
        """Let the pieces go on with the elements of this table; a row that is torn has a share in both."""
        kept = len(first._cellvalues)
        head = self.repeatRows if isinstance(self.repeatRows, int) else 0
        torn = kept + len(second._cellvalues) - head - len(self._cellvalues)
        first.row_nodes = self.row_nodes[:kept]
        second.row_nodes = [*self.row_nodes[:head], *self.row_nodes[kept - torn :]]
        first.goes_on, second.goes_on = self.goes_on, True
        for piece in (first, second):
            piece.form, piece.heads, piece.node = self.form, self.heads, self.node
            piece.splitInRow = self.splitInRow

    def start_row(self, row: int) -> None:
        """Begin a row: an element, or an artifact where a head is repeated."""
        self.row = row
        if self._is_repeated(row):
            self.canv.begin_artifact()
        elif self.form != LAYOUT:
            self.canv.open(self.row_nodes[row][0])

    def end_row(self) -> None:
        """End a row."""
        if self._is_repeated(self.row):
            self.canv.end_artifact()
        elif self.form != LAYOUT:
            self.canv.close()

    def start_cell(self, row: int, column: int, *_: Any) -> None:
        """Begin a cell."""
        self.column = column
        if self._is_told(row, column):
            self.canv.open(self.row_nodes[row][1][column])

    def end_cell(self) -> None:
        """End a cell."""
        if self._is_told(self.row, self.column):
            self.canv.close()

    def start_lines(self) -> None:
        """Begin what is only drawn."""
        self.canv.begin_artifact()

    def end_lines(self) -> None:
        """End what is only drawn."""
        self.canv.end_artifact()

    def _is_repeated(self, row: int) -> bool:
        return self.goes_on and isinstance(self.repeatRows, int) and row < self.repeatRows

    def _is_told(self, row: int, column: int) -> bool:
        """Say whether a cell is an element: in a table each is, elsewhere what is not empty."""
        return self.form == TABLE or bool(self._cellvalues[row][column])


def _join(row: Sequence[Any], cells: Sequence[Node]) -> None:
    """Let a text that is alone in a cell be the content of the cell itself."""
    for value, cell in zip(row, cells, strict=True):
        if isinstance(value, Words) and not value.target:
            value.node = cell


_EVENTS: dict[str, Callable[..., None]] = {
    "startBG": Grid.start_lines,
    "endBG": Grid.end_lines,
    "startRow": Grid.start_row,
    "endRow": Grid.end_row,
    "startCell": Grid.start_cell,
    "endCell": Grid.end_cell,
    "startLines": Grid.start_lines,
    "endLines": Grid.end_lines,
}


def _told(table: Grid, event: str, *given: Any) -> None:
    """Group or mark what is drawn next; reportlab says what that is."""
    if event in _EVENTS:
        _EVENTS[event](table, *given)
