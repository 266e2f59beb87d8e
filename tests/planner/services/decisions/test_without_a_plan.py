"""Decisions and forecasts where no plan is made: none could be written, or the questions changed."""

from datetime import date

import pytest
from django.db import transaction
from django.utils import timezone

from assessments.services import cancel_upgrade, upgrade_bank
from planner.models import Decision, Forecast, Plan
from planner.services.plans.gather import inputs_of
from planner.services.plans.make import make_plan
from tests.assessments.versions import make_versions
from tests.planner.samples import make_planned_setting, make_requested_plan, make_workload

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


def test_a_plan_that_could_not_be_written_leaves_no_forecast() -> None:
    plan = make_requested_plan(make_planned_setting())
    write = make_plan(plan, lambda step, fraction: None)

    @transaction.atomic
    def write_and_fail() -> None:
        write()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    assert not Forecast.objects.exists()
    assert Plan.objects.get().state == "queued"


def test_decisions_stay_when_the_engagement_moves_to_another_bank_and_back() -> None:
    setting, to_bank = make_versions()
    make_workload(setting)
    decision = Decision.objects.create(
        engagement=setting.engagement, initiative="access", title="Access", choice="rejected", reason="No",
        decided_by=setting.lead, decided_at=timezone.now(),
    )  # fmt: skip
    decision.events.create(by=setting.lead, values={"action": "decided"})
    upgrade = upgrade_bank(engagement=setting.engagement, to_bank=to_bank, by=setting.lead)
    assert inputs_of(setting.engagement, as_of=TODAY).constraints["excluded"] == ["access"]
    cancel_upgrade(upgrade=upgrade, by=setting.lead)
    assert inputs_of(setting.engagement, as_of=TODAY).constraints["excluded"] == ["access"]
    assert Decision.objects.get().events.count() == 1
