from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assessments.question_bank.check import check_bank
from tests.assessments.question_bank.banks import (
    LEVELS,
    choice,
    document,
    load,
    practice,
    quantity,
    several,
    table,
    text,
    write,
)


def found(folder: Path, *questions: dict[str, Any], **keys: Any) -> list[str]:
    faults = check_bank(load(folder, *questions, **keys))
    return [f"{fault.place}: {fault.reason}" for fault in faults]


def test_a_sound_bank_has_no_faults(tmp_path: Path) -> None:
    asked = [
        choice(),
        quantity(estate="storage_bytes"),
        table(estate="accelerators"),
        text(),
        several(thresholds=[1, 2, 3, 4]),
    ]
    assert found(tmp_path, *asked) == []


@pytest.mark.parametrize(
    ("question", "fault"),
    [
        (choice("sizing"), "sizing.id: must begin with hw-01- like its practice"),
        (
            choice("hw-01-Sizing"),
            "hw-01-Sizing.id: ids are for good: write small letters, digits and hyphens, such as hw-01-sizing",
        ),
        (choice(weight=11), "hw-01-sizing.weight: must be between 0.1 and 10 (got 11)"),
        (choice(levels=LEVELS | {5: "nobody  does it."}), "hw-01-sizing.levels.5: says the same as level 1"),
        (
            choice(levels=LEVELS | {3: "It is mostly done"}),
            "hw-01-sizing.levels.3: “mostly” is a degree: describe a fact that somebody could observe",
        ),
        (
            choice(levels=LEVELS | {3: "x" * 161}),
            "hw-01-sizing.levels.3: 161 characters; at most 160 are read",
        ),
        (choice(text="Sizing"), "hw-01-sizing.text: must be a question and end with a question mark"),
        (choice(why="No."), "hw-01-sizing.why: too short to be understood: 'No.'"),
        (choice(help="x" * 501), "hw-01-sizing.help: 501 characters; at most 500 are read"),
        (choice(who="x" * 81), "hw-01-sizing.who: 81 characters; at most 80 are read"),
        (
            several(options={"a": "Same", "b": "same"}, estate=""),
            "hw-01-controls.options: a: another option says the same",
        ),
        (
            quantity(),
            "hw-01-storage: nothing uses the answer: score it, let it feed the estate, or let a condition look at it",
        ),
        (
            quantity(thresholds=["1 TB", "2 TB", "3 TB", "4 TB"], maximum="2 TB"),
            "hw-01-storage.thresholds: no allowed answer reaches level 4, 5",
        ),
        (
            quantity(thresholds=["4 TB", "3 TB", "2 TB", "1 TB"], minimum="1.5 TB", maximum="4 TB"),
            "hw-01-storage.thresholds: no allowed answer reaches level 1, 5",
        ),
        (
            several(options={"a": {"text": "First", "level": 3}, "b": {"text": "Second", "level": 5}}),
            "hw-01-controls.options: no allowed answer reaches level 2, 4",
        ),
        (
            quantity(estate="storage_byte"),
            "hw-01-storage.estate: unknown estate quantity 'storage_byte'; did you mean",
        ),
        (quantity(estate="power_watts"), "hw-01-storage.estate: power_watts is measured as power, not data"),
        (
            quantity(estate="staff"),
            "hw-01-storage.estate: staff is fed by a question of kind table, not quantity",
        ),
        (table(estate="staff"), "hw-01-accelerators.estate: staff needs the column role, open"),
    ],
)
def test_what_would_harm_a_questionnaire_is_found(
    tmp_path: Path, question: dict[str, Any], fault: str
) -> None:
    faults = found(tmp_path, choice("hw-01-other"), question)
    assert any(item.startswith(fault) for item in faults), faults


def test_a_practice_without_scored_question_is_found(tmp_path: Path) -> None:
    assert found(tmp_path, text()) == [
        "HW-01.questions: no question is scored, so the practice can have no level"
    ]


def test_a_practice_that_may_be_left_without_scored_question_is_found(tmp_path: Path) -> None:
    asked = choice(when={"question": "hw-01-storage", "at_least": 1})
    assert found(tmp_path, quantity(), asked) == [
        "HW-01.questions: every scored question has a condition: ask one always, or the practice may have no level"
    ]


def test_a_scored_question_that_hardly_counts_is_found(tmp_path: Path) -> None:
    faults = found(tmp_path, choice(weight=0.1), choice("hw-01-other", weight=10))
    assert faults == [
        "hw-01-sizing.weight: less than 2% of the practice: the answer would have no visible effect"
    ]


def test_an_estate_quantity_fed_twice_is_found(tmp_path: Path) -> None:
    faults = found(
        tmp_path, choice(), quantity(estate="data_bytes"), quantity("hw-01-more", estate="data_bytes")
    )
    assert faults == ["hw-01-more.estate: data_bytes is already fed by hw-01-storage"]


@pytest.mark.parametrize(
    ("when", "can_hold"),
    [
        ({"question": "hw-01-storage", "at_least": "10 TB"}, True),
        ({"question": "hw-01-storage", "at_least": "11 TB"}, False),
        ({"question": "hw-01-storage", "at_most": "1 TB"}, False),
        ({"question": "hw-01-controls", "at_least": 4}, True),
        ({"question": "hw-01-controls", "at_least": 5}, False),
        ({"question": "hw-01-controls", "includes": "mfa", "at_most": 0}, False),
        ({"question": "hw-01-controls", "includes": "mfa", "at_least": 4}, True),
        ({"question": "hw-01-accelerators", "includes": "l4", "at_least": 3}, True),
        (
            {"all_of": [{"question": "hw-01-base", "at_least": 4}, {"question": "hw-01-base", "at_most": 3}]},
            False,
        ),
        (
            {"all_of": [{"question": "hw-01-base", "at_least": 3}, {"question": "hw-01-base", "at_most": 3}]},
            True,
        ),
        ({"all_of": [{"question": "hw-01-controls", "includes": i} for i in ("mfa", "sso")]}, True),
        ({"all_of": [{"question": "hw-01-accelerators", "includes": i} for i in ("l4", "h100-sxm")]}, True),
        (
            {"all_of": [{"question": "hw-01-base", "at_least": 1}], "none_of": None}
            and {
                "all_of": [
                    {"question": "hw-01-base", "at_least": 2},
                    {"none_of": [{"question": "hw-01-base", "at_least": 2}]},
                ]
            },
            False,
        ),
        (
            {
                "all_of": [
                    {"question": "hw-01-second", "at_least": 1},
                    {"question": "hw-01-base", "at_most": 3},
                ]
            },
            False,
        ),
        ({"question": "hw-01-second", "at_least": 1}, True),
    ],
)
def test_conditions_that_never_hold_are_found(tmp_path: Path, when: dict[str, Any], can_hold: bool) -> None:
    faults = found(
        tmp_path,
        choice("hw-01-base"),
        quantity(minimum="2 TB", maximum="10 TB", estate="data_bytes"),
        several(thresholds=[1, 2, 3, 4]),
        table(estate="accelerators"),
        choice("hw-01-second", when={"question": "hw-01-base", "at_least": 4}),
        choice("hw-01-asked", when=when),
    )
    never = ["hw-01-asked.when: no answers fulfil this condition, so the question would never be asked"]
    assert faults == ([] if can_hold else never)


def test_faults_of_a_file_have_its_lines(tmp_path: Path) -> None:
    file = write(tmp_path, document(practice(choice(text="Sizing"), text()), practice(text("x"), id="hw2")))
    written = file.read_text().splitlines()
    faults = [(written[(fault.line or 0) - 1].strip(), fault.reason[:30]) for fault in check_bank(file)]
    assert faults == [
        ("text: Sizing", "must be a question and end wit"),
        ("- id: hw2", "ids are for good: write capita"),
        ("questions:", "no question is scored, so the "),
        ("- id: x", "must begin with hw2- like its "),
    ]


def test_a_bank_that_cannot_be_read_is_reported_by_the_reader(tmp_path: Path) -> None:
    (fault,) = check_bank(write(tmp_path, document(practice(choice(weight=0)))))
    assert fault.reason == "input should be greater than 0 (got 0)"


def test_objects_that_no_document_could_make_are_found_too(tmp_path: Path) -> None:
    bank = load(tmp_path, choice())
    (domain,) = bank.domains
    assert [fault.reason for fault in check_bank(replace(bank, domains=()))] == ["the bank has no domain"]
    empty = replace(bank, domains=(replace(domain, groups=()),))
    assert [fault.reason for fault in check_bank(empty)] == ["the domain has no practice"]
