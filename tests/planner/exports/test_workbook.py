"""The workbook: numbers as numbers, formulas that stay live and give the plan's values, and text that stays text."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from planner.charts.reading import chosen_option, workloads
from planner.charts.way_payments import payments_of, ways_rate
from planner.exports.tables import export_of
from planner.exports.workbook import LONGEST_CELL, build_workbook
from planner.sizing.money.finance import net_present_value
from tests.effort import examples
from tests.planner.exports.formulas import Calculation
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

HOSTILE = '=HYPERLINK("http://x","a")&\'Money\'!A1'


def released() -> Json:
    """A plan as an earlier release stored it."""
    kept = Path(__file__).parents[1] / "reports" / "snapshots" / "release_1_2.json"
    found: Json = json.loads(kept.read_text())
    return found


def bought() -> Json:
    """A plan whose ways pay at once and in four years, at eight per cent, and whose total cost adds up."""
    snapshot = informed()
    annuity = sum(1.08**-year for year in range(1, 5))
    for sized in snapshot["sizing"]["workloads"]:
        for option in sized["options"]:
            for name, way in option["comparison"]["ways"].items():
                once = 500e3 if name in ("buy", "colocation") else 0.0
                way["total_usd"] = once + 4 * 100e3
                way["net_present_cost_usd"] = once + 100e3 * annuity
    spent = sum(snapshot["roadmap"]["spending"])
    snapshot["organisation"]["figures"] += [
        figure("running_usd_per_year", 80e3),
        figure("total_cost_usd", spent + 80e3 * 8 / 4),
    ]
    return snapshot


def figure(name: str, usd: float) -> Json:
    return {
        "id": name,
        "group": "Business case",
        "title": name,
        "unit": "usd",
        "value": usd,
        "derivation": [],
    }


SNAPSHOTS: list[Callable[[], Json]] = [
    hospital, informed, bought, nothing_known, infeasible, large, released, dict
]  # fmt: skip


def texts(content: bytes) -> list[str]:
    book = load_workbook(io.BytesIO(content))
    return [
        cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "s" and isinstance(cell.value, str)
    ]


def row_of(content: bytes, sheet: str, title: str) -> list[Any]:
    """Return the cells of the first row with figures that begins with a text, as last computed."""
    page = load_workbook(io.BytesIO(content), data_only=True)[sheet]
    found = ([cell.value for cell in row] for row in page.iter_rows() if row[0].value == title)
    return next(row for row in found if any(isinstance(value, int | float) for value in row))


@pytest.mark.parametrize("make", SNAPSHOTS)
def test_every_formula_gives_the_value_that_is_written_beside_it(make: Callable[[], Json]) -> None:
    content = Calculation(build_workbook(make()))
    for sheet, address in content.formulas():
        expected = content.written[sheet][address].value
        assert content.value(sheet, address) == pytest.approx(expected, rel=1e-12, abs=1e-6), (sheet, address)


def test_live_cells_show_what_the_snapshot_says() -> None:
    snapshot, content = bought(), build_workbook(bought())
    spent = sum(snapshot["roadmap"]["spending"])
    assert row_of(content, "Money", "Sum")[1] == pytest.approx(spent)
    assert row_of(content, "Money", "Total cost of ownership")[2] == pytest.approx(spent + 160e3)
    ways = snapshot["sizing"]["workloads"][0]["options"][0]["comparison"]["ways"]
    cells = row_of(content, "Money", "Rented on demand")
    assert cells[1:6] == [0, 100e3, 100e3, 100e3, 100e3]
    assert cells[6:8] == pytest.approx([ways["rent"]["total_usd"], ways["rent"]["net_present_cost_usd"]])


def test_what_a_way_pays_at_once_and_each_year_is_what_the_charts_show() -> None:
    snapshot = bought()
    content = build_workbook(snapshot)
    option = chosen_option(snapshot, workloads(snapshot)[0])
    shown = {one.title: one for one in payments_of(option, ways_rate(snapshot))}
    assert len(shown) >= 3
    for title, one in shown.items():
        assert row_of(content, "Money", title)[1:3] == pytest.approx([one.once, one.yearly])


def test_a_changed_discount_rate_reaches_everything_that_is_discounted() -> None:
    calculation = Calculation(build_workbook(bought()))
    money = calculation.book["Money"]
    rates = [row[1] for row in money.iter_rows() if str(row[0].value).startswith("Discount rate of")]
    for cell in rates:
        cell.value = 0.2
    spent = bought()["roadmap"]["spending"]
    total = next(row for row in money.iter_rows() if row[0].value == "Sum")
    expected = net_present_value(1.2**0.25 - 1, spent)
    assert calculation.value("Money", total[6].coordinate) == pytest.approx(float(expected))
    way = next(row for row in money.iter_rows() if row[0].value == "Bought for an own room")
    expected = net_present_value(0.2, [500e3, 100e3, 100e3, 100e3, 100e3])
    assert calculation.value("Money", way[7].coordinate) == pytest.approx(float(expected))


def test_changing_the_cost_of_a_task_in_a_quarter_reaches_the_plan_and_its_present_value() -> None:
    calculation = Calculation(build_workbook(consistent()))
    roadmap, money = calculation.book["Roadmap"], calculation.book["Money"]
    heads = next(list(row) for row in roadmap.iter_rows() if row[0].value == "Initiative")
    first_quarter = next(cell.column for cell in heads if str(cell.value).startswith("Q1 2027"))
    cell = roadmap.cell(heads[0].row + 1, first_quarter)
    cell.value += 1000
    total = next(row for row in money.iter_rows() if row[0].value == "Sum")
    spent = sum(consistent()["roadmap"]["spending"])
    assert calculation.value("Money", total[1].coordinate) == pytest.approx(spent + 1000)


def consistent() -> Json:
    """A plan whose spending is the sum of its tasks, as the scheduler makes it."""
    snapshot = hospital()
    tasks, count = snapshot["roadmap"]["initiatives"], len(snapshot["roadmap"]["periods"])
    spent = [0.0] * count
    for task in tasks:
        paid = [*task["cost_by_period"], *([0.0] * count)][:count]
        task["cost_usd"] = sum(paid)
        spent = [a + b for a, b in zip(spent, paid, strict=True)]
    snapshot["roadmap"]["spending"] = spent
    return snapshot


@pytest.mark.parametrize(
    "text", [HOSTILE, "+1", "-1", "@SUM(A1)", "http://example.org", "{=1+1}", "12", " =1"]
)
def test_what_people_write_is_text_whatever_it_begins_with(text: str) -> None:
    content = build_workbook(renamed(text))
    assert text in texts(content)
    formulas = Calculation(content).formulas()
    assert len(formulas) == len(Calculation(build_workbook(renamed("Plain"))).formulas())
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert not any("externalLink" in name or "_rels/sheet" in name for name in names)


def test_a_text_that_is_edited_later_stays_a_text() -> None:
    sheet = load_workbook(io.BytesIO(build_workbook(renamed(HOSTILE))))["Answers"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == HOSTILE]
    assert cells
    assert all(cell.quotePrefix for cell in cells if cell.row > 3)


@given(text=st.text(min_size=1, max_size=60))
@examples(8)
def test_any_text_gives_a_workbook_that_opens(text: str) -> None:
    assert load_workbook(io.BytesIO(build_workbook(renamed(text)))).sheetnames[0] == "Answer"


def test_a_text_too_long_for_a_cell_is_cut_and_not_lost() -> None:
    snapshot = hospital()
    snapshot["inputs"]["answers"][0]["comment"] = "x" * 40_000
    assert "x" * LONGEST_CELL in texts(build_workbook(snapshot))


@pytest.mark.parametrize("make", SNAPSHOTS)
def test_the_same_snapshot_gives_the_same_bytes(make: Callable[[], Json]) -> None:
    assert build_workbook(make()) == build_workbook(make())


def test_no_clock_gets_into_the_file() -> None:
    content = build_workbook(hospital())
    book = load_workbook(io.BytesIO(content))
    assert book.properties.created.date() == date(2026, 11, 21)
    assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(content)).infolist()} == {
        (1980, 1, 1, 0, 0, 0)
    }


def test_the_file_says_whose_it_is_and_from_what() -> None:
    book = load_workbook(io.BytesIO(build_workbook(hospital())))
    assert book.properties.title == "St. Hedwig Hospital Group: AI infrastructure readiness 2027"
    assert FINGERPRINT in (book.properties.subject or "")
    assert book.custom_doc_props["Fingerprint"].value == FINGERPRINT


def test_heads_stay_in_sight_on_the_screen_and_on_paper() -> None:
    book = load_workbook(io.BytesIO(build_workbook(hospital())))
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "B6", sheet.title
        assert sheet.print_title_rows == "$5:$5"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_numbers_and_days_are_no_texts() -> None:
    book = load_workbook(io.BytesIO(build_workbook(informed())))
    heads = [cell.value for cell in book["Workloads"][5]]
    row = [cell.value for cell in book["Workloads"][6]]
    assert row[heads.index("Chance that it is enough")] == 0.64
    assert row[heads.index("Needed P90")] == pytest.approx(22.4)
    heads = [cell.value for cell in book["Answers"][5]]
    assert [cell.value for cell in book["Answers"][6]][heads.index("Date")].date() == date(2026, 10, 14)


def test_every_sheet_is_in_the_language_of_the_plan() -> None:
    snapshot = informed()
    snapshot["inputs"]["language"] = "de"
    book = load_workbook(io.BytesIO(build_workbook(snapshot)))
    assert {"Antwort", "Reife", "Fahrplan", "Geld", "Annahmen"} <= set(book.sheetnames)
    for language in ("en", "de"):
        snapshot["inputs"]["language"] = language
        for sheet in export_of(snapshot).sheets:
            assert len(sheet.title) <= 31
            assert not set("[]:*?/\\") & set(sheet.title)


def test_a_table_has_as_many_cells_as_columns_and_a_name_of_its_own() -> None:
    for make in SNAPSHOTS:
        tables = [table for sheet in export_of(make()).sheets for table in sheet.tables]
        assert len({table.key for table in tables}) == len(tables)
        for table in tables:
            assert {len(row) for row in table.lines} <= {len(table.columns)}
            assert len({column.key for column in table.columns}) == len(table.columns)
