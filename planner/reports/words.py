"""Paragraphs that know their place in the structure of the document, and may lead to another place in it."""

import re
import unicodedata
from functools import cache
from typing import Any, cast
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph

from planner.charts.bidi import goes_left, turned
from planner.charts.fonts import runs
from planner.reports.tagging.canvas import TaggedCanvas
from planner.reports.tagging.tree import Node
from planner.reports.theme import Look

_LONGEST = 4000
# Between a number and its unit no line ends.
_GLUED = re.compile(
    r"(?<=\d) (?=(?:%|[kMGTPE]?(?:B|B/s|W|Wh)|bn|tn|[kM]|ms|s|h|t|USD|FTE|of \d+)(?:[\s.,;:)]|$))|(?<=\d [kM]) (?=USD)"
    r"|(?<=\d bn) (?=USD)|(?<=Q\d) (?=\d{4}\b)|(?<=\d) (?=Mio\.|Mrd\.|Tsd\.|Bio\.)|(?<=Mio\.|Mrd\.|Tsd\.) (?=USD)"
    r"|(?<=\d\.) (?=[A-ZÄÖÜ][a-zä]+ \d{4}\b)"
)
_HAS_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
# Styles that are headings, and how many levels below their section they stand.
_HEADINGS = {"headline": 1, "headline-small": 1, "section": 2}


def markup(text: str, font: str) -> str:
    """Return a text as reportlab's paragraph markup: escaped, in fonts that have its glyphs."""
    pieces = []
    for name, piece in runs(_GLUED.sub("\u00a0", text[:_LONGEST]), font, is_line=False):
        safe = escape(piece)
        pieces.append(safe if name == font else f'<font name="{name}">{safe}</font>')
    return "".join(pieces)


class Words(Paragraph):
    """A paragraph as an element of the structure; the pieces of one that a page break tears share the element.

    target: the bookmark that a click leads to, or "". told: what is said of the link. from_right: no part of it is
    read from left to right.
    """

    node: Node
    blPara: Any  # noqa: N815 -- reportlab's name, which its stubs do not know
    target: str = ""
    told: str = ""
    from_right: bool = False
    is_empty: bool = False

    def split(self, width: float, height: float) -> list[Flowable]:
        """Return what fits and what does not, as one element."""
        pieces: list[Flowable] = super().split(width, height)
        for piece in pieces:
            if isinstance(piece, Words):
                piece.node, piece.from_right = self.node, self.from_right
                piece.target, piece.told = self.target, self.told
        return pieces

    def draw(self) -> None:
        """Draw the text as content of its element; without text there is none."""
        if self.is_empty:
            return
        said = self._made_readable()
        canvas = cast(TaggedCanvas, self.canv)
        if not self.target:
            with canvas.content(self.node, said):
                super().draw()
            return
        canvas.open(self.node)
        link = Node("Link")
        with canvas.content(link, said):
            super().draw()
        canvas.link(link, self.target, self.told, (0, 0, self.width, self.height))
        canvas.close()

    def _made_readable(self) -> str:
        """Make the lines such that programs read them in order; return the words if the drawn ones are turned round.

        The space that a line break stands for is put back, or words run together when the text is read or copied.
        """
        made = self.blPara
        if made.kind != 0 or not made.lines:
            return ""
        made.lines = [*(_ended(line) for line in made.lines[:-1]), made.lines[-1]]
        logical = "".join(" ".join(words) for _, words in made.lines)
        if not goes_left(logical):
            return ""
        made.lines = [
            (left, turned(" ".join(words).rstrip(), wholly=self.from_right).split(" "))
            for left, words in made.lines
        ]
        return unicodedata.normalize("NFKC", logical)


def _ended(line: tuple[float, list[str]]) -> tuple[float, list[str]]:
    """Return a line (space left, words) that ends with a space, unless it ends inside a word."""
    left, words = line
    # A piece of a word that was too long is of a class of its own.
    return (left, [*words[:-1], f"{words[-1]} "]) if words and type(words[-1]) is str else line


def text(look: Look, words: str, style: str = "body", **link: Any) -> Words:
    """Return a paragraph. target, told: see `Words`."""
    made = look[style]
    from_right = goes_left(words) and not _HAS_LATIN.search(words)
    if from_right:
        made = _flush_right(made)
    written = markup(words, made.fontName)
    found = Words(written, made)
    found.from_right, found.is_empty = from_right, not written
    rank = _HEADINGS.get(style, 0)
    found.node = Node("H", rank=rank) if rank else Node("P")
    for name, value in link.items():
        setattr(found, name, value)
    return found


@cache
def _flush_right(style: ParagraphStyle) -> ParagraphStyle:
    """Return a style for a text that begins at the right."""
    return ParagraphStyle(f"{style.name}-from-right", parent=style, alignment=TA_RIGHT)
