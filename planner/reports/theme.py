"""How a report looks: the page's colours, read from the same stylesheet as the web, and the styles of its texts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle

from planner.charts.fonts import BOLD, ITALIC, REGULAR
from planner.charts.reading import Snapshot, part, words
from planner.charts.theme import DEFAULTS, LIGHT, Paint, Theme, theme_from_stylesheet, theme_from_values
from planner.reports.brand import UNBRANDED, Brand

TOKENS = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"
MARGIN = 54.0
TOP, BOTTOM = 58.0, 62.0


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet, in points, and the room its margins leave."""

    name: str
    page_width: float
    page_height: float

    @property
    def width(self) -> float:
        """Return the width of the text."""
        return self.page_width - 2 * MARGIN

    @property
    def height(self) -> float:
        """Return the height of the text."""
        return self.page_height - TOP - BOTTOM


# CLDR, supplemental measurement data, paper size "US-Letter" (by ISO 3166-1 alpha-3).
LETTER_COUNTRIES = frozenset(
    ("BLZ", "CAN", "CHL", "COL", "CRI", "GTM", "MEX", "NIC", "PAN", "PHL", "PRI", "SLV", "USA", "VEN")
)
PAPERS = {name: Paper(name, *size) for name, size in (("a4", A4), ("letter", LETTER))}


@dataclass(frozen=True, slots=True)
class Look:
    """Colours, text styles, paper and brand of a report."""

    theme: Theme
    styles: Mapping[str, ParagraphStyle]
    paper: Paper = PAPERS["a4"]
    brand: Brand = UNBRANDED

    def __getitem__(self, name: str) -> ParagraphStyle:
        return self.styles[name]

    @property
    def accent(self) -> Paint:
        """Return the colour of numbers and small headings."""
        return colour_of(self.brand.second) or self.theme["accent"]

    @property
    def field(self) -> Paint:
        """Return the colour of the cover's field."""
        return colour_of(self.brand.main) or self.theme["ink"]

    def branded(self, brand: Brand) -> "Look":
        """Return the same look with a brand; charts keep their colours, which have a meaning."""
        return replace(look_of(self.theme, brand), paper=self.paper)

    def on(self, paper: str) -> "Look":
        """Return the same look on another paper. Raises ValueError for one that is not known."""
        if paper not in PAPERS:
            raise ValueError(f"unknown paper {paper!r}: one of {', '.join(PAPERS)}")
        return replace(self, paper=PAPERS[paper])


def look_of(theme: Theme, brand: Brand = UNBRANDED) -> Look:
    """Return the styles for a theme: few sizes, much air. A brand gives the colour of numbers and small headings."""
    ink, muted, accent = theme["ink"], theme["ink-muted"], colour_of(brand.second) or theme["accent"]

    def style(name: str, size: float, leading: float, **more: Any) -> ParagraphStyle:
        given: dict[str, Any] = {
            "fontName": REGULAR,
            "bulletFontName": REGULAR,
            "textColor": ink,
            "splitLongWords": 1,
        } | more
        return ParagraphStyle(name, fontSize=size, leading=leading, **given)

    styles = [
        style("body", 9.2, 13.2),
        style("small", 8.1, 11.2),
        style("muted", 8, 11.2, textColor=muted),
        style("source", 6.8, 9, textColor=muted),
        style("kicker", 7.6, 10, fontName=BOLD, textColor=accent),
        style("headline", 17.5, 22.5, fontName=BOLD),
        style("headline-small", 14.5, 18.5, fontName=BOLD),
        style("lead", 10.4, 15.2, textColor=muted),
        style("section", 9.6, 13, fontName=BOLD),
        style("point-title", 9.2, 12.6, fontName=BOLD),
        style("detail", 7.9, 11, fontName=ITALIC, textColor=muted),
        style("chart-title", 9.2, 12.4, fontName=BOLD),
        style("units", 7.2, 9.6, textColor=muted),
        style("cell", 8.2, 11.2),
        style("cell-bold", 8.2, 11.2, fontName=BOLD),
        style("cell-link", 8.2, 11.2, fontName=BOLD, textColor=accent),
        style("cell-right", 8.2, 11.2, alignment=TA_RIGHT),
        style("head", 7.3, 9.4, fontName=BOLD, textColor=muted),
        style("head-right", 7.3, 9.4, fontName=BOLD, textColor=muted, alignment=TA_RIGHT),
        style("number", 22, 26, fontName=BOLD, textColor=accent),
        style("number-label", 8.4, 11, fontName=BOLD),
        style("footer", 7, 9, textColor=muted),
        style("contents", 10, 14),
        style("contents-sub", 9, 13, textColor=muted),
        style("cover-client", 32, 38, fontName=BOLD, textColor=theme["surface"]),
        style("cover-title", 15, 21, textColor=theme["surface"]),
    ]
    return Look(theme, {made.name: made for made in styles}, brand=brand)


def colour_of(written: str) -> Paint | None:
    """Return a colour of a brand, written as #rrggbb; None for none."""
    return theme_from_values({**DEFAULTS, "accent": written})["accent"] if written else None


def theme_from_file(path: Path) -> Theme:
    """Read a stylesheet's light colours. Raises ThemeError for a missing colour and OSError for a missing file."""
    return theme_from_stylesheet(path.read_text(encoding="utf-8"), source=path.name)


@cache
def default_look() -> Look:
    """Return the look of the installed stylesheet; the built-in colours where none is installed."""
    return look_of(theme_from_file(TOKENS) if TOKENS.is_file() else LIGHT)


def usual_paper(snapshot: Snapshot) -> str:
    """Return the paper of the country the organisation is in; A4 if it is not known."""
    country = words(part(snapshot, "inputs", "organisation"), "country").upper()
    return "letter" if country in LETTER_COUNTRIES else "a4"
