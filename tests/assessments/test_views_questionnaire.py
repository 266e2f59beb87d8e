"""The questions, saved one by one as they change, or page by page without JavaScript."""

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role
from assessments.models import AnswerRevision, Content
from assessments.services import close_engagement, remember_place
from tests.assessments.samples import Setting, answer, level, make_member, sample_bank, save, signed_in

pytestmark = pytest.mark.django_db

MOST_QUERIES = 16


def page_of(setting: Setting, group: str = "compute") -> str:
    return reverse("assessments:questionnaire-group", args=[setting.engagement.pk, group])


def autosave(setting: Setting, question: str, **fields: Any) -> HttpResponse:
    """Send one question as the page does."""
    data = {f"{question}.{name}": value for name, value in fields.items()}
    address = reverse("assessments:answer-save", args=[setting.engagement.pk, question])
    response: HttpResponse = signed_in(setting.respondent).post(address, data, headers={"HX-Request": "true"})
    return response


def send_page(setting: Setting, **fields: str) -> HttpResponse:
    """Send the page as a browser without JavaScript does; `hw_level__level` stands for `hw-level.level`."""
    data = {name.replace("__", ".").replace("_", "-", 1): value for name, value in fields.items()}
    for question in sample_bank().questions():
        data.setdefault(f"{question.id}.revision", "0")
        data.setdefault(f"{question.id}.client", "page")
    response: HttpResponse = signed_in(setting.respondent).post(page_of(setting), data)
    return response


def text(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def test_the_page_shows_every_kind_of_question_filled_in(setting: Setting) -> None:
    save(setting, level(3, comment="As of May"))
    save(setting, Content("answered", {"low": 1e15, "likely": 1e15, "high": 1e15}), question="hw-storage")
    page = text(signed_in(setting.respondent).get(page_of(setting)))
    assert 'name="hw-level.level" value="3" form="page-form" checked' in page
    assert "As of May" in page
    assert 'name="hw-storage.amount" value="1 PB"' in page or 'value="1000 TB"' in page
    for name in ("hw-gpus.rows.0.type", "hw-where.options", "hw-note.text", "hw-net"):
        assert (f'name="{name}"' in page) is (name != "hw-net")


def test_a_question_that_is_not_asked_is_on_the_page_but_hidden(setting: Setting) -> None:
    page = text(signed_in(setting.respondent).get(page_of(setting)))
    assert 'data-question="hw-cooling" data-kind="choice" hidden' in page


def test_autosave_replies_with_the_state_the_progress_and_what_is_asked(setting: Setting) -> None:
    response = autosave(
        setting, "hw-where", options="own", revision="0", client="a", sequence="1", request="r"
    )
    page = text(response)
    assert response.status_code == 200
    assert 'name="hw-where.revision" value="1"' in page
    assert "Saved" in page
    assert 'id="tally-compute" hx-swap-oob="true"' in page
    assert json.loads(response["HX-Trigger"])["questions-asked"]["hw-cooling"] is True
    assert answer(setting, "hw-where").value == {"options": ["own"]}


def test_autosave_shows_how_an_amount_was_understood(setting: Setting) -> None:
    assert "as 1,500 TB" in text(autosave(setting, "hw-storage", amount="1.5PB")).replace(
        "1.5 PB", "1,500 TB"
    )


def test_autosave_of_the_same_amount_in_another_unit_is_no_new_revision(setting: Setting) -> None:
    autosave(setting, "hw-storage", amount="1.5 PB", revision="0")
    assert 'value="1"' in text(autosave(setting, "hw-storage", amount="1500 TB", revision="1"))
    assert AnswerRevision.objects.count() == 1


def test_autosave_of_what_is_not_understood_is_a_fault_with_the_same_base(setting: Setting) -> None:
    autosave(setting, "hw-storage", amount="2 PB", revision="0")
    response = autosave(setting, "hw-storage", amount="3 bananas", revision="1")
    assert response.status_code == 422
    page = text(response)
    assert "Not saved yet." in page
    assert "bananas" in page
    assert 'data-fault="amount"' in page
    assert 'name="hw-storage.revision" value="1"' in page
    assert AnswerRevision.objects.count() == 1


def test_a_fault_in_a_table_names_its_row(setting: Setting) -> None:
    fields = {"rows.0.type": "h100-sxm", "rows.0.count": "8", "rows.1.type": "h100-sxm", "rows.1.count": ""}
    page = text(autosave(setting, "hw-gpus", **fields))
    assert "Row 2: Count is missing" in page


def test_autosave_from_a_stale_tab_shows_both_answers(setting: Setting) -> None:
    save(setting, level(4), client="b", base_revision=0)
    page = text(autosave(setting, "hw-level", level="2", revision="0", client="a", sequence="1"))
    assert "also changed elsewhere" in page
    assert "2 Repeated: Some" in page
    assert "4 Managed: Measured" in page
    assert 'name="choose" value="hw-level:1"' in page


def test_choosing_the_other_answer_is_another_save(setting: Setting) -> None:
    for number in (4, 2):
        save(setting, level(number))
    address = reverse("assessments:answer-choose", args=[setting.engagement.pk, "hw-level"])
    response = signed_in(setting.respondent).post(address, {"choose": "hw-level:1"})
    assert 'name="hw-level.level" value="4" form="page-form" checked' in text(response)
    assert (answer(setting).value, answer(setting).revision) == ({"level": 4}, 3)


@pytest.mark.parametrize("name", ["answer-save", "answer-choose"])
def test_a_page_that_somebody_else_opened_saves_nothing(setting: Setting, name: str) -> None:
    save(setting, level(4))
    address = reverse(f"assessments:{name}", args=[setting.engagement.pk, "hw-level"])
    sent = {"hw-level.level": "2", "choose": "hw-level:1", "person": str(setting.lead.pk)}
    assert signed_in(setting.respondent).post(address, sent).status_code == 401
    assert AnswerRevision.objects.count() == 1
    mine = {**sent, "person": str(setting.respondent.pk)}
    assert signed_in(setting.respondent).post(address, mine).status_code == 200


@pytest.mark.parametrize("choice", ["hw-level:9", "hw-level:", "hw-level:x", "hw-level:٣", ""])
def test_choosing_what_was_never_saved_is_not_found(setting: Setting, choice: str) -> None:
    save(setting, level(4))
    address = reverse("assessments:answer-choose", args=[setting.engagement.pk, "hw-level"])
    assert signed_in(setting.respondent).post(address, {"choose": choice}).status_code == 404


def test_a_closed_engagement_is_read_only(setting: Setting) -> None:
    save(setting, level(4))
    close_engagement(setting.engagement)
    response = autosave(setting, "hw-level", level="2", revision="1")
    assert (response.status_code, "closed" in text(response)) == (409, True)
    assert "disabled" in text(signed_in(setting.respondent).get(page_of(setting)))
    send_page(setting, hw_level__level="1")
    address = reverse("assessments:answer-choose", args=[setting.engagement.pk, "hw-level"])
    assert signed_in(setting.respondent).post(address, {"choose": "hw-level:1"}).status_code == 409
    assert answer(setting).value == {"level": 4}


def test_without_javascript_the_page_saves_what_was_changed(setting: Setting) -> None:
    save(setting, level(2))
    response = send_page(
        setting,
        hw_level__level="2",
        hw_level__revision="1",
        hw_note__text="By hand",
        hw_note__status="answered",
    )
    assert (response.status_code, response["Location"]) == (302, page_of(setting))
    assert answer(setting, "hw-note").value == {"text": "By hand"}
    assert AnswerRevision.objects.count() == 2


def test_without_javascript_the_button_leads_on(setting: Setting) -> None:
    assert send_page(setting, go="network")["Location"] == page_of(setting, "network")
    overview = reverse("assessments:engagement-detail", args=[setting.engagement.pk])
    assert send_page(setting, go="overview")["Location"] == overview
    assert send_page(setting, go="https://example.org/")["Location"] == page_of(setting)


def test_without_javascript_a_fault_keeps_its_text_and_saves_the_rest(setting: Setting) -> None:
    response = send_page(setting, hw_storage__amount="3 bananas", hw_level__level="4")
    page = text(response)
    assert response.status_code == 422
    assert 'name="hw-storage.amount" value="3 bananas"' in page
    assert "1 question needs your attention" in page
    assert "1 answer saved." in page
    assert answer(setting).value == {"level": 4}


def test_without_javascript_a_stale_page_shows_both_and_lets_choose(setting: Setting) -> None:
    save(setting, level(2), client="a", base_revision=0)
    save(setting, level(5), client="b", base_revision=1)
    page = text(send_page(setting, hw_level__level="3", hw_level__revision="1"))
    assert "also changed elsewhere" in page
    assert "5 Optimised: Improved" in page
    chosen = send_page(setting, hw_level__level="3", hw_level__revision="3", choose="hw-level:2")
    assert chosen["Location"] == f"{page_of(setting)}#q-hw-level"
    assert answer(setting).value == {"level": 5}


def test_without_javascript_an_answer_can_be_cleared(setting: Setting) -> None:
    save(setting, level(2))
    send_page(setting, hw_level__level="2", hw_level__revision="1", clear="hw-level")
    assert answer(setting).status == "unanswered"


def test_the_questionnaire_resumes_where_the_person_was(setting: Setting) -> None:
    client = signed_in(setting.respondent)
    resume = reverse("assessments:questionnaire-resume", args=[setting.engagement.pk])
    assert client.get(resume)["Location"] == page_of(setting, "compute")
    client.get(page_of(setting, "records"))
    assert client.get(resume)["Location"] == page_of(setting, "records")
    remember_place(engagement=setting.engagement, user=setting.respondent, group_id="gone")
    assert client.get(resume)["Location"] == page_of(setting, "compute")


def test_leads_see_what_others_answered_respondents_do_not(setting: Setting) -> None:
    save(setting, level(2, comment="Between us"))
    assert "1 other answered" in text(signed_in(setting.lead).get(page_of(setting)))
    save(setting, level(5, comment="From the lead"), by=setting.lead)
    assert "From the lead" not in text(signed_in(setting.respondent).get(page_of(setting)))


def test_what_people_write_is_text_not_markup(setting: Setting) -> None:
    evil = '"><script>alert(1)</script>'
    save(setting, level(2, comment=evil, evidence=evil))
    save(setting, Content("not_applicable", reason=evil), question="hw-net")
    history = reverse("assessments:answer-history", args=[answer(setting).pk])
    overview = reverse("assessments:engagement-detail", args=[setting.engagement.pk])
    for address in (page_of(setting), page_of(setting, "network"), history, overview):
        assert "<script>alert" not in signed_in(setting.lead).get(address).content.decode()


def test_history_lists_every_save_newest_first(setting: Setting) -> None:
    for number in (2, 4):
        save(setting, level(number))
    address = reverse("assessments:answer-history", args=[answer(setting).pk])
    page = text(signed_in(setting.lead).get(address))
    assert page.index("4 Managed") < page.index("counts now") < page.index("2 Repeated")
    fragment = signed_in(setting.lead).get(address, headers={"HX-Request": "true"})
    assert "<html" not in text(fragment)
    assert "HX-Request" in fragment["Vary"]


@pytest.mark.parametrize("respondents", [1, 30])
def test_the_page_and_the_autosave_cost_the_same_for_one_respondent_and_for_thirty(
    setting: Setting, respondents: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(respondents):
        other = make_member(setting.engagement.organisation, Role.RESPONDENT, f"other{number}")
        for question in ("hw-level", "hw-cooling", "hw-net"):
            save(setting, level(3), by=other, question=question)
        save(setting, Content("answered", {"options": ["own"]}), by=other, question="hw-where")
    client = signed_in(setting.lead)
    address = reverse("assessments:answer-save", args=[setting.engagement.pk, "hw-level"])
    counts = []
    for call in (
        lambda: client.get(page_of(setting)),
        lambda: client.post(address, {"hw-level.level": "2", "hw-level.revision": "0"}),
        lambda: client.post(address, {"hw-level.level": "3", "hw-level.revision": "1"}),
    ):
        with django_assert_max_num_queries(MOST_QUERIES) as queries:
            assert call().status_code == 200
        counts.append(len(queries))
    assert counts == [12, 16, 15]
