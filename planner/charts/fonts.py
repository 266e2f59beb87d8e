"""Fonts that are embedded, measured and never missing: FiraGO first, others for what it lacks.

The settings of reportlab are made here, before anything of it is imported, or an unembedded Helvetica creeps in.
"""

import io
import os
import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

import pymupdf_fonts
from reportlab import rl_config

from planner.charts.bidi import goes_left, shaped, turned

REGULAR, BOLD, ITALIC, BOLD_ITALIC = "FiraGO", "FiraGO-Bold", "FiraGO-Italic", "FiraGO-BoldItalic"
_BUFFERS = {
    REGULAR: "figo",
    BOLD: "figbo",
    ITALIC: "figit",
    BOLD_ITALIC: "figbi",
    "NotoSans": "notos",
    "NotoSans-Bold": "notosbo",
    "CascadiaMono": "cascadia",
    "CascadiaMono-Bold": "cascadiab",
}
EAST_ASIAN = "EastAsian"
_FALLBACKS = {
    REGULAR: ("NotoSans", "CascadiaMono", EAST_ASIAN),
    ITALIC: ("NotoSans", "CascadiaMono", EAST_ASIAN),
    BOLD: ("NotoSans-Bold", "CascadiaMono-Bold", EAST_ASIAN),
    BOLD_ITALIC: ("NotoSans-Bold", "CascadiaMono-Bold", EAST_ASIAN),
}
# No package holds a font for Chinese, Japanese and Korean that can be embedded: one of the machine's is taken.
EAST_ASIAN_SETTING = "PLUMBLINE_CJK_FONT"
EAST_ASIAN_PLACES = (
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
    "C:/Windows/Fonts/msyh.ttc",
)
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
ELLIPSIS = "…"

rl_config.canvas_basefontname = REGULAR
rl_config.defaultGraphicsFontName = REGULAR
# Each attribute of each shape would be checked again when it is set: a third of the time to draw a chart.
rl_config.shapeChecking = 0

from reportlab.pdfbase import pdfmetrics  # noqa: E402 -- it reads the settings above as it is imported
from reportlab.pdfbase.ttfonts import TTFError, TTFont  # noqa: E402 -- it reads the settings above as it is imported

Run = tuple[str, str]


@cache
def glyphs(font: str) -> frozenset[int]:
    """Register a font and return the code points it can draw; none of an East Asian font that is not there.

    Raises ValueError when the font that is set for East Asian scripts cannot be embedded.
    """
    made = (
        _east_asian()
        if font == EAST_ASIAN
        else TTFont(font, io.BytesIO(pymupdf_fonts.myfont(_BUFFERS[font])))
    )
    if made is None:
        return frozenset()
    pdfmetrics.registerFont(made)
    return frozenset(made.face.charToGlyph)


def east_asian_font() -> Path | None:
    """Return the file of the font for Chinese, Japanese and Korean: the one that is set, else the first there is."""
    chosen = os.environ.get(EAST_ASIAN_SETTING, "")
    return (
        Path(chosen)
        if chosen
        else next((place for place in map(Path, EAST_ASIAN_PLACES) if place.is_file()), None)
    )


def _east_asian() -> TTFont | None:
    path = east_asian_font()
    if path is None:
        return None
    try:
        return TTFont(EAST_ASIAN, str(path))
    except TTFError as error:
        raise ValueError(
            f"{EAST_ASIAN_SETTING}: {path} is no TrueType font that can be embedded ({error})"
        ) from error


@cache
def register_fonts() -> None:
    """Make the FiraGO family known to reportlab (once; the fallbacks follow when a text needs them)."""
    for font in (REGULAR, BOLD, ITALIC, BOLD_ITALIC):
        glyphs(font)
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=ITALIC, boldItalic=BOLD_ITALIC)


@lru_cache(maxsize=8192)
def clean(text: str) -> str:
    """Return one line of drawable text: no control or invisible characters, white space made plain."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    composed = unicodedata.normalize("NFC", _SPACE.sub(" ", text).strip())
    return "".join(mark for mark in composed if unicodedata.category(mark) not in _INVISIBLE)


# A space that must not break stays what it is.
_SPACE = re.compile(r"[^\S\u00a0]+")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def runs(text: str, font: str = REGULAR, *, is_line: bool = True) -> list[Run]:
    """Cut a text into (font, piece) such that each font has all glyphs of its piece.

    What no font at hand can draw becomes the replacement character. is_line: False for a text that is broken into
    lines later, whose right-to-left parts must be turned round line by line.

    >>> runs("Łódź")
    [('FiraGO', 'Łódź')]
    """
    register_fonts()
    text = clean(text)
    if goes_left(text):
        text = turned(shaped(text)) if is_line else shaped(text)
    known = glyphs(font)
    if all(ord(mark) in known for mark in text):
        return [(font, text)] if text else []
    found: list[Run] = []
    for mark in text:
        name, drawn = _font_for(mark, font)
        if found and found[-1][0] == name:
            found[-1] = (name, found[-1][1] + drawn)
        else:
            found.append((name, drawn))
    return found


def _font_for(mark: str, font: str) -> Run:
    if ord(mark) not in glyphs(font):
        # Of a letter that stands alone a font often has the plain form only.
        plain = unicodedata.normalize("NFKC", mark)
        mark = plain if len(plain) == 1 and ord(plain) in glyphs(font) else mark
    for name in (font, *_FALLBACKS[font]):
        if ord(mark) in glyphs(name):
            return name, mark
    return _FALLBACKS[font][0], REPLACEMENT


def has_replacements(text: str) -> bool:
    """Say whether a text holds characters that no font at hand can draw."""
    return any(REPLACEMENT in piece for _, piece in runs(text)) and REPLACEMENT not in text


@lru_cache(maxsize=8192)  # the same labels stand in chart after chart, and measuring is half of drawing
def text_width(text: str, size: float, font: str = REGULAR) -> float:
    """Return the width in points of a text set in one line."""
    return sum(run_width(piece, size, name) for name, piece in runs(text, font))


def run_width(piece: str, size: float, font: str) -> float:
    """Return the width in points of a piece that its font can draw."""
    return float(pdfmetrics.stringWidth(piece, font, size))


def elide(text: str, width: float, size: float, font: str = REGULAR) -> str:
    """Shorten a text with an ellipsis until it fits a width in points."""
    text = clean(text[:1000])
    if text_width(text, size, font) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(text[:middle].rstrip() + ELLIPSIS, size, font) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + ELLIPSIS


def wrap(text: str, width: float, size: float, *, lines: int, font: str = REGULAR) -> list[str]:
    """Break a text into at most so many lines of a width in points; the last one is elided."""
    pieces = _PIECES.findall(clean(text[:2000]))
    broken: list[str] = []
    while pieces and len(broken) < lines - 1:
        count = _pieces_that_fit(pieces, width, size, font)
        if count == 0:
            break
        broken.append("".join(pieces[:count]).rstrip())
        pieces = pieces[count:]
    if pieces:
        broken.append(elide("".join(pieces), width, size, font))
    return broken


# What no line ends within: a word with the space after it; a Chinese or Japanese sign with what closes after it.
_EAST = "\u2e80-\u2fff\u3003-\u3007\u3012-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CLOSES = "\u3001\u3002\u3009\u300b\u300d\u300f\u3011\uff01\uff09\uff0c\uff0e\uff1a\uff1b\uff1f"
_PIECES = re.compile(f"[{_EAST}][{_CLOSES}]* ?|[^ {_EAST}]+ ?| ")


def _pieces_that_fit(pieces: list[str], width: float, size: float, font: str) -> int:
    for count in range(1, len(pieces) + 1):
        if text_width("".join(pieces[:count]).rstrip(), size, font) > width:
            return count - 1
    return len(pieces)
