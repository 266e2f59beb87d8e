"""Before it is published, a bank is answered by simulated respondents."""

from pathlib import Path

import pytest

from assessments.question_bank.load import SHIPPED_VERSIONS
from assessments.scoring.trial import publish_faults
from tests.assessments.question_bank.banks import choice, document, practice, quantity, several, write


@pytest.mark.parametrize("folder", SHIPPED_VERSIONS, ids=lambda folder: folder.name)
def test_a_shipped_bank_passes_every_publish_check(folder: Path) -> None:
    assert [str(fault) for fault in publish_faults(folder)] == []


def test_a_better_answer_that_hides_another_answer_may_lower_the_score(tmp_path: Path) -> None:
    hidden = choice("hw-01-help", when={"question": "hw-01-sizing", "at_most": 2}, weight=3)
    file = write(tmp_path, document(practice(choice(), hidden)))
    (fault,) = publish_faults(file)
    assert fault.file == str(file)
    assert fault.line == file.read_text().splitlines().index("      - id: hw-01-sizing") + 1
    assert fault.reason.startswith("a better answer (level")
    assert fault.reason.endswith("lowers the score of HW-01: hw-01-help is then no longer asked")


def test_a_better_answer_that_brings_a_question_lowers_nothing(tmp_path: Path) -> None:
    brought = choice("hw-01-help", when={"question": "hw-01-sizing", "at_least": 3}, weight=3)
    amounts = quantity(thresholds=["4 TB", "3 TB", "2 TB", "1 TB"])
    counted = several(
        thresholds=[1, 2, 3, 4], when={"question": "hw-01-storage", "at_least": "2 TB"}, weight=1
    )
    assert publish_faults(write(tmp_path, document(practice(choice(), brought)))) == []
    assert publish_faults(write(tmp_path, document(practice(choice(), amounts)))) == []
    # Less is better there, and the count is asked of large amounts only: a better amount hides it.
    reasons = [
        fault.reason
        for fault in publish_faults(write(tmp_path, document(practice(choice(), amounts, counted))))
    ]
    assert all("hw-01-controls is then no longer asked" in reason for reason in reasons)
    assert reasons


def test_the_quick_part_is_tried_as_well(tmp_path: Path) -> None:
    # In full the steady answers outweigh what is hidden only when they are good; in the quick part they are missing.
    quick = choice(quick=True)
    hidden = choice("hw-01-help", quick=True, when={"question": "hw-01-sizing", "at_most": 2}, weight=3)
    file = write(tmp_path, document(practice(quick, hidden, choice("hw-01-slow"))))
    assert publish_faults(file)


def test_the_trial_comes_after_the_other_checks(tmp_path: Path) -> None:
    hidden = choice("hw-01-help", when={"question": "hw-01-sizing", "at_most": 2}, weight=30)
    reasons = [
        fault.reason for fault in publish_faults(write(tmp_path, document(practice(choice(), hidden))))
    ]
    assert reasons == ["must be between 0.1 and 10 (got 30)"]
