"""The review queue and the workshop page: what is worth a look, and settling it, without JavaScript."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role
from assessments.models import Answer, Content, SettledValue
from assessments.queries import review_of, settled_for
from assessments.queries.review import disagree
from assessments.services import close_engagement, record_override
from tests.assessments.samples import QUESTIONS, Setting, level, make_member, save, signed_in

pytestmark = pytest.mark.django_db
BY_ID = {question.id: question for question in QUESTIONS}


def amount(likely: float) -> Content:
    return Content("answered", {"low": likely, "likely": likely, "high": likely})


def kinds(setting: Setting) -> dict[str, tuple[str, ...]]:
    return {item.question.id: item.kinds for item in review_of(setting.engagement)}


def page(setting: Setting, question: str = "", **query: str) -> str:
    if question:
        return reverse("assessments:review-question", args=[setting.engagement.pk, question])
    return reverse("assessments:review-list", args=[setting.engagement.pk], query=query)


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_every_reason_to_look_at_a_question_is_named(setting: Setting) -> None:
    save(setting, level(2))
    save(setting, level(3), by=setting.lead)
    save(setting, Content("not_applicable", reason="Rented"), question="hw-net")
    save(setting, level(5, basis="guessed"), question="da-level")
    save(setting, Content("unknown"), question="hw-note")
    save(setting, amount(1e12), question="hw-storage")
    assert kinds(setting) == {
        "hw-level": ("disagreement",),
        "hw-gpus": ("unanswered",),
        "hw-where": ("unanswered",),
        "hw-note": ("unknown",),
        "hw-net": ("countersign",),
        "da-level": ("unsupported", "low_confidence"),
    }


def test_an_old_answer_is_worth_a_look_once_its_half_life_is_over(setting: Setting) -> None:
    save(setting, level(3, basis="measured"))
    Answer.objects.update(answered_at=timezone.now() - timedelta(days=360))
    assert "hw-level" not in kinds(setting)
    Answer.objects.update(answered_at=timezone.now() - timedelta(days=370))
    assert kinds(setting)["hw-level"] == ("low_confidence",)


def test_a_settled_question_no_longer_counts_as_disagreement(setting: Setting) -> None:
    save(setting, level(2))
    save(setting, level(3), by=setting.lead)
    record_override(
        engagement=setting.engagement, question_id="hw-level", value={"level": 2}, basis="documented",
        reason="Seen on site", by=setting.consultant,
    )  # fmt: skip
    assert kinds(setting)["hw-level"] == ("settled",)


@pytest.mark.parametrize(
    ("question", "values", "spread", "is_apart"),
    [
        ("hw-level", [{"level": 2}, {"level": 3}], 1.0, True),
        ("hw-level", [{"level": 3}, {"level": 3}], 0.0, False),
        ("hw-storage", [{"likely": 100.0}, {"likely": 125.0}], None, False),
        ("hw-storage", [{"likely": 100.0}, {"likely": 126.0}], None, True),
        ("hw-storage", [{"likely": 0.0}, {"likely": 1.0}], None, True),
        ("hw-storage", [{"likely": 0.0}, {"likely": 0.0}], None, False),
        ("hw-storage", [{"likely": 100.0}], None, False),
        ("hw-where", [{"options": ["own"]}, {"options": ["own", "cloud"]}], None, True),
        ("hw-where", [{"options": ["cloud", "own"]}, {"options": ["own", "cloud"]}], None, False),
        ("hw-note", [{"text": "one"}, {"text": "two"}], None, False),
    ],
)
def test_levels_one_apart_and_quantities_a_quarter_apart_disagree(
    question: str, values: list[dict[str, Any]], spread: float | None, is_apart: bool
) -> None:
    assert disagree(BY_ID[question], values, spread) is is_apart


def test_the_queue_is_narrowed_by_kind_and_domain(setting: Setting) -> None:
    save(setting, level(2))
    save(setting, level(4), by=setting.lead)
    client = signed_in(setting.lead)
    everything = text(client, page(setting))
    assert "How good is hw-level?" in everything
    assert "How good is da-level?" in everything
    assert "How good is da-level?" not in text(client, page(setting, kind="disagreement"))
    only_data = text(client, page(setting, domain="data"))
    assert "How good is da-level?" in only_data
    assert "How good is hw-level?" not in only_data
    assert "no question needs a look under this filter" in text(client, page(setting, kind="nonsense"))


@pytest.mark.parametrize("people", [1, 30])
def test_queue_and_workshop_cost_the_same_for_one_and_for_thirty_people(
    setting: Setting, people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(people):
        other = make_member(setting.engagement.organisation, Role.RESPONDENT, f"other{number}")
        for question in ("hw-level", "hw-net", "da-level"):
            save(setting, level(1 + number % 5), by=other, question=question)
    SettledValue.objects.bulk_create(
        SettledValue(
            engagement=setting.engagement, question="hw-net", kind="consensus", value={"level": 3},
            reason=f"Talk {number}", recorded_by=setting.lead, recorded_at=timezone.now(),
        )
        for number in range(people)
    )  # fmt: skip
    client = signed_in(setting.lead)
    for address, count in ((page(setting), QUEUE_QUERIES), (page(setting, "hw-net"), WORKSHOP_QUERIES)):
        client.get(address)
        with django_assert_num_queries(count):
            client.get(address)


QUEUE_QUERIES = 7  # session, user, engagement, answers, evidence, settled values, their evidence
WORKSHOP_QUERIES = 10  # the same, evidence shown, answers shown, history


def test_the_workshop_shows_all_answers_side_by_side_and_escapes_them(setting: Setting) -> None:
    save(setting, level(2, comment="<script>alert(1)</script>", provided_by="Group IT"))
    save(setting, level(4), by=setting.consultant)
    shown = text(signed_in(setting.lead), page(setting, "hw-level"))
    for part in ("Respondent", "Consultant", "2 Repeated: Some", "4 Managed: Measured", "Group IT"):
        assert part in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script>alert" not in shown


def test_a_consensus_is_recorded_shown_and_withdrawn_by_plain_forms(setting: Setting) -> None:
    save(setting, level(2))
    save(setting, level(4), by=setting.consultant)
    client, address = signed_in(setting.lead), page(setting, "hw-level")
    data = {
        "action": "consensus",
        "hw-level.level": "3",
        "hw-level.basis": "documented",
        "reason": "We talked",
    }
    assert client.post(address, data).status_code == 302
    shown = text(client, address)
    assert "Agreed: 3 Defined: Written down" in shown
    assert shown.count("says otherwise") == 2
    assert "2 of 2" in shown
    (one,) = settled_for(setting.engagement)
    assert (one.kind, one.value, one.basis, one.reason) == (
        "consensus",
        {"level": 3},
        "documented",
        "We talked",
    )
    assert client.post(address, {"action": "withdraw", "reason": "Too early"}).status_code == 302
    shown = text(client, address)
    assert settled_for(setting.engagement) == ()
    assert "Too early" in shown
    assert "We talked" in shown


def test_an_override_is_called_one_on_the_page(setting: Setting) -> None:
    address = page(setting, "hw-storage")
    client = signed_in(setting.consultant)
    data = {
        "action": "override",
        "hw-storage.amount": "2 PB",
        "hw-storage.basis": "measured",
        "reason": "Meter",
    }
    assert client.post(address, data).status_code == 302
    assert "Overridden by a consultant: 2,000 TB" in text(client, address).replace("2000", "2,000")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"hw-level.level": "3"}, "Say why"),
        ({"reason": "We talked"}, "Choose or fill in the value first"),
        ({"hw-level.level": "9", "reason": "We talked"}, "level"),
        ({"hw-level.level": "unknown", "reason": "We talked"}, "Choose or fill in the value first"),
        ({"hw-level.level": "3", "reason": "x" * 10_001}, "too long"),
        ({"action": "withdraw", "reason": "Nothing there"}, "Nothing is settled about this question."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_recorded(
    setting: Setting, data: dict[str, str], reason: str
) -> None:
    response = signed_in(setting.lead).post(page(setting, "hw-level"), data)
    assert response.status_code == 422
    assert reason in response.content.decode()
    assert not SettledValue.objects.exists()


def test_a_closed_engagement_is_looked_at_and_not_settled(setting: Setting) -> None:
    close_engagement(setting.engagement)
    client = signed_in(setting.lead)
    assert "Record as agreed" not in text(client, page(setting, "hw-level"))
    response = client.post(page(setting, "hw-level"), {"hw-level.level": "3", "reason": "We talked"})
    assert response.status_code == 422
    assert not SettledValue.objects.exists()


def test_an_unknown_question_is_not_found(setting: Setting) -> None:
    assert signed_in(setting.lead).get(page(setting, "no-such")).status_code == 404
