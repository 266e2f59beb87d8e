"""Each change of a scenario is said in plain words, in both languages."""

from dataclasses import fields

import pytest

from assessments.language import speaking
from planner.services.changes.sentences import scenario_sentences
from planner.services.changes.written import Changes
from tests.planner.german import english_in
from tests.planner.samples import shipped_bank

EVERY = Changes(
    acquire="rent",
    accelerator="h100-sxm",
    delay_quarters=4,
    deadline_quarters=-1,
    budget_factor=1.2,
    budget_usd=2.5e6,
    people_factor=0.5,
    load_factor=3,
    hardware_price_factor=0.9,
    electricity_usd_per_kwh=0.35,
    owned_utilisation=0.8,
    target_level=4,
    pinned=["X-1"],
    excluded=["X-2"],
    answers={"hw-01-sizing": {"level": 5}, "unheard-of": {"level": 1}},
)
TITLES = {"X-1": "Neues Rechenzentrum", "X-2": "Altes Rechenzentrum"}


def test_every_change_is_said() -> None:
    assert scenario_sentences(EVERY, bank=shipped_bank(), titles=TITLES) == [
        "What is missing is rented, where the place of a workload allows it.",
        "All workloads run on H100 SXM 80GB.",
        "Owned accelerators are in use 80 % of their life.",
        "Nothing is ordered or begun before 4 quarters have passed.",
        "Every workload is wanted a quarter earlier.",
        "The budget is 2.5 M USD in each quarter.",
        "The budget is 20 % higher.",
        "Accelerators cost 10 % less, bought or rented.",
        "Electricity costs 0.35 USD per kWh.",
        "There are 50 % fewer people for the plan.",
        "There is 200 % more to train on, to answer and to search.",
        "Every practice is to reach level 4.",
        "In the plan in any case: 'Neues Rechenzentrum'.",
        "Not in the plan: 'Altes Rechenzentrum'.",
        *scenario_sentences(Changes(answers=EVERY.answers), bank=shipped_bank()),
    ]


def test_answers_are_counted_where_their_questions_are_not_known() -> None:
    assert scenario_sentences(Changes(answers=EVERY.answers)) == ["2 more answers are changed."]
    shown, counted = scenario_sentences(Changes(answers=EVERY.answers), bank=shipped_bank())
    assert " is answered with: 5 optimised: " in shown
    assert counted == "One more answer is changed."


@pytest.mark.parametrize("name", [one.name for one in fields(Changes)])
def test_no_change_goes_unsaid(name: str) -> None:
    sentences = scenario_sentences(Changes(**{name: getattr(EVERY, name)}))
    assert sentences != scenario_sentences(Changes())
    assert len(sentences) == 1


def test_a_factor_of_one_is_no_change() -> None:
    assert scenario_sentences(Changes(budget_factor=1, load_factor=1)) == ["Nothing is changed."]


@pytest.mark.parametrize(
    "changes",
    [EVERY, Changes(acquire="buy", deadline_quarters=2, budget_factor=0.5, people_factor=2, load_factor=0.5,
                    hardware_price_factor=2, delay_quarters=1), Changes(acquire="any"), Changes()],
)  # fmt: skip
def test_a_german_reader_reads_no_english(changes: Changes) -> None:
    with speaking("de"):
        sentences = scenario_sentences(changes, titles=TITLES)
    assert english_in(sentences) == []
