"""The shipped bank."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from assessments.document import read_document
from assessments.question_bank.check import check_bank
from assessments.question_bank.conditions import applicable
from assessments.question_bank.estate import ESTATE
from assessments.question_bank.load import SHIPPED, load_bank
from assessments.question_bank.model import Bank, Question
from assessments.question_bank.parsing import parse_value
from assessments.question_bank.profile import restricted

# The names of accelerators that documents and catalogue share.
ACCELERATORS = """
v100-sxm-32gb a100-sxm-40gb a100-sxm-80gb a100-pcie-80gb h100-sxm h100-pcie h200-sxm h200-nvl h800 a800 gh200 h20
b100 b200 b300 gb200 gb300 l4 l40s rtx-4090 rtx-5090 rtx-pro-6000 mi250x mi300x mi325x mi350x mi355x
tpu-v3 tpu-v4 tpu-v5e tpu-v5p tpu-v6e tpu-v7 gaudi2 gaudi3 trainium1 trainium2
"""
ROLES = (
    "platform_engineers",
    "ml_engineers",
    "data_scientists",
    "data_engineers",
    "security_specialists",
    "project_managers",
)
EXAMPLES = ("hospital", "manufacturer", "research-institute", "demonstration")
FOLDER = Path(__file__).parents[3] / "examples"
# How fast people read and choose.
WORDS_IN_A_MINUTE = 230
SECONDS_TO_CHOOSE = 6
SITTING_MINUTES = 15


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank(SHIPPED)


def test_the_shipped_bank_passes_the_publish_checks() -> None:
    assert [str(fault) for fault in check_bank(SHIPPED)] == []


def test_the_five_domains_hold_forty_practices(bank: Bank) -> None:
    assert {domain.id: len(domain.practices) for domain in bank.domains} == {
        "hardware": 9,
        "data": 8,
        "security": 9,
        "talent": 6,
        "delivery": 8,
    }
    assert all(2 <= len(domain.groups) <= 5 for domain in bank.domains)


def test_practices_are_numbered_without_gaps_within_their_domain(bank: Bank) -> None:
    for domain, prefix in zip(bank.domains, ("HW", "DA", "SE", "TA", "PM"), strict=True):
        expected = [f"{prefix}-{number:02}" for number in range(1, len(domain.practices) + 1)]
        assert sorted(practice.id for practice in domain.practices) == expected


def test_the_critical_practices_are_those_on_which_others_rest(bank: Bank) -> None:
    assert {practice.id for practice in bank.practices() if practice.is_critical} == {
        *("HW-01", "HW-05", "HW-08", "DA-01", "DA-02", "DA-05", "SE-01", "SE-02", "SE-03", "SE-04", "SE-07"),
        *("TA-01", "PM-01", "PM-02", "PM-05", "PM-07"),
    }


def test_every_estate_quantity_is_asked_for(bank: Bank) -> None:
    assert {question.estate for question in bank.questions() if question.estate} == set(ESTATE)


def test_accelerators_and_roles_are_those_of_the_documents(bank: Bank) -> None:
    assert list(bank.question("hw-01-accelerators").columns[0].options) == ACCELERATORS.split()
    assert bank.question("ta-01-staff").columns[0].options == ROLES


def test_every_question_says_why_and_what_counts_as_evidence(bank: Bank) -> None:
    assert [
        question.id
        for question in bank.questions()
        if not (question.why and question.evidence and question.who)
    ] == []


def test_each_page_can_be_answered_in_one_sitting(bank: Bank) -> None:
    sizes = [
        sum(len(practice.questions) for practice in group.practices)
        for d in bank.domains
        for group in d.groups
    ]
    assert max(sizes) <= 15


def test_the_full_profile_has_about_150_questions_and_the_quick_one_about_40(bank: Bank) -> None:
    assert 140 <= len(list(bank.questions())) <= 170
    assert 38 <= len(list(restricted(bank, "quick").questions())) <= 48


def test_the_quick_profile_asks_one_scored_question_of_each_practice_that_is_always_asked(bank: Bank) -> None:
    for practice in bank.practices():
        scored = [question for question in practice.questions if question.is_quick and question.is_scored]
        assert len(scored) == 1, practice.id
        assert applicable(bank, {})[scored[0].id], practice.id


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_organisation_is_asked_about_150_questions(example: str, bank: Bank) -> None:
    assert 130 <= len(_asked(bank, example)) <= 160


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_domain_fits_into_one_sitting(example: str, bank: Bank) -> None:
    asked = _asked(bank, example)
    for domain in bank.domains:
        questions = [question for practice in domain.practices for question in practice.questions]
        minutes = sum(_seconds(question) for question in questions if question.id in asked) / 60
        assert minutes <= SITTING_MINUTES, f"{domain.id}: {minutes:.1f} minutes"


def _seconds(question: Question) -> float:
    """Return how long one question takes: to read it and to choose. A list to pick from is searched, not read."""
    options = [option.text for option in question.options if question.kind != "text"]
    columns = [column.title for column in question.columns]
    words = " ".join((question.text, question.help, *question.levels, *options, *columns)).split()
    return len(words) / WORDS_IN_A_MINUTE * 60 + SECONDS_TO_CHOOSE


def _asked(bank: Bank, example: str) -> set[str]:
    """Return the questions that an example is asked, by the first answer to each."""
    questions = {question.id: question for question in bank.questions()}
    values: dict[str, dict[str, Any]] = {}
    for entry in read_document(FOLDER / f"{example}.yaml").data["answers"]:
        values.setdefault(entry["question"], parse_value(questions[entry["question"]], _raw(entry)))
    return {id for id, is_asked in applicable(bank, values).items() if is_asked}


def _raw(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return an answer of a document as the bank reads it."""
    amount = entry.get("value")
    if amount is not None:
        return dict(amount) if isinstance(amount, Mapping) else {"amount": amount}
    return {key: entry[key] for key in ("level", "options", "rows", "text") if key in entry}
