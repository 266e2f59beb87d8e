"""Drawing → inline SVG that a strict content policy allows.

No style attributes: colours are presentation attributes for where no stylesheet is, and classes for where
`charts.css` is, which turns them light or dark. Text stays text, escaped.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

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
    UserNode,
)
from reportlab.lib.colors import Color

from planner.charts.fonts import BOLD, BOLD_ITALIC, clean, text_width
from planner.charts.model import Chart
from planner.charts.shapes import Label, Mark
from planner.charts.theme import LIGHT, Theme, paint_of

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def chart_svg(chart: Chart, width: float = 720, theme: Theme = LIGHT) -> str:
    """Draw a chart at a width and return it as SVG."""
    return drawing_to_svg(
        chart.draw(width, theme), title=chart.title, description=chart.description, key=chart.key
    )


def drawing_to_svg(drawing: Drawing, *, title: str, description: str, key: str = "chart") -> str:
    """Return an <svg> element. `key` makes its ids unique on a page.

    Raises ValueError for a shape that this writer does not know.
    """
    name = re.sub(r"[^a-z0-9-]+", "-", key.lower())
    width, height = figure(drawing.width), figure(drawing.height)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart-svg" viewBox="0 0 {width} {height}" '
        f'role="img" aria-labelledby="{name}-title {name}-desc" '
        f'data-width="{width}"><title id="{name}-title">{text_of(title)}</title>'
        f'<desc id="{name}-desc">{text_of(description)}</desc>'
    )
    return head + "".join(_elements(drawing.contents, float(drawing.height))) + "</svg>"


@lru_cache(maxsize=8192)
def text_of(text: str) -> str:
    """Escape a text for XML and drop what XML cannot hold."""
    return escape(_NOT_XML.sub("", clean(text)))


def _elements(shapes: list[Any], height: float) -> Iterator[str]:
    for shape in shapes:
        if isinstance(shape, Label):
            yield _label(shape, height)
        elif isinstance(shape, UserNode):
            yield from _elements([shape.provideNode()], height)
        elif isinstance(shape, Mark):
            inside = "".join(_elements(shape.contents, height))
            yield f'<g class="chart-mark"><title>{text_of(shape.tip)}</title>{inside}</g>'
        elif isinstance(shape, Group):
            if tuple(shape.transform) != (1, 0, 0, 1, 0, 0):
                raise ValueError(f"a moved group has no SVG form here: {shape.transform}")
            yield from _elements(shape.contents, height)
        else:
            yield _shape(shape, height)


def _label(label: Label, height: float) -> str:
    weight = ' font-weight="700"' if label.font in (BOLD, BOLD_ITALIC) else ""
    anchor = "" if label.anchor == "start" else f' text-anchor="{label.anchor}"'
    names, fill = _colour("fill", label.paint)
    # The reader's own font may be wider than the one that the chart was measured with.
    length = figure(text_width(clean(label.text), label.size, label.font))
    fitted = f' textLength="{length}" lengthAdjust="spacingAndGlyphs"' if len(label.text) > 1 else ""
    return (
        f'<text x="{figure(label.x)}" y="{figure(height - label.y)}" font-size="{figure(label.size)}"{weight}{anchor}'
        f"{fitted}{_classes(names)}{fill}>{text_of(label.text)}</text>"
    )


def _shape(shape: Shape, height: float) -> str:
    for kind, write in _WRITERS.items():
        if isinstance(shape, kind):
            return write(shape, height)
    raise ValueError(f"no SVG form for {type(shape).__name__}")


def _rect(shape: Rect, height: float) -> str:
    rounding = f' rx="{figure(shape.rx)}"' if shape.rx else ""
    return (
        f'<rect x="{figure(shape.x)}" y="{figure(height - shape.y - shape.height)}" width="{figure(shape.width)}" '
        f'height="{figure(shape.height)}"{rounding}{_paints(shape)}/>'
    )


def _circle(shape: Circle, height: float) -> str:
    return f'<circle cx="{figure(shape.cx)}" cy="{figure(height - shape.cy)}" r="{figure(shape.r)}"{_paints(shape)}/>'


def _line(shape: Line, height: float) -> str:
    return (
        f'<line x1="{figure(shape.x1)}" y1="{figure(height - shape.y1)}" x2="{figure(shape.x2)}" '
        f'y2="{figure(height - shape.y2)}"{_stroke(shape)}/>'
    )


def _points(shape: Polygon | PolyLine, height: float) -> str:
    flat = shape.points
    return " ".join(f"{figure(x)},{figure(height - y)}" for x, y in zip(flat[::2], flat[1::2], strict=True))


def _polygon(shape: Polygon, height: float) -> str:
    return f'<polygon points="{_points(shape, height)}"{_paints(shape)}/>'


def _polyline(shape: PolyLine, height: float) -> str:
    return f'<polyline points="{_points(shape, height)}" fill="none"{_stroke(shape)}/>'


def _path(shape: Path, height: float) -> str:
    numbers = iter(shape.points)
    commands: list[str] = []
    for operator in shape.operators:
        letter, pairs = (("M", 1), ("L", 1), ("C", 3), ("Z", 0))[int(operator)]
        points = [f"{figure(next(numbers))} {figure(height - next(numbers))}" for _ in range(pairs)]
        commands.append(letter + " ".join(points))
    return f'<path d="{"".join(commands)}" fill-rule="evenodd"{_paints(shape)}/>'


_WRITERS: dict[type[Shape], Callable[[Any, float], str]] = {
    Rect: _rect,
    Circle: _circle,
    Line: _line,
    Polygon: _polygon,
    PolyLine: _polyline,
    Path: _path,
}


def _paints(shape: Any) -> str:
    """Write what an element is painted with: classes for the page, values for where no stylesheet is."""
    names, values = _colour("fill", shape.fillColor)
    outline, stroke = _outline(shape)
    felt = ' pointer-events="all"' if shape.fillColor is None and not outline else ""
    return _classes([*names, *outline]) + values + stroke + felt


def _stroke(shape: Any) -> str:
    names, values = _outline(shape)
    return _classes(names) + values


def _outline(shape: Any) -> tuple[list[str], str]:
    if shape.strokeColor is None or not shape.strokeWidth:
        return [], ""
    names, values = _colour("stroke", shape.strokeColor)
    values += f' stroke-width="{figure(shape.strokeWidth)}"'
    if shape.strokeDashArray:
        values += f' stroke-dasharray="{" ".join(figure(part) for part in shape.strokeDashArray)}"'
    if getattr(shape, "strokeLineCap", 0) == 1:
        values += ' stroke-linecap="round"'
    if getattr(shape, "strokeLineJoin", 0) == 1:
        values += ' stroke-linejoin="round"'
    return names, values


def _colour(role: str, colour: Any) -> tuple[list[str], str]:
    """Return the class names and attributes of a colour in the role of fill or stroke."""
    if colour is None:
        return [], f' {role}="none"'
    paint = paint_of(colour)
    values = _values(role, colour.red, colour.green, colour.blue, colour.alpha)
    return ([] if paint is None else [f"{role}-{paint.name}"]), values


@lru_cache(maxsize=1024)
def _values(role: str, red: float, green: float, blue: float, alpha: float) -> str:
    value = f' {role}="#{Color(red, green, blue).hexval()[2:]}"'
    return value + (f' {role}-opacity="{figure(alpha)}"' if alpha < 1 else "")


def _classes(names: list[str]) -> str:
    return f' class="{" ".join(names)}"' if names else ""


def figure(value: float) -> str:
    """Write a coordinate: two decimals, none that say nothing."""
    text = f"{value:.2f}"
    if text[-1] != "0":
        return text
    text = text[:-1] if text[-2] != "0" else text[:-3]
    return "0" if text == "-0" else text
