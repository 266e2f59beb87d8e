"""The shipped bank in other languages, and what a translator is told."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from assessments.document import DocumentError, write_document
from assessments.language import DEFAULT, LANGUAGES
from assessments.question_bank.check import check_bank
from assessments.question_bank.conditions import applicable
from assessments.question_bank.load import SHIPPED, load_bank
from assessments.question_bank.model import Bank
from assessments.question_bank.stored import bank_to_json
from assessments.question_bank.translation import Translation, texts_of, translated
from assessments.question_bank.translation_files import load_translations, read_translations
from assessments.question_bank.values import parse_value
from tests.assessments.question_bank.banks import LEVELS, choice, document, practice, several, table, write

OTHERS = [code for code in LANGUAGES if code != DEFAULT]
STUFEN = {
    1: "Niemand tut es",
    2: "Manche tun es",
    3: "Alle tun es",
    4: "Es wird gemessen",
    5: "Es wird verbessert",
}
BANK = {
    "language": "de",
    "title": "Ein kleiner Katalog",
    "lists": {"rooms": {"own": "Eigene", "rented": "Gemietete"}},
}
ASKED = {"text": "Wie wird bemessen?", "help": "Alle Projekte zählen.", "why": "Es spart Geld."}


@cache
def shipped() -> Bank:
    return load_bank(SHIPPED)


@cache
def translations() -> Mapping[str, Translation]:
    return load_translations(SHIPPED, shipped())


def small(folder: Path) -> Bank:
    columns = [{"id": "room", "title": "Room", "kind": "choice", "options": "rooms"}]
    questions = (choice(), several(options="rooms"), table(columns=columns, estate=""))
    lists = {"rooms": {"own": "Our own", "rented": "Rented {place}"}}
    return load_bank(write(folder, document(practice(*questions), lists=lists)))


def german(folder: Path, bank: Mapping[str, Any] | None = None, **changed: Any) -> Path:
    """Write both files of the small bank; changed: what the file of the domain says otherwise."""
    questions = {
        "hw-01-sizing": ASKED | {"levels": STUFEN},
        "hw-01-controls": ASKED,
        "hw-01-accelerators": ASKED | {"columns": {"room": "Raum"}},
    }
    domain = {
        "language": "de",
        "domain": "hardware",
        "title": "Hardware",
        "intro": "Für das Rechenzentrum.",
        "groups": {"compute": "Rechnen"},
        "practices": {
            "HW-01": {"title": "Rechenleistung", "scope": "Rechner sind geplant", "levels": STUFEN}
        },
        "questions": questions,
    }
    inside = folder / "translations" / "de"
    inside.mkdir(parents=True)
    lists = {"rooms": {"own": "Eigene", "rented": "Gemietete {place}"}}
    for name, data in (("bank", bank or BANK | {"lists": lists}), ("hardware", domain | changed)):
        (inside / f"{name}.yaml").write_text(write_document(data))
    return inside


def faults(folder: Path, bank: Bank) -> list[str]:
    with pytest.raises(DocumentError) as refused:
        load_translations(folder, bank)
    return [str(fault).removeprefix(f"{folder}/translations/de/") for fault in refused.value.faults]


@pytest.mark.parametrize("language", OTHERS)
def test_the_newest_shipped_version_is_complete_in_every_language(language: str) -> None:
    texts = translations()[language].texts
    assert texts.keys() == texts_of(shipped()).keys()
    left = [at for at, text in texts_of(shipped()).items() if text == texts[at] and len(text.split()) > 3]
    assert not left


@pytest.mark.parametrize("language", OTHERS)
def test_only_texts_differ(language: str) -> None:
    bank = translated(shipped(), translations()[language])
    assert bank.fingerprint == shipped().fingerprint
    assert [question.id for question in bank.questions()] == [
        question.id for question in shipped().questions()
    ]
    assert texts_of(bank).keys() == texts_of(shipped()).keys()
    again = translated(bank, Translation("en", texts_of(shipped())))
    assert texts_of(again) == texts_of(shipped())
    assert [one for one in again.questions() if one.kind == "choice"] == [
        one for one in shipped().questions() if one.kind == "choice"
    ]
    assert applicable(bank, {}) == applicable(shipped(), {})


@pytest.mark.parametrize("language", OTHERS)
def test_an_answer_in_the_words_of_a_language_is_the_same_answer(language: str) -> None:
    bank = translated(shipped(), translations()[language])
    for question in bank.questions():
        if question.kind == "several":
            texts = [option.text for option in question.options]
            source = shipped().question(question.id)
            ids = [option.id for option in source.options]
            assert parse_value(question, {"options": texts}) == parse_value(source, {"options": ids})


def test_names_stand_in_the_order_of_the_alphabet_of_their_language() -> None:
    question = translated(shipped(), translations()["de"]).question("hw-06-grid-region")
    names = [option.text for option in question.options]
    assert names[:3] == ["Afghanistan", "Ägypten", "Albanien"]
    assert parse_value(question, {"text": "Deutschland"}) == {"text": "DEU"}


def test_a_translation_is_kept_as_plain_data() -> None:
    kept = translations()["de"]
    again = Translation.from_json(kept.to_json())
    assert (again, again.fingerprint) == (kept, kept.fingerprint)
    assert replace(kept, texts={**kept.texts, "title": "Anders"}).fingerprint != kept.fingerprint


def test_a_bank_is_read_in_the_words_of_its_files(tmp_path: Path) -> None:
    bank = small(tmp_path)
    german(tmp_path)
    found = translated(bank, load_translations(tmp_path, bank)["de"])
    assert (found.title, found.domains[0].title) == ("Ein kleiner Katalog", "Hardware")
    assert found.question("hw-01-sizing").levels == tuple(STUFEN.values())
    assert [option.text for option in found.question("hw-01-controls").options] == [
        "Eigene",
        "Gemietete {place}",
    ]
    column = found.question("hw-01-accelerators").columns[0]
    assert (column.title, column.labels) == ("Raum", ("Eigene", "Gemietete {place}"))
    assert bank_to_json(bank) == bank_to_json(small(tmp_path))


def test_a_language_is_offered_when_all_its_files_are_there(tmp_path: Path) -> None:
    bank = small(tmp_path)
    (german(tmp_path) / "hardware.yaml").unlink()
    assert load_translations(tmp_path, bank) == {}
    assert [reading.missing for reading in read_translations(tmp_path, bank)] == [("hardware.yaml",)]
    assert not [fault for fault in check_bank(tmp_path) if "translations" in fault.file]


def test_missing_unknown_and_empty_texts_are_named_with_their_line(tmp_path: Path) -> None:
    bank = small(tmp_path)
    german(
        tmp_path,
        questions={
            "hw-01-sizing": {key: ASKED[key] for key in ("text", "help")} | {"levels": STUFEN},
            "hw-01-controls": ASKED | {"why": 3},
            "hw-01-accelerator": ASKED,
        },
    )
    found = faults(tmp_path, bank)
    assert (
        "hardware.yaml:30: questions.hw-01-controls.why: must be text: put quotes around it (got 3)" in found
    )
    assert any(
        "hw-01-accelerator.text: the question bank has no such text; did you mean" in one for one in found
    )
    assert any("questions.hw-01-sizing.why: not translated" in one for one in found)
    assert any("questions.hw-01-accelerators.columns.room: not translated" in one for one in found)
    assert len([fault for fault in check_bank(tmp_path) if "translations" in fault.file]) == len(found)


def test_a_place_keeps_its_name(tmp_path: Path) -> None:
    bank = small(tmp_path)
    german(tmp_path, BANK | {"lists": {"rooms": {"own": "Eigene", "rented": "Gemietete {ort}"}}})
    assert faults(tmp_path, bank) == [
        "bank.yaml:6: lists.rooms.rented: other places than in the English text ({place})"
    ]


def test_what_is_asked_of_english_texts_is_asked_of_all(tmp_path: Path) -> None:
    bank = small(tmp_path)
    same = dict(STUFEN) | {5: STUFEN[4]}
    questions = {
        "hw-01-sizing": ASKED | {"text": "Bemessen.", "levels": same},
        "hw-01-controls": ASKED | {"help": "x" * 700},
        "hw-01-accelerators": ASKED | {"columns": {"room": "Raum"}},
    }
    german(tmp_path, questions=questions)
    assert [fault.partition(": ")[2] for fault in faults(tmp_path, bank)] == [
        "questions.hw-01-sizing.text: must be a question and end with a question mark",
        "questions.hw-01-sizing.levels.5: says the same as level 4",
        "questions.hw-01-controls.help: 700 characters; at most 650 are read",
    ]


def test_a_file_that_belongs_to_nothing_is_named(tmp_path: Path) -> None:
    bank = small(tmp_path)
    (german(tmp_path, language="fr") / "hardwear.yaml").write_text("language: de\n")
    (tmp_path / "translations" / "klingon").mkdir()
    found = faults(tmp_path, bank)
    assert "hardware.yaml:1: language: must be de (got 'fr')" in found
    assert any(one.startswith("hardwear.yaml: no such domain; did you mean hardware.yaml") for one in found)
    assert any("klingon: not a language to translate to: de" in one for one in found)
    assert len(LEVELS) == len(STUFEN)
