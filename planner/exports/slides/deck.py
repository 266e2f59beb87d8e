"""A deck and what stands on its slides: titles, texts, tables, forms and native charts, told to who cannot see them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Length, Pt

from accounts.spreadsheet_text import safe_text
from assessments.language import say
from planner.exports.slides.steady import without_clock
from planner.exports.workbook import clean
from planner.reports.theme import Look

WIDTH, HEIGHT = 13.333, 7.5  # inches, 16:9
LEFT, RIGHT = 0.55, 12.78
FONT = "Calibri"
Series = tuple[str, Sequence[float | None], str]  # title, values, colour by its meaning
_TITLE_ONLY = 5  # of the layouts of the library's own template
_TITLE = (LEFT, 0.32, RIGHT - LEFT, 0.95)
_LOGO = (1.7, 0.62)  # at most so wide and high, beside a title
# The workbook behind a chart would take such a label for a link.
_LINK = re.compile(r"\s*(https?|ftps?|mailto|internal|external|file):", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a slide, in inches."""

    x: float
    y: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[Length, Length, Length, Length]:
        """Return the same in the units of the format."""
        return Inches(self.x), Inches(self.y), Inches(self.width), Inches(self.height)


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text. colour: by its meaning."""

    text: str
    size: float = 12.0
    bold: bool = False
    colour: str = "ink"


class Deck:
    """Slides in the making, in the colours of a look, with the logo and the line of its brand."""

    def __init__(self, look: Look) -> None:
        self.look, self.brand = look, look.brand
        head = look.field if look.brand.main else look.accent
        self._paints = {"accent": look.accent, "field": look.field, "head": head}
        self._made = Presentation()
        self._made.slide_width, self._made.slide_height = Inches(WIDTH), Inches(HEIGHT)
        self._layout = self._made.slide_layouts[_TITLE_ONLY]
        for place in list(self._layout.placeholders)[1:]:  # day, footer and number, set for another format
            place._element.getparent().remove(place._element)
        title = self._layout.placeholders[0]
        title.left, title.top, title.width, title.height = Box(*_TITLE).emu

    def describe(self, *, title: str, subject: str, author: str) -> None:
        """Set the properties of the file."""
        known = self._made.core_properties
        known.title, known.subject, known.author = clean(title)[:255], clean(subject)[:255], author
        known.last_modified_by, known.revision = author, 1

    def slide(self, headline: str, notes: Sequence[str]) -> "Slide":
        """Add a slide. notes: what a speaker says beside it, and where it comes from."""
        slide = self.empty_slide(notes)
        slide.headline(headline)
        return slide

    def empty_slide(self, notes: Sequence[str]) -> "Slide":
        """Add a slide whose title is still to be written."""
        made = self._made.slides.add_slide(self._layout)
        made.notes_slide.notes_text_frame.text = clean("\n".join(note for note in notes if note))
        return Slide(self, made)

    def colour(self, name: str) -> RGBColor:
        """Return a colour by its meaning; accent, field (of the cover) and head (of tables) are those of the brand."""
        paint = self._paints.get(name) or self.look.theme[name]
        return RGBColor(*(round(255 * part) for part in paint.rgb()))

    def soft(self, name: str) -> RGBColor:
        """Return a light ground of a colour."""
        return RGBColor(*(round(255 * part) for part in self.look.theme.over_surface(name, 0.14).rgb()))

    def content(self) -> bytes:
        """Return the file; the same slides give the same bytes."""
        out = BytesIO()
        self._made.save(out)
        return without_clock(out.getvalue())


class Slide:
    """One slide."""

    def __init__(self, deck: Deck, made: Any) -> None:
        self._deck, self._shapes = deck, made.shapes

    def title(self, box: Box, text: str, size: float, colour: str = "accent") -> None:
        """Write what the slide is called."""
        title = self._shapes.title
        title.left, title.top, title.width, title.height = box.emu
        frame = title.text_frame
        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
        self._fill(frame, [[Run(text, size, bold=True, colour=colour)]])

    def headline(self, text: str) -> None:
        """Write the message of the slide above everything else, with the logo beside it."""
        logo = self.logo(Box(RIGHT - _LOGO[0], _TITLE[1] + (_TITLE[3] - _LOGO[1]) / 2, *_LOGO), at_right=True)
        room = _TITLE[2] - (logo + 0.3 if logo else 0)
        size = 26 if len(text) < 75 else 22 if len(text) < 130 else 18
        self.title(Box(_TITLE[0], _TITLE[1], room, _TITLE[3]), text, size)

    def text(self, box: Box, paragraphs: Sequence[Sequence[Run]], *, wrap: bool = True) -> None:
        """Write paragraphs of runs."""
        shape = self._shapes.add_textbox(*box.emu)
        shape.text_frame.word_wrap = wrap
        self._fill(shape.text_frame, paragraphs)
        _describe(shape, " ".join(run.text for runs in paragraphs for run in runs))

    def card(self, box: Box, paragraphs: Sequence[Sequence[Run]]) -> None:
        """Write paragraphs on a light ground."""
        shape = self.block(
            box, "surface-raised", alt=" ".join(run.text for runs in paragraphs for run in runs)
        )
        shape.text_frame.word_wrap = True
        shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        self._fill(shape.text_frame, paragraphs)

    def block(self, box: Box, colour: str, *, alt: str, form: Any = MSO_SHAPE.RECTANGLE) -> Any:
        """Draw a filled form."""
        shape = self._shapes.add_shape(form, *box.emu)
        shape.fill.solid()
        shape.fill.fore_color.rgb = self._deck.colour(colour)
        shape.line.fill.background()
        _without_style(shape)
        _describe(shape, alt)
        return shape

    def frame(self, shape: Any, colour: str) -> None:
        """Draw a line around a form."""
        shape.line.color.rgb = self._deck.colour(colour)
        shape.line.width = Pt(1.25)

    def rule(self, x: float, top: float, bottom: float) -> None:
        """Draw an upright line."""
        line = self._shapes.add_connector(1, Inches(x), Inches(top), Inches(x), Inches(bottom))
        line.line.color.rgb = self._deck.colour("line")
        line.line.width = Pt(0.75)
        _without_style(line)
        _describe(line, "")

    def source(self, text: str) -> None:
        """Write below everything what the slide rests on, and the line of the brand."""
        shown = " · ".join(part for part in (text, self._deck.brand.cover_text) if part)
        self.text(Box(LEFT, 6.98, RIGHT - LEFT, 0.35), [[Run(shown, 9, colour="ink-muted")]])

    def logo(self, box: Box, *, at_right: bool = False) -> float:
        """Draw the logo of the brand, as large as fits a box, in the middle of its height; return its width."""
        brand = self._deck.brand
        wide, high = brand.fitted(box.width, box.height)
        if wide:
            x = box.x + box.width - wide if at_right else box.x
            place = Box(x, box.y + (box.height - high) / 2, wide, high)
            _describe(self._shapes.add_picture(BytesIO(brand.logo), *place.emu), say("Logo"))
        return wide

    def behind(self, shape: Any) -> None:
        """Put a shape behind everything else."""
        tree = self._shapes._spTree
        tree.remove(shape._element)
        tree.insert(2, shape._element)  # after what belongs to the slide as a whole

    def table(self, box: Box, widths: Sequence[float], rows: Sequence[Sequence[Run]], *, alt: str) -> Any:
        """Write a native table; its first row is the head. widths: in inches."""
        frame = self._shapes.add_table(len(rows), len(widths), *box.emu)
        _describe(frame, alt)
        made = frame.table
        frame._element.graphic.graphicData.tbl.tblPr.set("bandRow", "0")
        for column, width in zip(made.columns, widths, strict=True):
            column.width = Inches(width)
        for row in made.rows:
            row.height = Inches(box.height / len(rows))
        for at, row in enumerate(rows):
            for index, run in enumerate(row):
                self._cell(made.cell(at, index), run, is_head=at == 0, is_first=index == 0)
        return made

    def shade(self, cell: Any, colour: str) -> None:
        """Give a cell of a table a light ground."""
        cell.fill.solid()
        cell.fill.fore_color.rgb = self._deck.soft(colour)

    def bars(
        self,
        box: Box,
        labels: Sequence[str],
        series: Sequence[Series],
        *,
        alt: str,
        lying: bool = False,
        numbers: str = "#,##0",
        most: float | None = None,
    ) -> None:
        """Draw a native bar chart. lying: bars from left to right."""
        data = CategoryChartData(number_format=numbers)
        data.categories = [_label(text) for text in labels]
        for title, values, _ in series:
            data.add_series(_label(title), values)
        kind = XL_CHART_TYPE.BAR_CLUSTERED if lying else XL_CHART_TYPE.COLUMN_CLUSTERED
        frame = self._shapes.add_chart(kind, *box.emu, data)
        _describe(frame, alt)
        chart = frame.chart
        chart.font.size, chart.font.name = Pt(11), FONT
        chart.font.color.rgb = self._deck.colour("ink")
        chart.has_title = False
        chart.has_legend = len(series) > 1
        if chart.has_legend:
            chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        self._axes(chart, lying=lying, most=most, numbers=numbers)
        plot = chart.plots[0]
        plot.gap_width, plot.overlap = 60, 0
        plot.has_data_labels = True
        plot.data_labels.number_format, plot.data_labels.number_format_is_linked = numbers, False
        plot.data_labels.font.size = Pt(10)
        for made, (_, _, colour) in zip(plot.series, series, strict=True):
            made.format.fill.solid()
            made.format.fill.fore_color.rgb = self._deck.colour(colour)

    def _axes(self, chart: Any, *, lying: bool, most: float | None, numbers: str) -> None:
        values, names = chart.value_axis, chart.category_axis
        values.minimum_scale = 0
        if most is not None:
            values.maximum_scale = most
        values.visible = (
            values.has_major_gridlines
        ) = not lying  # lying bars bear their numbers, that is enough
        if not lying:
            values.major_gridlines.format.line.color.rgb = self._deck.colour("line")
            values.format.line.fill.background()
        values.tick_labels.number_format, values.tick_labels.number_format_is_linked = numbers, False
        names.format.line.color.rgb = self._deck.colour("line")
        names.has_major_gridlines = False
        names.reverse_order = lying  # the first label on top

    def _cell(self, cell: Any, run: Run, *, is_head: bool, is_first: bool) -> None:
        cell.fill.solid()
        cell.fill.fore_color.rgb = self._deck.colour("head" if is_head else "surface")
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        cell.margin_left = cell.margin_right = Inches(0.06 if is_first else 0.02)
        cell.margin_top = cell.margin_bottom = Inches(0.02)
        self._fill(cell.text_frame, [[run]])
        cell.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT if is_first else PP_ALIGN.CENTER

    def _fill(self, frame: Any, paragraphs: Sequence[Sequence[Run]]) -> None:
        for number, runs in enumerate(paragraphs):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            paragraph.alignment = PP_ALIGN.LEFT
            for run in runs:
                made = paragraph.add_run()
                made.text = clean(run.text).replace("\n", " ")
                made.font.size, made.font.bold, made.font.name = Pt(run.size), run.bold, FONT
                made.font.color.rgb = self._deck.colour(run.colour)


def _label(text: str) -> str:
    """Return a label that the workbook behind a chart takes for text."""
    kept = safe_text(clean(text))
    return f"'{kept}" if _LINK.match(kept) else kept


def _without_style(shape: Any) -> None:
    """Take away the shadow and the colours of the library's own template."""
    for style in shape._element.findall(qn("p:style")):
        shape._element.remove(style)


def _describe(shape: Any, text: str) -> None:
    """Give a shape its text for who cannot see it; one without a text counts as an ornament."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", clean(text)[:800])
