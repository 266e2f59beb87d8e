"""The admin panel: a consultant sees workloads, plans and reports of the organisations given to them, and no others."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from accounts.services import add_member, create_organisation
from planner.models import Decision, Forecast, OwnInitiative, Plan, Report, Scenario, Workload
from planner.roadmap.catalogue import shipped_initiatives
from planner.roadmap.written_initiatives import entry_of
from tests.assessments.samples import Setting, signed_in
from tests.factories import make_superuser, make_user
from tests.planner.samples import make_planned_setting, make_requested_plan

pytestmark = pytest.mark.any_database  # rights and pages: no database says otherwise

FROZEN = ("plan", "report", "decision", "forecast", "owninitiative", "scenario")
PAGES = ("workload", "planningconstraints", *FROZEN)


@pytest.fixture
def plan(db: None) -> Plan:
    plan = make_requested_plan(make_planned_setting(), "Plan of Aurelia")
    Plan.objects.filter(pk=plan.pk).update(
        state=Plan.State.DONE, finished_at=timezone.now(), snapshot_text="{}", fingerprint="a" * 64
    )
    plan = Plan.objects.select_related("engagement").get(pk=plan.pk)
    Report.objects.create(plan=plan, variant="executive", content=b"%PDF-", sha256="b" * 64)
    Forecast.objects.create(plan=plan, subject="initiative", key="access", title="Access")
    decision = Decision.objects.create(
        engagement=plan.engagement, initiative="access", title="Access", plan=plan, choice="accepted",
        reason="Because", decided_by=plan.requested_by, decided_at=timezone.now(),
    )  # fmt: skip
    Scenario.objects.create(
        engagement=plan.engagement, name="rent", title="Rent", changes={"acquire": "rent"}, created_by=plan.requested_by
    )  # fmt: skip
    own = shipped_initiatives()[0]
    OwnInitiative.objects.create(
        engagement=plan.engagement, identifier=own.id, document=entry_of(own),
        reason="Offered", changed_by=plan.requested_by,
    )  # fmt: skip
    decision.events.create(by=plan.requested_by, values={"action": "decided"})
    return plan


def consultant_of(organisation_name: str) -> Client:
    """Somebody who is consultant of another organisation."""
    user = make_user()
    add_member(organisation=create_organisation(name=organisation_name), user=user, role=Role.CONSULTANT)
    return signed_in(user)


def own_consultant(plan: Plan) -> Client:
    """Somebody who is consultant of the plan's organisation, as the admin knows them."""
    user = make_user()
    add_member(organisation=plan.engagement.organisation, user=user, role=Role.CONSULTANT)
    return signed_in(user)


def row_of(plan: Plan, page: str) -> int:
    """The number of the plan's row on a page."""
    rows = {
        "workload": Workload.objects.get().pk,
        "planningconstraints": plan.engagement.pk,
        "plan": plan.pk,
        "report": Report.objects.get().pk,
        "decision": Decision.objects.get().pk,
        "forecast": Forecast.objects.get().pk,
        "owninitiative": OwnInitiative.objects.get().pk,
        "scenario": Scenario.objects.get().pk,
    }
    return rows[page]


@pytest.mark.parametrize("page", PAGES)
def test_a_consultant_sees_what_belongs_to_the_own_organisation(page: str, plan: Plan) -> None:
    client = own_consultant(plan)
    shown = client.get(reverse(f"admin:planner_{page}_changelist"))
    assert shown.context["cl"].result_count == 1
    assert client.get(reverse(f"admin:planner_{page}_change", args=[row_of(plan, page)])).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_a_consultant_of_others_sees_nothing(page: str, plan: Plan) -> None:
    client = consultant_of("Another client")
    assert client.get(reverse(f"admin:planner_{page}_changelist")).context["cl"].result_count == 0
    response = client.get(reverse(f"admin:planner_{page}_change", args=[row_of(plan, page)]))
    assert response.status_code in (302, 403, 404)


@pytest.mark.parametrize("page", PAGES)
def test_nobody_adds_or_changes_a_result_here(page: str, plan: Plan) -> None:
    client = signed_in(make_superuser())
    assert client.get(reverse(f"admin:planner_{page}_add")).status_code == 403
    if page in FROZEN:
        address = reverse(f"admin:planner_{page}_change", args=[row_of(plan, page)])
        assert client.post(address, {"title": "Forged"}).status_code == 403


def test_the_list_of_plans_needs_as_many_queries_for_thirty_as_for_one(
    plan: Plan, django_assert_max_num_queries
) -> None:
    client = own_consultant(plan)
    address = reverse("admin:planner_plan_changelist")
    setting = Setting(plan.engagement, *[plan.requested_by] * 4)
    with django_assert_max_num_queries(20) as one:
        client.get(address)
    for number in range(29):
        make_requested_plan(setting, f"Plan {number}")
    with django_assert_max_num_queries(20) as thirty:
        client.get(address)
    assert len(one) == len(thirty)
