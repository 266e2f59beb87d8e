"""Colours come from the page's stylesheet, or the reason why not."""

import re
from pathlib import Path

import pytest

from planner.charts.theme import DEFAULTS, LIGHT, NAMES, ThemeError, theme_from_stylesheet, theme_from_values
from planner.reports.theme import TOKENS, default_look, look_of, theme_from_file

CHARTS_CSS = TOKENS.parent / "charts.css"


def _stylesheet(**changed: str) -> str:
    values = dict(DEFAULTS) | {name.replace("_", "-"): value for name, value in changed.items()}
    return ":root {\n" + "\n".join(f"  --{name}: {value};" for name, value in values.items()) + "\n}"


def test_the_light_values_of_a_stylesheet_are_read() -> None:
    theme = theme_from_stylesheet(
        "/* --ink: #000000; */ "
        + _stylesheet(ink="light-dark(#112233, #ffffff)", accent="var(--brand, #abc)")
    )
    assert theme["ink"].hexval() == "0x112233"
    assert theme["accent"].hexval() == "0xaabbcc"
    assert theme["ink"].name == "ink"


def test_variables_are_followed() -> None:
    theme = theme_from_stylesheet(":root { --brand: #123456; }" + _stylesheet(accent="var(--brand)"))
    assert theme["accent"].hexval() == "0x123456"


def test_the_first_declaration_is_the_light_one() -> None:
    dark = "@media (prefers-color-scheme: dark) { :root { --ink: #eeeeee; } }"
    assert theme_from_stylesheet(_stylesheet(ink="#010101") + dark)["ink"].hexval() == "0x010101"


def test_every_missing_or_unreadable_colour_is_named() -> None:
    text = _stylesheet(ready="rebeccapurple").replace("--line:", "--lime:")
    with pytest.raises(ThemeError, match=r"tokens\.css: --line is missing; --ready: 'rebeccapurple' is not"):
        theme_from_stylesheet(text)


def test_the_installed_stylesheet_has_every_colour() -> None:
    assert theme_from_file(TOKENS).paints.keys() == set(NAMES)


def test_the_built_in_colours_are_those_of_the_stylesheet() -> None:
    read = theme_from_file(TOKENS)
    assert {name: read[name].hexval() for name in NAMES} == {name: LIGHT[name].hexval() for name in NAMES}


def test_the_stylesheet_of_charts_has_both_classes_of_every_colour() -> None:
    css = CHARTS_CSS.read_text(encoding="utf-8")
    classes = set(re.findall(r"\.chart-svg \.((?:fill|stroke)-[a-z0-9-]+) \{", css))
    assert classes == {f"{role}-{name}" for role in ("fill", "stroke") for name in NAMES}


def test_a_missing_file_is_an_error_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        theme_from_file(tmp_path / "tokens.css")


def test_reports_use_the_installed_look() -> None:
    assert (
        default_look()["headline"].textColor.hexval()
        == look_of(theme_from_file(TOKENS))["headline"].textColor.hexval()
    )


def test_a_tint_keeps_its_name() -> None:
    tint = theme_from_values(DEFAULTS)["ready"].tint(0.2)
    assert (tint.name, tint.alpha) == ("ready", 0.2)


@pytest.mark.parametrize("name", ["ink", "ink-muted", "accent", "ready", "conditional", "blocked", "unknown"])
def test_text_colours_stand_out_from_the_paper(name: str) -> None:
    """At least 4.5 to 1 on the surface (WCAG 2.2, 1.4.3)."""

    def luminance(rgb: tuple[float, ...]) -> float:
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    light, dark = luminance(LIGHT["surface"].rgb()), luminance(LIGHT[name].rgb())
    assert (light + 0.05) / (dark + 0.05) >= 4.5
