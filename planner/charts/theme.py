"""Colours by meaning. A `Paint` keeps its name, so that SVG can refer to a CSS variable instead of a fixed colour."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reportlab.lib.colors import Color

# The light values of tokens.css, for where no stylesheet is at hand; a test holds the two equal.
DEFAULTS: Mapping[str, str] = {
    "ink": "#14212b",
    "ink-muted": "#526069",
    "surface": "#ffffff",
    "surface-raised": "#eef2f1",
    "line": "#d8dfde",
    "accent": "#0d5c70",
    "ready": "#1f7148",
    "conditional": "#8a5a00",
    "blocked": "#ad2f26",
    "unknown": "#5a6872",
    "chart-1": "#0d5c70",
    "chart-2": "#b86e2a",
    "chart-3": "#3b2379",
    "chart-4": "#709278",
    "chart-5": "#611c22",
    "chart-6": "#0892ce",
}
NAMES = tuple(DEFAULTS)
STATUSES = ("ready", "conditional", "blocked", "unknown")

_DECLARATION = re.compile(r"--([a-z0-9-]+)\s*:\s*([^;{}]+);")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})$", re.IGNORECASE)
_VARIABLE = re.compile(r"var\(\s*--([a-z0-9-]+)\s*(?:,\s*(.+))?\)$", re.DOTALL)


class ThemeError(ValueError):
    """A stylesheet lacks a colour that charts and reports need; the text names it."""


class Paint(Color):
    """A colour that remembers what it means."""

    def __init__(self, name: str, red: float, green: float, blue: float, alpha: float = 1.0) -> None:
        super().__init__(red, green, blue, alpha)
        self.name = name

    def tint(self, alpha: float) -> "Paint":
        """Return the same colour, let through by 1 − alpha."""
        return Paint(self.name, self.red, self.green, self.blue, alpha)


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one medium; `theme["ready"]` is a Paint."""

    paints: Mapping[str, Paint]

    def __getitem__(self, name: str) -> Paint:
        return self.paints[name]

    def over_surface(self, name: str, alpha: float) -> Color:
        """Return an opaque mix of a colour with the surface, for printing without transparency."""
        front, back = self.paints[name], self.paints["surface"]
        mix = [alpha * a + (1 - alpha) * b for a, b in zip(front.rgb(), back.rgb(), strict=True)]
        return Color(*mix)


def theme_from_values(values: Mapping[str, str], *, source: str = "theme") -> Theme:
    """Make a theme from `name: #hex`. Raises ThemeError naming every missing or unreadable colour."""
    wrong = [f"--{name} is missing" for name in NAMES if name not in values]
    wrong += [
        f"--{name}: {values[name]!r} is not #rgb or #rrggbb"
        for name in NAMES
        if name in values and not _HEX.match(values[name])
    ]
    if wrong:
        raise ThemeError(f"{source}: " + "; ".join(wrong))
    return Theme({name: _paint(name, values[name]) for name in NAMES})


def theme_from_stylesheet(text: str, *, source: str = "tokens.css") -> Theme:
    """Read the light values of `--name: value;` from a stylesheet. Raises ThemeError.

    The first declaration of a name counts: that is the light `:root`, with media queries after it.
    """
    declared: dict[str, str] = {}
    for name, value in _DECLARATION.findall(_COMMENT.sub("", text)):
        declared.setdefault(name, value.strip())
    values = {name: _resolved(declared, declared[name]) for name in NAMES if name in declared}
    return theme_from_values(values, source=source)


def _resolved(declared: Mapping[str, str], value: str, depth: int = 0) -> str:
    """Follow `var(--other)` and take the light half of `light-dark(a, b)`."""
    if value.startswith("light-dark("):
        value = value.removeprefix("light-dark(").split(",")[0].strip()
    match = _VARIABLE.match(value)
    if match is None or depth > 8:
        return value
    target = declared.get(match.group(1), match.group(2) or value)
    return _resolved(declared, target.strip(), depth + 1)


def _paint(name: str, value: str) -> Paint:
    digits = value[1:]
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return Paint(name, red, green, blue)


def paint_of(colour: Any) -> Paint | None:
    """Return a shape's colour if it has a meaning."""
    return colour if isinstance(colour, Paint) else None


LIGHT = theme_from_values(DEFAULTS)
