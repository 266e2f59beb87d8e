"""Quick and full: what is asked, and what stays when it changes."""

import pytest

from assessments.models import Content, Engagement
from assessments.queries import applicability, bank_of, consolidated_answers, engagement_progress, state_now
from assessments.services import CHANGE_JOB, UnknownQuestionError, choose_profile, save_answer
from jobs.models import Job
from tests.assessments.samples import Setting, level, make_setting, save, signed_in
from tests.assessments.versions import first_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def setting(db: None) -> Setting:
    return make_setting(first_version())


def asked(engagement: Engagement) -> list[str]:
    return [question.id for question in bank_of(engagement).questions()]


def test_the_quick_profile_asks_and_counts_the_quick_questions_only(setting: Setting) -> None:
    save(setting, level(3), question="hw-before")
    choose_profile(setting.engagement, "quick")
    assert asked(setting.engagement) == ["hw-level", "hw-where", "da-level"]
    assert set(applicability(setting.engagement)) == {"hw-level", "hw-where", "da-level"}
    assert engagement_progress(setting.engagement, setting.lead).total.asked == 3
    assert bank_of(setting.engagement).fingerprint == setting.engagement.bank.fingerprint


def test_answers_are_kept_and_count_again_in_full(setting: Setting) -> None:
    save(setting, level(3), question="hw-before")
    for profile in ("quick", "full"):
        choose_profile(setting.engagement, profile)
    assert consolidated_answers(setting.engagement)["hw-before"].value == {"level": 3}


def test_what_is_not_asked_is_not_answered(setting: Setting) -> None:
    choose_profile(setting.engagement, "quick")
    with pytest.raises(UnknownQuestionError):
        save_answer(
            engagement=setting.engagement,
            respondent=setting.lead,
            question_id="hw-before",
            content=level(3),
        )


def test_an_unknown_profile_is_refused(setting: Setting) -> None:
    with pytest.raises(ValueError, match="quick, full"):
        choose_profile(setting.engagement, "half")


def test_contradictions_are_looked_for_again_when_the_profile_changes(setting: Setting) -> None:
    Job.objects.all().delete()
    choose_profile(setting.engagement, "quick")
    job = Job.objects.get()
    assert (job.kind, job.payload) == (CHANGE_JOB, {"engagement": setting.engagement.pk})


def test_the_state_names_its_profile(setting: Setting) -> None:
    choose_profile(setting.engagement, "quick")
    assert state_now(setting.engagement).profile == "quick"


def test_a_manager_switches_on_the_overview_and_back(setting: Setting) -> None:
    lead, here = signed_in(setting.lead), f"/engagements/{setting.engagement.pk}/"
    assert "Ask only the quick questions" in lead.get(here).content.decode()
    for profile, button in (("quick", "Ask every question"), ("full", "Ask only the quick questions")):
        assert button in lead.post(f"{here}profile/", {"profile": profile}, follow=True).content.decode()
        setting.engagement.refresh_from_db()
        assert setting.engagement.profile == profile
    assert "Choose one of the two profiles." in lead.post(f"{here}profile/", follow=True).content.decode()


def test_the_overview_bears_what_waits_outside_the_profile(setting: Setting) -> None:
    save(setting, Content("not_applicable", reason="Rented"), question="hw-before")
    choose_profile(setting.engagement, "quick")
    assert signed_in(setting.lead).get(f"/engagements/{setting.engagement.pk}/").status_code == 200


def test_a_bank_without_quick_questions_offers_no_choice(db: None) -> None:
    setting = make_setting()
    page = signed_in(setting.lead).get(f"/engagements/{setting.engagement.pk}/").content.decode()
    assert "quick questions" not in page
