"""Who may open what: every URL of the planner, for every role and for strangers."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from planner.models import Decision, OwnInitiative, Plan, Scenario
from planner.roadmap.catalogue import shipped_initiatives
from planner.roadmap.written_initiatives import entry_of
from planner.urls import urlpatterns
from tests.assessments.samples import Setting, make_member, signed_in
from tests.factories import make_organisation, make_user
from tests.planner.samples import make_planned_setting, make_requested_plan

pytestmark = pytest.mark.any_database  # rights and pages: no database says otherwise

MANAGERS = {"consultant", "lead"}
READERS = {"consultant", "lead", "reader"}
# name -> (method, roles that may)
EXPECTED = {
    "organisation-over-time": ("get", READERS),
    "workload-list": ("get", MANAGERS),
    "workload-create": ("get", MANAGERS),
    "workload-edit": ("get", MANAGERS),
    "workload-delete": ("get", MANAGERS),
    "constraints-edit": ("get", MANAGERS),
    "plan-list": ("get", READERS),
    "plan-request": ("post", MANAGERS),
    "scenario-list": ("get", READERS),
    "scenario-progress": ("get", READERS),
    "scenario-create": ("get", MANAGERS),
    "scenario-offer": ("post", MANAGERS),
    "scenario-request": ("post", MANAGERS),
    "scenario-edit": ("get", MANAGERS),
    "scenario-delete": ("get", MANAGERS),
    "plan-compare": ("get", READERS),
    "comparison-download": ("get", READERS),
    "initiative-list": ("get", READERS),
    "initiative-download": ("get", READERS),
    "initiative-create": ("get", MANAGERS),
    "initiative-edit": ("get", MANAGERS),
    "initiative-drop": ("get", MANAGERS),
    "initiative-upload": ("get", MANAGERS),
    "initiative-apply": ("post", MANAGERS),
    "decision-list": ("get", READERS),
    "decision-download": ("get", READERS),
    "decision-edit": ("get", MANAGERS),
    "decision-progress": ("post", MANAGERS),
    "decision-withdraw": ("post", MANAGERS),
    "go-live-record": ("post", MANAGERS),
    "plan-detail": ("get", READERS),
    "plan-progress": ("get", READERS),
    "plan-retry": ("post", MANAGERS),
    "what-if": ("get", READERS),
    "what-if-plan": ("post", MANAGERS),
    "report-download": ("get", READERS),
    "report-variant": ("get", READERS),
    "snapshot-download": ("get", READERS),
    "workbook-download": ("get", READERS),
    "slides-download": ("get", READERS),
    "tables-download": ("get", READERS),
}
# One's own pages: whoever is signed in gets in, and sees nothing of others.
OF_ONESELF = {"portfolio"}
ROLES = ("consultant", "lead", "respondent", "reader")


@pytest.fixture
def setting(db: None) -> Setting:
    setting = make_planned_setting()
    Scenario.objects.create(engagement=setting.engagement, name="rent", title="Rent", created_by=setting.lead)
    Decision.objects.create(
        engagement=setting.engagement, initiative="access", title="Access", choice="accepted", reason="Because",
        decided_by=setting.lead, decided_at=timezone.now(),
    )  # fmt: skip
    own = entry_of(shipped_initiatives()[0])
    OwnInitiative.objects.create(
        engagement=setting.engagement, identifier=own["id"], document=own, reason="Because", changed_by=setting.lead
    )  # fmt: skip
    return setting


def address(name: str, setting: Setting, plan: Plan) -> str:
    engagement = setting.engagement.pk
    if name.startswith("organisation"):
        return reverse(f"planner:{name}", args=[setting.engagement.organisation_id])
    if name == "report-variant":
        return reverse(f"planner:{name}", args=[plan.pk, "full"])
    of_a_plan = ("plan-detail", "plan-progress", "plan-retry", "what-if", "what-if-plan")
    if name.startswith(("report", "snapshot", "workbook", "slides", "tables")) or name in of_a_plan:
        return reverse(f"planner:{name}", args=[plan.pk])
    extra = {
        "workload-create": ["inference"],
        "workload-edit": ["assistant-1"],
        "workload-delete": ["assistant-1"],
        "scenario-edit": ["rent"],
        "scenario-delete": ["rent"],
        "initiative-edit": ["I-HW-01a"],
        "initiative-drop": ["I-HW-01a"],
        "decision-edit": ["access"],
        "decision-progress": ["access"],
        "decision-withdraw": ["access"],
        "go-live-record": ["assistant-1"],
    }
    return reverse(f"planner:{name}", args=[engagement, *extra.get(name, [])])


def test_every_url_is_in_the_table() -> None:
    assert {pattern.name for pattern in urlpatterns} == {*EXPECTED, *OF_ONESELF}


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize("role", ROLES)
def test_a_member_may_do_what_the_role_allows(name: str, role: str, setting: Setting) -> None:
    method, allowed = EXPECTED[name]
    plan = make_requested_plan(setting)
    response = getattr(signed_in(getattr(setting, role)), method)(address(name, setting, plan))
    if role not in allowed:
        assert response.status_code == 403
    elif name in ("report-download", "report-variant", "comparison-download", "what-if", "what-if-plan"):
        assert response.status_code == 404, "the plan is not made yet"
    elif name in ("decision-progress", "decision-withdraw"):
        assert response.status_code == 422, "nothing was written into the form"
    else:
        assert response.status_code in (200, 302)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_stranger_learns_nothing(name: str, setting: Setting) -> None:
    plan = make_requested_plan(setting)
    stranger = make_member(make_organisation(), "lead", "stranger")
    response = getattr(signed_in(stranger), EXPECTED[name][0])(address(name, setting, plan))
    assert response.status_code == 404


@pytest.mark.parametrize("name", EXPECTED)
def test_without_signing_in_there_is_only_the_sign_in_page(name: str, setting: Setting) -> None:
    plan = make_requested_plan(setting)
    response = getattr(Client(), EXPECTED[name][0])(address(name, setting, plan))
    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/")


def test_somebody_without_any_membership_sees_nothing(setting: Setting) -> None:
    response = signed_in(make_user()).get(address("plan-list", setting, make_requested_plan(setting)))
    assert response.status_code == 404
