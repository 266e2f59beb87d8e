"""What is asked besides numbers is read from documents and forms, or refused with its place."""

from datetime import date
from typing import Any

import pytest

from assessments.document import DocumentError, parse_document
from planner.sizing.demand import (
    Constraints,
    Demand,
    Standing,
    constraints_from_mapping,
    demand_from_mapping,
    quarter_after,
    quarter_number,
    quarter_text,
    read_constraints,
    sizing_part,
    standings_from_maturity,
)

AS_OF = date(2026, 11, 21)


def constraints(**given: Any) -> Constraints:
    return constraints_from_mapping(given, as_of=AS_OF)


def faults(**given: Any) -> str:
    with pytest.raises(DocumentError) as caught:
        constraints(**given)
    return str(caught.value)


def test_without_a_word_a_plan_begins_next_quarter_and_has_no_limits() -> None:
    assert constraints() == Constraints(start="2027-Q1", periods=8)


def test_one_number_stands_for_every_quarter() -> None:
    found = constraints(quarters=3, budget_usd=100e3, people={"ml_engineers": 2, "data_engineers": [1, 2, 3]})
    assert found.budget_usd == (100e3, 100e3, 100e3)
    assert found.people == {"ml_engineers": (2.0, 2.0, 2.0), "data_engineers": (1.0, 2.0, 3.0)}
    assert (found.total_budget_usd, found.quarters) == (300e3, ("2027-Q1", "2027-Q2", "2027-Q3"))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"start": "2027-Q5"}, "start"),
        ({"quarters": 0}, "quarters"),
        ({"quarters": 2, "budget_usd": [1.0]}, "budget_usd: has 1 values for 2 quarters"),
        ({"budget_usd": -1}, "budget_usd"),
        ({"people": {"ml_engineer": 1}}, "people.ml_engineer: unknown role"),
        ({"residency": ["Germany"]}, "residency"),
        ({"discount_rate": 8}, "discount_rate"),
        ({"budget": 1}, "budget: unknown key"),
    ],
)
def test_a_faulty_constraint_is_refused_with_its_key(given: dict[str, Any], expected: str) -> None:
    assert expected in faults(**given)


def test_in_a_document_the_fault_has_its_line() -> None:
    document = parse_document("constraints:\n  quarters: 2\n  budget_usd: [1, 2, 3]\n", file="a.yaml")
    with pytest.raises(
        DocumentError, match=r"a\.yaml:3: constraints\.budget_usd: has 3 values for 2 quarters"
    ):
        read_constraints(document, document.data["constraints"], ("constraints",), as_of=AS_OF)


def test_a_demand_is_read_beside_the_keys_of_the_sizing() -> None:
    data = {
        "name": "clinical-assistant",
        "kind": "inference",
        "model": "llama-3-70b",
        "data_class": "health",
        "place": "on_premises",
        "value": 5,
        "deadline": "2027-Q3",
        "targets": {"time_to_first_token_ms_p95": {"low": 500, "likely": 800, "high": 900}},
    }
    assert demand_from_mapping(data, constraints(residency=["FRA"])) == Demand(
        name="clinical-assistant",
        title="Clinical assistant",
        kind="inference",
        data_class="health",
        place="on_premises",
        residency=("FRA",),
        value=5.0,
        deadline=2,
        first_token_seconds=0.8,
    )
    assert set(sizing_part(data)) == {"name", "kind", "model", "targets"}


def test_only_training_reads_tokens() -> None:
    train = demand_from_mapping({"name": "a", "kind": "training", "tokens": 15e12}, constraints())
    assert train.training_tokens == 15e12
    assert (
        demand_from_mapping({"name": "a", "kind": "retrieval", "tokens": 1}, constraints()).training_tokens
        is None
    )


def test_a_deadline_before_the_plan_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"deadline: 2026-Q1 lies before the plan begins \(2027-Q1\)"):
        demand_from_mapping({"name": "a", "kind": "training", "deadline": "2026-Q1"}, constraints())


def test_quarters_count_across_years() -> None:
    assert quarter_text(quarter_number("2027-Q4") + 1) == "2028-Q1"
    assert quarter_after(date(2026, 12, 31)) == "2027-Q1"
    assert quarter_after(date(2027, 1, 1)) == "2027-Q2"
    assert constraints(start="2027-Q2").period_of("2028-Q1") == 3


def test_standings_are_taken_from_a_scored_maturity() -> None:
    practice = {
        "id": "SE-01",
        "title": "Access",
        "level": 2,
        "score": 2.4,
        "weight": 2.0,
        "questions": [{"id": "q"}],
    }
    silent = practice | {"id": "SE-02", "level": None, "score": None}
    maturity = {
        "domains": [{"id": "security", "title": "Security", "weight": 1.5, "practices": [practice, silent]}]
    }
    found = standings_from_maturity(maturity)
    assert found["SE-01"] == Standing(2, "Access", True, "security", 2.4, 2.0, 1.5, "Security", ("q",))
    assert (found["SE-02"].is_known, found["SE-02"].level) == (False, None)
