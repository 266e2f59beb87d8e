"""Where on a page of a PDF text and drawings stand: a small interpreter of content streams (ISO 32000-1, 8 and 9)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
ASCENT, DESCENT = 0.74, 0.22  # of the font size: from the baseline to the top of an l, the bottom of a g


@dataclass(frozen=True)
class Box:
    """A piece of text or a drawing, in points from the lower left corner. mark: the marked content it stands in."""

    kind: str
    left: float
    bottom: float
    right: float
    top: float
    mark: str
    number: int = -1


def times(a: Matrix, b: Matrix) -> Matrix:
    """Return the matrix that does a, then b."""
    return (
        a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3], a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3], a[4] * b[0] + a[5] * b[2] + b[4], a[4] * b[1] + a[5] * b[3] + b[5],
    )  # fmt: skip


def moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Return where a matrix puts a point."""
    return matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]


class Sheet:
    """What one content stream draws."""

    def __init__(self, stream: Any, matrix: Matrix = IDENTITY, mark: tuple[str, int] = ("", -1)) -> None:
        self.resources, self.stream = stream.get("/Resources", {}), stream
        self.matrix, self.saved = matrix, list[Matrix]()
        self.text = self.line = IDENTITY
        self.leading = self.size = self.word_space = 0.0
        self.font: Any = None
        self.path: list[tuple[float, float]] = []
        self.marks: list[tuple[str, int]] = [mark]

    def boxes(self) -> Iterator[Box]:
        """Yield everything that is painted."""
        for operands, operator in pikepdf.parse_content_stream(self.stream):
            yield from self._read(str(operator), list(operands))

    def _read(self, name: str, given: list[Any]) -> Iterator[Box]:
        if name in ("BDC", "BMC"):
            number = int(given[1].MCID) if name == "BDC" and "/MCID" in given[1] else -1
            self.marks.append((str(given[0]), number))
        elif name == "EMC":
            self.marks.pop()
        elif name == "Do":
            form = self.resources.XObject[str(given[0])]
            assert form.Subtype == "/Form", "a picture in a report"
            yield from Sheet(form, self.matrix, self.marks[-1]).boxes()
        elif name in ("Tj", "TJ", "'"):
            yield from self._shown(given[0])
        elif name in ("f", "f*", "B", "B*", "b", "b*", "s", "S"):
            yield from self._painted(name)
        elif name == "n":
            self.path = []
        elif not self._set_text(name, given):
            self._set(name, given)

    def _set(self, name: str, given: Sequence[Any]) -> None:
        values = [float(value) for value in given if not isinstance(value, pikepdf.Object)]
        if name == "q":
            self.saved.append(self.matrix)
        elif name == "Q":
            self.matrix = self.saved.pop()
        elif name == "cm":
            self.matrix = times(
                (values[0], values[1], values[2], values[3], values[4], values[5]), self.matrix
            )
        elif name == "re":
            x, y, width, height = values
            self.path += [moved(self.matrix, *corner) for corner in ((x, y), (x + width, y + height))]
        elif name in ("m", "l", "c", "v", "y"):
            self.path += [moved(self.matrix, *values[i : i + 2]) for i in range(0, len(values), 2)]

    def _set_text(self, name: str, given: Sequence[Any]) -> bool:
        if name == "BT":
            self.text = self.line = IDENTITY
        elif name == "Tf":
            self.font, self.size = self.resources.Font[str(given[0])], float(given[1])
        elif name == "TL":
            self.leading = float(given[0])
        elif name == "Tw":
            self.word_space = float(given[0])
        elif name == "Tm":
            a, b, c, d, e, f = (float(value) for value in given)
            self.text = self.line = (a, b, c, d, e, f)
        elif name in ("Td", "T*"):
            x, y = (float(given[0]), float(given[1])) if name == "Td" else (0.0, -self.leading)
            self.text = self.line = times((1, 0, 0, 1, x, y), self.line)
        else:
            return False
        return True

    def _shown(self, text: Any) -> Iterator[Box]:
        codes = bytes(text)
        widths, first = self.font.Widths, int(self.font.FirstChar)
        width = sum(float(widths[code - first]) for code in codes) / 1000 * self.size
        width += self.word_space * codes.count(b" ")
        matrix = times(self.text, self.matrix)
        spaces = len(codes) - len(codes.rstrip(b" "))
        ink = width - spaces * (float(widths[32 - first]) / 1000 * self.size + self.word_space)
        left, bottom = moved(matrix, 0, -DESCENT * self.size)
        right, top = moved(matrix, ink, ASCENT * self.size)
        self.text = times((1, 0, 0, 1, width, 0), self.text)
        if codes.strip():
            yield Box("text", left, bottom, right, top, *self.marks[-1])

    def _painted(self, name: str) -> Iterator[Box]:
        across, up = [x for x, _ in self.path], [y for _, y in self.path]
        if self.path:
            kind = "line" if name in ("s", "S") else "area"
            yield Box(kind, min(across), min(up), max(across), max(up), *self.marks[-1])
        self.path = []


def boxes_of(page: Any) -> list[Box]:
    """Return everything that a page shows."""
    return list(Sheet(page.obj).boxes())
