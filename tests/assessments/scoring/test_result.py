"""The JSON form, the docstring examples, and many engagements at once."""

import doctest
import importlib
import json
import pkgutil

import numpy as np
import pytest

import assessments.scoring
from assessments.scoring import score
from assessments.scoring.layout import layout_of
from assessments.scoring.ratings import QuestionArrays, rate
from tests.assessments.scoring.banks import answer, bank, domain, practice, question, unknown

MODULES = [module.name for module in pkgutil.iter_modules(assessments.scoring.__path__)]

BANK = bank(
    domain("d", [practice("p", [question("a", 1, gate=3), question("b", 3)], 2.0, is_critical=True)], 1.5)
)


def test_the_json_form_holds_everything_and_is_plain() -> None:
    said = [answer("a", 2, age_months=3), answer("a", 3, by="bob"), unknown("b")]

    data = score(BANK, said, seed=5, draws=512).to_json()

    assert json.loads(json.dumps(data, allow_nan=False)) == data
    (d,) = data["domains"]
    (p,) = d["practices"]
    a, b = p["questions"]
    assert list(data) == ["overall", "domains", "next_best_questions", "alpha", "draws", "seed"]
    assert a == {
        "id": "a",
        "text": "Question a?",
        "status": "answered",
        "claimed": 2.0,
        "supported": 2.0,
        "basis": "documented",
        "age_months": 0.0,
        "respondents": 2,
        "spread": 1.0,
        "weight": 1,
        "gate": 3,
        "gained": 2.0,
        "missed": 3.0,
    }
    assert b == {
        "id": "b",
        "text": "Question b?",
        "status": "unknown",
        "claimed": None,
        "supported": None,
        "basis": None,
        "age_months": None,
        "respondents": 0,
        "spread": None,
        "weight": 3,
        "gate": None,
        "gained": 0.0,
        "missed": 0.0,
    }
    rating = {
        "score": 2.0,
        "claimed_score": 2.0,
        "level": 2,
        "level_provisional": False,
        "coverage": 0.25,
        "basis": 0.85,
        "agreement": 0.75,
        "confidence": pytest.approx(0.25 * 0.85 * 0.75),
        "provisional": True,
    }
    interval = {"p10", "p90"}
    blocker = "Level 3 needs “Question a?” itself at level 3: it is at 2."
    assert {key: p[key] for key in p if key not in interval | {"questions"}} == rating | {
        "id": "p",
        "title": "Practice p",
        "weight": 2.0,
        "critical": True,
        "next_level_blocker": blocker,
    }
    assert {key: d[key] for key in d if key not in interval | {"practices"}} == rating | {
        "id": "d",
        "title": "Domain d",
        "weight": 1.5,
        "next_level_blocker": "Level 3 needs the critical practice “Practice p” itself at level 3: it is at 2.",
    }
    assert {key: data["overall"][key] for key in data["overall"] if key not in interval} == rating | {
        "index": 25.0,
        "weakest_domain": "d",
        "spread": 0.0,
    }
    assert [(item["id"], item["practice"]) for item in data["next_best_questions"]] == [("b", "p")]
    assert (data["alpha"], data["draws"], data["seed"]) == (None, 512, 5)


def test_many_engagements_at_once_give_what_each_gives_alone() -> None:
    layout = layout_of(BANK)
    generator = np.random.default_rng(2)
    levels = generator.integers(1, 6, (2, 40)).astype(float)
    answered = generator.random((2, 40)) < 0.7
    levels[~answered] = 0
    worth = np.where(answered, 0.85, 0.0)
    agreement = np.where(answered, 0.8, 0.0)

    batch = rate(layout, QuestionArrays(levels, levels, worth, agreement, answered, np.ones_like(answered)))

    for index in range(40):
        said = [answer(name, levels[row, index]) for row, name in enumerate("ab") if answered[row, index]]
        alone = score(BANK, said, draws=0)
        scopes = zip(
            (batch.practice, batch.domain, batch.overall),
            (alone.practices[0], alone.domains[0], alone.overall),
            strict=True,
        )
        for arrays, rating in scopes:
            assert (arrays.score[0, index] or None, int(arrays.level[0, index]) or None) == (
                rating.score,
                rating.level,
            )
            assert arrays.level_provisional[0, index] == rating.level_provisional
            assert arrays.trust.confidence[0, index] == rating.confidence


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_are_true(name: str) -> None:
    module = importlib.import_module(f"assessments.scoring.{name}")

    assert doctest.testmod(module, extraglobs={"np": np}).failed == 0
