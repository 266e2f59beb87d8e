"""The register in the browser: decide, record progress, take back, compare forecasts with what happened."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Engagement
from assessments.services import create_engagement
from planner.models import Decision, Forecast, Plan, Workload
from planner.services.frozen.inputs import canonical_text
from tests.assessments.samples import Setting, signed_in
from tests.planner.reports.snapshots import hospital
from tests.planner.samples import make_planned_setting, make_requested_plan

MOST_QUERIES = 14


@pytest.fixture
def setting(db: None) -> Setting:
    return make_planned_setting(workloads=1)


@pytest.fixture
def lead(setting: Setting) -> Client:
    return signed_in(setting.lead)


@pytest.fixture
def plan(setting: Setting) -> Plan:
    return make_done_plan(setting)


def make_done_plan(setting: Setting, title: str = "Baseline") -> Plan:
    """A finished plan with a snapshot that was typed, and without rows of forecasts."""
    plan = make_requested_plan(setting, title)
    snapshot = hospital()
    Plan.objects.filter(pk=plan.pk).update(
        state=Plan.State.DONE,
        finished_at=timezone.now(),
        snapshot_text=canonical_text(snapshot),
        fingerprint=snapshot["fingerprint"],
    )
    return Plan.objects.get(pk=plan.pk)


def first_of(plan: Plan) -> dict[str, Any]:
    return plan.snapshot["roadmap"]["initiatives"][0]


def page_of(setting: Setting, initiative: str, part: str = "edit") -> str:
    return reverse(f"planner:decision-{part}", args=[setting.engagement.pk, initiative])


def register(setting: Setting) -> str:
    return reverse("planner:decision-list", args=[setting.engagement.pk])


def accept(client: Client, setting: Setting, plan: Plan, **typed: str) -> Any:
    data = {
        "choice": "accepted",
        "reason": "It is due",
        "owner": "Anna Weiss",
        "revision": "0",
        "plan": str(plan.pk),
    }
    return client.post(page_of(setting, first_of(plan)["id"]), data | typed)


def test_the_dashboard_shows_each_initiative_with_its_decision_and_the_way_to_decide(
    setting: Setting, lead: Client, plan: Plan
) -> None:
    accept(lead, setting, plan)
    page = lead.get(reverse("planner:plan-detail", args=[plan.pk])).content.decode()
    roadmap = plan.snapshot["roadmap"]
    for item in (*roadmap["initiatives"], *roadmap["left_out"]):
        assert f"{page_of(setting, item['id'])}?plan={plan.pk}" in page
    assert f"1 of {len(roadmap['initiatives']) + len(roadmap['left_out'])} decided" in page
    shown = signed_in(setting.reader).get(reverse("planner:plan-detail", args=[plan.pk])).content.decode()
    assert "Not decided" in shown
    assert page_of(setting, first_of(plan)["id"]) not in shown


def test_an_initiative_is_decided_from_its_page_and_stands_in_the_register(
    setting: Setting, lead: Client, plan: Plan
) -> None:
    item = first_of(plan)
    form = lead.get(f"{page_of(setting, item['id'])}?plan={plan.pk}")
    assert item["title"] in form.content.decode()
    assert accept(lead, setting, plan)["Location"] == register(setting)
    page = signed_in(setting.reader).get(register(setting)).content.decode()
    for text in (item["title"], "Accepted, not started", "It is due", "Anna Weiss", "History: one change"):
        assert text in page
    assert "Change, or record progress" not in page


def test_progress_goes_from_under_way_to_done_and_is_compared_with_the_forecast(
    setting: Setting, lead: Client, plan: Plan
) -> None:
    accept(lead, setting, plan)
    where = page_of(setting, first_of(plan)["id"], "progress")
    typed = {"progress": "under_way", "percent_done": "40", "started_in": "2026-q1", "spent_usd": "12k"}
    assert lead.post(where, typed | {"revision": "1"}).status_code == 302
    assert "Under way since 2026-Q1, 40% done, 12 k USD spent" in lead.get(register(setting)).content.decode()
    spent = Decision.objects.get().forecast_usd
    typed = {"progress": "done", "started_in": "2026-Q1", "finished_in": "2026-Q4", "spent_usd": str(spent)}
    assert lead.post(where, typed | {"revision": "2"}).status_code == 302
    page = lead.get(register(setting)).content.decode()
    assert "Done in 2026-Q4" in page
    assert "The one date that can be compared was kept" in page
    assert "The one cost that can be compared lay within the forecast P10–P90." in page
    assert "So few say little about the next forecast." in page


def test_a_decision_is_taken_back_and_proposed_again_with_its_history(
    setting: Setting, lead: Client, plan: Plan
) -> None:
    accept(lead, setting, plan)
    where = page_of(setting, first_of(plan)["id"], "withdraw")
    refused = lead.post(where, {"reason": " ", "revision": "1"})
    assert (refused.status_code, "Say why" in refused.content.decode()) == (422, True)
    assert lead.post(where, {"reason": "Too early", "revision": "1"}).status_code == 302
    page = lead.get(register(setting))
    assert first_of(plan)["id"] in [one.id for one in page.context["open_planned"]]
    assert "Taken back" in page.content.decode()
    assert "Too early" in page.content.decode()
    assert "History: 2 changes" in page.content.decode()


def test_what_is_refused_stays_typed_beside_its_fault(setting: Setting, lead: Client, plan: Plan) -> None:
    refused = accept(lead, setting, plan, owner="", deferred_to="2027-Q1")
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Name who answers for it" in page
    assert "only what is deferred has such a quarter" in page
    assert "It is due" in page
    assert not Decision.objects.exists()


def test_a_stale_form_shows_both_versions_and_can_be_sent_again(
    setting: Setting, lead: Client, plan: Plan
) -> None:
    accept(lead, setting, plan)
    refused = accept(
        signed_in(setting.consultant), setting, plan, choice="rejected", reason="We rent", owner=""
    )
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "This decision was changed while you were writing" in page
    assert "It is due" in page
    assert "We rent" in page
    assert 'name="revision" value="1"' in page
    again = accept(lead, setting, plan, choice="rejected", reason="We rent", owner="", revision="1")
    assert (again.status_code, Decision.objects.get().choice) == (302, "rejected")


def test_a_stale_progress_shows_what_is_stored_and_keeps_what_was_typed(
    setting: Setting, lead: Client, plan: Plan
) -> None:
    accept(lead, setting, plan)
    where = page_of(setting, first_of(plan)["id"], "progress")
    typed = {"progress": "under_way", "percent_done": "40", "started_in": "2026-Q1", "revision": "1"}
    lead.post(where, typed)
    page = lead.post(where, typed | {"percent_done": "55"})
    assert page.status_code == 409
    assert "Under way since 2026-Q1, 40% done" in page.content.decode()
    assert 'value="55"' in page.content.decode()
    assert lead.post(where, typed | {"percent_done": "55", "revision": "2"}).status_code == 302


@pytest.mark.parametrize("part", ["edit", "progress", "withdraw"])
def test_an_initiative_that_nobody_knows_is_not_found(
    part: str, setting: Setting, lead: Client, plan: Plan
) -> None:
    where = page_of(setting, "no-such-thing", part)
    typed = {"choice": "rejected", "reason": "x", "revision": "0", "progress": "not_started"}
    assert lead.post(where, typed).status_code == 404
    if part == "edit":
        assert lead.get(where).status_code == 404


@pytest.mark.parametrize("number", ["0", "999999", "x", "²", "9" * 30])
def test_a_plan_that_is_not_there_is_not_found(
    number: str, setting: Setting, lead: Client, plan: Plan
) -> None:
    where = page_of(setting, first_of(plan)["id"])
    assert lead.get(where, {"plan": number}).status_code == 404
    typed = {"choice": "rejected", "reason": "No", "revision": "0", "plan": number}
    assert lead.post(where, typed).status_code == 404


def test_the_quarter_in_which_a_workload_went_live_is_recorded_on_the_register(
    setting: Setting, lead: Client
) -> None:
    where = reverse("planner:go-live-record", args=[setting.engagement.pk, "assistant-1"])
    refused = lead.post(where, {"went_live_in": "soon", "shown": ""})
    assert (refused.status_code, "Write a quarter" in refused.content.decode()) == (422, True)
    assert lead.post(where, {"went_live_in": "2026-Q4", "shown": ""}).status_code == 302
    assert Workload.objects.get().went_live_in == "2026-Q4"
    stale = lead.post(where, {"went_live_in": "2026-Q3", "shown": ""})
    assert "Somebody has meanwhile recorded: 2026-Q4" in stale.content.decode()
    assert lead.post(where, {"went_live_in": "2026-Q3", "shown": "2026-Q4"}).status_code == 302
    shown = signed_in(setting.reader).get(register(setting)).content.decode()
    assert "2026-Q3" in shown


def test_plans_made_after_it_went_live_do_not_count_as_forecasts(setting: Setting, lead: Client) -> None:
    workload = setting.engagement.workloads.get()
    for title, days, finish in (
        ("Early", 400, "2026-Q1"),
        ("Middle", 200, "2026-Q3"),
        ("Late", 0, "2027-Q4"),
    ):
        plan = make_done_plan(setting, title)
        Plan.objects.filter(pk=plan.pk).update(requested_at=timezone.now() - timedelta(days=days))
        Forecast.objects.create(
            plan=plan, subject="workload", key=workload.name, title=workload.title, finish=finish, chance=0.5
        )
    now = timezone.localdate()
    Workload.objects.update(went_live_in=f"{now.year}-Q{(now.month - 1) // 3 + 1}")
    (past,) = lead.get(register(setting)).context["pasts"]
    assert [one.plan for one, _ in past.told] == ["Early", "Middle", "Late"]
    assert past.counted == "2026-Q1 (chance 50%)"
    Workload.objects.update(went_live_in="2026-Q3")
    (past,) = lead.get(register(setting)).context["pasts"]
    assert [one.plan for one, _ in past.told] == ["Early", "Middle"]
    assert (past.happened, past.difference) == ("2026-Q3", "2 quarters late")


def test_a_plan_without_rows_is_forecast_from_its_snapshot(
    setting: Setting, lead: Client, plan: Plan
) -> None:
    assert not Forecast.objects.exists()
    accept(lead, setting, plan)
    past = lead.get(register(setting)).context["pasts"][0]
    assert (past.title, len(past.told)) == (first_of(plan)["title"], 1)
    assert past.told[0][1] == past.counted


def test_the_file_holds_every_decision_and_no_formula(setting: Setting, lead: Client, plan: Plan) -> None:
    accept(lead, setting, plan, reason='=HYPERLINK("https://example.org")', owner="@SUM(A1:A9)")
    answer = signed_in(setting.reader).get(reverse("planner:decision-download", args=[setting.engagement.pk]))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["initiative"], row["title"]) == (first_of(plan)["id"], first_of(plan)["title"])
    assert (row["reason"], row["owner"]) == ('\'=HYPERLINK("https://example.org")', "'@SUM(A1:A9)")
    assert (row["choice"], row["plan"], row["revision"]) == ("accepted", "Baseline", "1")


def test_without_a_plan_the_register_says_so(setting: Setting, lead: Client) -> None:
    assert (
        "No plan has been made yet: there is nothing to decide."
        in lead.get(register(setting)).content.decode()
    )


def test_texts_of_people_are_shown_as_they_are_and_run_nothing(
    setting: Setting, lead: Client, plan: Plan
) -> None:
    accept(lead, setting, plan, reason="<script>alert(1)</script>", owner="<b>Anna</b>")
    for where in (register(setting), page_of(setting, first_of(plan)["id"])):
        page = lead.get(where).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page
        assert "<b>Anna" not in page


@pytest.mark.parametrize("name", ["decision-list", "decision-download", "plan-detail"])
def test_pages_need_as_many_queries_for_thirty_decisions_as_for_one(
    name: str, setting: Setting, lead: Client, plan: Plan, django_assert_max_num_queries: Any
) -> None:
    address = reverse(f"planner:{name}", args=[plan.pk if name == "plan-detail" else setting.engagement.pk])
    decisions = make_decisions(setting, plan, 30)
    Decision.objects.exclude(pk=decisions[0].pk).update(engagement=other_engagement(setting))
    with django_assert_max_num_queries(MOST_QUERIES) as one:
        lead.get(address)
    Decision.objects.update(engagement=setting.engagement)
    for number in range(3):
        make_done_plan(setting, f"Plan {number}")
    with django_assert_max_num_queries(MOST_QUERIES) as thirty:
        lead.get(address)
    assert len(one) == len(thirty)


def test_the_page_of_a_decision_needs_as_many_queries_for_thirty_changes_as_for_one_and_tells_them_newest_first(
    setting: Setting, lead: Client, plan: Plan, django_assert_max_num_queries: Any
) -> None:
    accept(lead, setting, plan)
    address = page_of(setting, first_of(plan)["id"])
    lead.get(address)  # the first page after a form also shows its message
    with django_assert_max_num_queries(MOST_QUERIES) as one:
        lead.get(address)
    decision = Decision.objects.get()
    for percent in range(30):
        decision.events.create(
            by=setting.consultant,
            values={
                "choice": "accepted",
                "progress": "under_way",
                "started_in": "2026-Q1",
                "percent_done": percent,
            },
        )
    with django_assert_max_num_queries(MOST_QUERIES) as thirty:
        page = lead.get(address)
    assert len(one) == len(thirty)
    texts = [line.text for line in page.context["entry"].history]
    assert texts[0] == "Under way since 2026-Q1, 29% done"
    assert texts[-1] == "Accepted, not started"


def other_engagement(setting: Setting) -> Engagement:
    """Another engagement of the same client."""
    return create_engagement(
        organisation=setting.engagement.organisation, title="Other", created_by=setting.lead
    )


def make_decisions(setting: Setting, plan: Plan, count: int) -> list[Decision]:
    """Accepted initiatives with two changes each."""
    made = Decision.objects.bulk_create(
        Decision(
            engagement=setting.engagement, initiative=f"initiative-{number}", title=f"Initiative {number}", plan=plan,
            choice="accepted", reason="Because", owner="Anna", decided_by=setting.lead, decided_at=timezone.now(),
            forecast_finish="2027-Q3",
        )
        for number in range(count)
    )  # fmt: skip
    for decision in made:
        for progress in ("not_started", "under_way"):
            decision.events.create(by=setting.lead, values={"choice": "accepted", "progress": progress})
    return made
