"""The same thing done twice at once is done once, and nobody sees a breakdown."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import Invitation, Membership, Role, User
from assessments.models import AnswerRevision
from jobs.models import Job
from planner.models import Plan
from planner.services.plans.request import mark_plan_failed
from tests.assessments.samples import Setting, answer, signed_in
from tests.factories import PASSWORD, make_invitation
from tests.planner.samples import make_planned_setting, make_requested_plan

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4


@pytest.fixture
def setting(transactional_db: None) -> Setting:
    return make_planned_setting()


def at_once(send: Callable[[int], Any]) -> list[Any]:
    """Do it in several threads that start together; return what each got."""
    start = threading.Barrier(AT_ONCE)
    found: dict[int, Any] = {}

    def one(number: int) -> None:
        start.wait()
        try:
            found[number] = send(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[number]) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [found.get(number) for number in range(AT_ONCE)]


def browsers(user: User | None) -> list[Client]:
    """As many browsers, signed in before the race."""
    made = [Client(raise_request_exception=False) for _ in range(AT_ONCE)]
    for browser in made:
        if user is not None:
            browser.force_login(user)
    return made


def test_an_invitation_is_accepted_once_by_a_new_person(setting: Setting) -> None:
    issued = make_invitation(setting.engagement.organisation, email="new@example.org")
    where = reverse("accounts:invitation-accept", args=[issued.token])
    tabs = browsers(None)
    typed = {"name": "New", "password": PASSWORD, "again": PASSWORD}
    statuses = sorted(at_once(lambda number: tabs[number].post(where, typed).status_code))
    assert statuses[0] == 302
    assert set(statuses[1:]) <= {403, 410}
    assert User.objects.filter(email="new@example.org").count() == 1
    assert Membership.objects.filter(user__email="new@example.org").count() == 1


def test_an_invitation_is_accepted_once_by_a_known_person(setting: Setting) -> None:
    user = User.objects.create_user("known@example.org", PASSWORD, name="Known")
    issued = make_invitation(setting.engagement.organisation, email=user.email, role=Role.LEAD)
    where = reverse("accounts:invitation-accept", args=[issued.token])
    tabs = browsers(user)
    statuses = sorted(at_once(lambda number: tabs[number].post(where).status_code))
    assert statuses == [302, 410, 410, 410]
    assert list(Membership.objects.filter(user=user).values_list("role", flat=True)) == ["lead"]


def test_an_address_is_invited_once(setting: Setting) -> None:
    where = reverse("accounts:invitation-create", args=[setting.engagement.organisation_id])
    tabs = browsers(setting.lead)
    typed = {"email": "new@example.org", "role": "reader"}
    assert at_once(lambda number: tabs[number].post(where, typed).status_code) == [302] * AT_ONCE
    assert Invitation.objects.filter(email="new@example.org").count() == 1


def test_the_button_pressed_twice_at_once_makes_one_plan(setting: Setting) -> None:
    where = reverse("planner:plan-request", args=[setting.engagement.pk])
    tabs = browsers(setting.lead)
    typed = {"request_id": str(uuid.uuid4()), "title": "Baseline"}
    places = at_once(lambda number: tabs[number].post(where, typed)["Location"])
    assert set(places) == {reverse("planner:plan-detail", args=[Plan.objects.get().pk])}
    assert Job.objects.filter(kind="plan").count() == 1


def test_a_failed_plan_tried_again_twice_at_once_is_queued_once(setting: Setting) -> None:
    plan = make_requested_plan(setting)
    Job.objects.filter(key=plan.job_key).update(state="dead", reason="x", finished_at=plan.requested_at)
    mark_plan_failed(plan.pk, "x")
    tabs = browsers(setting.lead)
    where = reverse("planner:plan-retry", args=[plan.pk])
    assert at_once(lambda number: tabs[number].post(where).status_code) == [302] * AT_ONCE
    assert Plan.objects.get().state == Plan.State.QUEUED
    assert Job.objects.get(key=plan.job_key).state == "queued"


def test_answers_of_several_tabs_at_once_are_all_kept(setting: Setting) -> None:
    where = reverse("assessments:answer-save", args=[setting.engagement.pk, "hw-01-capacity-plan"])
    tabs = browsers(setting.respondent)
    name = "hw-01-capacity-plan"

    def send(number: int) -> int:
        sent = {f"{name}.level": str(number + 1), f"{name}.revision": "0", f"{name}.client": f"tab{number}"}
        return tabs[number].post(where, sent).status_code

    assert at_once(send) == [200] * AT_ONCE
    kept = AnswerRevision.objects.filter(answer=answer(setting, name)).order_by("revision")
    assert list(kept.values_list("revision", flat=True)) == [1, 2, 3, 4]
    assert {row.value["level"] for row in kept if row.value} == {1, 2, 3, 4}
    page = signed_in(setting.respondent).get(
        reverse("assessments:questionnaire-resume", args=[setting.engagement.pk])
    )
    assert page.status_code == 302


def test_two_leads_do_not_demote_each_other_at_once(setting: Setting) -> None:
    organisation = setting.engagement.organisation
    Membership.objects.filter(organisation=organisation, role=Role.CONSULTANT).delete()
    second = User.objects.create_user("second@example.org")
    pks = [
        Membership.objects.get(organisation=organisation, role=Role.LEAD).pk,
        Membership.objects.create(user=second, organisation=organisation, role=Role.LEAD).pk,
    ]
    tabs = [*browsers(setting.lead)[:2], *browsers(second)[:2]]

    def send(number: int) -> int:
        where = reverse("accounts:member-change", args=[organisation.pk, pks[number % 2]])
        return tabs[number].post(where, {"role": "reader"}).status_code

    assert set(at_once(send)) <= {302, 403}
    assert Membership.objects.filter(organisation=organisation, role=Role.LEAD).count() == 1
