"""Contradictions of an engagement open threads, and close them when they are gone."""

from datetime import date

import pytest
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from assessments.language import speaking
from assessments.models import Content, Thread
from assessments.services import CHANGE_JOB, close_thread
from jobs.models import Job
from jobs.tasks import run_due
from planner.models import Workload
from planner.services.contradiction_threads import report_contradictions
from planner.services.workloads import set_constraints
from tests.assessments.samples import Setting, save, signed_in
from tests.assessments.teamwork.letters import sent_letters
from tests.planner.samples import make_planned_setting, make_workload

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture
def setting() -> Setting:
    return make_planned_setting()


def classes(*names: str) -> Content:
    """The kinds of data in use."""
    return Content("answered", {"options": list(names)})


def check(setting: Setting) -> None:
    report_contradictions(setting.engagement, as_of=TODAY)


def test_a_contradiction_opens_one_thread_that_both_sides_see(setting: Setting) -> None:
    save(setting, classes("internal"), question="da-05-classes")
    Workload.objects.update(data_class="personal")
    check(setting)
    check(setting)
    thread = Thread.objects.get()
    assert (thread.rule, thread.state) == ("personal-workload-without-personal-data", "open")
    assert thread.questions == ["da-05-classes"]
    assert list(thread.people.all()) == [setting.respondent]
    assert "Assistant 1" in thread.statement
    assert thread.messages.count() == 1


def test_it_closes_when_the_answers_agree_again(setting: Setting) -> None:
    save(setting, classes("internal"), question="da-05-classes")
    Workload.objects.update(data_class="personal")
    check(setting)
    save(setting, classes("internal", "personal"), question="da-05-classes")
    check(setting)
    assert Thread.objects.get().state == "resolved"


def test_what_was_accepted_stays_accepted_while_nothing_changes(setting: Setting) -> None:
    save(setting, classes("internal"), question="da-05-classes")
    Workload.objects.update(data_class="personal")
    check(setting)
    close_thread(
        thread=Thread.objects.get(), by=setting.lead, state="accepted", closing="A test system only."
    )
    check(setting)
    assert Thread.objects.get().state == "accepted"


def test_an_unreadable_deadline_does_not_hide_the_rest(setting: Setting) -> None:
    save(setting, classes("internal"), question="da-05-classes")
    Workload.objects.update(data_class="personal", deadline="2020-Q1")
    check(setting)
    assert Thread.objects.count() == 1


def test_changes_of_answers_and_limits_are_looked_at_once_for_a_span(setting: Setting) -> None:
    Job.objects.filter(kind=CHANGE_JOB).delete()
    save(setting, classes("internal"), question="da-05-classes")
    set_constraints(engagement=setting.engagement, document={"start": "2027-Q1", "quarters": 4})
    assert 1 <= Job.objects.filter(kind=CHANGE_JOB).count() <= 2


def test_the_job_opens_the_thread(setting: Setting) -> None:
    save(setting, classes("internal"), question="da-05-classes")
    Workload.objects.update(data_class="personal")
    Job.objects.filter(kind=CHANGE_JOB).update(due_at=Now())
    run_due()
    assert Thread.objects.filter(rule="personal-workload-without-personal-data").exists()


GERMAN_TITLE = "Ein KI-Vorhaben nutzt personenbezogene Daten"
GERMAN_STATEMENT = "Unter den KI-Vorhaben ("


@pytest.fixture
def told(setting: Setting) -> Setting:
    """A contradiction that was reported, as a worker does."""
    save(setting, classes("internal"), question="da-05-classes")
    Workload.objects.update(data_class="personal")
    check(setting)
    return setting


def seen_by(setting: Setting, language: str, *name: object) -> str:
    """A page of conversations as the lead reads it."""
    User.objects.filter(pk=setting.lead.pk).update(language=language)
    address = reverse(f"assessments:{name[0]}", args=name[1:])
    return signed_in(setting.lead).get(address).content.decode()


def test_a_contradiction_is_read_in_the_language_of_the_reader(told: Setting) -> None:
    thread = Thread.objects.get()
    for name in (("thread-list", told.engagement.pk), ("thread-detail", thread.pk)):
        german, english = seen_by(told, "de", *name), seen_by(told, "en", *name)
        assert GERMAN_TITLE in german
        assert thread.title not in german
        assert thread.title in english
        assert GERMAN_TITLE not in english
    assert GERMAN_STATEMENT in seen_by(told, "de", "thread-detail", thread.pk)
    assert "Among the workloads (" in seen_by(told, "en", "thread-detail", thread.pk)


def test_whoever_looks_for_contradictions_has_no_say_in_the_language(setting: Setting) -> None:
    save(setting, classes("internal"), question="da-05-classes")
    Workload.objects.update(data_class="personal")
    with translation.override("de"), speaking("de"):
        check(setting)
    thread = Thread.objects.get()
    assert thread.statement.startswith("Among the workloads")
    check(setting)
    assert thread.messages.count() == 1


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("de", f"Diskussion: {GERMAN_TITLE}", GERMAN_STATEMENT),
        ("en", "Discussion: A workload uses personal data", "Among the workloads ("),
    ],
)
def test_the_letter_on_a_contradiction_is_in_the_language_of_its_reader(
    told: Setting, language: str, subject: str, words: str
) -> None:
    User.objects.filter(pk=told.respondent.pk).update(language=language)
    (letter,) = (one for one in sent_letters() if one.to == [told.respondent.email])
    assert letter.subject.startswith(subject)
    assert words in letter.body


def test_each_message_keeps_what_it_said_in_every_language(told: Setting) -> None:
    make_workload(told, "second", title="Zweiter", data_class="personal")
    check(told)
    first, second = Thread.objects.get().messages.order_by("pk")
    with translation.override("de"):
        assert first.shown.startswith(GERMAN_STATEMENT)
        assert "Zweiter" not in first.shown
        assert "Zweiter" in second.shown


def test_a_contradiction_without_words_in_the_language_is_read_in_english(told: Setting) -> None:
    Thread.objects.update(titles={})
    thread = Thread.objects.get()
    with translation.override("de"):
        assert thread.shown_title == thread.title
    check(told)
    thread.refresh_from_db()
    with translation.override("de"):
        assert thread.shown_title.startswith(GERMAN_TITLE)
    assert thread.messages.count() == 1
