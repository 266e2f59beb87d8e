"""Who may open what: every URL of the planner, for every role and for strangers."""

import pytest
from django.test import Client
from django.urls import reverse

from planner.models import Plan
from planner.urls import urlpatterns
from tests.assessments.samples import Setting, make_member, signed_in
from tests.factories import make_organisation, make_user
from tests.planner.samples import make_planned_setting, make_requested_plan

MANAGERS = {"consultant", "lead"}
READERS = {"consultant", "lead", "reader"}
# name -> (method, roles that may)
EXPECTED = {
    "workload-list": ("get", MANAGERS),
    "workload-create": ("get", MANAGERS),
    "workload-edit": ("get", MANAGERS),
    "workload-delete": ("get", MANAGERS),
    "constraints-edit": ("get", MANAGERS),
    "plan-list": ("get", READERS),
    "plan-request": ("post", MANAGERS),
    "plan-detail": ("get", READERS),
    "plan-progress": ("get", READERS),
    "plan-retry": ("post", MANAGERS),
    "report-download": ("get", READERS),
    "snapshot-download": ("get", READERS),
}
ROLES = ("consultant", "lead", "respondent", "reader")


@pytest.fixture
def setting(db: None) -> Setting:
    return make_planned_setting()


def address(name: str, setting: Setting, plan: Plan) -> str:
    engagement = setting.engagement.pk
    if name.startswith(("report", "snapshot")) or name in ("plan-detail", "plan-progress", "plan-retry"):
        return reverse(f"planner:{name}", args=[plan.pk])
    extra = {
        "workload-create": ["inference"],
        "workload-edit": ["assistant-1"],
        "workload-delete": ["assistant-1"],
    }
    return reverse(f"planner:{name}", args=[engagement, *extra.get(name, [])])


def test_every_url_is_in_the_table() -> None:
    assert {pattern.name for pattern in urlpatterns} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize("role", ROLES)
def test_a_member_may_do_what_the_role_allows(name: str, role: str, setting: Setting) -> None:
    method, allowed = EXPECTED[name]
    plan = make_requested_plan(setting)
    response = getattr(signed_in(getattr(setting, role)), method)(address(name, setting, plan))
    if role not in allowed:
        assert response.status_code == 403
    elif name == "report-download":
        assert response.status_code == 404, "the plan has no report yet"
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
