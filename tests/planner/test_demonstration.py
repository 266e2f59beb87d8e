"""The demonstration: a company with several people who disagree, made through the real services."""

import pytest
from django.core.management import call_command

from accounts.models import Membership, Organisation, User
from assessments.models import (
    Answer,
    Assignment,
    Engagement,
    Evidence,
    Milestone,
    SettledValue,
    Submission,
    Thread,
)
from assessments.services import create_engagement, publish_shipped, upgrade_bank
from assessments.services.letters import LETTER_JOB
from jobs.models import Job
from planner.models import Plan, Workload
from planner.services.contradiction_threads import report_contradictions
from planner.services.demonstration.create import create_demonstration


@pytest.mark.django_db
def test_four_respondents_disagree_here_and_there() -> None:
    made = create_demonstration(password="a demonstration password")
    answers = Answer.objects.filter(engagement=made.engagement)
    assert answers.values("respondent").distinct().count() == 4
    asked_twice = [
        question
        for question in set(answers.values_list("question", flat=True))
        if len({str(value) for value in answers.filter(question=question).values_list("value", flat=True)})
        > 1
    ]
    assert len(asked_twice) >= 5
    settled = SettledValue.objects.filter(engagement=made.engagement)
    assert {row.kind for row in settled} == {"consensus", "override"}
    assert {row.question for row in settled} <= set(asked_twice)
    assert Workload.objects.filter(engagement=made.engagement).count() == 3
    assert made.plan.state == "queued"


@pytest.mark.django_db
def test_the_people_work_together_and_nobody_gets_a_letter() -> None:
    engagement = create_demonstration(password="a demonstration password").engagement
    evidence = Evidence.objects.filter(engagement=engagement).values_list("state", flat=True)
    assert sorted(evidence) == ["accepted", "accepted", "pending"]
    asked = Assignment.objects.filter(engagement=engagement)
    assert {(row.scope, row.due_on is not None) for row in asked} == {("domain", True), ("question", True)}
    moved = Submission.objects.filter(engagement=engagement).exclude(state=Submission.State.OPEN)
    assert dict(moved.values_list("domain", "state")) == {"security": "submitted", "talent": "returned"}
    milestones = Milestone.objects.filter(engagement=engagement).values_list("title", flat=True)
    assert list(milestones) == ["First answers", "After the workshop"]
    assert [thread.messages.count() for thread in Thread.objects.filter(engagement=engagement)] == [2]
    assert not Job.objects.filter(kind=LETTER_JOB).exists()


@pytest.mark.django_db
def test_the_rules_find_one_contradiction_between_two_teams() -> None:
    engagement = create_demonstration(password="a demonstration password").engagement
    report_contradictions(engagement)
    thread = Thread.objects.exclude(rule="").get(engagement=engagement)
    assert thread.rule == "data-larger-than-storage"
    assert sorted(person.name for person in thread.people.all()) == ["Demo Data lead", "Demo IT lead"]


@pytest.mark.django_db
def test_making_it_again_replaces_it_and_nothing_else() -> None:
    other = Organisation.objects.create(name="A real client", slug="real")
    first = create_demonstration(password="a demonstration password")
    second = create_demonstration(password="another demonstration password")
    assert first.organisation.pk != second.organisation.pk
    assert Organisation.objects.filter(name=second.organisation.name).count() == 1
    assert Organisation.objects.filter(pk=other.pk).exists()
    assert Plan.objects.count() == 1
    assert Membership.objects.filter(organisation=second.organisation).count() == len(second.emails)


@pytest.mark.django_db
def test_it_is_replaced_also_after_an_upgrade_of_its_question_bank() -> None:
    made = create_demonstration(password="a demonstration password")
    consultant = User.objects.get(email="consultant@demonstration.example")
    older, newer = (publication.bank_version for publication in publish_shipped())
    engagement = create_engagement(
        organisation=made.organisation, title="On the older version", created_by=consultant, bank=older
    )
    upgrade_bank(engagement=engagement, to_bank=newer, by=consultant)
    create_demonstration(password="a demonstration password")
    assert not Engagement.objects.filter(pk__in=[made.engagement.pk, engagement.pk]).exists()


@pytest.mark.django_db
def test_the_command_says_how_to_log_in(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo", password="a demonstration password")
    told = capsys.readouterr().out
    assert "a demonstration password" in told
    for user in User.objects.all():
        assert user.email in told
        assert user.check_password("a demonstration password")
