"""Settled values in plans: frozen with the inputs, in force everywhere, marked, and read from documents."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assessments.document import Document, DocumentError
from assessments.queries import SettledAnswer, consolidate_answers
from assessments.services import record_override
from planner.models import Plan
from planner.reports.build import build_pdf
from planner.reports.content import report_content
from planner.services.documents.assess import read_assess_document
from planner.services.frozen.estate import estate_from
from planner.services.frozen.inputs import PlanInputs
from planner.services.frozen.verification import differences
from planner.services.plans.gather import inputs_of
from tests.assessments.samples import sample_bank
from tests.planner.samples import ASSISTANT, CONSTRAINTS, make_finished_plan, make_planned_setting
from tests.planner.services.frozen.test_inputs import INPUTS

TODAY = date(2026, 11, 1)
OVERRIDE = SettledAnswer(
    "q", "override", {"level": 2}, "measured", "Seen on site", "7", "Demo Consultant", date(2026, 10, 2)
)


def document(*consensus: dict[str, Any]) -> Document:
    data = {
        "organisation": {"name": "Example"},
        "answers": [{"question": "hw-level", "level": 4, "basis": "guessed", "respondent": "A"}],
        "workloads": [{**ASSISTANT, "name": "assistant", "kind": "inference"}],
        "constraints": CONSTRAINTS,
        "consensus": list(consensus),
    }
    return Document("case.yaml", data, {})


def read(*consensus: dict[str, Any]) -> PlanInputs:
    return read_assess_document(document(*consensus), sample_bank(), today=TODAY)


def test_inputs_with_a_settled_value_come_back_from_json_as_they_were() -> None:
    inputs = replace(INPUTS, settled=(OVERRIDE,))
    assert inputs.to_json()["settled"][0]["reason"] == "Seen on site"
    assert PlanInputs.from_json(inputs.to_json()) == inputs


def test_without_a_settled_value_the_frozen_inputs_are_those_of_earlier_releases() -> None:
    assert "settled" not in INPUTS.to_json()


@pytest.mark.parametrize(
    "written",
    [
        {"question": "hw-level", "value": 3, "reason": "We talked"},
        {"question": "hw-level", "value": "3", "reason": "We talked"},
        {"question": "hw-level", "level": 3, "reason": "We talked"},
    ],
)
def test_a_document_may_settle_a_level_in_short(written: dict[str, Any]) -> None:
    assert read(written).settled == (
        SettledAnswer(
            "hw-level", "consensus", {"level": 3}, "estimated", "We talked", "consultant", "consultant", TODAY
        ),
    )


def test_a_document_may_override_a_quantity_and_say_who_when_and_how_known() -> None:
    settled = read(
        {
            "question": "hw-storage", "kind": "override", "value": "2 PB", "basis": "measured", "by": "Dana",
            "settled_on": "2026-10-01", "reason": "Meter read",
        }
    ).settled  # fmt: skip
    amount = {"low": 2e15, "likely": 2e15, "high": 2e15}
    assert settled == (
        SettledAnswer(
            "hw-storage", "override", amount, "measured", "Meter read", "Dana", "Dana", date(2026, 10, 1)
        ),
    )


@pytest.mark.parametrize(
    ("written", "place", "reason"),
    [
        ({"question": "hw-levle", "value": 3, "reason": "x"}, "question", "hw-level"),
        ({"question": "hw-level", "value": 3}, "reason", ""),
        ({"question": "hw-level", "value": 3, "reason": "  "}, "reason", ""),
        ({"question": "hw-level", "value": 6, "reason": "x"}, "", "not a level from 1 to 5"),
        ({"question": "hw-level", "value": 2.5, "reason": "x"}, "", "not a level from 1 to 5"),
        ({"question": "hw-level", "reason": "x"}, "", ""),
        ({"question": "hw-storage", "value": "2 parsecs", "reason": "x"}, "value", "parsecs"),
        ({"question": "hw-level", "value": 3, "reason": "x", "kind": "guess"}, "kind", ""),
        ({"question": "hw-level", "value": 3, "reason": "x", "settled_on": "2027-01-01"}, "", "lies after"),
    ],
)
def test_a_faulty_settled_value_is_refused_with_its_place(
    written: dict[str, Any], place: str, reason: str
) -> None:
    with pytest.raises(DocumentError) as refused:
        read(written)
    (fault,) = refused.value.faults
    assert fault.place.startswith("consensus")
    assert place in fault.place
    assert reason in fault.reason


def test_a_question_is_settled_once_in_a_document() -> None:
    once = {"question": "hw-level", "value": 3, "reason": "x"}
    with pytest.raises(DocumentError, match="settled twice"):
        read(once, once)


def test_a_settled_quantity_is_what_the_estate_says(db: None) -> None:
    setting = make_planned_setting()
    bank = setting.engagement.bank.read()
    question = next(q for q in bank.questions() if q.estate == "power_watts")
    record_override(
        engagement=setting.engagement, question_id=question.id, basis="documented", reason="Meter",
        value={"low": 5e4, "likely": 6e4, "high": 7e4}, by=setting.consultant,
    )  # fmt: skip
    inputs = inputs_of(setting.engagement, as_of=TODAY)
    estate = estate_from(bank, consolidate_answers(bank, inputs.answers, inputs.settled))
    assert estate.power_watts is not None
    assert (estate.power_watts.low, estate.power_watts.likely, estate.power_watts.high) == (5e4, 6e4, 7e4)


@pytest.fixture
def plan(db: None) -> Plan:
    setting = make_planned_setting()
    bank = setting.engagement.bank.read()
    question = next(question for question in bank.questions() if question.kind == "choice")
    record_override(
        engagement=setting.engagement, question_id=question.id, value={"level": 1}, basis="measured",
        reason="Nobody could show it", by=setting.consultant,
    )  # fmt: skip
    return make_finished_plan(setting)


def test_a_plan_with_an_override_verifies_and_says_so_in_snapshot_and_report(plan: Plan) -> None:
    snapshot = plan.snapshot
    assert differences(snapshot) == []
    (settled,) = snapshot["inputs"]["settled"]
    assert settled["shown"].startswith("1 Ad hoc")
    marked = [
        question
        for domain in snapshot["maturity"]["domains"]
        for practice in domain["practices"]
        for question in practice["questions"]
        if question.get("settled")
    ]
    assert [(q["id"], q["settled"], q["supported"]) for q in marked] == [(settled["question"], "override", 1)]
    content = report_content(snapshot)
    remarks = [row[3] for row in content.answers.rows] if content.answers else []
    assert "Overridden by a consultant: Nobody could show it" in remarks
    assert any(point.title == "Overridden by a consultant: one answer" for point in content.standing.points)
    assert build_pdf(snapshot, variant="full").startswith(b"%PDF-")
