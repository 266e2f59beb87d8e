"""The page on which plans stand side by side, and its download."""

import csv
import io
import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Engagement
from planner.models import Plan, Scenario
from planner.services.frozen.inputs import canonical_text
from tests.assessments.samples import Setting, make_setting, signed_in
from tests.factories import make_organisation
from tests.planner.reports.snapshots import FINGERPRINT, informed

pytestmark = pytest.mark.any_database  # rights and pages: no database says otherwise

MOST_QUERIES = 14


@pytest.fixture
def setting(db: None) -> Setting:
    return make_setting()


@pytest.fixture
def reader(setting: Setting) -> Client:
    return signed_in(setting.reader)


def make_plan(
    setting: Setting,
    title: str = "Plan",
    scenario: Scenario | None = None,
    *,
    done: bool = True,
    **roadmap: Any,
) -> Plan:
    """Save a plan with a believable result, without making it."""
    snapshot = informed()
    snapshot["roadmap"] |= roadmap
    named = {} if scenario is None else {"scenario": {"changes": scenario.changes, "name": scenario.name}}
    made: dict[str, Any] = {
        "state": Plan.State.DONE,
        "finished_at": timezone.now(),
        "snapshot_text": canonical_text(snapshot),
        "fingerprint": FINGERPRINT,
    }
    return Plan.objects.create(
        engagement=setting.engagement,
        scenario=scenario,
        title=title,
        requested_by=setting.lead,
        request_id=uuid.uuid4(),
        inputs_text=canonical_text(named),
        **(made if done else {}),
    )


def make_scenario(setting: Setting, name: str) -> Scenario:
    return Scenario.objects.create(
        engagement=setting.engagement,
        name=name,
        title=name.capitalize(),
        changes={"acquire": "rent"},
        created_by=setting.lead,
    )


def at(setting: Setting, *plans: Plan | str, name: str = "plan-compare") -> str:
    query = "&".join(f"plan={one.pk if isinstance(one, Plan) else one}" for one in plans)
    return reverse(f"planner:{name}", args=[setting.engagement.pk]) + (f"?{query}" if query else "")


def columns(client: Client, address: str) -> list[str]:
    page = client.get(address)
    assert page.status_code == 200
    return [title for _, title in page.context["columns"]]


def test_without_a_finished_plan_the_page_says_what_to_do(setting: Setting, reader: Client) -> None:
    make_plan(setting, done=False)
    page = reader.get(at(setting))
    assert "No plan is finished yet." in page.content.decode()
    assert reader.get(at(setting, name="comparison-download")).status_code == 404


def test_the_newest_plan_of_each_scenario_stands_beside_the_plain_one(
    setting: Setting, reader: Client
) -> None:
    rent = make_scenario(setting, "rent")
    make_plan(setting, "Old rent", rent)
    make_plan(setting, "Old plain")
    make_plan(setting, "New rent", rent)
    make_plan(setting, "New plain")
    make_plan(setting, "Rent on its way", rent, done=False)
    assert columns(reader, at(setting)) == ["New plain", "New rent"]


def test_a_plan_of_a_removed_scenario_is_not_taken_for_the_plain_one(
    setting: Setting, reader: Client
) -> None:
    make_plan(setting, "Plain")
    gone = make_scenario(setting, "gone")
    make_plan(setting, "Of what is gone", gone)
    gone.delete()
    assert columns(reader, at(setting)) == ["Plain"]


def test_each_figure_leads_to_the_part_of_its_plan_that_shows_it(setting: Setting, reader: Client) -> None:
    plans = [make_plan(setting, "One"), make_plan(setting, "Two")]
    page = reader.get(at(setting, *plans)).content.decode()
    for plan in plans:
        dashboard = reverse("planner:plan-detail", args=[plan.pk])
        shown = reader.get(dashboard).content.decode()
        places = set(re.findall(rf'href="{dashboard}#([-a-z0-9]+)"', page))
        rest = {"workloads", "roadmap", "organisation"}
        assert places == {"workload-1", "workload-2", "workload-3", *rest}
        assert all(f'id="{place}"' in shown for place in places)


def test_plans_are_compared_in_the_order_asked_for_and_each_once(setting: Setting, reader: Client) -> None:
    one, two = make_plan(setting, "One"), make_plan(setting, "Two", spending=[1000.0] * 12)
    assert columns(reader, at(setting, two, one, two)) == ["Two", "One"]
    page = reader.get(at(setting, one, two)).content.decode()
    assert "is ahead in both" in page
    assert "Money within the plan" in page
    assert page.count('<svg xmlns="http://www.w3.org/2000/svg"') == 2


def test_at_most_six_are_shown(setting: Setting, reader: Client) -> None:
    plans = [make_plan(setting, f"Plan {number}") for number in range(8)]
    assert columns(reader, at(setting, *plans)) == [f"Plan {number}" for number in range(6)]


def test_two_plans_of_one_name_are_told_apart(setting: Setting, reader: Client) -> None:
    one, two = make_plan(setting, "Rent"), make_plan(setting, "Rent")
    assert columns(reader, at(setting, one, two)) == [f"Rent (plan {one.pk})", f"Rent (plan {two.pk})"]


@pytest.mark.parametrize(
    "plan", ["0", "999999", "x", "-1", "1.5", "", "²", "1 or 1=1", "9" * 30], ids=lambda text: text[:8]
)
def test_what_is_no_plan_is_not_found(setting: Setting, reader: Client, plan: str) -> None:
    make_plan(setting)
    for name in ("plan-compare", "comparison-download"):
        assert reader.get(at(setting, plan, name=name)).status_code == 404


def test_plans_of_others_and_plans_on_their_way_are_not_found(setting: Setting, reader: Client) -> None:
    own, waiting, foreign = make_plan(setting), make_plan(setting, done=False), make_plan(setting)
    elsewhere = Engagement.objects.create(
        organisation=make_organisation(),
        title="Elsewhere",
        bank=setting.engagement.bank,
        created_by=setting.lead,
    )
    Plan.objects.filter(pk=foreign.pk).update(engagement=elsewhere)
    for plan in (waiting, foreign):
        for name in ("plan-compare", "comparison-download"):
            assert reader.get(at(setting, own, plan, name=name)).status_code == 404


def test_the_download_is_a_table_that_runs_nothing(setting: Setting, reader: Client) -> None:
    one, two = make_plan(setting, "=cmd|' /C calc'!A0"), make_plan(setting, "@Two")
    download = reader.get(at(setting, one, two, name="comparison-download"))
    assert download["Content-Type"] == "text/csv; charset=utf-8"
    assert download["Content-Disposition"] == 'attachment; filename="aurelia-clinics-comparison.csv"'
    head, *lines = csv.reader(io.StringIO(download.content.decode("utf-8-sig")))
    assert head == ["Section", "Figure", "Unit", "'=cmd|' /C calc'!A0", "'@Two"]
    assert ["Money", "Money within the plan", "USD"] in [line[:3] for line in lines]


def test_titles_are_shown_as_text(setting: Setting, reader: Client) -> None:
    one, two = make_plan(setting, "<script>alert(1)</script>"), make_plan(setting, "<b>{x}</b> %(y)s")
    page = reader.get(at(setting, one, two)).content.decode()
    assert "<script>alert" not in page
    assert "<b>{x}" not in page
    assert "&lt;b&gt;{x}&lt;/b&gt; %(y)s" in page


def test_the_page_needs_as_many_queries_for_thirty_as_for_one(
    setting: Setting, reader: Client, django_assert_max_num_queries: Any
) -> None:
    make_plan(setting)
    make_plan(setting, "S", make_scenario(setting, "s"))
    with django_assert_max_num_queries(MOST_QUERIES) as one:
        reader.get(at(setting))
    for number in range(30):
        make_plan(setting, f"S {number}", make_scenario(setting, f"s-{number}"))
    with django_assert_max_num_queries(MOST_QUERIES) as thirty:
        assert len(columns(reader, at(setting))) == 6
    assert len(one) == len(thirty)
