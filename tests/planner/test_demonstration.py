"""The demonstration: a company with several people who disagree, made through the real services."""

import pytest
from django.core.management import call_command

from accounts.models import Membership, Organisation, User
from assessments.models import Answer
from planner.models import Plan, Workload
from planner.services.demonstration import create_demonstration


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
    assert Workload.objects.filter(engagement=made.engagement).count() == 3
    assert made.plan.state == "queued"


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
def test_the_command_says_how_to_log_in(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo", password="a demonstration password")
    told = capsys.readouterr().out
    assert "a demonstration password" in told
    for user in User.objects.all():
        assert user.email in told
        assert user.check_password("a demonstration password")
