"""What a file is, told by its content: the kinds that are taken, and what pretends to be one of them."""

import contextlib
import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.services.file_content import KINDS, UnwelcomeFileError, ending_of, recognised_type
from tests.assessments.teamwork.files import JPEG, PNG, WEBP, bomb, docx, odt, pdf, xlsx, zipped

OFFICE = "application/vnd.openxmlformats-officedocument."


def kind_of(name: str, content: bytes) -> str:
    return recognised_type(name, io.BytesIO(content))


def reason_against(name: str, content: bytes) -> str:
    with pytest.raises(UnwelcomeFileError) as refused:
        kind_of(name, content)
    return str(refused.value)


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("plan.pdf", pdf(), "application/pdf"),
        ("rack.PNG", PNG, "image/png"),
        ("rack.jpg", JPEG, "image/jpeg"),
        ("rack.jpeg", JPEG, "image/jpeg"),
        ("rack.webp", WEBP, "image/webp"),
        ("notes.txt", "Überlast, 3 < 4 & 5".encode(), "text/plain"),
        ("notes.txt", b"\xef\xbb\xbfwith a mark", "text/plain"),
        ("list.csv", b"rack,power\r\n1,40 kW\r\n", "text/csv"),
        ("read.me.md", b"# Plan\n\n<https://example.org>", "text/markdown"),
        ("nodes.json", b'{"items": []}', "application/json"),
        ("values.yaml", b"a: 1", "application/yaml"),
        ("values.yml", b"a: 1", "application/yaml"),
        ("plan.docx", docx(), f"{OFFICE}wordprocessingml.document"),
        ("racks.xlsx", xlsx(), f"{OFFICE}spreadsheetml.sheet"),
        ("plan.odt", odt(), "application/vnd.oasis.opendocument.text"),
    ],
)
def test_each_kind_is_recognised_by_its_content(name: str, content: bytes, content_type: str) -> None:
    assert kind_of(name, content) == content_type


@pytest.mark.parametrize(
    "name",
    ["page.html", "page.htm", "page.xhtml", "drawing.svg", "run.exe", "run.sh", "run.js", "a.zip", "a.docm",
     "plan.pdf.exe", "plan", ".pdf", "plan.pdf ", "plan.", "", "../../etc/passwd", "a.pdf\x00.exe"],
)  # fmt: skip
def test_other_endings_are_refused_whatever_is_inside(name: str) -> None:
    assert "are not taken" in reason_against(name, pdf())


@pytest.mark.parametrize("name", sorted(KINDS))
@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"  <html><body>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><x/>",
        b"MZ\x90\x00\x03\x00\x00\x00",
        b"\x7fELF\x02\x01\x01\x00",
        b"\xca\xfe\xba\xbe\x00\x00\x00\x34",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\xff\xfeh\x00i\x00",
        b"PK\x03\x04",
        b"PK\x05\x06" + b"\x00" * 18,
    ],
)
def test_programs_and_pages_are_refused_under_every_name(name: str, content: bytes) -> None:
    assert reason_against(f"evidence{name}", content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.pdf", PNG),
        ("plan.pdf", b"GIF89a%PDF-1.7"),
        ("rack.png", JPEG),
        ("rack.webp", b"RIFF\x1a\x00\x00\x00WAVEfmt "),
        ("plan.docx", xlsx()),
        ("plan.docx", odt()),
        ("plan.docx", zipped({"a.exe": b"MZ"})),
        ("plan.ods", odt()),
        ("plan.odt", odt("text/html")),
        ("plan.odt", zipped({"content.xml": b"<x/>"})),
    ],
)
def test_a_file_is_what_its_name_says_or_refused(name: str, content: bytes) -> None:
    assert "something else" in reason_against(name, content)


def test_macros_and_ways_out_are_refused() -> None:
    assert "macros" in reason_against("plan.docx", docx(**{"word/vbaProject.bin": b"x"}))
    assert "points outside" in reason_against("plan.docx", docx(**{"../../evil": b"x"}))
    assert "points outside" in reason_against("plan.docx", docx(**{"/etc/passwd": b"x"}))


def test_a_bomb_is_refused_without_being_unpacked() -> None:
    assert "packs too much" in reason_against("plan.docx", bomb())


def test_a_container_of_countless_members_is_refused_by_its_last_lines() -> None:
    many = zipped({f"{number}": b"" for number in range(10_001)})
    assert "packs too much" in reason_against("plan.docx", many)


def test_a_second_record_that_overrules_the_last_lines_is_refused() -> None:
    """Of 400,000 members the last lines admit one; reading the table that the second record names took 9 s."""
    entry = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", *[0] * 9, 1, *[0] * 6) + b"a"
    start, table = b"PK\x03\x04" + bytes(26), entry * 400_000
    counted = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 400_000, 400_000, len(table), 30)
    where = struct.pack("<4sLQL", b"PK\x06\x07", 0, 30 + len(table), 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(entry), 30, 0)
    content = start + table + counted + where + end
    assert "packs too much" in reason_against("plan.docx", content)


def test_the_kind_of_an_open_document_is_not_unpacked() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<x/>")
    assert "something else" in reason_against("plan.odt", packed.getvalue())


def test_a_damaged_container_is_refused() -> None:
    whole = docx()
    assert "damaged" in reason_against("plan.docx", whole[:-30])


def test_markup_across_the_border_of_two_reads_is_found() -> None:
    content = b"a" * ((1 << 20) - 4) + b"<script>"
    assert "markup" in reason_against("notes.txt", content)


def test_each_content_type_has_an_ending() -> None:
    assert {ending_of(kind.content_type) for kind in KINDS.values()} <= set(KINDS)
    assert ending_of("text/html") == ""


@given(st.sampled_from(sorted(KINDS)), st.binary(max_size=400))
def test_any_bytes_are_a_kind_or_refused(ending: str, content: bytes) -> None:
    with contextlib.suppress(UnwelcomeFileError):
        assert kind_of(f"a{ending}", content) == KINDS[ending].content_type


@given(st.binary(max_size=300), st.integers(min_value=0, max_value=400))
def test_any_damage_to_a_container_is_refused_or_harmless(patch: bytes, at: int) -> None:
    whole = zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"x" * 50}, zipfile.ZIP_DEFLATED)
    with contextlib.suppress(UnwelcomeFileError):
        kind_of("a.docx", whole[:at] + patch + whole[at + len(patch) :])
