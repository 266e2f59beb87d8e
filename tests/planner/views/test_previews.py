"""The page of a plan that is being made shows the best schedule so far, to whoever may read the plan."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from jobs.models import Job
from planner.models import Plan, Preview
from planner.services.frozen.inputs import canonical_text
from planner.services.plans.request import mark_plan_failed
from tests.assessments.samples import Setting, make_member, signed_in
from tests.factories import make_organisation
from tests.planner.reports.snapshots import hospital
from tests.planner.samples import make_planned_setting, make_requested_plan

pytestmark = pytest.mark.any_database  # what is shown: no database says otherwise

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def setting(db: None) -> Setting:
    return make_planned_setting()


@pytest.fixture
def plan(setting: Setting) -> Plan:
    """A plan in the hands of a worker."""
    plan = make_requested_plan(setting)
    Job.objects.filter(key=plan.job_key).update(
        state="running", attempts=1, token=uuid.uuid4(), lease_until=timezone.now(), step="scheduling"
    )
    return plan


def content(**roadmap: Any) -> dict[str, Any]:
    """What a worker has stored: two workloads, one of them late, and one purchase."""
    bar = {"id": "buy", "title": "Buy 8 L40S", "kind": "purchase", "start": 0, "work_start": 1, "finish": 2}
    known = {
        "status": "improving",
        "gap": None,
        "periods": ["2027-Q1", "2027-Q2", "2027-Q3"],
        "initiatives": [bar | {"cost_usd": 90e3, "critical": True}],
        "go_live": [
            {"workload": "chat", "title": "Chat", "period": 1, "deadline": 0, "late_by": 1},
            {"workload": "code", "title": "Code", "period": None, "deadline": None, "late_by": None},
        ],
        "spending": [0.0, 90e3, 0.0],
        "budget": [100e3, 100e3, 100e3],
        "index": {"now": 31.2, "then": 44.8},
    }
    return {"inputs": {"language": "en"}, "roadmap": known | roadmap}


def store(plan: Plan, number: int = 1, **roadmap: Any) -> None:
    defaults = {"attempt": 1, "number": number, "content": content(**roadmap)}
    Preview.objects.update_or_create(plan=plan, defaults=defaults)


def page_of(client: Client, plan: Plan) -> str:
    """The page, its spaces made one."""
    return " ".join(client.get(reverse("planner:plan-detail", args=[plan.pk])).content.decode().split())


def fragment_of(client: Client, plan: Plan, seen: str = "") -> str:
    answer = client.get(reverse("planner:plan-progress", args=[plan.pk]), {"seen": seen} if seen else {})
    return " ".join(answer.content.decode().split())


def test_the_page_shows_the_best_schedule_so_far_and_that_it_is_no_plan(setting: Setting, plan: Plan) -> None:
    store(plan)
    page = page_of(signed_in(setting.reader), plan)
    assert "This is not the plan yet." in page
    assert "still being improved" in page
    for words in (
        "Buy 8 L40S",
        "1 of 2",
        "1 of them after their deadline",
        "90 k USD",
        "of a budget of 300 k USD",
    ):
        assert words in page
    assert re.search(r'<dd class="number">45</dd> <dd class="muted">today 31</dd>', page)
    assert re.search(r"Chat</th> <td >Q2 2027, late by 1 quarter</td> <td >Q1 2027</td> </tr>", page)
    assert re.search(r"Code</th> <td >not inside this plan</td> <td >–</td> </tr>", page)
    assert page.count('class="chart-svg"') == 2


@pytest.mark.parametrize(
    ("status", "gap", "said"),
    [
        ("optimal", 0.0, "No better schedule exists, that is proven."),
        ("feasible", 0.012, "A better schedule would be better by 1.2% at most."),
        ("feasible", None, "Reasons, chances and the report are still being worked out."),
    ],
)
def test_the_page_says_how_far_the_search_is(
    status: str, gap: float | None, said: str, setting: Setting, plan: Plan
) -> None:
    store(plan, status=status, gap=gap)
    page = page_of(signed_in(setting.lead), plan)
    assert said in page
    assert "still being improved" not in page


def test_nothing_is_decided_or_downloaded_from_a_preview(setting: Setting, plan: Plan) -> None:
    store(plan)
    page = page_of(signed_in(setting.lead), plan)
    assert "nothing is decided from it" in page
    assert ".pdf" not in page
    assert f"/engagements/{setting.engagement.pk}/decisions/buy" not in page
    assert signed_in(setting.lead).get(reverse("planner:report-download", args=[plan.pk])).status_code == 404


def test_a_fragment_brings_a_preview_once(setting: Setting, plan: Plan) -> None:
    lead = signed_in(setting.lead)
    assert 'id="preview"' not in fragment_of(lead, plan)
    store(plan)
    first = fragment_of(lead, plan)
    assert 'hx-swap-oob="true"' in first
    assert "Buy 8 L40S" in first
    assert "progress/?seen=1-1" in first
    again = fragment_of(lead, plan, seen="1-1")
    assert 'id="preview"' not in again
    assert "progress/?seen=1-1" in again
    store(plan, number=2, spending=[80e3, 0.0, 0.0])
    newer = fragment_of(lead, plan, seen="1-1")
    assert "80 k USD" in newer
    assert "progress/?seen=1-2" in newer


def test_a_preview_that_went_is_taken_off_the_page(setting: Setting, plan: Plan) -> None:
    store(plan)
    Job.objects.filter(key=plan.job_key).update(attempts=2)
    fragment = fragment_of(signed_in(setting.lead), plan, seen="1-1")
    assert re.search(r'<div id="preview" class="dashboard" hx-swap-oob="true"> </div>', fragment)
    assert "?seen=" not in fragment


def test_a_plan_that_failed_shows_no_preview(setting: Setting, plan: Plan) -> None:
    store(plan)
    mark_plan_failed(plan.pk, "no power")
    fragment = fragment_of(signed_in(setting.lead), plan, seen="1-1")
    assert "could not be made" in fragment
    assert "Buy 8 L40S" not in fragment
    assert "Buy 8 L40S" not in page_of(signed_in(setting.lead), plan)


def test_a_finished_plan_shows_itself_whatever_was_left_behind(setting: Setting) -> None:
    plan = make_requested_plan(setting)
    Plan.objects.filter(pk=plan.pk).update(
        state=Plan.State.DONE,
        finished_at=timezone.now(),
        snapshot_text=canonical_text(hospital()),
        fingerprint=hospital()["fingerprint"],
    )
    store(plan)
    lead = signed_in(setting.lead)
    assert "Buy 8 L40S" not in page_of(lead, plan)
    assert "Buy 8 L40S" not in fragment_of(lead, plan, seen="1-1")


@pytest.mark.parametrize("name", ["plan-detail", "plan-progress"])
def test_outsiders_and_respondents_see_no_preview(name: str, setting: Setting, plan: Plan) -> None:
    store(plan)
    stranger = make_member(make_organisation(), "lead", "stranger")
    address = reverse(f"planner:{name}", args=[plan.pk])
    for person, status in ((stranger, 404), (setting.respondent, 403)):
        answer = signed_in(person).get(address)
        assert answer.status_code == status
        assert "Buy 8 L40S" not in answer.content.decode()


def test_what_people_wrote_is_escaped_everywhere(setting: Setting, plan: Plan) -> None:
    known = content()["roadmap"]
    store(
        plan,
        initiatives=[known["initiatives"][0] | {"title": HOSTILE}],
        go_live=[known["go_live"][0] | {"title": HOSTILE}],
    )
    page = page_of(signed_in(setting.lead), plan)
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("stored", [{}, {"roadmap": {}}, {"roadmap": {"go_live": None, "gap": "?"}}])
def test_what_another_release_has_stored_still_gives_a_page(
    stored: dict[str, Any], setting: Setting, plan: Plan
) -> None:
    Preview.objects.create(plan=plan, attempt=1, number=1, content=stored)
    assert "This is not the plan yet." in page_of(signed_in(setting.lead), plan)


def test_the_charts_keep_the_language_of_the_plan_and_the_rest_that_of_the_reader(
    setting: Setting, plan: Plan
) -> None:
    store(plan)
    Preview.objects.update(content=content() | {"inputs": {"language": "de"}})
    with translation.override("en"):
        page = page_of(signed_in(setting.lead), plan)
    charts = page.split('<div lang="de">')[1]
    assert "What happens when" not in page
    assert "Was wann geschieht" in charts
    assert "This is not the plan yet." in page


def test_a_hostile_number_of_what_was_seen_is_only_text(setting: Setting, plan: Plan) -> None:
    store(plan)
    fragment = fragment_of(signed_in(setting.lead), plan, seen=f'"{HOSTILE}')
    assert HOSTILE not in fragment
    assert 'hx-swap-oob="true"' in fragment
