"""How the people of the demonstration work together: whom is asked what, evidence, a conversation, hand-ins."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from assessments.models import Assignment, Engagement
from assessments.services import (
    accept_evidence,
    add_link,
    add_message,
    assign,
    delegate,
    open_thread,
    return_domain,
    submit_domain,
)
from assessments.services.letters import LETTER_JOB
from jobs.models import Job

DAYS_TO_ANSWER = 14
DAYS_OF_EVIDENCE = 365


@dataclass(frozen=True, slots=True)
class Team:
    """The people of the demonstration by what they do."""

    consultant: User
    lead: User
    it: User
    data: User
    security: User
    delivery: User


def accept_named_evidence(engagement: Engagement, named: Mapping[str, User], consultant: User) -> None:
    """Give the answers that name evidence a link each (question -> respondent), accepted for a year."""
    until = timezone.localdate() + timedelta(days=DAYS_OF_EVIDENCE)
    for question, person in named.items():
        piece = add_link(
            engagement=engagement,
            question_id=question,
            added_by=person,
            link=f"https://wiki.demonstration.example/{question}",
            title="Page in the wiki, with the latest report",
        )
        accept_evidence(evidence=piece, by=consultant, note="Seen, and up to date.", expires_on=until)


def work_together(engagement: Engagement, team: Team) -> None:
    """Ask, hand on, wait for review, talk, submit and return. Nobody gets letters: these people are made up."""
    _ask(engagement, team)
    add_link(
        engagement=engagement,
        question_id="hw-05-utilisation",
        added_by=team.it,
        link="https://monitoring.demonstration.example/accelerators/last-quarter",
        title="Dashboard of the accelerators, last quarter",
    )
    _talk(engagement, team)
    _hand_in(engagement, team)
    people = [team.consultant, team.lead, team.it, team.data, team.security, team.delivery]
    Job.objects.filter(kind=LETTER_JOB, payload__person__in=[person.pk for person in people]).delete()


def _ask(engagement: Engagement, team: Team) -> None:
    assign(
        engagement=engagement,
        scope=Assignment.Scope.DOMAIN,
        target="data",
        person=team.data,
        assigned_by=team.lead,
        due_on=timezone.localdate() + timedelta(days=DAYS_TO_ANSWER),
        note="An estimate is welcome where nothing was counted.",
    )
    delegate(
        engagement=engagement,
        question_id="da-06-move",
        person=team.it,
        by=team.data,
        note="You moved the file servers last year: what had to change?",
    )


def _talk(engagement: Engagement, team: Team) -> None:
    thread = open_thread(
        engagement=engagement,
        title="Which figure for free power do we plan with?",
        opened_by=team.lead,
        questions=["hw-06-power"],
        text="One answer is 18 kW, the other 40 kW. Where does each come from?",
    )
    add_message(
        thread=thread,
        author=team.it,
        text="18 kW is what the meter leaves at the peak of the last quarter, after the new presses.",
    )


def _hand_in(engagement: Engagement, team: Team) -> None:
    submit_domain(
        engagement=engagement,
        domain="security",
        by=team.security,
        seen=0,
        note="Two questions are open; legal looks into them.",
    )
    submit_domain(engagement=engagement, domain="talent", by=team.delivery, seen=0)
    return_domain(
        engagement=engagement,
        domain="talent",
        by=team.consultant,
        seen=1,
        note="Please add what an hour of training costs, and say how experiments with AI run.",
    )
