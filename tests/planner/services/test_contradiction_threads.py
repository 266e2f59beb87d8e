"""Contradictions of an engagement open threads, and close them when they are gone."""

from datetime import date

import pytest
from django.db.models.functions import Now

from assessments.models import Content, Thread
from assessments.services import CHANGE_JOB, close_thread
from jobs.models import Job
from jobs.tasks import run_due
from planner.models import Workload
from planner.services.contradiction_threads import contradictions_in, report_contradictions
from planner.services.workloads import set_constraints
from tests.assessments.samples import Setting, save
from tests.planner.samples import make_planned_setting

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture
def setting() -> Setting:
    return make_planned_setting()


def classes(*names: str) -> Content:
    """The kinds of data in use."""
    return Content("answered", {"options": list(names)})


def check(setting: Setting) -> None:
    report_contradictions(setting.engagement, contradictions_in(setting.engagement, as_of=TODAY))


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
