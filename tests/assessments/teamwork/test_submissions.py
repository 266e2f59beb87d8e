"""A questionnaire on its way: submitted, returned or accepted, locked, opened again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from assessments.models import Answer, Submission, SubmissionStep
from assessments.queries import submissions_of
from assessments.services import (
    ClosedError,
    LockedError,
    accept_domain,
    close_engagement,
    reopen_domain,
    return_domain,
    submit_domain,
)
from assessments.services.submissions import UnknownQuestionnaireError
from tests.assessments.samples import Setting, answer, level, save, signed_in
from tests.assessments.teamwork.letters import receivers, sent_letters

pytestmark = pytest.mark.django_db
Step = Callable[..., bool]


def step(setting: Setting, make: Step, by: User, seen: int, **more: Any) -> bool:
    return make(engagement=setting.engagement, domain="hardware", by=by, seen=seen, **more)


def accepted(setting: Setting) -> None:
    assert step(setting, submit_domain, setting.respondent, 0)
    assert step(setting, accept_domain, setting.lead, 1)


def page(setting: Setting, user: User, name: str = "submission-detail", *args: str) -> str:
    address = reverse(f"assessments:{name}", args=[setting.engagement.pk, *(args or ("hardware",))])
    return " ".join(signed_in(user).get(address).content.decode().split())


def send(setting: Setting, user: User, name: str, **data: Any) -> str:
    address = reverse(f"assessments:{name}", args=[setting.engagement.pk, "hardware"])
    return " ".join(signed_in(user).post(address, data, follow=True).content.decode().split())


def test_the_whole_way_is_kept_step_by_step(setting: Setting) -> None:
    assert step(setting, submit_domain, setting.respondent, 0, note="Done")
    assert step(setting, return_domain, setting.lead, 1, note="The network is missing")
    assert step(setting, submit_domain, setting.respondent, 2)
    assert step(setting, accept_domain, setting.lead, 3)
    assert step(setting, reopen_domain, setting.consultant, 4, note="The site has moved")
    states = SubmissionStep.objects.order_by("revision").values_list("revision", "state", "note")
    assert list(states) == [
        (1, "submitted", "Done"),
        (2, "returned", "The network is missing"),
        (3, "submitted", ""),
        (4, "accepted", ""),
        (5, "open", "The site has moved"),
    ]
    assert not submissions_of(setting.engagement)["hardware"].is_locked


def test_a_step_leads_on_only_from_where_it_may(setting: Setting) -> None:
    assert not step(setting, accept_domain, setting.lead, 0)
    assert not step(setting, return_domain, setting.lead, 0, note="x")
    assert not step(setting, reopen_domain, setting.lead, 0, note="x")
    accepted(setting)
    assert not step(setting, submit_domain, setting.respondent, 2)
    assert not step(setting, return_domain, setting.lead, 2, note="x")


def test_of_two_people_who_act_at_once_the_second_is_told(setting: Setting) -> None:
    step(setting, submit_domain, setting.respondent, 0)
    assert step(setting, return_domain, setting.lead, 1, note="x")
    assert not step(setting, accept_domain, setting.consultant, 1)


def test_returning_and_opening_again_say_why(setting: Setting) -> None:
    step(setting, submit_domain, setting.respondent, 0)
    with pytest.raises(ValueError, match="note"):
        step(setting, return_domain, setting.lead, 1, note="  ")
    step(setting, accept_domain, setting.lead, 1)
    with pytest.raises(ValueError, match="note"):
        step(setting, reopen_domain, setting.lead, 2, note="")


def test_whoever_submitted_is_told_when_it_comes_back(setting: Setting) -> None:
    step(setting, submit_domain, setting.respondent, 0)
    step(setting, return_domain, setting.lead, 1, note="The network is missing")
    (letter,) = sent_letters()
    assert letter.to == ["respondent@example.org"]
    assert "The network is missing" in str(letter.body)
    step(setting, submit_domain, setting.lead, 2)
    step(setting, return_domain, setting.lead, 3, note="My mistake")
    assert receivers() == []


def test_a_closed_engagement_takes_no_submission_and_no_bank_one_it_has_not(setting: Setting) -> None:
    with pytest.raises(UnknownQuestionnaireError):
        submit_domain(engagement=setting.engagement, domain="nothing", by=setting.lead, seen=0)
    close_engagement(setting.engagement)
    with pytest.raises(ClosedError):
        step(setting, submit_domain, setting.respondent, 0)


def test_an_accepted_questionnaire_is_locked_and_the_others_are_not(setting: Setting) -> None:
    save(setting, level(2))
    accepted(setting)
    with pytest.raises(LockedError, match="accepted"):
        save(setting, level(5))
    assert answer(setting).value == {"level": 2}
    save(setting, level(4), question="da-level")
    step(setting, reopen_domain, setting.lead, 2, note="One more look")
    save(setting, level(5))
    assert answer(setting).value == {"level": 5}


def test_pages_show_the_lock_and_refuse_what_comes_late(setting: Setting) -> None:
    save(setting, level(2))
    accepted(setting)
    shown = page(setting, setting.respondent, "questionnaire-group", "compute")
    assert "This questionnaire was accepted" in shown
    assert "data-autosave" not in shown
    assert 'name="clear"' not in shown
    assert "data-autosave" in page(setting, setting.respondent, "questionnaire-group", "records")
    address = reverse("assessments:answer-save", args=[setting.engagement.pk, "hw-level"])
    client = signed_in(setting.respondent)
    late = {"hw-level.level": "5", "hw-level.revision": "1"}
    response = client.post(address, late)
    assert response.status_code == 409
    assert "This questionnaire was accepted" in response.content.decode()
    whole = reverse("assessments:questionnaire-group", args=[setting.engagement.pk, "compute"])
    assert "Nothing was saved" in client.post(whole, late).content.decode()
    chosen = reverse("assessments:answer-choose", args=[setting.engagement.pk, "hw-level"])
    assert client.post(chosen, {"choose": "hw-level:1"}).status_code == 409
    assert answer(setting).value == {"level": 2}


def test_a_respondent_submits_and_sees_what_is_open(setting: Setting) -> None:
    save(setting, level(3))
    shown = page(setting, setting.respondent)
    assert "5 questions are still open" in shown
    assert "Submit with 5 open" in shown
    assert "submitted for review. Thank you" in send(setting, setting.respondent, "submission-submit", seen=0)
    assert "Accept and lock" in page(setting, setting.lead)
    assert "Accept and lock" not in page(setting, setting.respondent)


def test_a_manager_reviews_on_its_page(setting: Setting) -> None:
    step(setting, submit_domain, setting.respondent, 0)
    assert "Write what is missing" in send(
        setting, setting.lead, "submission-review", seen=1, step="returned"
    )
    attack = "<script>alert(1)</script>"
    send(setting, setting.lead, "submission-review", seen=1, step="returned", note=attack)
    shown = page(setting, setting.respondent)
    assert "&lt;script&gt;" in shown
    assert attack not in shown
    send(setting, setting.respondent, "submission-submit", seen=2)
    assert "look at it again" in send(setting, setting.lead, "submission-review", seen=1, step="accepted")
    send(setting, setting.lead, "submission-review", seen=3, step="accepted")
    assert Submission.objects.get().is_locked
    assert "Open to answers again" in page(setting, setting.lead)


@pytest.mark.parametrize("seen", ["", "-1", "x", "99999999999999999999"])
def test_a_broken_request_moves_nothing(setting: Setting, seen: str) -> None:
    assert "look at it again" in send(setting, setting.respondent, "submission-submit", seen=seen)
    send(setting, setting.lead, "submission-review", seen=seen, step="accepted")
    assert SubmissionStep.objects.count() == 0
    assert Answer.objects.count() == 0
