"""The quick profile in plans: frozen with the inputs, and only what it asks counts."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assessments.document import DocumentError, read_document
from assessments.question_bank.profile import restricted
from assessments.services import choose_profile
from planner.services.documents.assess import read_assess_document
from planner.services.frozen.evaluation import evaluate
from planner.services.frozen.inputs import PlanInputs
from planner.services.plans.gather import inputs_of
from tests.planner.samples import make_planned_setting, shipped_bank

EXAMPLE = Path(__file__).resolve().parents[4] / "examples" / "demonstration.yaml"
DAY = date(2026, 11, 1)


@pytest.mark.django_db
def test_a_plan_freezes_the_profile_of_its_engagement() -> None:
    setting = make_planned_setting()
    assert "profile" not in inputs_of(setting.engagement, as_of=DAY).to_json()
    choose_profile(setting.engagement, "quick")
    inputs = inputs_of(setting.engagement, as_of=DAY)
    assert inputs.to_json()["profile"] == "quick"
    assert inputs.bank.fingerprint == shipped_bank().fingerprint
    assert PlanInputs.from_json(inputs.to_json()) == inputs


def test_a_document_names_its_profile(tmp_path: Path) -> None:
    def read(profile: str) -> PlanInputs:
        file = tmp_path / "document.yaml"
        file.write_text(f"profile: {profile}\n{EXAMPLE.read_text()}")
        return read_assess_document(read_document(file), shipped_bank(), today=DAY)

    assert read("quick").profile == "quick"
    with pytest.raises(DocumentError, match="profile"):
        read("half")


def test_only_what_the_profile_asks_counts() -> None:
    full = read_assess_document(read_document(EXAMPLE), shipped_bank(), today=DAY)
    snapshot = evaluate(replace(full, profile="quick", samples=64), shipped_bank())
    asked = {
        question.id for question in restricted(shipped_bank(), "quick").questions() if question.is_scored
    }
    counted = {
        question["id"]
        for domain in snapshot["maturity"]["domains"]
        for practice in domain["practices"]
        for question in practice["questions"]
    }
    assert counted == asked
    assert len(snapshot["inputs"]["answers"]) == len(full.answers)
