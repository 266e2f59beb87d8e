"""A plan keeps what its reports are drawn with: the same bytes after the branding changed and other plans were made."""

import pytest
from pytest_django import Settings

from accounts.services import keep_branding, read_logo, remove_branding
from planner.models import Plan, Report
from planner.services.plans.draw import draw_report
from tests.accounts.logos import picture
from tests.assessments.samples import Setting
from tests.planner.samples import make_finished_plan, make_planned_setting

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]  # bytes of reports: no database says otherwise


def with_branding(setting: Setting, cover_text: str) -> None:
    keep_branding(
        organisation=setting.engagement.organisation,
        user=setting.lead,
        main_colour="#7a1f3d",
        second_colour="",
        cover_text=cover_text,
        logo=read_logo(picture()),
    )


def test_a_plan_keeps_what_its_reports_were_drawn_with(settings: Settings) -> None:
    settings.MORE_REPORTS = ("brief", "full")
    setting = make_planned_setting()
    with_branding(setting, "For the board only")
    first = make_finished_plan(setting)
    with_branding(setting, "For everybody")
    second = make_finished_plan(setting)
    remove_branding(organisation=setting.engagement.organisation)

    assert first.drawn_with["earlier"] is None
    assert first.drawn_with["brand"]["cover_text"] == "For the board only"
    assert second.drawn_with["earlier"]["fingerprint"] == first.fingerprint
    assert {report.variant for report in Report.objects.filter(plan=first)} == {"brief", "executive", "full"}
    for plan in (first, second):
        kept = Report.objects.get(plan=plan, variant="brief")
        assert draw_report(plan, plan.snapshot, "brief") == bytes(kept.content)


def test_the_branding_is_no_part_of_the_result() -> None:
    setting = make_planned_setting()
    plain = make_finished_plan(setting)
    with_branding(setting, "For the board only")
    assert make_finished_plan(setting).fingerprint == plain.fingerprint


def test_a_plan_from_before_is_drawn_without_any() -> None:
    assert Plan(drawn_with_text="").drawn_with == {}
