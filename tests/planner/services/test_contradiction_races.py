"""Two workers look for contradictions at the same time, and while people change what they look at."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models.functions import Now

from assessments.models import Content, Engagement, Thread
from assessments.services import CHANGE_JOB
from jobs.models import Job
from jobs.services.lease import claim, complete
from jobs.tasks import Work
from planner.models import Workload
from planner.services.contradiction_threads import contradictions_in, report_contradictions
from planner.tasks import look_for_contradictions
from tests.assessments.samples import Setting, save
from tests.planner.samples import make_planned_setting

RULE = "personal-workload-without-personal-data"
ROUNDS = 8


@pytest.fixture
def setting(transactional_db: None) -> Setting:
    """Answers that know of no personal data; whether a workload needs it changes."""
    setting = make_planned_setting()
    save(setting, Content("answered", {"options": ["internal"]}), question="da-05-classes")
    return setting


def need(data_class: str) -> None:
    Workload.objects.update(data_class=data_class)


def is_told() -> bool:
    return Thread.objects.filter(rule=RULE, is_standing=True, state="open").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("begun_with", ["personal", "internal"])
def test_a_look_that_began_before_a_change_and_ends_after_it_tells_what_holds_now(
    setting: Setting, begun_with: str
) -> None:
    ended_with = {"personal": "internal", "internal": "personal"}[begun_with]
    need(begun_with)
    Job.objects.filter(kind=CHANGE_JOB).update(due_at=Now())
    slow = claim()
    assert slow is not None
    effects = look_for_contradictions(Work(slow))
    need(ended_with)
    report_contradictions(setting.engagement)  # as the worker does whom the change has called
    complete(slow, effects)
    assert is_told() == (ended_with == "personal")


@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_whoever_comes_last_the_threads_tell_what_the_rules_find(setting: Setting) -> None:
    for _ in range(ROUNDS):
        at_once(*(change_and_look(setting.engagement, kind) for kind in ("personal", "internal") * 2))
        found = {one.rule for one in contradictions_in(setting.engagement)}
        assert is_told() == (RULE in found)


@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_saving_and_looking_at_once_wait_for_each_other_and_never_for_ever(setting: Setting) -> None:
    need("personal")
    contents = [Content("answered", {"options": names}) for names in (["internal"], ["personal"])]

    def save_often() -> None:
        for content in contents * ROUNDS:
            save(setting, content, question="da-05-classes")

    def look_often() -> None:
        for _ in range(ROUNDS):
            report_contradictions(setting.engagement)

    at_once(save_often, look_often, look_often)
    report_contradictions(setting.engagement)
    assert not is_told()
    assert Job.objects.filter(kind=CHANGE_JOB).exists()


def test_a_look_at_an_engagement_that_is_gone_needs_nothing(setting: Setting) -> None:
    Job.objects.filter(kind=CHANGE_JOB).update(due_at=Now())
    job = claim()
    assert job is not None
    effects = look_for_contradictions(Work(job))
    setting.engagement.delete()
    complete(job, effects)
    assert not Thread.objects.exists()


def change_and_look(engagement: Engagement, data_class: str) -> Callable[[], None]:
    def act() -> None:
        need(data_class)
        report_contradictions(engagement)

    return act


def at_once(*acts: Callable[[], None]) -> None:
    """Do all of it in threads that start together."""
    start = threading.Barrier(len(acts))

    def one(act: Callable[[], None]) -> None:
        start.wait()
        try:
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
