from pathlib import Path
from typing import Any

import pytest

from assessments.question_bank.conditions import applicable, reason
from tests.assessments.question_bank.banks import choice, load, quantity, several, table, text

ANSWERS: dict[str, Any] = {
    "hw-01-sizing": {"level": 3},
    "hw-01-storage": {"low": 1e12, "likely": 5e12, "high": 9e12},
    "hw-01-controls": {"options": ["mfa", "sso"]},
    "hw-01-accelerators": {"rows": [{"type": "l4", "count": 4.0}]},
    "hw-01-place": {"text": "DEU"},
}


@pytest.mark.parametrize(
    ("when", "is_asked"),
    [
        ({"question": "hw-01-sizing", "at_least": 3}, True),
        ({"question": "hw-01-sizing", "at_least": 4}, False),
        ({"question": "hw-01-sizing", "at_most": 3}, True),
        ({"question": "hw-01-storage", "at_least": 2, "at_most": "5 TB"}, True),
        ({"question": "hw-01-storage", "at_least": "6 TB"}, False),
        ({"question": "hw-01-controls", "includes": "mfa"}, True),
        ({"question": "hw-01-controls", "includes": "logs"}, False),
        ({"question": "hw-01-controls", "at_least": 2}, True),
        ({"question": "hw-01-controls", "at_least": 3}, False),
        ({"question": "hw-01-accelerators", "includes": "l4"}, True),
        ({"question": "hw-01-accelerators", "includes": "h100-sxm"}, False),
        ({"question": "hw-01-accelerators", "at_least": 1}, True),
        ({"question": "hw-01-accelerators", "at_least": 2}, False),
        ({"question": "hw-01-place", "includes": "DEU"}, True),
        (
            {
                "all_of": [
                    {"question": "hw-01-sizing", "at_least": 3},
                    {"question": "hw-01-controls", "includes": "logs"},
                ]
            },
            False,
        ),
        (
            {
                "any_of": [
                    {"question": "hw-01-sizing", "at_least": 4},
                    {"question": "hw-01-controls", "includes": "sso"},
                ]
            },
            True,
        ),
        ({"none_of": [{"question": "hw-01-controls", "includes": "logs"}]}, True),
        ({"none_of": [{"question": "hw-01-controls", "includes": "mfa"}]}, False),
    ],
)
def test_a_question_is_asked_when_its_condition_holds(
    tmp_path: Path, when: dict[str, Any], is_asked: bool
) -> None:
    place = text("hw-01-place", options={"DEU": "Germany", "FRA": "France"})
    bank = load(tmp_path, choice(), quantity(), several(), table(), place, choice("hw-01-asked", when=when))
    assert applicable(bank, ANSWERS)["hw-01-asked"] is is_asked
    assert reason(bank, "hw-01-asked").startswith("Asked only if ")


def test_an_unanswered_question_fulfils_no_condition(tmp_path: Path) -> None:
    bank = load(tmp_path, choice(), choice("hw-01-asked", when={"question": "hw-01-sizing", "at_least": 1}))
    assert applicable(bank, {}) == {"hw-01-sizing": True, "hw-01-asked": False}
    assert applicable(bank, {"hw-01-sizing": None}) == {"hw-01-sizing": True, "hw-01-asked": False}


def test_an_answer_to_a_question_that_is_not_asked_fulfils_no_condition(tmp_path: Path) -> None:
    bank = load(
        tmp_path,
        choice("hw-01-third", when={"question": "hw-01-second", "at_least": 1}),
        choice("hw-01-second", when={"question": "hw-01-sizing", "at_least": 3}),
        choice(),
    )
    answers: dict[str, Any] = {"hw-01-sizing": {"level": 2}, "hw-01-second": {"level": 5}}
    assert applicable(bank, answers) == {"hw-01-third": False, "hw-01-second": False, "hw-01-sizing": True}


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (
            {"question": "hw-01-storage", "at_least": "1 PB"},
            "the answer to “How much is there?” is at least 1,000 TB",
        ),
        (
            {"question": "hw-01-controls", "includes": "mfa"},
            "the answer to “How much is there?” includes “A second factor”",
        ),
        (
            {"question": "hw-01-sizing", "at_least": 2, "at_most": 3},
            "the answer to “How is work sized?” is at least level 2 and is at most level 3",
        ),
        (
            {"none_of": [{"question": "hw-01-accelerators", "at_least": 1}]},
            "it is not so that the answer to “How much is there?” is at least 1 rows",
        ),
        (
            {
                "any_of": [
                    {"question": "hw-01-controls", "at_least": 2},
                    {"question": "hw-01-sizing", "at_most": 2},
                ]
            },
            "the answer to “How much is there?” is at least 2 options "
            "or the answer to “How is work sized?” is at most level 2",
        ),
    ],
)
def test_a_condition_is_said_in_words(tmp_path: Path, when: dict[str, Any], words: str) -> None:
    bank = load(tmp_path, choice(), quantity(), several(), table(), choice("hw-01-asked", when=when))
    assert reason(bank, "hw-01-asked") == f"Asked only if {words}."
    assert reason(bank, "hw-01-sizing") == ""
