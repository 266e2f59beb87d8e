"""The few shapes charts are made of, measured from the top left corner as a page is read."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from reportlab.graphics.shapes import (
    Circle,
    Drawing,
    Group,
    Line,
    Path,
    Polygon,
    PolyLine,
    Rect,
    Shape,
    String,
    UserNode,
)
from reportlab.lib.attrmap import AttrMap, AttrMapValue
from reportlab.lib.validators import isString

from planner.charts.fonts import BOLD, REGULAR, elide, run_width, runs, text_width
from planner.charts.theme import Paint

Point = tuple[float, float]
# The stubs of Rect take its colours as one mapping; the class takes them as keywords.
_Rect: Any = Rect
SMALL, BODY = 7.0, 8.0


class Label(UserNode):
    """A line of text; drawn in as many fonts as its characters need, and one element in SVG."""

    def __init__(
        self, x: float, y: float, text: str, size: float, font: str, paint: Paint, anchor: str
    ) -> None:
        self.x, self.y, self.text, self.size = x, y, text, size
        self.font, self.paint, self.anchor = font, paint, anchor

    def provideNode(self) -> Group:  # noqa: N802 -- reportlab's name
        """Return the strings reportlab draws."""
        group = Group()
        x = self.x - text_width(self.text, self.size, self.font) * _SHIFT[self.anchor]
        for font, piece in runs(self.text, self.font):
            string = String(x, self.y, piece, fontName=font, fontSize=self.size, fillColor=self.paint)
            group.add(string)
            x += run_width(piece, self.size, font)
        return group

    def getBounds(self) -> tuple[float, float, float, float]:  # noqa: N802 -- reportlab's name
        """Return the box around the text: left, bottom, right, top."""
        width = text_width(self.text, self.size, self.font)
        left = self.x - width * _SHIFT[self.anchor]
        return left, self.y - 0.2 * self.size, left + width, self.y + 0.75 * self.size


_SHIFT = {"start": 0.0, "middle": 0.5, "end": 1.0}


class Mark(Group):
    """Shapes that stand for one thing. tip: what a page says of it to one who points at it."""

    _attrMap = AttrMap(BASE=Group, tip=AttrMapValue(isString))  # noqa: N815 -- reportlab's name

    def __init__(self, tip: str) -> None:
        super().__init__()
        self.tip = tip


class Sheet:
    """A drawing to paint on, with y growing downwards."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.drawing = Drawing(width, height)
        self._into: list[Any] = self.drawing.contents

    def add(self, shape: Shape | UserNode) -> None:
        """Put a shape on the sheet."""
        self._into.append(shape)

    @contextmanager
    def mark(self, tip: str) -> Iterator[None]:
        """Gather what is drawn inside as one thing that a page has a word on."""
        before, made = self._into, Mark(tip)
        self._into = made.contents
        try:
            yield
        finally:
            self._into = before
            self.add(made)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        """Draw nothing where a mark is to be felt all the same: thin things are hard to point at."""
        self.rect(x, y, width, height, None)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        paint: Paint,
        *,
        size: float = BODY,
        bold: bool = False,
        anchor: str = "start",
        width: float | None = None,
    ) -> None:
        """Write a line with its baseline at y, shortened to `width` if given."""
        font = BOLD if bold else REGULAR
        if width is not None:
            text = elide(text, width, size, font)
        if text:
            self.add(Label(x, self.height - y, text, size, font, paint, anchor))

    def line(
        self, a: Point, b: Point, paint: Paint, *, width: float = 0.6, dash: Sequence[float] | None = None
    ) -> None:
        """Draw a straight line."""
        dashes: Any = list(dash) if dash else None
        self.add(
            Line(a[0], self.height - a[1], b[0], self.height - b[1], strokeColor=paint, strokeWidth=width,
                 strokeDashArray=dashes, strokeLineCap=0 if dash else 1)
        )  # fmt: skip

    def rect(
        self, x: float, y: float, width: float, height: float, fill: Paint | None, *,
        stroke: Paint | None = None, stroke_width: float = 0.6, radius: float = 0,
    ) -> None:  # fmt: skip
        """Draw a rectangle whose top left corner is (x, y)."""
        self.add(
            _Rect(x, self.height - y - height, max(width, 0.0), height, rx=radius, ry=radius, fillColor=fill,
                 strokeColor=stroke, strokeWidth=stroke_width)
        )  # fmt: skip

    def dashed_box(self, x: float, y: float, size: float, stroke: Paint, *, radius: float = 0) -> None:
        """Outline a square with dashes: a place kept for something not known."""
        self.add(
            _Rect(x, self.height - y - size, size, size, rx=radius, ry=radius, fillColor=None, strokeColor=stroke,
                 strokeWidth=0.7, strokeDashArray=[2, 1.6])
        )  # fmt: skip

    def dot(
        self,
        x: float,
        y: float,
        radius: float,
        fill: Paint | None,
        *,
        stroke: Paint | None = None,
        width: float = 1.0,
    ) -> None:
        """Draw a circle."""
        self.add(Circle(x, self.height - y, radius, fillColor=fill, strokeColor=stroke, strokeWidth=width))

    def polygon(
        self, points: Sequence[Point], fill: Paint | None, *, stroke: Paint | None = None, width: float = 1.0,
        dash: Sequence[float] | None = None,
    ) -> None:  # fmt: skip
        """Draw a closed shape."""
        dashes: Any = list(dash) if dash else None
        self.add(
            Polygon(self._flat(points), fillColor=fill, strokeColor=stroke, strokeWidth=width,
                    strokeDashArray=dashes, strokeLineJoin=1)
        )  # fmt: skip

    def curve(
        self,
        points: Sequence[Point],
        paint: Paint,
        *,
        width: float = 1.4,
        dash: Sequence[float] | None = None,
    ) -> None:
        """Draw an open line through points."""
        if len(points) < 2:
            return
        dashes: Any = list(dash) if dash else None
        self.add(
            PolyLine(self._flat(points), strokeColor=paint, strokeWidth=width, strokeDashArray=dashes,
                     strokeLineJoin=1, strokeLineCap=0 if dash else 1)
        )  # fmt: skip

    def ring(self, outer: Sequence[Point], inner: Sequence[Point], fill: Paint) -> None:
        """Fill the space between two closed shapes."""
        path = Path(fillColor=fill, strokeColor=None, fillMode=0)
        for points in (outer, inner):
            path.moveTo(points[0][0], self.height - points[0][1])
            for x, y in points[1:]:
                path.lineTo(x, self.height - y)
            path.closePath()
        self.add(path)

    def _flat(self, points: Sequence[Point]) -> list[float]:
        return [value for x, y in points for value in (x, self.height - y)]
