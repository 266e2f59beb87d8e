"""Sizing, verdicts, roadmap and figures of the organisation in German: nothing of ours stays English."""

import json
from typing import Any

import pytest

from assessments.language import speaking
from planner.roadmap.plan import plan_roadmap
from planner.sizing.demand import AskedQuestion, Demand
from planner.sizing.size import size
from planner.sizing.workload import Assumptions, Estate, Estimate, RoleStock
from planner.verdict.judge import judge
from planner.verdict.rules import load_rules, shipped_rules
from tests.planner.german import english_in, sentences
from tests.planner.situation import constraints, demand, estate, option, sizing, standings
from tests.planner.sizing.builders import batch, fine_tuning, inference, retrieval, training
from tests.planner.sizing.organisation_samples import organisation

TITLES = {"HW-05": "Steuerung", "HW-07": "Plattform"}


def of(found: list[str]) -> list[str]:
    """Titles of practices come from the bank, which these tests have in English."""
    names = {standing.title for standing in standings().values()}
    return [text for text in found if not any(name in text for name in names)]


@pytest.mark.parametrize("workload", [training(), fine_tuning(), inference(), retrieval(), batch()])
def test_the_sizing_of_every_kind_is_german(workload: Any) -> None:
    with speaking("de"):
        found = size([workload], Estate(), Assumptions(), samples=256).to_json()
    keys = ("reason", "warnings", "step", "formula")
    assert english_in(list(sentences(found, *keys))) == []


CASES: list[tuple[list[Demand], dict[str, Any]]] = [
    ([demand()], {}),
    ([demand(deadline=1)], {"there": estate(2, power_watts=Estimate.exact(1.0, "x"), staff=())}),
    ([demand(deadline=1)], {"there": estate(2), "limits": constraints(budget_usd=(1e3,) * 8)}),
    ([demand(place="cloud", residency=("DEU", "FRA"))], {}),
    ([demand()], {"there": estate(None)}),
    ([demand()], {"there": Estate()}),
    ([demand("a"), demand("b", value=2.0)], {"there": estate(20, exact=False)}),
    ([demand()], {"there": estate(staff=(RoleStock("ml_engineers", Estimate.exact(0.1, "x")),))}),
    ([demand(first_token_seconds=0.2)], {"options": {"first_token": 0.5}}),
    ([demand(kind="training", training_tokens=5e12)], {}),
    ([demand()], {"options": {"feasible": False}}),
]


@pytest.mark.parametrize(("demands", "given"), CASES)
@pytest.mark.parametrize("level", [None, 1, 4])
def test_verdicts_and_roadmap_are_german(
    demands: list[Demand], given: dict[str, Any], level: float | None
) -> None:
    there, limits = given.get("there") or estate(), given.get("limits") or constraints()
    levels = standings(level)
    with speaking("de"):
        sized = sizing(**{item.name: option(**given.get("options", {})) for item in demands})
        verdicts = judge(demands, sized, there, levels, limits)
        roadmap = plan_roadmap(demands, verdicts, sized, levels, there, limits, {"default": 3}, seconds=2)
    said = [text for verdict in verdicts for text in sentences(verdict.to_json(), "reason", "would_change")]
    said += sentences(
        roadmap.to_json(), "reason", "why", "why_not", "title", "summary", "done_when", "conflicts",
        "relaxations", "notes",
    )  # fmt: skip
    names = {item.title for item in demands} | {"the weights do not fit"}
    assert [text for text in of(english_in(said)) if not any(name in text for name in names)] == []


def test_the_figures_of_the_organisation_are_german_and_tell_what_is_assumed() -> None:
    with speaking("de"):
        known = organisation().to_json()
    said = list(sentences(known, "title", "group", "step"))
    assert english_in(said) == []
    # The report tells by these two words where a quantity comes from.
    assert {"assumption", "answer"} >= {
        text for text in sentences(known, "formula") if text in ("assumption", "answer", "Annahme")
    }


def test_the_numbers_do_not_depend_on_the_language() -> None:
    english = json.dumps(_numbers(organisation().to_json()))
    with speaking("de"):
        assert json.dumps(_numbers(organisation().to_json())) == english


def _numbers(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _numbers(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_numbers(item) for item in data]
    return None if isinstance(data, str) else data


def test_the_reasons_of_the_rules_are_german_and_nothing_else_of_them() -> None:
    english = load_rules()
    with speaking("de"):
        german = shipped_rules()
    for one, other in zip(english, german, strict=True):
        assert (one.practice, one.dimension, one.level, one.when) == (
            other.practice,
            other.dimension,
            other.level,
            other.when,
        )
        assert one.reason != other.reason
        assert other.reason.endswith(".")
    assert shipped_rules() == english


def test_a_question_to_answer_is_named_in_german() -> None:
    asked = {"accelerators": AskedQuestion("hw-01", "Welche Beschleuniger gibt es?")}
    with speaking("de"):
        [verdict] = judge(
            [demand()], sizing(assistant=option()), Estate(), standings(), constraints(), questions=asked
        )
    assert (
        "Die Frage „Welche Beschleuniger gibt es?“ beantworten" in verdict.dimension("compute").would_change
    )
