"""Reading a drawing back: its shapes and its texts, with the boxes they take."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from reportlab.graphics.shapes import Drawing, Group

from planner.charts.shapes import Label, Mark

Box = tuple[float, float, float, float]
ROUNDING, TOUCH = 0.6, 1.0


def shapes_of(drawing: Drawing) -> list[Any]:
    """Return every shape, those of groups too; a line of text is one shape."""
    return list(_flat(drawing.contents))


def _flat(shapes: Sequence[Any]) -> Iterator[Any]:
    for shape in shapes:
        if isinstance(shape, Group):
            yield from _flat(shape.contents)
        else:
            yield shape


def labels_of(drawing: Drawing) -> list[Label]:
    """Return the lines of text."""
    return [shape for shape in shapes_of(drawing) if isinstance(shape, Label)]


def tips_of(drawing: Drawing) -> list[str]:
    """Return what the marks say."""
    return [shape.tip for shape in drawing.contents if isinstance(shape, Mark)]


def outside(drawing: Drawing) -> list[str]:
    """Return what reaches over the edge of a drawing; texts by their measured widths."""
    found = []
    for shape in shapes_of(drawing):
        left, bottom, right, top = shape.getBounds()
        if (
            min(left, bottom) < -ROUNDING
            or right > drawing.width + ROUNDING
            or top > drawing.height + ROUNDING
        ):
            found.append(getattr(shape, "text", type(shape).__name__))
    return found


def colliding(drawing: Drawing) -> list[tuple[str, str]]:
    """Return pairs of texts that cover each other."""
    boxes = [(label.text, label.getBounds()) for label in labels_of(drawing)]
    return [(one, other) for (one, a), (other, b) in combinations(boxes, 2) if _overlap(a, b)]


def _overlap(a: Box, b: Box) -> bool:
    return min(a[2], b[2]) - max(a[0], b[0]) > TOUCH and min(a[3], b[3]) - max(a[1], b[1]) > TOUCH
