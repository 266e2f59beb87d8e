"""The examples are asked what they answer, and leave open only what they mean to."""

from datetime import date
from pathlib import Path

import pytest

from assessments.document import read_document
from assessments.queries import score_answers
from assessments.question_bank.load import SHIPPED, load_bank
from planner.services.documents.assess import read_assess_document

FOLDER = Path(__file__).parents[2] / "examples"

# An organisation never knows everything: what is left open shows how the pages and the report deal with it.
OPEN = {
    "hospital": {"hw-09-old-cost", "da-06-move"},
    "manufacturer": {"da-03-augmentation"},
    "research-institute": {
        "hw-05-demand-growth",
        "da-04-classes",
        "se-08-oversight",
        "ta-03-price",
        "pm-02-benefit",
    },
    "demonstration": {
        "da-06-move",
        "da-03-augmentation",
        "da-04-balance",
        "se-08-oversight",
        "ta-03-price",
        "ta-06-experiments",
        "pm-07-generated",
    },
}


def walk(name: str) -> tuple[set[str], set[str]]:
    """Which questions an example is asked, all its people taken together, and which it answers or settles."""
    bank = load_bank(SHIPPED)
    document = read_document(FOLDER / f"{name}.yaml")
    inputs = read_assess_document(document, bank, today=date(2026, 11, 1))
    scored = score_answers(bank, inputs.answers, inputs.settled, inputs.as_of, draws=0)
    said = {row.question for row in (*inputs.answers, *inputs.settled)}
    return {id for id, is_asked in scored.asked.items() if is_asked}, said


@pytest.mark.parametrize("name", OPEN)
def test_every_answer_of_an_example_is_asked(name: str) -> None:
    asked, said = walk(name)
    assert said - asked == set()


@pytest.mark.parametrize("name", OPEN)
def test_an_example_leaves_open_only_what_it_means_to(name: str) -> None:
    asked, said = walk(name)
    assert asked - said == OPEN[name]


def test_every_complete_example_is_walked() -> None:
    complete = {path.stem for path in FOLDER.glob("*.yaml") if "answers" in read_document(path).data}
    assert complete == set(OPEN)
