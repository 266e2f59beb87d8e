"""What happens to each answer when an engagement moves to another version of its bank."""

from pathlib import Path

import pytest

from assessments.document import DocumentError
from assessments.question_bank.load import SHIPPED_VERSIONS, load_bank
from assessments.question_bank.model import Bank
from assessments.question_bank.stored import bank_from_json, bank_to_json
from assessments.question_bank.upgrade import compare, renaming
from tests.assessments.question_bank.banks import choice, load, quantity

VERSION_1 = "74e4e6ca8af24479d6e93158dcea25d02645f67f10400c717710f57a8ab69390"


@pytest.fixture
def old(tmp_path: Path) -> Bank:
    asked = [
        choice(),
        choice("hw-01-gone"),
        choice("hw-01-before"),
        choice("hw-01-same"),
        choice("hw-01-turns"),
    ]
    return load(tmp_path, *asked)


@pytest.fixture
def new(tmp_path: Path) -> Bank:
    asked = [
        choice(text="How is all work sized?", weight=2),
        choice("hw-01-after"),
        choice("hw-01-same"),
        choice("hw-01-turns"),
        choice("hw-01-new"),
    ]
    upgrade = {"from": "1", "renamed": {"hw-01-before": "hw-01-after"}, "changed": ["hw-01-turns"]}
    return load(tmp_path, *asked, version="2", upgrade=upgrade)


def test_the_frozen_version_never_changes() -> None:
    assert load_bank(SHIPPED_VERSIONS[0]).fingerprint == VERSION_1


def test_the_shipped_versions_are_of_one_bank_and_no_answer_becomes_unreadable() -> None:
    first, second = (load_bank(folder) for folder in SHIPPED_VERSIONS)
    assert (first.key, first.version, second.version) == (second.key, "1", "2")
    upgrade = compare(first, second, {question.id for question in first.questions()})
    assert upgrade.unreadable == ()
    assert compare(second, first, set()).unreadable == ()


def test_each_question_has_its_fate(old: Bank, new: Bank) -> None:
    upgrade = compare(old, new, {"hw-01-before", "hw-01-gone"})
    assert {fate.id: fate.kind for fate in upgrade.fates} == {
        "hw-01-sizing": "reworded",
        "hw-01-after": "moved",
        "hw-01-same": "kept",
        "hw-01-turns": "changed",
        "hw-01-new": "new",
        "hw-01-gone": "dropped",
    }
    assert {fate.id for fate in upgrade.fates if fate.is_answered} == {"hw-01-after", "hw-01-gone"}
    assert upgrade.moved == {"hw-01-before": "hw-01-after"}
    assert upgrade.of_kind("reworded")[0].differences == ("the question", "the weight")


def test_the_way_back_reads_the_renaming_from_right_to_left(old: Bank, new: Bank) -> None:
    assert renaming(new, old) == {"hw-01-after": "hw-01-before"}
    kinds = {fate.id: fate.kind for fate in compare(new, old, set()).fates}
    assert kinds["hw-01-before"] == "moved"
    assert kinds["hw-01-new"] == "dropped"
    assert kinds["hw-01-gone"] == "new"


def test_another_kind_under_the_same_id_cannot_be_read(old: Bank, tmp_path: Path) -> None:
    other = load(tmp_path, choice(), quantity("hw-01-same"), version="2")
    assert compare(old, other, set()).unreadable == ("hw-01-same",)


@pytest.mark.parametrize(
    ("upgrade", "fault"),
    [
        ({"from": "2"}, "a version cannot follow itself"),
        ({"from": "1", "renamed": {"hw-01-sizing": "hw-01-sizing"}}, "it was not renamed"),
        ({"from": "1", "renamed": {"x": "hw-01-sixing"}}, "unknown question 'hw-01-sixing'"),
        (
            {"from": "1", "renamed": {"x": "hw-01-sizing", "y": "hw-01-sizing"}},
            "question hw-01-sizing is written twice",
        ),
        ({"from": "1", "changed": ["hw-01-sixing"]}, "unknown question 'hw-01-sixing'"),
        ({"renamed": {}}, "missing"),
    ],
)
def test_a_faulty_upgrade_is_refused_with_its_line(
    tmp_path: Path, upgrade: dict[str, object], fault: str
) -> None:
    with pytest.raises(DocumentError, match=fault) as refusal:
        load(tmp_path, choice(), version="2", upgrade=upgrade)
    assert all(one.line for one in refusal.value.faults)


def test_how_a_version_follows_another_is_stored_with_it(new: Bank) -> None:
    assert bank_from_json(bank_to_json(new)) == new
