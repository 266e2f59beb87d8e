"""CSV: a file for each table, for spreadsheets and for programs, and nothing in it that a spreadsheet would run."""

import csv
import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.spreadsheet_text import safe_text
from planner.exports.csv_files import build_csv_archive
from planner.exports.tables import export_of
from tests.effort import examples
from tests.planner.reports.snapshots import Json, hospital, informed, nothing_known, renamed

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def files_of(snapshot: Json) -> dict[str, list[list[str]]]:
    archive = zipfile.ZipFile(io.BytesIO(build_csv_archive(snapshot)))
    return {
        name: list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline="")))
        for name in archive.namelist()
    }


@pytest.mark.parametrize("make", [hospital, informed, nothing_known])
def test_each_table_is_a_file_with_all_its_rows(make: Callable[[], Json]) -> None:
    tables = {f"{t.key}.csv": t for sheet in export_of(make()).sheets for t in sheet.tables}
    found = files_of(make())
    assert list(found) == list(tables)
    for name, lines in found.items():
        assert lines[0] == [column.title for column in tables[name].columns]
        assert len(lines) == 1 + len(tables[name].rows), name


def test_numbers_are_written_for_programs_whatever_the_language() -> None:
    snapshot = hospital()
    snapshot["inputs"]["language"] = "de"
    lines = files_of(snapshot)["verdicts.csv"]
    assert "0.64" in lines[1]
    assert "22.4" in lines[1]


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1+2", "@SUM(A1)", "\t=1", "  =1+1", "＝1+1"])
def test_no_cell_of_people_begins_a_formula(text: str) -> None:
    cells = [cell for lines in files_of(renamed(text)).values() for line in lines for cell in line]
    assert f"'{text}" in cells
    assert not [cell for cell in cells if is_dangerous(cell)]


@given(text=st.text(min_size=1, max_size=40))
@examples(50)
def test_any_text_is_kept_and_harmless(text: str) -> None:
    assert not safe_text(text).lstrip(" ").startswith(DANGEROUS)
    assert safe_text(text).endswith(text)


def test_a_negative_number_stays_a_number() -> None:
    snapshot = hospital()
    snapshot["roadmap"]["carry_over"] = False
    snapshot["roadmap"]["spending"][0] = 900e3
    cells = files_of(snapshot)["spending.csv"][1]
    assert "-450000" in cells


def test_the_same_snapshot_gives_the_same_bytes_and_no_clock_gets_in() -> None:
    content = build_csv_archive(informed())
    assert content == build_csv_archive(informed())
    assert {e.date_time for e in zipfile.ZipFile(io.BytesIO(content)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def is_dangerous(cell: str) -> bool:
    if not cell.lstrip(" ").startswith(DANGEROUS):
        return False
    try:
        float(cell)
    except ValueError:
        return True
    return False
