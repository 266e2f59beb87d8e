"""The slides: native and editable, told to those who cannot see them, and nothing in them that acts."""

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE_TYPE

from planner.exports.slides.build import build_slides
from planner.reports.brand import Brand
from tests.planner.reports.brands import brand
from tests.planner.reports.snapshots import (
    FINGERPRINT,
    Json,
    hospital,
    infeasible,
    informed,
    large,
    nothing_known,
    renamed,
)

SNAPSHOTS: list[Callable[[], Json]] = [hospital, informed, nothing_known, infeasible, large, dict]


def read(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


def texts(deck: Any) -> Iterator[str]:
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                yield shape.text_frame.text
            if getattr(shape, "has_table", False) and shape.has_table:
                yield from (cell.text for row in shape.table.rows for cell in row.cells)


def charts(deck: Any) -> list[Any]:
    return [s.chart for slide in deck.slides for s in slide.shapes if getattr(s, "has_chart", False)]


def test_the_slide_after_the_cover_answers_with_matrix_figures_and_decisions() -> None:
    first = read(build_slides(hospital())).slides[1]
    assert first.shapes.title.text.startswith("Coding of discharge letters can go live in Q2 2027")
    table = next(shape.table for shape in first.shapes if shape.has_table)
    assert [cell.text for cell in table.rows[1].cells][:2] == ["Clinical assistant", "◐"]
    assert table.cell(1, 13).text == "live in Q4 2027"
    shown = [shape.text_frame.text for shape in first.shapes if shape.has_text_frame]
    assert sum(text.startswith(("1  ", "2  ", "3  ")) for text in shown) == 3


def colours(shape: Any) -> set[str]:
    return {str(one.get("val")) for one in shape._element.xpath(".//a:srgbClr")}


def pictures(slide: Any) -> list[Any]:
    return [shape for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]


def test_the_cover_says_whose_report_it_is_about_what_and_how_it_is_kept() -> None:
    cover = read(build_slides(hospital())).slides[0]
    shown = [shape.text_frame.text for shape in cover.shapes if shape.has_text_frame]
    assert cover.shapes.title.text == "St. Hedwig Hospital Group"
    assert {"PLUMBLINE", "Confidential"} <= set(shown)
    assert any("Country  Germany" in text for text in shown)
    assert any(FINGERPRINT in text for text in shown)
    assert pictures(cover) == []


def test_a_brand_gives_logo_line_and_colours_to_every_slide() -> None:
    deck = read(build_slides(hospital(), brand()))
    for slide in deck.slides:
        logo = pictures(slide)
        assert len(logo) == 1
        assert logo[0].image.blob == brand().logo
        title = slide.shapes.title
        assert title.left + title.width <= logo[0].left or logo[0].top + logo[0].height <= title.top
        assert any(s.has_text_frame and "For the board only <b>" in s.text_frame.text for s in slide.shapes)
    cover, answer = deck.slides[0], deck.slides[1]
    assert cover.shapes[0].fill.fore_color.rgb == RGBColor.from_string("7A1F3D")
    assert colours(answer.shapes.title) == {"A63A1E"}
    table = next(shape.table for shape in answer.shapes if shape.has_table)
    assert table.cell(0, 0).fill.fore_color.rgb == RGBColor.from_string("7A1F3D")
    assert not any("PLUMBLINE" in text for text in texts(deck))


def test_a_brand_leaves_the_colours_of_charts_alone() -> None:
    plain, branded = (charts(read(build_slides(informed(), one))) for one in (Brand(), brand()))
    assert [colours(chart) for chart in plain] == [colours(chart) for chart in branded]


def test_the_same_brand_gives_the_same_bytes() -> None:
    assert build_slides(hospital(), brand()) == build_slides(hospital(), brand())
    assert build_slides(hospital(), brand()) != build_slides(hospital(), brand(second="#0d5c70"))


def test_charts_are_native_and_bear_the_numbers_of_the_plan() -> None:
    snapshot = hospital()
    made = charts(read(build_slides(snapshot)))
    series = {one.name: list(one.values) for chart in made for one in chart.plots[0].series}
    assert series["Spending"] == pytest.approx([usd / 1e3 for usd in snapshot["roadmap"]["spending"]])
    scores = [domain["score"] for domain in snapshot["maturity"]["domains"]]
    assert series["Supported by evidence"] == pytest.approx(scores)


def test_every_task_of_a_usual_plan_is_a_bar_that_can_be_moved() -> None:
    snapshot = hospital()
    deck = read(build_slides(snapshot))
    told = {shape._element.xpath(".//p:cNvPr")[0].get("descr") for s in deck.slides for shape in s.shapes}
    for task in snapshot["roadmap"]["initiatives"]:
        assert any(text and text.startswith(f"{task['title']}: ") for text in told), task["title"]


def test_a_large_plan_says_how_many_tasks_are_elsewhere() -> None:
    assert any("more tasks are in the workbook" in text for text in texts(read(build_slides(large(200, 20)))))


@pytest.mark.parametrize("make", SNAPSHOTS)
def test_each_slide_has_a_title_notes_and_texts_for_those_who_cannot_see(make: Callable[[], Json]) -> None:
    deck = read(build_slides(make()))
    assert (deck.slide_width, deck.slide_height) == (12191695, 6858000)
    for slide in deck.slides:
        assert slide.shapes.title.text
        assert slide.notes_slide.notes_text_frame.text
        for shape in slide.shapes:
            told = shape._element.xpath(".//p:cNvPr")[0].get("descr")
            assert told is not None or shape == slide.shapes.title, shape.name
            if getattr(shape, "has_chart", False) or getattr(shape, "has_table", False):
                assert told


def test_notes_name_the_source_and_the_fingerprint() -> None:
    for slide in read(build_slides(informed())).slides:
        notes = slide.notes_slide.notes_text_frame.text
        assert "Source: " in notes
        assert FINGERPRINT in notes


@pytest.mark.parametrize("make", SNAPSHOTS)
def test_nothing_stands_outside_of_a_slide(make: Callable[[], Json]) -> None:
    deck = read(build_slides(make()))
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width, (slide.shapes.title.text, shape.name)
            assert shape.top + shape.height <= deck.slide_height, (slide.shapes.title.text, shape.name)


@pytest.mark.parametrize("make", SNAPSHOTS)
def test_the_same_snapshot_gives_the_same_bytes(make: Callable[[], Json]) -> None:
    assert build_slides(make()) == build_slides(make())


def test_no_clock_gets_into_the_file_or_the_workbooks_behind_its_charts() -> None:
    content = build_slides(hospital())
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    for name in archive.namelist():
        if name.endswith(".xlsx"):
            made = load_workbook(io.BytesIO(archive.read(name))).properties.created
            assert made.replace(tzinfo=UTC) == datetime(1980, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "@SUM(A1)", "http://example.org", "external:c:/x", "<b>&\x00\x0b"]
)
def test_what_people_write_is_no_formula_and_no_link_behind_a_chart(text: str) -> None:
    content = build_slides(renamed(text, informed()))
    archive = zipfile.ZipFile(io.BytesIO(content))
    for name in archive.namelist():
        if name.endswith(".xlsx"):
            inner = zipfile.ZipFile(io.BytesIO(archive.read(name)))
            assert not any(
                "externalLink" in part or part.endswith("sheet1.xml.rels") for part in inner.namelist()
            )
            book = load_workbook(io.BytesIO(archive.read(name)))
            cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
            assert not [cell.value for cell in cells if cell.data_type == "f"]


def test_slides_are_in_the_language_of_the_plan() -> None:
    snapshot = informed()
    snapshot["inputs"]["language"] = "de"
    assert any("Mit Belegen" in text or "belegt" in text.lower() for text in series_of(snapshot))


def series_of(snapshot: Json) -> list[str]:
    return [one.name for chart in charts(read(build_slides(snapshot))) for one in chart.plots[0].series]
