"""What-if says what a whole new evaluation with the accelerators of the plan says, and leaves the plan alone."""

import json
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from assessments.document import DocumentError, read_document
from assessments.question_bank.profile import restricted
from planner.charts.differences import remark_of_change, summary_of, workload_differences
from planner.services.changes.lay import Changes, with_changes
from planner.services.documents.assess import read_assess_document
from planner.services.frozen.evaluation import evaluate
from planner.services.frozen.inputs import PlanInputs, canonical_text
from planner.services.what_if.look import what_if
from planner.services.what_if.start import start_of
from tests.planner.samples import shipped_bank
from tests.planner.services.what_if.whole import copies, in_full

HOSPITAL = Path(__file__).parents[4] / "examples" / "hospital.yaml"


@cache
def inputs() -> PlanInputs:
    return read_assess_document(read_document(HOSPITAL), shipped_bank(), today=date(2026, 11, 21))


@cache
def plan() -> dict[str, Any]:
    return evaluate(inputs(), shipped_bank())


def look(changes: Changes) -> dict[str, Any]:
    found = what_if(plan(), inputs(), shipped_bank(), changes)
    assert found.is_as_planned
    assert verdicts(found.before) == verdicts(plan())
    return found.after


def verdicts(snapshot: dict[str, Any]) -> list[dict[str, Any]]:
    """The verdicts without the place of the judged option, which moves when fewer are compared."""
    found: list[dict[str, Any]] = snapshot["verdicts"]["workloads"]
    return [{key: value for key, value in one.items() if key != "option"} for one in found]


def needed(snapshot: dict[str, Any]) -> float:
    """Return how many accelerators the clinical assistant needs."""
    cells = snapshot["verdicts"]["workloads"][0]["dimensions"]
    return float(next(cell for cell in cells if cell["dimension"] == "compute")["requirement"]["p50"])


def test_without_changes_it_says_what_the_plan_says() -> None:
    before = canonical_text(plan())
    found = look(Changes())
    differences = workload_differences(plan(), found)
    assert verdicts(found) == verdicts(plan())
    assert found["maturity"] == plan()["maturity"]
    assert summary_of(differences) == "Nothing changes against the plan."
    assert {remark_of_change(one) for one in differences} == {"as in the plan"}
    assert canonical_text(plan()) == before


def test_money_and_answers_change_what_a_whole_evaluation_changes() -> None:
    changes = Changes(
        hardware_price_factor=1.5,
        owned_utilisation=0.8,
        electricity_usd_per_kwh=0.3,
        budget_factor=0.2,
        deadline_quarters=-1,
        answers={"se-04-threats": {"level": 5}, "hw-05-orchestration": {"level": 1}},
    )
    bank = shipped_bank()
    whole = evaluate(with_changes(inputs(), changes, bank), bank)
    found = look(changes)
    assert verdicts(found) == verdicts(whole) != verdicts(plan())
    assert found["maturity"] == whole["maturity"]


def options(snapshot: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """Return what was sized, by workload and accelerator."""
    return {
        (one["name"], option["accelerator"]): option
        for one in snapshot["sizing"]["workloads"]
        for option in one["options"]
    }


@cache
def many() -> tuple[PlanInputs, dict[str, Any]]:
    """Twenty workloads, two of them services, and what they say in full."""
    asked = replace(copies(inputs(), 20, services=2), samples=256)
    return asked, in_full(asked, restricted(shipped_bank(), asked.profile))[0]


@pytest.mark.parametrize(
    "changes",
    [
        Changes(budget_factor=0.3, owned_utilisation=0.9, electricity_usd_per_kwh=0.4),
        Changes(hardware_price_factor=0.7, acquire="rent", deadline_quarters=-1),
        Changes(answers={"se-04-threats": {"level": 5}, "hw-05-orchestration": {"level": 1}}),
    ],
    ids=["budget and use", "prices and renting", "answers"],
)
def test_of_twenty_workloads_every_number_is_that_of_a_whole_evaluation(changes: Changes) -> None:
    asked, before = many()
    bank = shipped_bank()
    whole, _ = in_full(with_changes(asked, changes, bank), restricted(bank, asked.profile))
    found = what_if(before, asked, bank, changes).after
    assert verdicts(found) == verdicts(whole)
    told, known = options(found), options(whole)
    assert len({name for name, _ in told}) == 20
    assert told == {place: known[place] for place in told}


def test_what_the_sizing_does_not_read_sizes_nothing_again() -> None:
    same = look(Changes())["sizing"]
    assert look(Changes(budget_factor=0.5, deadline_quarters=2, acquire="rent"))["sizing"] == same
    assert look(Changes(answers={"se-04-threats": {"level": 5}}))["sizing"] == same


def test_more_load_needs_more_and_less_load_less() -> None:
    found = [needed(look(Changes(load_factor=factor))) for factor in (0.25, 1.0, 2.0, 4.0)]
    assert found == sorted(found)
    assert found[0] < found[1] < found[3]
    assert found[1] == needed(plan())


def test_a_service_under_another_load_is_near_a_whole_evaluation() -> None:
    """A tenth of the accelerators, and at least one replica: what a replica carries is not simulated again."""
    changes, bank = Changes(load_factor=1.5), shipped_bank()
    whole = evaluate(with_changes(inputs(), changes, bank), bank)
    assert needed(look(changes)) == pytest.approx(needed(whole), rel=0.1, abs=1.0)


def test_what_cannot_be_changed_is_named() -> None:
    with pytest.raises(DocumentError) as refused:
        look(Changes(delay_quarters=20, answers={"no-such-question": {"level": 3}}))
    assert [fault.place for fault in refused.value.faults] == ["delay_quarters", "answers.no-such-question"]


def test_the_sliders_stand_where_the_plan_stood() -> None:
    start = start_of(plan(), inputs(), shipped_bank())
    assert dict(start.values) == {
        "load": 100.0,
        "utilisation": 60,
        "electricity": 0.17,
        "hardware": 100.0,
        "budget": 100.0,
        "deadline": 0.0,
        "delay": 0.0,
    }
    assert {question.kind for question in start.questions} == {"choice", "quantity"}
    assert start.questions[0].id == "hw-05-utilisation", "how busy machines are decides what is blocked most"


def test_a_plan_of_another_release_is_compared_with_what_this_one_says_of_it() -> None:
    older = json.loads(canonical_text(plan()))
    older["fingerprint"] = "0" * 64
    for cell in older["verdicts"]["workloads"][0]["dimensions"]:
        cell["status"] = "unknown"
    found = what_if(older, inputs(), shipped_bank(), Changes())
    assert (found.is_as_planned, verdicts(found.before)) == (False, verdicts(plan()))
    assert found.after == found.before
