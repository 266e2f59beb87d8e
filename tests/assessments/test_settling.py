"""A consensus or override replaces the answers everywhere, says so, and can be taken back; nothing is lost."""

from typing import Any

import pytest
from django.utils import timezone

from assessments.models import Content, Evidence, SettledValue
from assessments.queries import (
    Scored,
    consolidated_answers,
    engagement_progress,
    score_engagement,
    settled_for,
    settlements_of,
)
from assessments.scoring import QuestionMaturity
from assessments.services import (
    ClosedError,
    NoReasonError,
    NothingSettledError,
    UnknownQuestionError,
    close_engagement,
    record_consensus,
    record_override,
    withdraw,
)
from tests.assessments.samples import Setting, level, save

pytestmark = pytest.mark.django_db


def settle(setting: Setting, number: int, *, override: bool = False, **more: Any) -> SettledValue:
    record = record_override if override else record_consensus
    fields: dict[str, Any] = {
        "question_id": "hw-level", "value": {"level": number}, "basis": "documented", "reason": "Agreed on it"
    }  # fmt: skip
    return record(engagement=setting.engagement, by=setting.lead, **{**fields, **more})


def rated(setting: Setting, question: str = "hw-level") -> QuestionMaturity:
    return next(q for q in scored(setting).maturity.questions if q.id == question)


def scored(setting: Setting) -> Scored:
    return score_engagement(setting.engagement, draws=0)


def test_a_consensus_replaces_the_answers_and_keeps_the_dissent(setting: Setting) -> None:
    save(setting, level(2))
    save(setting, level(4), by=setting.consultant)
    settle(setting, 4)
    found = rated(setting)
    assert (found.claimed, found.supported, found.basis, found.spread) == (4, 4, "documented", 2)
    assert (found.settled, found.dissent) == ("consensus", (str(setting.respondent.pk),))
    assert scored(setting).maturity.practices[0].agreement == 1
    assert consolidated_answers(setting.engagement)["hw-level"].settled == "consensus"
    assert setting.engagement.answers.count() == 2


def test_an_override_is_marked_and_does_not_pass_for_agreement(setting: Setting) -> None:
    save(setting, level(5, basis="measured"))
    settle(setting, 2, override=True, reason="The meters were off")
    found, practice = rated(setting), scored(setting).maturity.practices[0]
    assert (found.supported, found.settled, found.dissent) == (
        2, "override", (str(setting.respondent.pk),)
    )  # fmt: skip
    assert practice.agreement == 1 - 3 / 4
    assert found.to_json()["settled"] == "override"
    assert "set by a consultant" in (practice.blocker.text if practice.blocker else "")


def test_an_override_without_answers_counts_as_the_word_of_one_person(setting: Setting) -> None:
    settle(setting, 2, override=True)
    assert scored(setting).maturity.practices[0].agreement == 0.8


def test_a_consensus_on_four_needs_proof_and_the_proof_of_any_respondent_serves(setting: Setting) -> None:
    settle(setting, 4, basis="estimated")
    assert (rated(setting).claimed, rated(setting).supported) == (4, 3)
    save(setting, level(4, basis="measured"))
    assert rated(setting).supported == 4


def test_accepted_evidence_of_whoever_recorded_it_proves_a_settled_value(setting: Setting) -> None:
    settle(setting, 5, basis="estimated")
    now = timezone.now()
    Evidence.objects.create(
        engagement=setting.engagement, question="hw-level", title="Audit", link="https://example.org/audit",
        added_by=setting.lead, added_at=now, state="accepted", reviewed_by=setting.consultant, reviewed_at=now,
    )  # fmt: skip
    assert rated(setting).supported == 5


def test_a_settled_quantity_feeds_the_consolidated_values(setting: Setting) -> None:
    one = {"low": 1e12, "likely": 1e12, "high": 1e12}
    two = {"low": 2e12, "likely": 3e12, "high": 4e12}
    save(setting, Content("answered", one), question="hw-storage")
    settle(setting, 0, question_id="hw-storage", value=two)
    assert consolidated_answers(setting.engagement)["hw-storage"].value == two
    assert consolidated_answers(setting.engagement)["hw-storage"].basis == "documented"


def test_a_settled_condition_decides_which_questions_are_asked_of_everybody(setting: Setting) -> None:
    save(setting, Content("answered", {"options": ["cloud"]}), question="hw-where")
    settle(setting, 0, question_id="hw-where", value={"options": ["own"]})
    assert scored(setting).asked["hw-cooling"]
    assert engagement_progress(setting.engagement, setting.respondent).applicable["hw-cooling"]


def test_the_newest_settlement_counts_and_withdrawing_brings_the_answers_back(setting: Setting) -> None:
    save(setting, level(1))
    settle(setting, 3)
    settle(setting, 2, override=True)
    assert [(one.kind, one.value) for one in settled_for(setting.engagement)] == [("override", {"level": 2})]
    withdraw(engagement=setting.engagement, question_id="hw-level", reason="Not so", by=setting.consultant)
    assert settled_for(setting.engagement) == ()
    assert (rated(setting).supported, rated(setting).settled) == (1, None)
    kinds = [row.kind for row in settlements_of(setting.engagement, "hw-level")]
    assert kinds == ["withdrawn", "override", "consensus"]


def test_pressing_the_button_twice_settles_once(setting: Setting) -> None:
    assert settle(setting, 3) == settle(setting, 3)
    assert settle(setting, 3) != settle(setting, 3, reason="For another reason")


def test_an_answer_after_the_consensus_stays_an_answer_and_becomes_dissent(setting: Setting) -> None:
    settle(setting, 3)
    save(setting, level(1))
    assert (rated(setting).supported, rated(setting).dissent) == (3, (str(setting.respondent.pk),))


@pytest.mark.parametrize("override", [False, True])
@pytest.mark.parametrize("reason", ["", "  \n "])
def test_nothing_is_settled_without_a_reason(setting: Setting, override: bool, reason: str) -> None:
    with pytest.raises(NoReasonError):
        settle(setting, 3, override=override, reason=reason)
    assert not SettledValue.objects.exists()


def test_what_cannot_be_settled_is_refused_by_name(setting: Setting) -> None:
    with pytest.raises(UnknownQuestionError):
        settle(setting, 3, question_id="no-such-question")
    with pytest.raises(NothingSettledError):
        withdraw(engagement=setting.engagement, question_id="hw-level", reason="x", by=setting.lead)
    close_engagement(setting.engagement)
    with pytest.raises(ClosedError):
        settle(setting, 3)


def test_what_is_settled_in_one_engagement_is_unknown_to_another(setting: Setting) -> None:
    settle(setting, 3)
    other = type(setting.engagement).objects.create(
        organisation=setting.engagement.organisation, title="Next year", bank=setting.engagement.bank,
        created_by=setting.lead,
    )  # fmt: skip
    assert settled_for(other) == ()
