"""Frozen inputs survive the way through JSON, and a fingerprint is over every byte."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from assessments.queries import GivenAnswer
from planner.services.frozen.inputs import (
    BankReference,
    OrganisationInput,
    PlanInputs,
    canonical_text,
    fingerprint_of,
)

INPUTS = PlanInputs(
    organisation=OrganisationInput("Demonstration", "health", "DEU"),
    engagement="Readiness",
    as_of=date(2026, 11, 1),
    bank=BankReference("plumbline", "1", "Plumbline", "0" * 64),
    answers=(
        GivenAnswer(
            "q", "1", "A", "answered", {"level": 3}, "measured", date(2026, 10, 1), comment="as we said"
        ),
    ),
    workloads=({"name": "a", "kind": "inference", "value": 2.0},),
    constraints={"start": "2027-Q1", "quarters": 8},
)


def test_inputs_come_back_from_json_as_they_were() -> None:
    assert PlanInputs.from_json(INPUTS.to_json()) == INPUTS


def test_the_canonical_text_does_not_depend_on_the_order_of_keys() -> None:
    assert canonical_text({"b": 1, "a": [2.5]}) == canonical_text({"a": [2.5], "b": 1}) == '{"a":[2.5],"b":1}'


@given(st.dictionaries(st.text(), st.floats(allow_nan=False, allow_infinity=False) | st.text() | st.none()))
def test_the_fingerprint_ignores_itself_and_nothing_else(data: dict) -> None:
    data.pop("fingerprint", None)
    print_ = fingerprint_of(data)
    assert fingerprint_of({**data, "fingerprint": "anything"}) == print_
    assert fingerprint_of({**data, "one more": 1}) != print_
