"""Paragraphs show and tell what people wrote, in whatever script."""

import io
from typing import Any

import pytest
from pypdf import PdfReader
from reportlab.platypus import PageBreak

from planner.charts.bidi import visual
from planner.reports.flow import TABLE, Grid, text
from planner.reports.page import Footer, begin_body, build, document
from planner.reports.theme import MARGIN, PAPERS, default_look
from tests.planner.reports.boxes import boxes_of
from tests.planner.reports.structure import Tagged

HEBREW = "צוות התשתיות מנהל 16 מאיצים בחדר שרתים אחד, וההספק הפנוי הוא 90 קילוואט בלבד לפי המדידה האחרונה."
ARABIC = "تدار مجموعات البيانات الكبيرة في مركزين للبيانات (2027)، ويراجع فريق الأمن كل طلب وصول قبل منحه."


def written(*words: str, width: float = 160) -> bytes:
    """A page with texts in cells of a width in points."""
    out, look = io.BytesIO(), default_look()
    made = document(
        out, look, title="t", author="a", subject="s", cover=lambda canvas, document: None,
        footer=Footer(look, "", ""),
    )  # fmt: skip
    rows = [[text(look, one, "cell")] for one in words]
    table = Grid(rows, colWidths=[width], form=TABLE, hAlign="LEFT")
    build(made, [begin_body(), PageBreak(), table], look, day="2026-11-21")
    return out.getvalue()


def lines(content: bytes) -> list[str]:
    """What the second page draws below its footer's "2 of" and "2", piece by piece."""
    found: list[str] = []

    def note(piece: str, *_: Any) -> None:
        found.extend(line.strip() for line in piece.splitlines() if line.strip())

    PdfReader(io.BytesIO(content)).pages[1].extract_text(visitor_text=note)
    assert found[:2] == ["2 of", "2"]
    return found[2:]


@pytest.mark.parametrize("words", [HEBREW, ARABIC])
def test_a_right_to_left_paragraph_begins_on_its_first_line_at_the_right(words: str) -> None:
    content = written(words)
    tagged = Tagged(content)
    first, *others = [box for box in boxes_of(tagged.pages[1]) if box.mark in ("/TD", "/TH")]
    assert len(others) >= 2
    assert all(box.bottom < first.bottom for box in others)
    assert {round(box.right) for box in (first, *others)} == {round(MARGIN + 160 - 6)}
    word = words.split(" ")[0]
    assert visual(word)[-1] in lines(content)[0]


@pytest.mark.parametrize("words", [HEBREW, ARABIC])
def test_a_reader_is_told_a_right_to_left_paragraph_in_the_order_it_is_read(words: str) -> None:
    said = Tagged(written(words)).said(1)
    assert " ".join("".join(said).split()) == words


def test_a_name_from_right_to_left_in_a_sentence_leaves_the_sentence_as_it_is() -> None:
    content = written("Ask ליאת כהן by May", width=400)
    assert "".join(lines(content)).replace(" ", "") == "AskליאתכהןbyMay"
    assert Tagged(content).said(1) == ["Ask ליאת כהן by May"]


@pytest.mark.parametrize("words", ["Checked ✓ by мир", "医院 Hospital ✓", "𝔘 and Ω"])
def test_a_text_in_several_fonts_is_drawn_whole(words: str) -> None:
    shown = "".join(lines(written(words))).replace(" ", "")
    assert len(shown) == len(words.replace(" ", ""))
    assert all(mark in shown for mark in words if mark.isascii() and mark.isalpha())


def test_what_no_font_has_leaves_the_rest_of_a_text_readable() -> None:
    assert lines(written("𐀀𐀁𐀂 Tokyo, 90 kW", width=400)) == ["\ufffd" * 3, "Tokyo, 90 kW"]


def test_the_other_paper_is_laid_out_and_not_scaled() -> None:
    a4, letter = (default_look().on(name).paper for name in PAPERS)
    assert (round(a4.width), round(letter.width)) == (487, 504)
    with pytest.raises(ValueError, match="unknown paper 'legal': one of a4, letter"):
        default_look().on("legal")
