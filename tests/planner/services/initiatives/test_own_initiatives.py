"""Own initiatives of an `assess` document: in the plan with their figures, or refused with place and line."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assessments.document import DocumentError, parse_document
from assessments.question_bank.load import SHIPPED, load_bank
from planner.services.documents.assess import read_assess_document
from planner.services.frozen.evaluation import evaluate
from planner.services.frozen.inputs import PlanInputs
from planner.services.frozen.validation import read_inputs_initiatives

HOSPITAL = (Path(__file__).parents[4] / "examples" / "hospital.yaml").read_text()
OWN = """
initiatives:
  - id: own-sandbox
    title: Shared sandbox with masked data
    domain: data
    summary: One place to try models on masked data.
    lifts: [{practice: DA-01, from: 1, to: 2}]
    cost_usd: {low: 20e3, likely: 30e3, high: 60e3}
    effort: {data_engineers: {low: 1, likely: 2, high: 4}, project_managers: 1}
    duration: 1
    risk: low
    done_when: Five teams have used it for a month.
    references: [Offer 17 of May]
"""
BANK = load_bank(SHIPPED)
TODAY = date(2026, 11, 1)


def read(text: str) -> PlanInputs:
    return read_assess_document(parse_document(text, file="hospital.yaml"), BANK, today=TODAY)


def with_pinned(text: str, *names: str) -> str:
    return text.replace("constraints:\n", f"constraints:\n  pinned: [{', '.join(names)}]\n", 1) + OWN


def test_own_initiatives_are_read_beside_the_workloads() -> None:
    found = read_inputs_initiatives(read(HOSPITAL + OWN))[-1]
    assert (found.id, found.basis, found.references) == ("own-sandbox", "own", ("Offer 17 of May",))
    efforts = {role: (one.low, one.likely, one.high) for role, one in found.effort.items()}
    assert efforts == {"data_engineers": (1, 2, 4), "project_managers": (0.6, 1, 1.7)}
    assert read(HOSPITAL).initiatives == ()


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("DA-01, from: 1", "DX-01, from: 1", "initiatives[1].lifts[1].practice: unknown practice 'DX-01'"),
        ("duration: 1", "duration: 0", "initiatives[1].duration: input should be greater than or equal to 1"),
        ("low: 20e3", "low: 40e3", "initiatives[1].cost_usd: low, likely and high must ascend"),
        (
            "low: 1, likely: 2",
            "low: 3, likely: 2",
            "initiatives[1].effort.data_engineers: low, likely and high",
        ),
        ("risk: low", "risk: low\n    after: [I-DA-99]", "initiatives[1].after[1]: there is no initiative"),
        ("id: own-sandbox", "id: hire-me", "initiatives[1].id: the names of purchases and contracts"),
    ],
)
def test_a_faulty_own_initiative_is_refused_with_place_and_line(old: str, new: str, reason: str) -> None:
    text = HOSPITAL + OWN.replace(old, new)
    with pytest.raises(DocumentError) as caught:
        read(text)
    [fault] = caught.value.faults
    assert reason in str(fault)
    first = HOSPITAL.count("\n") + 3
    assert fault.line is not None
    assert fault.line >= first


def test_an_accepted_own_initiative_is_planned_with_its_figures() -> None:
    snapshot = evaluate(read(with_pinned(HOSPITAL, "own-sandbox")), BANK)
    [planned] = [item for item in snapshot["roadmap"]["initiatives"] if item["id"] == "own-sandbox"]
    assert planned["title"] == "Shared sandbox with masked data"
    assert 0 < planned["cost_low_usd"] <= planned["cost_usd"] <= planned["cost_high_usd"]
    assert snapshot["inputs"]["initiatives"][0]["id"] == "own-sandbox"
    people: dict[str, Any] = snapshot["roadmap"]["robustness"]["people"]
    limited = {curve["role"] for curve in snapshot["roadmap"]["people"] if any(curve["need"])}
    assert set(people) == limited
    assert all(0 <= chance <= 1 for chance in people.values())
