"""The page of constraints writes the mapping that an assess document has."""

from datetime import date
from typing import Any

import pytest

from planner.forms.constraints import ConstraintsForm
from planner.services.defaults import default_constraints
from planner.sizing.demand import constraints_from_mapping

AS_OF = date(2026, 11, 21)
TYPED = {
    "start": "2027-Q1",
    "quarters": "4",
    "budget_usd": "400k 300k 200k 0",
    "carry_over": "on",
    "residency": "deu, FRA",
    "electricity_usd_per_kwh": "21 ct/kWh",
    "discount_rate": "8 %",
    "people_platform_engineers": "3",
    "people_ml_engineers": "1 2 2 2",
}


def form(**typed: str) -> ConstraintsForm:
    return ConstraintsForm({**TYPED, **typed}, as_of=AS_OF, document=default_constraints(AS_OF))


def test_what_is_typed_becomes_the_document() -> None:
    filled = form()
    assert filled.is_valid(), filled.errors
    assert filled.document() == {
        "start": "2027-Q1",
        "quarters": 4,
        "budget_usd": [400e3, 300e3, 200e3, 0.0],
        "carry_over": True,
        "residency": ["DEU", "FRA"],
        "electricity_usd_per_kwh": pytest.approx(0.21),
        "discount_rate": pytest.approx(0.08),
        "people": {"platform_engineers": 3.0, "ml_engineers": [1.0, 2.0, 2.0, 2.0]},
    }


def test_a_stored_document_fills_the_form_that_writes_it_again() -> None:
    first = form()
    assert first.is_valid()
    stored = first.document()
    shown = ConstraintsForm(as_of=AS_OF, document=stored)
    typed: dict[str, Any] = {field.html_name: field.value() for field in shown}
    again = ConstraintsForm({k: v for k, v in typed.items() if v}, as_of=AS_OF, document=stored)
    assert again.is_valid(), again.errors
    assert constraints_from_mapping(again.document(), as_of=AS_OF) == constraints_from_mapping(
        stored, as_of=AS_OF
    )


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        ("start", "January", "2027-Q1|pattern|quarter"),
        ("quarters", "0", "at least 1"),
        ("quarters", "400", "40"),
        ("budget_usd", "1 2 3", "3 values for 4 quarters"),
        ("budget_usd", "-5", "negative"),
        ("residency", "Germany", "pattern|DEU"),
        ("people_ml_engineers", "few", "few"),
    ],
)
def test_a_wrong_entry_is_a_fault_of_its_field(field: str, text: str, reason: str) -> None:
    filled = form(**{field: text})
    assert not filled.is_valid()
    assert list(filled.errors) == [field]
    assert any(word in str(filled.errors[field]) for word in reason.split("|"))


def test_initiatives_that_a_document_pinned_survive_the_page() -> None:
    document = {**default_constraints(AS_OF), "pinned": ["i-hw-01a"]}
    filled = ConstraintsForm(TYPED, as_of=AS_OF, document=document)
    assert filled.is_valid()
    assert filled.document()["pinned"] == ["i-hw-01a"]
