"""The PDF is tagged: all that stands on its pages is told in reading order, or marked as not part of the text."""

import io
import itertools
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader
from reportlab.platypus import PageBreak

from planner.reports.build import build_pdf
from planner.reports.flow import TABLE, Grid, text
from planner.reports.page import Footer, begin_body, build, document
from planner.reports.theme import default_look
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
from tests.planner.reports.structure import Element, Tagged
from tests.planner.reports.test_german import in_german

Make = Callable[[], Json]


def hostile() -> Json:
    return renamed('</P> /Artifact BMC EMC <b>"\\(' + "W" * 300)


def german() -> Json:
    return in_german(informed())


SNAPSHOTS: list[Make] = [hospital, informed, german, nothing_known, infeasible, large, hostile, dict]
each_snapshot = pytest.mark.parametrize("make", SNAPSHOTS, ids=lambda make: make.__name__)


@cache
def written(make: Make) -> bytes:
    return build_pdf(make(), variant="full")


@cache
def tagged(make: Make) -> Tagged:
    return Tagged(written(make))


def of_role(make: Make, *roles: str) -> list[Element]:
    return [element for element in tagged(make).root.walk() if element.role in roles]


@each_snapshot
def test_every_piece_of_content_is_reached_once_and_in_reading_order(make: Make) -> None:
    found = tagged(make)
    places = list(found.root.places())
    drawn = [(page, number) for page in range(len(found.pages)) for number in found.marks(page).numbers]
    assert sorted(places) == drawn
    assert len(set(places)) == len(places)
    for page in range(len(found.pages)):
        numbers = [number for where, number in places if where == page]
        assert numbers == list(range(len(numbers)))


@each_snapshot
def test_all_that_is_drawn_is_content_or_an_artifact(make: Make) -> None:
    found = tagged(make)
    for page in range(len(found.pages)):
        marks = found.marks(page)
        assert marks.stray == []
        assert (marks.unbalanced, marks.nested) == (False, False)
        assert marks.artifacts


@each_snapshot
def test_the_way_back_from_content_leads_to_its_element(make: Make) -> None:
    found = tagged(make)
    expected = {place: element.role for element in found.root.walk() for place in element.pieces}
    for page, sheet in enumerate(found.pages):
        owners = found.owners(int(sheet.StructParents))
        assert {(page, n): str(owner.S)[1:] for n, owner in enumerate(owners)} == {
            place: role for place, role in expected.items() if place[0] == page
        }
        assert sheet.Tabs == "/S"


@each_snapshot
def test_headings_do_not_skip_levels(make: Make) -> None:
    levels = [int(heading.role[1:]) for heading in of_role(make, "H1", "H2", "H3", "H4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert set(levels) <= {1, 2, 3}


@each_snapshot
def test_every_chart_is_told_in_words_and_says_where_it_stands(make: Make) -> None:
    for figure in of_role(make, "Figure"):
        assert len(figure.alt) > 20
        assert figure.box is not None
        left, bottom, right, top = figure.box
        assert 0 <= left < right <= 596
        assert 0 <= bottom < top <= 842


@each_snapshot
def test_every_table_has_heads_and_rows_of_one_length(make: Make) -> None:
    for table in of_role(make, "Table"):
        assert {row.role for row in table.kids} == {"TR"}
        assert len({len(row.kids) for row in table.kids}) == 1
        cells = [cell for row in table.kids for cell in row.kids]
        heads = [cell for cell in cells if cell.role == "TH"]
        assert heads
        assert {cell.role for cell in cells} <= {"TH", "TD"}
        assert {head.scope for head in heads} <= {"Row", "Column"}


@each_snapshot
def test_every_item_of_a_list_has_a_body(make: Make) -> None:
    for items in of_role(make, "L"):
        assert {item.role for item in items.kids} == {"LI"}
        for item in items.kids:
            assert [part.role for part in item.kids] in (["LBody"], ["Lbl", "LBody"])


def test_a_table_over_several_pages_is_one_table_whose_repeated_head_is_not_read_again() -> None:
    many = hospital()
    many["inputs"]["answers"] *= 9
    tables = [e for e in Tagged(build_pdf(many, variant="full")).root.walk() if e.role == "Table"]
    over_pages = [table for table in tables if len({page for page, _ in table.places()}) > 1]
    assert tables[-1] in over_pages
    for table in over_pages:
        first = [cell.scope for cell in table.kids[0].kids]
        assert first == ["Column"] * len(first)
        assert [row for row in table.kids[1:] if [c.scope for c in row.kids] == first] == []


def test_a_paragraph_torn_by_a_page_break_is_one_element() -> None:
    out, look = io.BytesIO(), default_look()
    made = document(
        out, look, title="t", author="a", subject="s", cover=lambda canvas, document: None,
        footer=Footer(look, "left", FINGERPRINT),
    )  # fmt: skip
    row = [text(look, "cell " * 700, "cell"), text(look, "short", "cell")]
    flow = [
        text(look, "word " * 700),
        Grid([row], colWidths=["50%", "50%"], form=TABLE, heads=(1,), splitInRow=1),
    ]
    build(made, [begin_body(), PageBreak(), *flow], look, day="2026-11-21")
    found = Tagged(out.getvalue())
    assert len(found.pages) == 3
    torn = [e for e in found.root.walk() if len({page for page, _ in e.pieces}) > 1]
    assert [element.role for element in torn] == ["TD"]
    assert [e.role for e in found.root.walk()] == ["Document", "P", "Table", "TR", "TD", "TH"]


@each_snapshot
def test_every_link_belongs_to_an_element_and_leads_somewhere(make: Make) -> None:
    found = tagged(make)
    linked = {number for element in found.root.walk() for number in element.links}
    notes = [note for sheet in found.pages for note in sheet.get("/Annots", [])]
    assert {note.objgen[0] for note in notes} == linked
    for note in notes:
        assert found.owners(int(note.StructParent)).S == "/Link"
        assert str(note.Contents)
        assert "/Dest" in note
    assert {element.role for element in found.root.walk() if element.links} <= {"Link"}


def test_the_figures_of_a_workload_lead_to_how_they_were_worked_out() -> None:
    reader = PdfReader(io.BytesIO(written(hospital)))
    page = next(page for page in reader.pages if "The judged option" in page.extract_text())
    notes = [note.get_object() for note in page["/Annots"]]  # type: ignore[attr-defined]  # -- a list of PDF
    told = [str(note["/Contents"]) for note in notes]
    assert "Memory per accelerator: How it was worked out" in told
    assert len(told) > 5
    assert all(words.endswith(": How it was worked out") for words in told)
    targets = {str(note["/Dest"][0].idnum) for note in notes}
    derived = [p for p in reader.pages if "How the numbers of each workload come about" in p.extract_text()]
    assert targets == {str(derived[0].indirect_reference.idnum)}  # type: ignore[union-attr]  # -- a page of a file has one


def test_figures_lead_nowhere_in_a_report_without_derivations() -> None:
    for element in Tagged(build_pdf(hospital(), variant="executive")).root.walk():
        if element.role == "Table":
            assert not any(below.links for below in element.walk())


@pytest.mark.parametrize(("make", "language"), [(hospital, "en"), (german, "de")])
def test_the_file_says_that_it_is_tagged_its_language_and_its_title(make: Make, language: str) -> None:
    root = tagged(make).file.Root
    assert root.MarkInfo.Marked
    assert root.Lang == language
    assert root.ViewerPreferences.DisplayDocTitle
    packet = ElementTree.fromstring(root.Metadata.read_bytes().decode().split("?>", 1)[1].rsplit("<?", 1)[0])  # noqa: S314 -- our own file
    title = packet.find(".//{http://purl.org/dc/elements/1.1/}title")
    assert title is not None
    assert "".join(title.itertext()) == "St. Hedwig Hospital Group: AI infrastructure readiness 2027"
    assert f">{language}<" in root.Metadata.read_bytes().decode()


def test_the_metadata_hold_whatever_people_write() -> None:
    packet = tagged(hostile).file.Root.Metadata.read_bytes().decode()
    ElementTree.fromstring(packet.split("?>", 1)[1].rsplit("<?", 1)[0])  # noqa: S314 -- our own file
    assert "<b>" not in packet


def test_the_file_is_dated_by_its_snapshot_and_not_by_a_clock() -> None:
    assert str(tagged(hospital).file.docinfo["/CreationDate"]).startswith("D:20261121000000")
    undated = Tagged(build_pdf({"inputs": {"as_of": "soon"}}))
    assert str(undated.file.docinfo["/CreationDate"]).startswith("D:20000101000000")


def test_words_at_the_end_of_a_line_do_not_run_into_the_next() -> None:
    reader = PdfReader(io.BytesIO(written(hospital)))
    summary = reader.pages[1].extract_text(extraction_mode="plain").replace("\n", "")
    assert "Clinical assistant can go live in Q4 2027" in summary


@pytest.mark.pdf_tools
@pytest.mark.skipif(not shutil.which("pdfinfo"), reason="poppler is not installed")
@each_snapshot
def test_another_program_reads_the_structure(make: Make, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(written(make))
    done = subprocess.run(["pdfinfo", "-struct-text", str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Document\n  H1")


@pytest.mark.pdf_tools
@pytest.mark.skipif(not shutil.which("pdffonts"), reason="poppler is not installed")
@each_snapshot
def test_another_program_finds_every_font_embedded(make: Make, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(written(make))
    done = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True)
    head, _, *lines = done.stdout.splitlines()
    start = head.index("emb")
    assert lines
    assert {line[start : start + 3] for line in lines} == {"yes"}
