"""Why a question is not asked: said in words, on the page and after each save."""

import pytest

from assessments.models import Content
from assessments.question_bank.conditions import explain_condition
from assessments.question_bank.model import Condition
from assessments.services import record_override
from tests.assessments.samples import Setting, make_setting, sample_bank, save, signed_in
from tests.assessments.versions import first_version

OWN = Condition(question="hw-where", includes="own")
HIGH = Condition(question="hw-level", at_least=3)
CLOUD = {"options": ["cloud"]}
BANK = sample_bank()


@pytest.mark.parametrize(
    ("condition", "values", "why"),
    [
        (Condition(), {}, ""),
        (OWN, {"hw-where": {"options": ["own"]}}, ""),
        (OWN, {}, "“Where does it run?” is not answered yet."),
        (
            OWN,
            {"hw-where": CLOUD},
            "“Where does it run?” is answered “Cloud” (it is asked only if that includes “Own rooms”).",
        ),
        (
            HIGH,
            {"hw-level": {"level": 2}},
            "“How good is hw-level?” is answered “2 Repeated: Some” (it is asked only if that is at least level 3).",
        ),
        (
            Condition(all_of=(OWN, HIGH)),
            {"hw-level": {"level": 4}},
            "“Where does it run?” is not answered yet.",
        ),
        (
            Condition(any_of=(OWN, HIGH)),
            {},
            "“Where does it run?” is not answered yet and “How good is hw-level?” is not answered yet.",
        ),
        (
            Condition(none_of=(Condition(question="hw-where", includes="cloud"),)),
            {"hw-where": CLOUD},
            "“Where does it run?” is answered “Cloud”.",
        ),
        (
            Condition(question="hw-cooling", at_least=2),
            {"hw-where": CLOUD, "hw-cooling": {"level": 3}},
            "“How good is hw-cooling?” is not asked either.",
        ),
    ],
)
def test_a_condition_that_does_not_hold_is_explained(
    condition: Condition, values: dict[str, dict[str, object]], why: str
) -> None:
    assert explain_condition(BANK, condition, values) == why


def test_the_answer_of_others_is_not_told() -> None:
    why = explain_condition(BANK, OWN, {"hw-where": CLOUD}, {"hw-where"})
    assert "Cloud" not in why
    assert why.startswith("What others answered to “Where does it run?” rules it out")


@pytest.fixture
def setting(db: None) -> Setting:
    return make_setting(first_version())


def page(setting: Setting, who: str = "respondent") -> str:
    client = signed_in(getattr(setting, who))
    return client.get(f"/engagements/{setting.engagement.pk}/questions/compute/").content.decode()


def test_the_page_folds_away_what_is_not_asked_with_reasons(setting: Setting) -> None:
    assert "Not asked (1)" in page(setting)
    assert "“Where does it run?” is not answered yet." in page(setting)
    save(setting, Content("answered", CLOUD), question="hw-where")
    assert "is answered “Cloud”" in page(setting)


def test_a_respondent_is_not_told_what_others_said(setting: Setting) -> None:
    save(setting, Content("answered", CLOUD), question="hw-where", by=setting.lead)
    assert "answered “Cloud”" not in page(setting)
    assert "What others answered to" in page(setting)
    assert "is answered “Cloud”" in page(setting, "consultant")


@pytest.mark.parametrize(
    "mine",
    [Content("unknown"), Content("not_applicable", reason="Rented"), Content("unanswered", comment="?")],
)
def test_nor_after_saying_that_one_does_not_know(setting: Setting, mine: Content) -> None:
    save(setting, Content("answered", CLOUD), question="hw-where", by=setting.lead)
    save(setting, mine, question="hw-where")
    assert "answered “Cloud”" not in page(setting)
    assert "What others answered to" in page(setting)


def test_nor_what_was_settled_instead_of_ones_own_answer(setting: Setting) -> None:
    save(setting, Content("answered", {"options": ["own"]}), question="hw-where")
    record_override(
        engagement=setting.engagement,
        question_id="hw-where",
        value=CLOUD,
        basis="documented",
        reason="The contract says so",
        by=setting.consultant,
    )
    assert "answered “Cloud”" not in page(setting)
    assert "Not asked (1)" in page(setting)


def test_a_page_without_conditions_has_no_such_list(setting: Setting) -> None:
    here = f"/engagements/{setting.engagement.pk}/questions/records/"
    assert "not-asked" not in signed_in(setting.respondent).get(here).content.decode()


def test_the_list_follows_each_save(setting: Setting) -> None:
    client, here = signed_in(setting.respondent), f"/engagements/{setting.engagement.pk}/answers/hw-where/"
    sent = {"hw-where.status": "answered", "hw-where.options": "own", "hw-where.basis": "estimated"}
    reply = client.post(here, sent).content.decode()
    assert "Not asked (0)" in reply
    assert "Every question of this page is asked." in reply
    reply = client.post(here, sent | {"hw-where.options": "cloud"}).content.decode()
    assert "Not asked (1)" in reply
