"""What people see: their own organisations, their own answers, and all of them as one value."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Organisation, Role, User
from assessments.models import Answer, Content, Evidence, Right
from assessments.queries import (
    answer_for,
    answers_by_others,
    applicability,
    awaiting_countersignature,
    consolidated_answers,
    current_answers,
    engagement_for,
    engagement_progress,
    engagements_for,
    participants_of,
    progress_of,
    score_engagement,
)
from assessments.scoring.responses import Response
from tests.assessments.samples import Setting, answer, level, make_member, save

pytestmark = pytest.mark.django_db

OWN = Content("answered", {"options": ["own"]})
RIGHTS: list[tuple[str, set[Right]]] = [
    ("consultant", {"view", "answer", "manage", "read_results"}),
    ("lead", {"view", "answer", "manage", "read_results"}),
    ("respondent", {"view", "answer"}),
    ("reader", {"view", "read_results"}),
]


def amount(low: float, likely: float, high: float) -> Content:
    return Content("answered", {"low": low, "likely": likely, "high": high})


def add_evidence(setting: Setting, question: str, *, accepted: bool) -> None:
    now = timezone.now()
    review = {"state": "accepted", "reviewed_by": setting.lead, "reviewed_at": now} if accepted else {}
    Evidence.objects.create(
        engagement=setting.engagement, question=question, title="Audit", link="https://example.org/audit",
        added_by=setting.respondent, added_at=now, **review,
    )  # fmt: skip


@pytest.mark.parametrize(("role", "rights"), RIGHTS)
@pytest.mark.parametrize("right", ["view", "answer", "manage", "read_results"])
def test_rights_follow_from_the_role(setting: Setting, role: str, rights: set[Right], right: Right) -> None:
    user: User = getattr(setting, role)
    if right in rights:
        assert engagement_for(user, setting.engagement.pk, right).role == role
    else:
        with pytest.raises(PermissionDenied):
            engagement_for(user, setting.engagement.pk, right)


def test_a_stranger_sees_nothing_not_even_as_superuser(setting: Setting) -> None:
    stranger = User.objects.create_superuser("root@example.org")
    assert list(engagements_for(stranger)) == []
    with pytest.raises(Http404):
        engagement_for(stranger, setting.engagement.pk, "view")


def test_own_answers_and_those_of_an_engagement_one_runs(setting: Setting) -> None:
    save(setting, level(3))
    row = answer(setting)
    assert answer_for(setting.respondent, row.pk) == answer_for(setting.lead, row.pk) == row
    other = make_member(setting.engagement.organisation, Role.RESPONDENT, "other")
    for user in (other, setting.reader):
        with pytest.raises(PermissionDenied):
            answer_for(user, row.pk)
    with pytest.raises(Http404):
        answer_for(User.objects.create_user("stranger@example.org"), row.pk)


def test_respondents_do_not_see_what_others_answered(setting: Setting) -> None:
    save(setting, level(3), by=setting.lead)
    for user, seen in ((setting.respondent, []), (setting.consultant, [{"level": 3}])):
        engagement = engagement_for(user, setting.engagement.pk, "answer")
        others = answers_by_others(engagement, user, ["hw-level"])["hw-level"]
        assert [row.value for row in others] == seen


def test_progress_counts_mine_and_anybodys_of_what_is_asked(setting: Setting) -> None:
    save(setting, level(3))
    save(setting, Content("unknown"), question="hw-net")
    save(setting, level(1), by=setting.lead, question="da-level")
    save(setting, Content(comment="only a comment"), question="hw-note")
    progress = engagement_progress(setting.engagement, setting.respondent)
    assert (progress.total.asked, progress.total.mine, progress.total.anyone) == (7, 2, 3)
    assert {name: (tally.mine, tally.asked) for name, tally in progress.groups.items()} == {
        "compute": (1, 5), "network": (1, 1), "records": (0, 1)
    }  # fmt: skip
    assert progress.first_open_group() == "compute"


def test_a_conditional_question_is_asked_once_anybody_says_so_but_my_own_word_comes_first(
    setting: Setting,
) -> None:
    def asks(user: User) -> bool:
        return engagement_progress(setting.engagement, user).applicable["hw-cooling"]

    assert not asks(setting.respondent)
    save(setting, OWN, question="hw-where", by=setting.lead)
    assert asks(setting.respondent)
    assert applicability(setting.engagement)["hw-cooling"]
    save(setting, Content("answered", {"options": ["cloud"]}), question="hw-where")
    assert not asks(setting.respondent)
    assert asks(setting.lead)


def test_progress_of_many_engagements_takes_three_queries(
    setting: Setting, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    engagements = [setting.engagement] * 30
    progress_of(engagements, setting.lead)
    with django_assert_num_queries(3):
        progress_of(engagements, setting.lead)


def test_many_answers_become_one_value(setting: Setting) -> None:
    people = (setting.respondent, setting.lead, setting.consultant)
    for user, number in zip(people, (5, 2, 4), strict=True):
        save(setting, level(number), by=user)
    save(setting, amount(1e12, 2e12, 3e12), question="hw-storage")
    save(setting, amount(2e12, 2.5e12, 9e12), question="hw-storage", by=setting.lead)
    rows = Content("answered", {"rows": [{"type": "h100-sxm", "count": 8.0}]}, basis="guessed")
    better = Content("answered", {"rows": [{"type": "h100-sxm", "count": 16.0}]}, basis="measured")
    save(setting, better, question="hw-gpus")
    save(setting, rows, question="hw-gpus", by=setting.lead)
    found = consolidated_answers(setting.engagement)
    assert {question: one.value for question, one in found.items()} == {
        "hw-level": {"level": 4},
        "hw-storage": {"low": 1e12, "likely": 2e12, "high": 9e12},
        "hw-gpus": better.value,
    }
    assert found["hw-storage"].respondents == tuple(
        sorted(str(user.pk) for user in (setting.respondent, setting.lead))
    )


def test_responses_carry_level_basis_accepted_evidence_and_age(setting: Setting) -> None:
    save(setting, level(4, basis="documented", evidence="a word on where it is proves nothing"))
    save(setting, level(3), question="da-level")
    add_evidence(setting, "hw-level", accepted=True)
    add_evidence(setting, "da-level", accepted=False)
    save(setting, Content("not_applicable", reason="Rented"), question="hw-net")
    save(setting, Content(comment="later"), question="hw-note")
    Answer.objects.update(answered_at=timezone.now() - timedelta(days=365.25 / 2))
    as_of = timezone.now().date()
    scored = score_engagement(setting.engagement, as_of=as_of, draws=0)
    responses = {response.question: response for response in scored.responses}
    name = str(setting.respondent.pk)
    age = responses["hw-level"].age_months
    assert age == pytest.approx(6, abs=0.05)
    assert responses == {
        "hw-level": Response("hw-level", name, "answered", 4.0, "documented", age, has_evidence=True),
        "da-level": Response("da-level", name, "answered", 3.0, "estimated", age),
        "hw-net": Response("hw-net", name, "not_applicable", None, "estimated", age),
    }


def test_an_answer_from_the_future_is_new(setting: Setting) -> None:
    save(setting, level(4))
    scored = score_engagement(setting.engagement, as_of=date(2020, 1, 1), draws=0)
    assert scored.responses[0].age_months == 0


def test_what_was_taken_back_is_not_current(setting: Setting) -> None:
    save(setting, level(4))
    save(setting, Content())
    assert list(current_answers(setting.engagement)) == []


def test_not_applicable_waits_until_it_is_countersigned(setting: Setting) -> None:
    save(setting, Content("not_applicable", reason="Rented"))
    assert [row.question for row in awaiting_countersignature(setting.engagement)] == ["hw-level"]
    Answer.objects.update(is_countersigned=True, countersigned_by=setting.lead)
    assert list(awaiting_countersignature(setting.engagement)) == []


def test_participants_are_those_who_may_answer_the_busiest_first(setting: Setting) -> None:
    save(setting, level(3))
    people = participants_of([setting.engagement])[setting.engagement.pk]
    assert [(str(person.user), person.answered) for person in people] == [
        ("Respondent", 1), ("Consultant", 0), ("Lead", 0)
    ]  # fmt: skip


def test_open_engagements_come_first_then_by_due_date(setting: Setting) -> None:
    first = setting.engagement
    rows = [
        ("closed", "closed", None),
        ("later", "open", date(2027, 5, 1)),
        ("soon", "open", date(2027, 1, 1)),
    ]
    for title, status, due_on in rows:
        type(first).objects.create(
            organisation=first.organisation, title=title, bank=first.bank, created_by=setting.lead,
            status=status, due_on=due_on,
        )  # fmt: skip
    Organisation.objects.create(name="Elsewhere", slug="elsewhere")
    titles = [engagement.title for engagement in engagements_for(setting.reader)]
    assert titles == ["soon", "later", "AI readiness", "closed"]
