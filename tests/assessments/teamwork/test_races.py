"""Saving and accepting at the same time."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from assessments.models import (
    Answer,
    Assignment,
    BankUpgrade,
    Engagement,
    Evidence,
    Milestone,
    SettledValue,
    SubmissionStep,
    Thread,
)
from assessments.services import (
    ClosedError,
    UnknownTargetError,
    UpgradeError,
    accept_domain,
    add_link,
    assign,
    cancel_upgrade,
    close_engagement,
    open_thread,
    record_consensus,
    reopen_domain,
    reopen_engagement,
    report_contradiction,
    submit_domain,
    upgrade_bank,
)
from assessments.services.evidence import MOST_PER_QUESTION, TooMuchEvidenceError
from assessments.services.locks import LockedError
from assessments.services.reminders import remind
from jobs.models import Job
from tests.assessments.samples import Setting, level, make_setting, save
from tests.assessments.teamwork.held import links_there
from tests.assessments.versions import make_versions

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning"),
]
ROUNDS = 12


@pytest.fixture
def setting(transactional_db: None) -> Setting:
    return make_setting()


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do all of it in threads that start together; return what each got, or its refusal."""
    start = threading.Barrier(len(acts))
    found: list[Any] = [None] * len(acts)

    def one(number: int) -> None:
        start.wait()
        try:
            found[number] = acts[number]()
        except (ClosedError, TooMuchEvidenceError, UnknownTargetError, UpgradeError) as refusal:
            found[number] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[number]) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_no_answer_is_saved_after_it_was_accepted(setting: Setting) -> None:
    """Each save either comes before the acceptance, by the clock of the rows, or is refused."""
    engagement, lead = setting.engagement, setting.lead
    seen = 0
    for number in range(ROUNDS):
        submit_domain(engagement=engagement, domain="hardware", by=lead, seen=seen)
        outcomes = at_once(
            lambda number=number: save(setting, level(1 + number % 5, comment=f"a{number}")),
            lambda number=number: save(setting, level(1 + number % 5, comment=f"b{number}"), by=setting.lead),
            lambda seen=seen: accept_domain(engagement=engagement, domain="hardware", by=lead, seen=seen + 1),
        )
        assert outcomes[2] is True
        accepted = SubmissionStep.objects.get(revision=seen + 2).made_at
        for outcome, person in zip(outcomes, (setting.respondent, setting.lead), strict=False):
            saved = Answer.objects.filter(respondent=person, question="hw-level").first()
            is_in = saved is not None and saved.comment.endswith(f"{number}")
            assert is_in != isinstance(outcome, LockedError), outcome
            if is_in and connection.vendor == "sqlite":
                assert saved is not None
                assert saved.updated_at <= accepted
        with pytest.raises(LockedError):
            save(setting, level(5, comment="late"))
        reopen_domain(engagement=engagement, domain="hardware", by=lead, seen=seen + 2, note="again")
        seen += 3


def test_a_contradiction_reported_at_once_is_one_conversation(setting: Setting) -> None:
    def report() -> Thread:
        return report_contradiction(
            engagement=setting.engagement,
            rule="r",
            title="T",
            statement="S",
            questions=["hw-level"],
            people=[setting.respondent],
        )

    at_once(report, report, report, report)
    thread = Thread.objects.get()
    assert thread.messages.count() == 1
    assert list(thread.people.all()) == [setting.respondent]


def test_the_last_place_for_evidence_is_given_once(setting: Setting) -> None:
    links_there(setting, MOST_PER_QUESTION - 1)

    def add(number: int) -> Evidence:
        return add_link(
            engagement=setting.engagement,
            question_id="hw-level",
            added_by=setting.respondent,
            link=f"https://example.org/{number}",
        )

    outcomes = at_once(*(lambda number=number: add(number) for number in range(4)))
    assert sum(isinstance(outcome, TooMuchEvidenceError) for outcome in outcomes) == 3
    assert Evidence.objects.count() == MOST_PER_QUESTION


def test_the_same_consensus_recorded_at_once_is_recorded_once(setting: Setting) -> None:
    def settle() -> SettledValue:
        return record_consensus(
            engagement=setting.engagement,
            question_id="hw-level",
            value={"level": 3},
            basis="documented",
            reason="Agreed",
            by=setting.lead,
        )

    assert len({row.pk for row in at_once(*[settle] * 4)}) == 1
    assert SettledValue.objects.count() == 1


def test_a_questionnaire_is_submitted_once(setting: Setting) -> None:
    def submit() -> bool:
        return submit_domain(engagement=setting.engagement, domain="hardware", by=setting.respondent, seen=0)

    assert sorted(at_once(*[submit] * 4)) == [False, False, False, True]
    assert SubmissionStep.objects.count() == 1


def test_an_upgrade_is_made_once_and_cancelled_once(transactional_db: None) -> None:
    setting, to_bank = make_versions()
    save(setting, level(2), question="hw-before")

    def upgrade() -> BankUpgrade:
        mine = Engagement.objects.select_related("bank").get(pk=setting.engagement.pk)
        return upgrade_bank(engagement=mine, to_bank=to_bank, by=setting.lead)

    outcomes = at_once(*[upgrade] * 4)
    (made,) = [outcome for outcome in outcomes if isinstance(outcome, BankUpgrade)]
    assert (BankUpgrade.objects.count(), Milestone.objects.count()) == (1, 1)

    def cancel() -> bool:
        cancel_upgrade(
            upgrade=BankUpgrade.objects.select_related("engagement__bank").get(pk=made.pk), by=setting.lead
        )
        return True

    assert sum(outcome is True for outcome in at_once(*[cancel] * 4)) == 1
    assert Milestone.objects.count() == 2


def test_no_answer_gets_lost_under_its_old_name_while_the_bank_is_upgraded(transactional_db: None) -> None:
    """What was saved is under the new name as well, or was refused: never only where nobody looks."""
    setting, to_bank = make_versions()
    save(setting, level(1), question="hw-before")
    for number in range(ROUNDS):
        mine = Engagement.objects.select_related("bank").get(pk=setting.engagement.pk)
        theirs = Setting(mine, setting.consultant, setting.lead, setting.respondent, setting.reader)
        outcomes = at_once(
            lambda number=number, theirs=theirs: save(
                theirs, level(1 + number % 5, comment=f"a{number}"), question="hw-before"
            ),
            lambda: upgrade_bank(
                engagement=Engagement.objects.select_related("bank").get(pk=setting.engagement.pk),
                to_bank=to_bank,
                by=setting.lead,
            ),
        )
        assert isinstance(outcomes[1], BankUpgrade)
        carried = Answer.objects.get(question="hw-after").comment
        assert (carried == f"a{number}") != isinstance(outcomes[0], ClosedError), outcomes[0]
        cancel_upgrade(upgrade=outcomes[1], by=setting.lead)


def ask(setting: Setting) -> Assignment:
    return assign(
        engagement=setting.engagement,
        scope="question",
        target="hw-before",
        person=setting.respondent,
        assigned_by=setting.lead,
    )


def discuss(setting: Setting) -> Thread:
    return open_thread(
        engagement=setting.engagement,
        title="Which?",
        opened_by=setting.respondent,
        questions=["hw-before"],
        text="The new one?",
    )


@pytest.mark.parametrize("begin", [ask, discuss])
def test_what_is_asked_or_discussed_while_the_bank_is_upgraded_is_about_the_new_question_or_refused(
    transactional_db: None, begin: Callable[[Setting], Assignment | Thread]
) -> None:
    setting, to_bank = make_versions()
    for _ in range(ROUNDS):
        mine = Engagement.objects.select_related("bank").get(pk=setting.engagement.pk)
        theirs = Setting(mine, setting.consultant, setting.lead, setting.respondent, setting.reader)
        outcomes = at_once(
            lambda theirs=theirs: begin(theirs),
            lambda: upgrade_bank(
                engagement=Engagement.objects.select_related("bank").get(pk=setting.engagement.pk),
                to_bank=to_bank,
                by=setting.lead,
            ),
        )
        assert isinstance(outcomes[1], BankUpgrade)
        targets = list(Assignment.objects.values_list("target", flat=True))
        targets += [question for thread in Thread.objects.all() for question in thread.questions]
        assert targets == ([] if isinstance(outcomes[0], UnknownTargetError) else ["hw-after"])
        cancel_upgrade(upgrade=outcomes[1], by=setting.lead)
        Assignment.objects.all().delete()
        Thread.objects.all().delete()


def test_no_answer_is_saved_after_the_engagement_was_closed(setting: Setting) -> None:
    for number in range(ROUNDS):
        mine = Engagement.objects.select_related("bank").get(pk=setting.engagement.pk)
        theirs = Setting(mine, setting.consultant, setting.lead, setting.respondent, setting.reader)
        at_once(
            lambda number=number, theirs=theirs: save(theirs, level(1 + number % 5, comment=f"a{number}")),
            lambda: close_engagement(setting.engagement),
        )
        with pytest.raises(ClosedError):
            save(theirs, level(5, comment="late"))  # as a request does that read the engagement before
        reopen_engagement(setting.engagement)


def test_nobody_is_reminded_twice_by_two_workers(setting: Setting) -> None:
    now = timezone.now()
    asked = assign(
        engagement=setting.engagement,
        scope="domain",
        target="hardware",
        person=setting.respondent,
        assigned_by=setting.lead,
        due_on=timezone.localdate(now),
    )
    Job.objects.all().delete()
    assert sorted(at_once(*[lambda: remind(assignments=[asked], now=now)] * 4)) == [0, 0, 0, 1]
    assert Job.objects.count() == 1
