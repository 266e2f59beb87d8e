"""The brand on a report: logo and line on every page, its colours, and nothing of it without one."""

import io
from typing import Any

from pypdf import PdfReader

from planner.reports.brand import Brand
from planner.reports.build import build_pdf
from planner.reports.theme import default_look
from tests.planner.reports.brands import brand
from tests.planner.reports.snapshots import hospital


def read(shown: Brand) -> PdfReader:
    return PdfReader(io.BytesIO(build_pdf(hospital(), variant="brief", brand=shown)))


def images(reader: PdfReader) -> list[int]:
    """How many pictures each page refers to."""
    found = []
    for page in reader.pages:
        objects: Any = page["/Resources"].get("/XObject", {})  # type: ignore[attr-defined]  # -- a dictionary of PDF
        found.append(sum(one.get_object().get("/Subtype") == "/Image" for one in objects.values()))
    return found


def test_a_brand_stands_on_cover_and_foot() -> None:
    reader = read(brand())
    texts = [" ".join(page.extract_text().split()) for page in reader.pages]
    assert images(reader) == [1, 1, 1]
    assert all("For the board only <b>" in text for text in texts)
    assert "PLUMBLINE" not in texts[0]


def test_without_a_brand_there_is_none() -> None:
    reader = read(Brand())
    assert images(reader) == [0, 0, 0]
    assert "PLUMBLINE" in reader.pages[0].extract_text()


def test_colours_without_a_logo_are_used_and_charts_keep_theirs() -> None:
    look = default_look().branded(brand(logo=b""))
    assert look.field.hexval() == "0x7a1f3d"
    assert look["number"].textColor.hexval() == "0xa63a1e"
    assert look.theme == default_look().theme
    assert images(read(brand(logo=b""))) == [0, 0, 0]


def test_what_is_kept_of_a_brand_gives_the_same_bytes() -> None:
    again = Brand.from_json(brand().to_json())
    drawn = [build_pdf(hospital(), variant="brief", brand=one) for one in (brand(), again)]
    assert drawn[0] == drawn[1] != build_pdf(hospital(), variant="brief")
