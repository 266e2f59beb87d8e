"""The PDF: complete, navigable, the same bytes each time, and unmoved by what people write."""

import io
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import Destination

from planner.charts.fonts import BOLD, ITALIC, REGULAR, text_width
from planner.reports.build import build_pdf
from planner.reports.theme import MARGIN, PAPERS
from tests.effort import examples
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

Make = Callable[[], Json]
SNAPSHOTS: list[Make] = [hospital, informed, nothing_known, infeasible, large, dict]


@cache
def written(make: Make, variant: str = "executive") -> bytes:
    """The report of one of the snapshots, built once."""
    return build_pdf(make(), variant=variant)


@cache
def pages_of(make: Make, variant: str = "executive") -> list[str]:
    """The text of each of its pages."""
    return texts(PdfReader(io.BytesIO(written(make, variant))))


def read(snapshot: Json, variant: str = "executive") -> PdfReader:
    return PdfReader(io.BytesIO(build_pdf(snapshot, variant=variant)))


def texts(reader: PdfReader) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def outline(reader: PdfReader) -> list[tuple[str, int]]:
    """Return (title, page from 0) of every bookmark."""

    def walk(items: list[Any]) -> list[tuple[str, int]]:
        found: list[tuple[str, int]] = []
        for item in items:
            if isinstance(item, Destination):
                found.append((str(item.title), reader.get_destination_page_number(item) or 0))
            else:
                found += walk(item)
        return found

    return walk(list(reader.outline))


@pytest.fixture(scope="module")
def report() -> PdfReader:
    return PdfReader(io.BytesIO(written(hospital)))


@pytest.mark.parametrize("make", SNAPSHOTS, ids=lambda make: make.__name__)
def test_the_same_snapshot_gives_the_same_bytes(make: Make) -> None:
    assert build_pdf(make(), variant="full") == written(make, "full")


def test_another_snapshot_gives_other_bytes() -> None:
    assert written(hospital) != build_pdf(hospital() | {"fingerprint": "00" * 32})


def test_an_unknown_variant_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown variant 'poster': one of brief, executive, full"):
        build_pdf(hospital(), variant="poster")


@pytest.mark.parametrize("make", SNAPSHOTS, ids=lambda make: make.__name__)
def test_the_answer_stands_on_exactly_one_page(make: Make) -> None:
    for variant in ("brief", "executive"):
        pages = pages_of(make, variant)
        assert "THE ANSWER" in pages[1]
        assert "Decisions asked for" in pages[1]
        assert ("CONTENTS" if variant == "executive" else "THE ROADMAP") in pages[2]


def test_the_answer_stays_on_one_page_with_the_longest_names() -> None:
    pages = texts(read(renamed("Unbelievablylongnamewithoutaspace" * 20, large()), "brief"))
    assert "THE ANSWER" in pages[1]
    assert "THE ROADMAP" in pages[2]


def test_the_brief_is_the_answer_and_the_roadmap() -> None:
    pages = pages_of(hospital, "brief")
    assert len(pages) == 3
    assert "Two nodes of 8 H100 for the clinical assistant" in pages[2]


def test_the_executive_report_has_a_page_for_each_part(report: PdfReader) -> None:
    assert [title for title, _ in outline(report)] == [
        "Cover", "The answer", "Contents", "Where you stand", "Hardware and platform", "Data and models",
        "Security and compliance", "Talent and culture", "Project management and delivery", "Clinical assistant",
        "Coding of discharge letters", "Imaging foundation model", "Money", "Power, place and carbon", "People",
        "The roadmap", "First 90 days", "Decisions asked for", "Risks and what we do not know", "Method",
        "Assumptions",
    ]  # fmt: skip
    pages = [page for _, page in outline(report)]
    assert pages == sorted(pages)
    assert set(pages) == set(range(len(report.pages)))


def test_short_parts_share_a_page_whole() -> None:
    pages = pages_of(hospital)
    assert any("METHOD" in text and "ASSUMPTIONS" in text and "What matters most" in text for text in pages)
    for title in ("THE ROADMAP", "FIRST 90 DAYS", "DECISIONS ASKED FOR"):
        assert sum(title in text for text in pages) == 1


@pytest.mark.parametrize("make", [hospital, informed], ids=lambda make: make.__name__)
def test_the_executive_report_of_three_workloads_has_twelve_to_twenty_pages(make: Make) -> None:
    assert 12 <= len(pages_of(make)) <= 20


def test_the_full_report_adds_derivations_and_all_answers() -> None:
    reader = PdfReader(io.BytesIO(written(hospital, "full")))
    assert [title for title, _ in outline(reader)][-2:] == ["Appendix: derivations", "Appendix: all answers"]
    assert "Facility says 110 kW after the new UPS." in " ".join(pages_of(hospital, "full")[-3:])


def test_bookmarks_and_contents_lead_to_the_right_pages(report: PdfReader) -> None:
    pages = pages_of(hospital)
    for title, page in outline(report):
        if title not in ("Cover", "The answer", "Contents"):
            assert title.upper() in pages[page].upper()
    contents = pages[2]
    places = dict(outline(report))
    assert f"The roadmap {places['The roadmap'] + 1}" in contents
    assert f"Assumptions {places['Assumptions'] + 1}" in contents
    links = [note.get_object() for note in report.pages[2]["/Annots"]]  # type: ignore[attr-defined]  # -- a list of PDF
    assert len(links) == len(outline(report)) - 2


def test_every_page_but_the_cover_is_numbered_and_bears_the_fingerprint() -> None:
    pages = pages_of(hospital)
    for number, text in enumerate(pages[1:], start=2):
        assert f"{number} of {len(pages)}" in text
        assert FINGERPRINT[:12] in text
    assert FINGERPRINT in pages[0]


def test_the_file_says_what_it_is(report: PdfReader) -> None:
    information = report.metadata
    assert information is not None
    assert information.title == "St. Hedwig Hospital Group: AI infrastructure readiness 2027"
    assert information.author == "Plumbline"
    assert information.subject is not None
    assert FINGERPRINT in information.subject
    catalogue: Any = report.trailer["/Root"]
    assert catalogue["/Lang"] == "en"
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]


@pytest.mark.parametrize("make", [hospital, lambda: renamed("医院 ✓ мир")])
def test_every_font_is_embedded(make: Make) -> None:
    fonts = {}
    for page in read(make()).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]  # -- a dictionary of PDF
            found = font.get_object()
            fonts[found["/BaseFont"]] = found
    assert all("FontFile2" in str(font["/FontDescriptor"].get_object().keys()) for font in fonts.values())
    assert any("FiraGO" in name for name in fonts)


@pytest.mark.services("cjk-font")
@pytest.mark.parametrize("name", ["东京大学医院", "医院グループ", "병원 그룹"])
def test_a_name_in_chinese_japanese_or_korean_can_be_read_and_copied(name: str) -> None:
    text = "".join(page.extract_text() for page in read(renamed(name)).pages)
    assert name.replace(" ", "") in "".join(text.split())
    assert "\ufffd" not in text


def test_fonts_are_embedded_even_if_reportlab_was_loaded_before() -> None:
    program = (
        "import reportlab.platypus, reportlab.graphics.renderPDF, sys\n"
        "from planner.reports.build import build_pdf\n"
        "from tests.planner.reports.snapshots import hospital\n"
        "sys.exit(b'Helvetica' in build_pdf(hospital()))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_the_roadmap_of_sixty_initiatives_shows_every_one() -> None:
    text = " ".join(pages_of(large))
    assert all(f"Initiative {number}:" in text for number in range(60))


def test_two_hundred_initiatives_give_a_report() -> None:
    assert len(read(large(200)).pages) < 60


def test_one_answer_gives_a_report() -> None:
    snapshot = nothing_known()
    snapshot["inputs"]["answers"] = hospital()["inputs"]["answers"][:1]
    assert "Every answer" in " ".join(texts(read(snapshot, "full")))


@pytest.mark.parametrize(
    "text",
    [
        # What is well formed, what is so but cannot be followed, and what is not: each could fare differently.
        '<img src="/etc/passwd"/> <a href="file:///etc/passwd">x</a> &lt;&#60; {{ x }} %s %(a)s',
        "<font name=\"Nothing\">x</font> <onDraw name='x' label='y'/>",
        "<b>bold",
        "</para>",
    ],
)
def test_markup_stays_text(text: str) -> None:
    reader = read(renamed(text), "full")
    assert text.replace(" ", "") in "".join(texts(reader)).replace(" ", "")
    for page in reader.pages:
        for note in page.get("/Annots", []):
            assert "/URI" not in str(note.get_object())
        assert "/Image" not in str(page["/Resources"].get("/XObject", {}))  # type: ignore[attr-defined]  # -- a dictionary of PDF


@examples(6)
@given(st.text(max_size=400))
def test_any_text_gives_a_report(text: str) -> None:
    assert build_pdf(renamed(text), variant="full").startswith(b"%PDF")


@pytest.mark.parametrize(
    "text",
    [
        "医院グループ 병원 مستشفى المدينة בית חולים 😀🏥 𝔘𝔫𝔦",
        "\x00\ud800\uffff",
        "W" * 4000,
        "a " * 3000,
    ],
)
def test_every_script_and_length_gives_a_report(text: str) -> None:
    assert build_pdf(renamed(text), variant="full").startswith(b"%PDF")


def test_no_score_and_no_number_at_all_still_gives_a_report() -> None:
    def emptied(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: emptied(part) for name, part in value.items()}
        if isinstance(value, list):
            return [emptied(part) for part in value]
        return None if isinstance(value, int | float) else value

    assert len(read(emptied(hospital()), "full").pages) > 10


@pytest.mark.parametrize("make", [hospital, large], ids=lambda make: make.__name__)
def test_no_line_of_text_leaves_the_margins(make: Make) -> None:
    for page in PdfReader(io.BytesIO(written(make))).pages[1:]:
        lines: list[tuple[str, float, float]] = []

        def note(
            text: str, cm: list[float], tm: list[float], font: Any, size: float, lines: Any = lines
        ) -> None:
            # Page numbers are forms, whose place pypdf does not tell. A full line may have its spaces narrowed (6 pt).
            if text.strip() and not (text.strip().isdigit() and cm[4] == 0):
                written = str(font.get("/BaseFont")) if font else ""
                name = next((name for name in (BOLD, ITALIC) if written.endswith(name)), REGULAR)
                left = cm[0] * tm[4] + cm[4]
                lines.append((text, left, left + cm[0] * text_width(text, size * tm[0], name)))

        page.extract_text(visitor_text=note)
        assert lines
        assert [
            line for line in lines if line[1] < MARGIN - 1 or line[2] > PAPERS["a4"].page_width - MARGIN + 6
        ] == []


@pytest.mark.pdf_tools
@pytest.mark.skipif(not shutil.which("qpdf"), reason="qpdf is not installed")
@pytest.mark.parametrize("make", SNAPSHOTS, ids=lambda make: make.__name__)
def test_the_file_is_sound(make: Make, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(written(make, "full"))
    done = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, "No syntax or stream encoding errors" in done.stdout) == (0, True)
