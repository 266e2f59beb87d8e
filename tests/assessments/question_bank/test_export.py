"""A bank goes out as a document that comes back the same, and as a workbook in which nothing is calculated."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from assessments.document import write_document
from assessments.question_bank.export import bank_to_yaml
from assessments.question_bank.load import SHIPPED_VERSIONS, load_bank
from assessments.question_bank.model import Bank
from assessments.question_bank.spreadsheet import bank_to_xlsx, column_titles
from tests.assessments.question_bank.banks import (
    choice,
    document,
    load,
    practice,
    quantity,
    several,
    table,
    text,
)

HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://example.org","x")')


def again(bank: Bank, folder: Path) -> Bank:
    """The bank read from what was written of it."""
    file = folder / "again.yaml"
    file.write_text(bank_to_yaml(bank), encoding="utf-8")
    return load_bank(file)


def load_written(folder: Path, *questions: dict[str, Any], **keys: Any) -> Bank:
    """A bank of these questions, written as the export writes."""
    file = folder / "bank.yaml"
    file.write_text(write_document(document(practice(*questions), **keys)), encoding="utf-8")
    return load_bank(file)


@pytest.mark.parametrize("folder", SHIPPED_VERSIONS, ids=lambda folder: folder.name)
def test_a_shipped_bank_comes_back_with_its_fingerprint(folder: Path, tmp_path: Path) -> None:
    bank = load_bank(folder)
    assert again(bank, tmp_path) == bank


def test_every_kind_of_question_and_condition_comes_back_the_same(tmp_path: Path) -> None:
    bank = load_written(
        tmp_path,
        choice(quick=True, gate=3, weight=2.5, references=["NIST AI RMF"], half_life_months=6),
        quantity(thresholds=["1 TB", "2.5 TB", "3 PB", "4 PB"], minimum="1 GB", maximum=5000),
        quantity("hw-01-delay", dimension="latency", unit="ms", thresholds=["4 s", "3 s", "2 s", "1.1 ms"]),
        several(options={"a": {"text": "One", "level": 2}, "no": {"text": "12:30", "level": 5}}),
        table(),
        text(options={"yes": "Yes", "1e3": "A thousand"}),
        text(
            "hw-01-why",
            when={
                "all_of": [
                    {"question": "hw-01-storage", "at_least": "1.5 TB", "at_most": 2},
                    {
                        "any_of": [
                            {"question": "hw-01-accelerators", "includes": "l4"},
                            {"question": "hw-01-sizing", "at_least": 2},
                        ]
                    },
                    {"none_of": [{"question": "hw-01-goals", "includes": "1e3"}]},
                ]
            },
        ),
        upgrade={"from": "0", "renamed": {"old-id": "hw-01-why"}, "changed": ["hw-01-sizing"]},
    )
    assert again(bank, tmp_path) == bank


def test_texts_that_look_like_something_else_stay_texts(tmp_path: Path) -> None:
    odd = ("15e12", "yes", "null", "0x1F", "# no", "- x", "&a", "1_000")
    options = {f"option-{number}": text for number, text in enumerate(odd)}
    bank = load_written(tmp_path, several(options=options, thresholds=[1, 2, 3, 4]))
    assert [option.text for option in again(bank, tmp_path).question("hw-01-controls").options] == list(
        options.values()
    )


def test_the_workbook_has_a_sheet_for_each_domain_and_a_row_for_each_question() -> None:
    bank = load_bank(SHIPPED_VERSIONS[0])
    book = load_workbook(BytesIO(bank_to_xlsx(bank)))
    assert len(book.worksheets) == len(bank.domains)
    for sheet, domain in zip(book.worksheets, bank.domains, strict=True):
        assert [cell.value for cell in sheet[1]] == column_titles()
        asked = [question.id for practice in domain.practices for question in practice.questions]
        assert [row[3] for row in sheet.iter_rows(min_row=2, values_only=True)] == asked


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_cell_is_a_formula_whatever_it_begins_with(hostile: str, tmp_path: Path) -> None:
    bank = load(tmp_path, choice(text=hostile, help=f"{hostile}\x0bx"), title=hostile)
    book = load_workbook(BytesIO(bank_to_xlsx(bank)))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert {cell.number_format for cell in cells} == {"@"}
    assert hostile in {cell.value for cell in cells}
    assert f"{hostile}x" in {cell.value for cell in cells}
