"""Every point that the source articles name has its question, its sizing output and its initiative."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assessments.document import read_document
from assessments.question_bank.load import SHIPPED, load_bank
from assessments.question_bank.model import Bank
from planner.roadmap.catalogue import shipped_initiatives
from planner.services.documents.assess import read_assess_document
from planner.services.frozen.evaluation import evaluate
from planner.traceability.__main__ import PAGE
from planner.traceability.outputs import OUTPUTS, found_at
from planner.traceability.page import page_text
from planner.traceability.rows import Row, load_table

EXAMPLES = ("hospital.yaml", "manufacturer.yaml", "research-institute.yaml")
FOLDER = Path(__file__).parents[2] / "examples"
ROWS = load_table().rows
# Which content is to be made is described by the workloads, not changed by the plan.
NO_INITIATIVE = {"S0.45"}


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank(SHIPPED)


@pytest.fixture(scope="module")
def snapshots(bank: Bank) -> list[dict[str, Any]]:
    """The examples, evaluated: together they have every kind of workload and answer."""
    read = (read_document(FOLDER / name) for name in EXAMPLES)
    return [evaluate(read_assess_document(found, bank, today=date(2026, 11, 1)), bank) for found in read]


def test_the_table_holds_all_four_articles() -> None:
    counts = {key: sum(row.article == key for row in ROWS) for key in load_table().articles}
    assert counts == {"S0": 47, "S1": 70, "S2": 32, "S3": 34}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_each_point_is_asked_about_in_its_practice(row: Row, bank: Bank) -> None:
    asked = {question.id for question in bank.questions()}
    assert row.practice in {practice.id for practice in bank.practices()}
    assert row.questions, f"{row.id}: no question asks about “{row.item}”"
    assert set(row.questions) <= asked
    in_practice = [question for question in row.questions if question.startswith(f"{row.practice.lower()}-")]
    assert in_practice, f"{row.id}: {', '.join(row.questions)} do not belong to {row.practice}"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_each_point_is_changed_by_an_initiative_of_the_catalogue(row: Row) -> None:
    assert set(row.initiatives) <= {initiative.id for initiative in shipped_initiatives()}
    assert row.initiatives or row.id in NO_INITIATIVE


def test_each_point_names_outputs_that_are_listed_and_each_output_is_needed() -> None:
    assert {id for row in ROWS for id in row.sizing} == set(OUTPUTS)


@pytest.mark.parametrize(
    ("output", "place"), [(id, place) for id, output in OUTPUTS.items() for place in output.places]
)
def test_each_sizing_output_is_there_in_an_evaluated_example(
    output: str, place: str, snapshots: list[dict[str, Any]]
) -> None:
    assert any(found_at(snapshot, place) for snapshot in snapshots), f"{output}: nothing at {place}"


def test_the_page_is_that_of_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page_text(), "run `python -m planner.traceability`"
