import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assessments.document import DocumentError
from assessments.question_bank.load import SHIPPED, bank_from_json, bank_to_json, load_bank
from assessments.question_bank.stored import fingerprint
from tests.assessments.question_bank.banks import (
    choice,
    document,
    load,
    practice,
    quantity,
    several,
    table,
    write,
)


def test_a_stored_bank_is_read_back_the_same() -> None:
    bank = load_bank(SHIPPED)
    assert bank_from_json(json.loads(json.dumps(bank_to_json(bank)))) == bank


def test_the_fingerprint_ignores_how_the_file_is_laid_out(tmp_path: Path) -> None:
    bank = load(tmp_path, choice(weight=1), quantity(minimum="1 TB"))
    file = tmp_path / "bank.yaml"
    data = document(practice(quantity(minimum="1000 GB"), choice(weight=1.0)))
    data["domains"][0]["groups"][0]["practices"][0]["questions"].reverse()
    file.write_text("# a comment\n" + json.dumps(data, indent=7, sort_keys=True))
    assert load_bank(file).fingerprint == bank.fingerprint


def test_the_fingerprint_changes_with_the_order_of_questions(tmp_path: Path) -> None:
    one = load(tmp_path, choice(), several())
    assert load(tmp_path, several(), choice()).fingerprint != one.fingerprint


@pytest.mark.parametrize("change", [{"text": "How is it sized?"}, {"weight": 2}, {"gate": 3}, {"who": "IT"}])
def test_the_fingerprint_changes_with_the_content(tmp_path: Path, change: dict[str, Any]) -> None:
    assert load(tmp_path, choice()).fingerprint != load(tmp_path, choice(**change)).fingerprint


def test_the_fingerprint_does_not_depend_on_fields_at_their_default(tmp_path: Path) -> None:
    stored = bank_to_json(load(tmp_path, choice()))
    question = stored["domains"][0]["groups"][0]["practices"][0]["questions"][0]
    assert question.keys() == {"id", "kind", "text", "help", "why", "levels"}


def test_a_stored_bank_that_was_changed_is_refused(tmp_path: Path) -> None:
    stored = bank_to_json(load(tmp_path, choice(), table()))
    stored["title"] = "Another"
    with pytest.raises(DocumentError, match="does not match the fingerprint"):
        bank_from_json(stored)


def test_stored_data_that_is_no_bank_is_refused() -> None:
    with pytest.raises(DocumentError, match="stored question bank: key"):
        bank_from_json({"title": "x"})


def test_the_fingerprint_is_that_of_the_content_alone(tmp_path: Path) -> None:
    bank = load_bank(write(tmp_path, document(practice(choice()))))
    assert fingerprint(replace(bank, fingerprint="other")) == bank.fingerprint
    assert len(bank.fingerprint) == 64
