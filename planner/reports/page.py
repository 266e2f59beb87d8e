"""The sheet of paper: frames, footers with "n of N", bookmarks, contents, metadata."""

from collections.abc import Sequence
from typing import Any, cast

from reportlab import rl_config
from reportlab.lib.colors import Color
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate
from reportlab.platypus.doctemplate import NextPageTemplate

from assessments.language import current_language, say
from planner.charts.fonts import BOLD, REGULAR, clean, elide, run_width, runs
from planner.reports.tagging.canvas import FOOTER, TaggedCanvas
from planner.reports.tagging.metadata import stamp
from planner.reports.tagging.tree import Node
from planner.reports.theme import BOTTOM, MARGIN, Look

# Streams stay as they are packed: as letters only, they would be a quarter longer.
rl_config.useA85 = 0

BODY = "body"
_TOTAL = "page-total"


def write(
    canvas: Any, x: float, y: float, text: str, size: float, paint: Color, *, font: str = REGULAR
) -> float:
    """Write a line on a canvas in as many fonts as it needs; return where it ends."""
    canvas.setFillColor(paint)
    for name, piece in runs(text, font):
        canvas.setFont(name, size)
        canvas.drawString(x, y, piece)
        x += run_width(piece, size, name)
    return x


class NumberedCanvas(TaggedCanvas):
    """A canvas that fills in page numbers at the end: what is known last is a form that pages refer to."""

    def __init__(self, *args: Any, look: Look, **given: Any) -> None:
        super().__init__(*args, **given)
        self.look = look
        self.page_of: dict[str, int] = {}
        self.wanted: dict[str, str] = {}

    def number_later(self, x: float, y: float, form: str, style: str) -> None:
        """Write, at (x, y), a number that is known at the end; `form` names it."""
        self.saveState()
        self.translate(x, y)
        self.doForm(form)
        self.restoreState()
        self.wanted[form] = style

    def save(self) -> None:
        """Define the numbers, then finish the file."""
        if len(self._code):
            self.showPage()
        pages = self.getPageNumber() - 1
        for form, style in self.wanted.items():
            number = pages if form == _TOTAL else self.page_of.get(form.removeprefix("page-"), 0)
            self.beginForm(form, -40, -4, 40, 16)
            made = self.look[style]
            self.setFillColor(made.textColor)
            self.setFont(REGULAR, made.fontSize)
            if form == _TOTAL:
                self.drawString(0, 0, str(number))
            else:
                self.drawRightString(0, 0, str(number))
            self.endForm()
        self._code = []
        super().save()


class Bookmark(Flowable):
    """An entry of the outline and a place to link to."""

    _ZEROSIZE = True  # drawn inside of a frame that is set smaller, too

    def __init__(self, key: str, title: str, level: int = 0) -> None:
        super().__init__()
        self.key, self.title, self.level = key, title, level
        self.width = self.height = 0

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        canvas = cast(NumberedCanvas, self.canv)
        canvas.begin_section(self.level)
        canvas.bookmarkHorizontal(self.key, 0, 30)
        canvas.addOutlineEntry(clean(self.title) or "–", self.key, self.level, closed=self.level == 0)
        canvas.page_of[self.key] = canvas.getPageNumber()


class Place(Flowable):
    """A place to link to, without an entry in the outline."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key
        self.width = self.height = 0

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        self.canv.bookmarkHorizontal(self.key, 0, 30)


class ContentsLine(Flowable):
    """A line of the contents: a link with the page number at its end."""

    def __init__(self, look: Look, key: str, title: str, level: int, contents: Node) -> None:
        super().__init__()
        self.look, self.key, self.title, self.level = look, key, title, level
        self.link = Node("Link", Node("Reference", Node("TOCI", contents)))
        self.style = look["contents" if level == 0 else "contents-sub"]

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = width, self.style.leading + (7 if self.level == 0 else 2)
        return self.width, self.height

    def draw(self) -> None:
        indent = 16.0 * self.level
        size, font = self.style.fontSize, BOLD if self.level == 0 else REGULAR
        text = elide(self.title, self.width - indent - 40, size, font)
        canvas = cast(NumberedCanvas, self.canv)
        with canvas.content(self.link):
            end = write(canvas, indent, 4, text, size, self.style.textColor, font=font)
            canvas.drawString(end, 4, " ")
            canvas.number_later(self.width, 4, f"page-{self.key}", self.style.name)
        with canvas.artifact():
            canvas.setStrokeColor(self.look.theme["line"])
            canvas.setLineWidth(0.5)
            canvas.setDash(0.5, 2.5)
            canvas.line(end + 6, 5, self.width - 22, 5)
            canvas.setDash()
        canvas.link(self.link, self.key, clean(self.title), (indent, 0, self.width, self.height))


class Footer:
    """What stands at the foot of every page but the cover."""

    def __init__(self, look: Look, left: str, fingerprint: str) -> None:
        self.look, self.left, self.fingerprint = look, left, fingerprint

    def __call__(self, canvas: Any, document: Any) -> None:
        canvas.saveState()
        with canvas.artifact(FOOTER):
            self._draw(canvas)
        canvas.restoreState()

    def _draw(self, canvas: Any) -> None:
        muted, paper = self.look.theme["ink-muted"], self.look.paper
        right = paper.page_width - MARGIN
        canvas.setStrokeColor(self.look.theme["line"])
        canvas.setLineWidth(0.5)
        canvas.line(MARGIN, BOTTOM - 22, right, BOTTOM - 22)
        y = BOTTOM - 34
        wide, high = self.look.brand.fitted(70, 14)
        if wide:
            self.look.brand.draw_logo(canvas, MARGIN, y - 4, (wide, high))
        left = MARGIN + (wide + 8 if wide else 0)
        write(canvas, left, y, elide(self.left, right - 190 - left, 7), 7, muted)
        write(canvas, right - 150, y, self.fingerprint[:12], 7, muted)
        label = say("{page} of {pages}", page=canvas.getPageNumber(), pages="")
        write(canvas, right - 14 - run_width(label, 7, REGULAR), y, label, 7, muted)
        canvas.number_later(right - 14, y, _TOTAL, "footer")


def document(
    out: Any, look: Look, *, title: str, author: str, subject: str, cover: Any, footer: Footer
) -> BaseDocTemplate:
    """Return the document with its two kinds of pages: the cover and the others."""
    paper = look.paper
    made = BaseDocTemplate(
        out,
        pagesize=(paper.page_width, paper.page_height),
        title=title,
        author=author,
        subject=subject,
        creator="Plumbline",
        producer="Plumbline",
        lang=current_language(),
        invariant=1,
        pageCompression=1,
        displayDocTitle=True,
    )
    whole = Frame(0, 0, paper.page_width, paper.page_height, 0, 0, 0, 0, id="whole")
    body = Frame(MARGIN, BOTTOM, paper.width, paper.height, 0, 0, 0, 0, id="body")
    made.addPageTemplates(
        [PageTemplate("cover", [whole], onPage=cover), PageTemplate(BODY, [body], onPage=footer)]
    )
    return made


def begin_body() -> Flowable:
    """Return what makes the pages after the cover ordinary ones."""
    return NextPageTemplate(BODY)


def build(made: BaseDocTemplate, flow: Sequence[Flowable], look: Look, *, day: str) -> None:
    """Build the document, dated a day such as 2026-11-21."""

    def canvas(*args: Any, **given: Any) -> NumberedCanvas:
        found = NumberedCanvas(*args, look=look, **given)
        found.showOutline()
        found._doc._timeStamp = stamp(day)
        return found

    made.build(list(flow), canvasmaker=canvas)
