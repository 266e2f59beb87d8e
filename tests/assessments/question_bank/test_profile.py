"""The quick profile: a part of the bank that stands alone."""

from pathlib import Path

from assessments.question_bank.check import check_bank
from assessments.question_bank.load import load_bank
from assessments.question_bank.profile import has_quick_profile, restricted
from tests.assessments.question_bank.banks import choice, document, load, practice, write


def test_the_quick_profile_keeps_quick_questions_and_drops_what_is_left_empty(tmp_path: Path) -> None:
    bank = load(tmp_path, choice(quick=True), choice("hw-01-more"))
    quick = restricted(bank, "quick")
    assert [question.id for question in quick.questions()] == ["hw-01-sizing"]
    assert quick.fingerprint == bank.fingerprint
    assert restricted(bank, "full") is bank


def test_a_practice_without_quick_questions_goes_and_so_does_its_page_and_its_domain(tmp_path: Path) -> None:
    data = document(practice(choice(quick=True)), practice(choice("hw-02-sizing"), id="HW-02"))
    other = {"id": "data", "title": "Records", "intro": "For those who keep records."}
    page = {"id": "records", "title": "Records", "practices": [practice(choice("da-01-one"), id="DA-01")]}
    data["domains"].append(other | {"groups": [page]})
    quick = restricted(load_bank(write(tmp_path, data)), "quick")
    assert [domain.id for domain in quick.domains] == ["hardware"]
    assert [part.id for part in quick.practices()] == ["HW-01"]


def test_a_bank_without_quick_questions_asks_everything_either_way(tmp_path: Path) -> None:
    bank = load(tmp_path, choice())
    assert not has_quick_profile(bank)
    assert restricted(bank, "quick") is bank


def test_every_practice_has_a_quick_question_once_there_is_one(tmp_path: Path) -> None:
    file = write(
        tmp_path, document(practice(choice(quick=True)), practice(choice("hw-02-sizing"), id="HW-02"))
    )
    (fault,) = check_bank(file)
    assert str(fault).startswith(f"{file}:")
    assert fault.line is not None
    assert "no scored question is quick" in fault.reason


def test_a_quick_question_does_not_look_at_one_that_is_not(tmp_path: Path) -> None:
    asks = choice("hw-01-more", quick=True, when={"question": "hw-01-slow", "at_least": 2})
    faults = check_bank(load(tmp_path, choice(quick=True), choice("hw-01-slow"), asks))
    assert [fault.reason for fault in faults] == [
        "is asked in the quick profile, but looks at hw-01-slow, which is not"
    ]
