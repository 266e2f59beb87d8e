"""The list of engagements, one at a glance, starting one."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from assessments.models import Content, Engagement
from assessments.services import create_engagement, publish_bank
from tests.assessments.samples import Setting, answer, level, sample_bank, save, signed_in

pytestmark = pytest.mark.django_db


def text(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def overview(setting: Setting) -> str:
    return reverse("assessments:engagement-detail", args=[setting.engagement.pk])


def test_the_list_shows_only_what_one_takes_part_in(setting: Setting) -> None:
    stranger = User.objects.create_user("stranger@example.org")
    assert "AI readiness" in text(signed_in(setting.respondent), "/")
    assert "AI readiness" not in text(signed_in(stranger), "/")
    assert "Nothing here yet" in text(signed_in(stranger), "/")


def test_the_list_leads_on_to_where_one_was(setting: Setting) -> None:
    client = signed_in(setting.respondent)
    assert "Start answering" in text(client, "/")
    client.get(reverse("assessments:questionnaire-group", args=[setting.engagement.pk, "records"]))
    assert "You were at: Records" in text(client, "/")


def test_a_reader_is_led_to_results_not_to_questions(setting: Setting) -> None:
    page = text(signed_in(setting.reader), "/")
    assert "Results" in page
    assert "Start answering" not in page


def test_only_managers_are_offered_a_new_engagement(setting: Setting) -> None:
    assert "New engagement" in text(signed_in(setting.lead), "/")
    assert "New engagement" not in text(signed_in(setting.respondent), "/")


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_costs_the_same_for_one_engagement_and_for_thirty(
    setting: Setting, rows: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows - 1):
        engagement = create_engagement(
            organisation=setting.engagement.organisation, title=f"No. {number}", created_by=setting.lead
        )
        assert engagement.bank == setting.engagement.bank
    save(setting, level(3))
    client = signed_in(setting.lead)
    with django_assert_max_num_queries(12) as queries:
        assert client.get("/").status_code == 200
    assert len(queries) == 9  # one of them counts the pages


def test_the_overview_shows_progress_by_domain_and_who_answers(setting: Setting) -> None:
    save(setting, level(3))
    page = text(signed_in(setting.lead), overview(setting))
    assert "6 questions that nobody has answered" in page
    assert "Who answers" in page
    assert "Respondent" in page


def test_the_next_step_of_a_respondent_who_is_done_is_none(setting: Setting) -> None:
    for question in sample_bank().questions():
        save(setting, Content("unknown"), question=question.id)
    assert "All done, thank you" in text(signed_in(setting.respondent), overview(setting))


def test_respondents_do_not_see_who_answered_how_much(setting: Setting) -> None:
    assert "Who answers" not in text(signed_in(setting.respondent), overview(setting))


def test_a_lead_countersigns_what_is_not_applicable(setting: Setting) -> None:
    save(setting, Content("not_applicable", reason="All rented"))
    client = signed_in(setting.lead)
    assert "All rented" in text(client, overview(setting))
    address = reverse("assessments:answer-countersign", args=[answer(setting).pk])
    client.post(address, {"revision": "7"})
    assert not answer(setting).is_countersigned
    client.post(address, {"revision": "1"})
    assert answer(setting).is_countersigned
    assert "All rented" not in text(client, overview(setting))


def test_ones_own_not_applicable_waits_for_a_second_person(setting: Setting) -> None:
    save(setting, Content("not_applicable", reason="All rented"), by=setting.lead)
    assert "A second person signs" in text(signed_in(setting.lead), overview(setting))
    assert "Countersign</button>" in text(signed_in(setting.consultant), overview(setting))


def test_a_lead_closes_and_opens_the_engagement(setting: Setting) -> None:
    address = reverse("assessments:engagement-status", args=[setting.engagement.pk])
    for status in ("closed", "open"):
        signed_in(setting.lead).post(address, {"status": status})
        assert Engagement.objects.get().status == status


def test_a_new_engagement_is_pinned_to_the_bank_that_was_chosen(setting: Setting) -> None:
    publish_bank(sample_bank("2"))
    address = reverse("assessments:engagement-create", args=[setting.engagement.organisation_id])
    data = {
        "title": "Second",
        "due_on": "2027-01-31",
        "target_level": "4",
        "profile": "full",
        "bank": str(setting.engagement.bank_id),
    }
    response = signed_in(setting.consultant).post(address, data)
    made = Engagement.objects.get(title="Second")
    assert response["Location"] == reverse("assessments:engagement-detail", args=[made.pk])
    assert (made.due_on, made.target_level, made.created_by) == (date(2027, 1, 31), 4, setting.consultant)
    assert made.bank == setting.engagement.bank


@pytest.mark.parametrize("data", [{}, {"title": "x", "due_on": "soon", "target_level": "9", "bank": "0"}])
def test_a_faulty_new_engagement_is_shown_again(setting: Setting, data: dict[str, str]) -> None:
    address = reverse("assessments:engagement-create", args=[setting.engagement.organisation_id])
    assert signed_in(setting.lead).post(address, data).status_code == 422
    assert Engagement.objects.count() == 1
