"""A plan as files to work with: for those who may read results, and safe to open."""

import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Action
from accounts.services import keep_branding
from planner.models import Plan
from planner.services.frozen.inputs import canonical_text
from tests.assessments.samples import Setting, signed_in
from tests.audit_log import recorded
from tests.factories import make_user
from tests.planner.reports.brands import brand
from tests.planner.reports.snapshots import informed
from tests.planner.samples import make_planned_setting, make_requested_plan

pytestmark = pytest.mark.any_database  # rights and files: no database says otherwise

DOWNLOADS = {"workbook-download": "xlsx", "slides-download": "pptx", "tables-download": "zip"}


@pytest.fixture
def setting(db: None) -> Setting:
    return make_planned_setting()


@pytest.fixture
def plan(setting: Setting) -> Plan:
    plan = make_requested_plan(setting)
    Plan.objects.filter(pk=plan.pk).update(
        state=Plan.State.DONE,
        reason="",
        finished_at=timezone.now(),
        snapshot_text=canonical_text(informed()),
        fingerprint=informed()["fingerprint"],
    )
    return Plan.objects.get(pk=plan.pk)


def address(download: str, plan: Plan) -> str:
    return reverse(f"planner:{download}", args=[plan.pk])


@pytest.mark.parametrize(("download", "ending"), DOWNLOADS.items())
def test_a_file_is_saved_and_never_shown(setting: Setting, plan: Plan, download: str, ending: str) -> None:
    response = signed_in(setting.reader).get(address(download, plan))
    assert response["Content-Disposition"] == f'attachment; filename="aurelia-clinics-plan-9f2c41d7.{ending}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("download", [*DOWNLOADS, "plan-detail"])
def test_what_cannot_be_made_is_not_recorded_as_handed_out(
    setting: Setting, plan: Plan, download: str
) -> None:
    Plan.objects.filter(pk=plan.pk).update(snapshot_text=plan.snapshot_text[:-1])  # damaged
    browser = signed_in(setting.reader)
    browser.raise_request_exception = False
    assert browser.get(address(download, plan)).status_code == 500
    assert recorded(Action.EXPORTED, Action.RESULT_VIEWED) == []


def test_slides_bear_the_branding_that_the_plan_was_asked_for_with(setting: Setting, plan: Plan) -> None:
    frozen = canonical_text({"brand": brand().to_json()})
    Plan.objects.filter(pk=plan.pk).update(drawn_with_text=frozen)
    first = signed_in(setting.reader).get(address("slides-download", plan)).content
    keep_branding(
        organisation=setting.engagement.organisation,
        user=setting.lead,
        main_colour="#000000",
        second_colour="",
        cover_text="Later",
        logo=b"",
    )
    assert signed_in(setting.reader).get(address("slides-download", plan)).content == first
    package = zipfile.ZipFile(io.BytesIO(first))
    pictures = [package.read(name) for name in package.namelist() if name.startswith("ppt/media/")]
    assert pictures == [brand().logo]


@pytest.mark.parametrize("name", ["医院", "Klinik »Süd«\r\nX: 1", '"; filename=evil.exe', "../../etc"])
@pytest.mark.parametrize("download", DOWNLOADS)
def test_a_file_has_a_plain_name_whatever_the_client_is_called(
    setting: Setting, plan: Plan, download: str, name: str
) -> None:
    organisation = setting.engagement.organisation
    organisation.name = name
    organisation.save()
    heading = signed_in(setting.lead).get(address(download, plan))["Content-Disposition"]
    stem, _, ending = heading.removeprefix('attachment; filename="').removesuffix('"').partition(".")
    assert ending == DOWNLOADS[download]
    assert stem.endswith("plan-9f2c41d7")
    assert set(stem) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@pytest.mark.parametrize("download", DOWNLOADS)
def test_strangers_get_nothing_and_respondents_no_results(
    setting: Setting, plan: Plan, client: Client, download: str
) -> None:
    assert signed_in(make_user()).get(address(download, plan)).status_code == 404
    assert signed_in(setting.respondent).get(address(download, plan)).status_code == 403
    assert client.get(address(download, plan)).status_code == 302


@pytest.mark.parametrize("download", DOWNLOADS)
def test_a_plan_that_is_not_made_yet_shows_its_progress_instead(setting: Setting, download: str) -> None:
    waiting = make_requested_plan(setting)
    response = signed_in(setting.lead).get(address(download, waiting))
    assert response.status_code == 302
    assert response["Location"] == reverse("planner:plan-detail", args=[waiting.pk])


def test_the_files_come_from_the_snapshot_and_not_from_live_tables(setting: Setting, plan: Plan) -> None:
    lead = signed_in(setting.lead)
    book = load_workbook(io.BytesIO(lead.get(address("workbook-download", plan)).content))
    assert book.properties.title.startswith("St. Hedwig Hospital Group")
    archive = zipfile.ZipFile(io.BytesIO(lead.get(address("tables-download", plan)).content))
    assert "Clinical assistant" in archive.read("readiness.csv").decode()


def test_the_page_of_a_plan_offers_the_files(setting: Setting, plan: Plan) -> None:
    page = signed_in(setting.lead).get(reverse("planner:plan-detail", args=[plan.pk])).content.decode()
    for download in DOWNLOADS:
        assert f'href="{address(download, plan)}"' in page
