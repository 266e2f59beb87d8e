"""The initiatives and the rules in German: every text of the English ones, with the same places."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from assessments.document import DocumentError
from assessments.language import DEFAULT, LANGUAGES, speaking
from assessments.translations import Texts, texts_in
from planner.contradictions import Fact, find_contradictions
from planner.contradictions.find import PLACEHOLDER
from planner.contradictions.model import Comparison, Limit
from planner.roadmap.catalogue import shipped_initiatives
from planner.services.frozen.contradictions import rules

OTHERS = [code for code in LANGUAGES if code != DEFAULT]
ENGLISH = {"a": {"title": "A {place}", "says": "It is {place}."}}
GERMAN = """
language: de
parts:
  a: {title: "Ein {place}", says: "Es ist {place}."}
"""


@cache
def initiatives(language: str) -> Texts:
    with speaking(language):
        return {
            one.id: {"title": one.title, "summary": one.summary, "done_when": one.done_when}
            for one in shipped_initiatives()
        }


@cache
def said_by_rules(language: str) -> Texts:
    with speaking(language):
        return {one.id: {"title": one.title, "says": one.says, "remedy": one.remedy} for one in rules()}


def pairs(english: Texts, other: Texts) -> Iterator[tuple[str, str, str]]:
    assert list(other) == list(english)
    for id, texts in english.items():
        assert set(other[id]) == set(texts)
        yield from ((f"{id}.{key}", text, other[id][key]) for key, text in texts.items())


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("texts", [initiatives, said_by_rules])
def test_every_text_is_translated(texts: object, language: str) -> None:
    assert callable(texts)
    left = [place for place, text, other in pairs(texts(DEFAULT), texts(language)) if other == text]
    assert not left


@pytest.mark.parametrize("language", OTHERS)
def test_the_sentences_end_as_sentences_and_name_the_same_facts(language: str) -> None:
    for place, _, text in pairs(initiatives(DEFAULT), initiatives(language)):
        assert text.endswith(".") is not place.endswith(".title"), place
    for place, english, text in pairs(said_by_rules(DEFAULT), said_by_rules(language)):
        assert text.endswith(".") is not place.endswith(".title"), place
        assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(english)), place


def test_only_the_texts_depend_on_the_language() -> None:
    english = shipped_initiatives()
    with speaking("de"):
        german = shipped_initiatives()
    for one, other in zip(english, german, strict=True):
        assert (one.id, one.lifts, one.cost_usd, one.effort, one.after) == (
            other.id,
            other.lifts,
            other.cost_usd,
            other.effort,
            other.after,
        )


def test_a_contradiction_is_told_in_german() -> None:
    facts = {
        "hw-06-power": Fact("hw-06-power", 2e6, shown="2 MW"),
        "sites.power": Fact("sites.power", 1e6, shown="1 MW"),
    }
    with speaking("de"):
        [found] = find_contradictions(rules(), facts)
    assert found.statement.startswith("Für KI-Hardware sollen 2 MW frei sein")
    assert found.rule == "free-power-above-sites"
    [first, *_] = rules()
    assert first.title == "More free power is claimed than all sites have"
    assert first.all_of == (Comparison("hw-06-power", above=Limit(fact="sites.power", times=1.1)),)


def test_a_language_that_nobody_has_translated_to_is_english(tmp_path: Path) -> None:
    assert texts_in("de", tmp_path / "parts.yaml", "parts", ENGLISH) == ENGLISH


def test_a_translation_is_read_from_beside_its_catalogue(tmp_path: Path) -> None:
    assert read(tmp_path, GERMAN)["a"]["says"] == "Es ist {place}."


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("language: de", "language: fr", "de.yaml:2: language: must be de (got 'fr')"),
        ("parts:", "part:", "must hold `language` and `parts`"),
        ("  a: {", "  b: {", "parts.b: unknown; did you mean a?"),
        ("  a: {", "  b: {", "parts.a: must have exactly these texts: title, says"),
        ("title", "titel", "de.yaml:4: parts.a: must have exactly these texts: title, says"),
        ('"Ein {place}"', "5", "parts.a.title: must be text"),
        ("Ein {place}", "Ein Ort", "parts.a.title: other places than in the English text ({place})"),
        ("Ein {place}", "Ein {ort}", "parts.a.title: other places than in the English text ({place})"),
    ],
)
def test_a_faulty_translation_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    with pytest.raises(DocumentError) as caught:
        read(tmp_path, GERMAN.replace(old, new))
    assert expected in str(caught.value)


def read(folder: Path, text: str) -> Texts:
    (folder / "translations").mkdir()
    (folder / "translations" / "de.yaml").write_text(text)
    return texts_in("de", folder / "parts.yaml", "parts", ENGLISH)
