"""Plans in the browser: asked for once, watched, read and downloaded."""

import io
import json
import uuid
from collections.abc import Callable
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from planner.models import Plan, Report
from planner.services.frozen.inputs import canonical_text, fingerprint_of
from planner.services.plans.request import mark_plan_failed
from tests.assessments.samples import Setting, level, make_member, save, signed_in
from tests.planner.reports.snapshots import hospital, informed, large
from tests.planner.samples import (
    job_state,
    make_finished_plan,
    make_planned_setting,
    make_requested_plan,
)

pytestmark = pytest.mark.any_database  # pages: no database says otherwise

MOST_QUERIES = 12


@pytest.fixture
def setting(db: None) -> Setting:
    return make_planned_setting(workloads=2)


@pytest.fixture
def lead(setting: Setting) -> Client:
    return signed_in(setting.lead)


def test_pressing_the_button_twice_makes_one_plan(setting: Setting, lead: Client) -> None:
    address = reverse("planner:plan-request", args=[setting.engagement.pk])
    typed = {"request_id": str(uuid.uuid4()), "title": "Baseline"}
    first, second = lead.post(address, typed), lead.post(address, typed)
    plan = Plan.objects.get()
    assert first["Location"] == second["Location"] == reverse("planner:plan-detail", args=[plan.pk])
    assert (plan.title, plan.state, job_state(plan)) == ("Baseline", "queued", "queued")


def test_without_a_workload_the_page_says_what_is_missing(setting: Setting, lead: Client) -> None:
    setting.engagement.workloads.all().delete()
    address = reverse("planner:plan-request", args=[setting.engagement.pk])
    page = lead.post(address, {"request_id": str(uuid.uuid4())}, follow=True)
    assert "describe at least one workload first" in page.content.decode()
    assert not Plan.objects.exists()


def test_the_inputs_are_frozen_when_the_plan_is_asked_for(setting: Setting) -> None:
    plan = make_requested_plan(setting)
    save(setting, level(5), question="hw-01-sizing")
    setting.engagement.workloads.all().delete()
    inputs = Plan.objects.get(pk=plan.pk).inputs
    assert len(inputs["workloads"]) == 2
    assert {answer["value"]["level"] for answer in inputs["answers"]} == {2, 3}


def test_a_waiting_plan_shows_its_steps_and_asks_again(setting: Setting, lead: Client) -> None:
    plan = make_requested_plan(setting)
    page = lead.get(reverse("planner:plan-detail", args=[plan.pk])).content.decode()
    assert 'aria-current="step"' in page
    fragment = lead.get(reverse("planner:plan-progress", args=[plan.pk]))
    assert "hx-trigger" in fragment.content.decode()
    assert "HX-Refresh" not in fragment


def test_a_finished_plan_is_a_dashboard_with_every_part(setting: Setting, lead: Client) -> None:
    plan = make_finished_plan(setting)
    page = lead.get(reverse("planner:plan-detail", args=[plan.pk])).content.decode()
    assert plan.fingerprint in page
    assert page.count("<svg") >= 8
    for workload in setting.engagement.workloads.all():
        assert workload.title in page
    for part in (
        "Ways to get the accelerators",
        "What moves the cost",
        "Carbon of all workloads",
        "Who causes",
    ):
        assert part in page
    assert lead.get(reverse("planner:plan-progress", args=[plan.pk]))["HX-Refresh"] == "true"


@pytest.mark.parametrize(("make", "is_shown"), [(informed, True), (hospital, False)])
def test_policies_of_scaling_are_shown_where_the_plan_knows_them(
    setting: Setting, lead: Client, make: Callable[[], dict[str, Any]], is_shown: bool
) -> None:
    plan = make_requested_plan(setting)
    finish_with(plan, make())
    page = lead.get(reverse("planner:plan-detail", args=[plan.pk])).content.decode()
    assert ("Scaling the replicas" in page) == is_shown
    assert ("6.6 (5.3–7.9)" in page) == is_shown


def test_the_report_and_the_snapshot_are_downloads_of_the_same_result(setting: Setting, lead: Client) -> None:
    plan = make_finished_plan(setting)
    pdf = lead.get(reverse("planner:report-download", args=[plan.pk]))
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf["Content-Disposition"].startswith('attachment; filename="aurelia-clinics-roadmap-')
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.content)).pages)
    assert plan.fingerprint[:12] in text
    snapshot = lead.get(reverse("planner:snapshot-download", args=[plan.pk]))
    data = json.loads(snapshot.content)
    assert data["fingerprint"] == plan.fingerprint == fingerprint_of(data)


def test_one_button_gives_the_report_and_the_other_formats_are_folded(setting: Setting, lead: Client) -> None:
    plan = make_finished_plan(setting)
    page = lead.get(reverse("planner:plan-detail", args=[plan.pk])).content.decode()
    row, folded = page.split('<details class="downloads"')
    assert page.count("button--primary") == row.count("button--primary") == 1
    folded = folded.split("</details>")[0]
    assert "Reports (PDF, A4)" in folded
    for name in ("report", "workbook", "slides", "tables", "snapshot"):
        assert reverse(f"planner:{name}-download", args=[plan.pk]) in folded
    assert reverse("accounts:branding-edit", args=[setting.engagement.organisation_id]) in folded
    reader = signed_in(setting.reader).get(reverse("planner:plan-detail", args=[plan.pk])).content.decode()
    assert "/branding/" not in reader


def finish_with(plan: Plan, snapshot: dict[str, Any]) -> None:
    """Let a plan be done with a result of our choice."""
    Plan.objects.filter(pk=plan.pk).update(
        state=Plan.State.DONE,
        reason="",
        finished_at=timezone.now(),
        snapshot_text=canonical_text(snapshot),
        fingerprint=snapshot["fingerprint"],
    )


@pytest.mark.parametrize(("answers", "is_said"), [([], True), (hospital()["inputs"]["answers"], False)])
def test_a_plan_made_before_anybody_answered_says_so(
    setting: Setting, lead: Client, answers: list[Any], is_said: bool
) -> None:
    plan, snapshot = make_requested_plan(setting), hospital()
    snapshot["inputs"]["answers"] = answers
    finish_with(plan, snapshot)
    page = lead.get(reverse("planner:plan-detail", args=[plan.pk])).content.decode()
    assert ("Nobody had answered anything" in page) == is_said


def test_the_dashboard_of_a_large_plan_needs_no_more_queries(
    setting: Setting, lead: Client, django_assert_max_num_queries
) -> None:
    plan = make_requested_plan(setting)
    for snapshot in (hospital(), large(200, 20)):
        finish_with(plan, snapshot)
        with django_assert_max_num_queries(MOST_QUERIES):
            assert lead.get(reverse("planner:plan-detail", args=[plan.pk])).status_code == 200


def test_a_failed_plan_says_so_and_can_be_tried_again(setting: Setting) -> None:
    plan = make_requested_plan(setting)
    mark_plan_failed(plan.pk, "KeyError: secret detail")
    respondent_view = (
        signed_in(setting.reader).get(reverse("planner:plan-detail", args=[plan.pk])).content.decode()
    )
    assert "could not be made" in respondent_view
    assert "secret detail" not in respondent_view
    consultant = setting.consultant
    consultant.is_staff = True
    consultant.save()
    assert (
        "secret detail"
        in signed_in(consultant).get(reverse("planner:plan-detail", args=[plan.pk])).content.decode()
    )


def test_a_plan_that_is_done_is_never_marked_failed(setting: Setting) -> None:
    plan = make_finished_plan(setting)
    mark_plan_failed(plan.pk, "too late")
    assert Plan.objects.get(pk=plan.pk).state == "done"


def test_making_a_plan_twice_changes_nothing(setting: Setting) -> None:
    from django.db import transaction

    from planner.services.plans.make import make_plan

    plan = make_finished_plan(setting)
    report = Report.objects.get(plan=plan, variant="executive")
    write = make_plan(plan, lambda step, fraction: None)
    with transaction.atomic():
        write()
    again = Report.objects.get(plan=plan, variant="executive")
    assert (Plan.objects.get(pk=plan.pk).snapshot_text, again.sha256) == (plan.snapshot_text, report.sha256)


@pytest.mark.parametrize("name", ["plan-list", "plan-detail"])
def test_pages_need_as_many_queries_for_thirty_as_for_one(
    name: str, setting: Setting, lead: Client, django_assert_max_num_queries
) -> None:
    plan = make_finished_plan(setting)
    address = reverse(f"planner:{name}", args=[setting.engagement.pk if name == "plan-list" else plan.pk])
    with django_assert_max_num_queries(MOST_QUERIES) as one:
        lead.get(address)
    for number in range(30):
        make_requested_plan(setting, f"Plan {number}")
        member = make_member(setting.engagement.organisation, Role.RESPONDENT, f"person{number}")
        save(setting, level(3), question="hw-01-sizing", by=member)
    with django_assert_max_num_queries(MOST_QUERIES) as thirty:
        lead.get(address)
    assert len(one) == len(thirty)
