"""Colours: every pair that stands on another can be read (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
PAIR = re.compile(r"--([a-z0-9-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\);")
COLOURS = {name: (light, dark) for name, light, dark in PAIR.findall((CSS / "tokens.css").read_text())}

GROUNDS = ("canvas", "surface", "surface-raised")
STATUSES = ("ready", "conditional", "blocked", "unknown")
SERIES = tuple(f"chart-{number}" for number in range(1, 7))

TEXT = [
    *((name, ground) for name in ("ink", "ink-muted", "accent", "accent-strong") for ground in GROUNDS),
    *((name, "accent-soft") for name in ("ink", "ink-muted", "accent", "accent-strong")),
    *(("accent-ink", ground) for ground in ("accent", "accent-strong")),
    *((name, ground) for name in STATUSES for ground in ("surface", "canvas", f"{name}-soft")),
    *(("ink", f"{name}-soft") for name in STATUSES),
]
SHAPES = [
    *((name, ground) for name in ("line-strong", "focus") for ground in ("canvas", "surface")),
    *((name, "surface") for name in SERIES),
]


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, 0 to 1 (WCAG 2.2).

    >>> luminance("#ffffff"), luminance("#000000")
    (1.0, 0.0)
    """
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return round(0.2126 * red + 0.7152 * green + 0.0722 * blue, 12)


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), TEXT)
def test_text_can_be_read(front: str, ground: str, theme: int) -> None:
    assert contrast(COLOURS[front][theme], COLOURS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), SHAPES)
def test_borders_of_controls_and_lines_of_charts_can_be_seen(front: str, ground: str, theme: int) -> None:
    assert contrast(COLOURS[front][theme], COLOURS[ground][theme]) >= 3


def test_every_variable_that_a_stylesheet_uses_is_defined() -> None:
    defined, used = set(), set()
    for sheet in CSS.glob("*.css"):
        text = sheet.read_text()
        defined |= set(re.findall(r"(--[a-z0-9-]+)\s*:", text))
        used |= {(name, sheet.name) for name in re.findall(r"var\((--[a-z0-9-]+)\)", text)}
    assert sorted((name, sheet) for name, sheet in used if name not in defined) == []


def test_colours_are_named_in_one_file() -> None:
    literal = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(")
    found = {
        sheet.name: [line for line in sheet.read_text().splitlines() if literal.search(line)]
        for sheet in CSS.glob("*.css")
        if sheet.name not in ("tokens.css", "charts.css")  # charts repeat the light values as a fallback
    }
    assert {name: lines for name, lines in found.items() if lines} == {}
