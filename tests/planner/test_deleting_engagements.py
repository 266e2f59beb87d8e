"""An engagement goes with everything that hangs on it; what something else needs does not go alone."""

import uuid
from collections.abc import Iterator

import pytest
from django.db import models
from django.db.models import RestrictedError
from django.utils import timezone

from assessments.models import Engagement, Milestone
from assessments.probes import read_output
from assessments.services import (
    accept_domain,
    add_link,
    assign,
    delegate,
    open_thread,
    record_consensus,
    remember_place,
    submit_domain,
    take_milestone,
    upgrade_bank,
)
from assessments.services.probes import keep_reading
from planner.models import (
    Decision,
    Forecast,
    Headline,
    OwnInitiative,
    Plan,
    Preview,
    Report,
    Scenario,
    Simulation,
)
from planner.services.workloads import set_constraints
from tests.assessments.probes.saved import saved
from tests.assessments.samples import Setting, level, save
from tests.assessments.versions import make_versions
from tests.planner.samples import make_workload

pytestmark = pytest.mark.django_db


@pytest.fixture
def setting(db: None) -> Setting:
    """An engagement with a row of everything that can hang on one."""
    setting, to_bank = make_versions()
    engagement, lead, person = setting.engagement, setting.lead, setting.respondent
    save(setting, level(2), question="hw-before")
    add_link(engagement=engagement, question_id="hw-level", added_by=person, link="https://example.org/")
    asked = assign(engagement=engagement, scope="domain", target="hardware", person=person, assigned_by=lead)
    delegate(engagement=engagement, question_id="hw-level", person=lead, by=asked.person, note="You know")
    open_thread(
        engagement=engagement, title="Which?", opened_by=lead, questions=["hw-before"], text="The new one?"
    )
    record_consensus(
        engagement=engagement,
        question_id="hw-level",
        value={"level": 3},
        basis="measured",
        reason="!",
        by=lead,
    )
    submit_domain(engagement=engagement, domain="hardware", by=person, seen=0)
    accept_domain(engagement=engagement, domain="hardware", by=lead, seen=1)
    remember_place(engagement=engagement, user=person, group_id="compute")
    text = saved("lscpu-epyc-7451.txt").decode()
    keep_reading(engagement=engagement, reading=read_output(text, ""), source_text=text, read_by=person)
    take_milestone(engagement=engagement, title="Start", by=lead)
    upgrade_bank(engagement=engagement, to_bank=to_bank, by=lead)
    make_workload(setting)
    set_constraints(engagement=engagement, document={"start": "2027-Q1", "quarters": 4})
    plan = Plan.objects.create(
        engagement=engagement, requested_by=lead, request_id=uuid.uuid4(), inputs_text="{}"
    )
    Simulation.objects.create(plan=plan, services={})
    Preview.objects.create(plan=plan, attempt=1, number=1, content={})
    Headline.objects.create(
        plan=plan, engagement=engagement, is_plain=True, as_of="2026-06-01", spending_usd=0.0
    )
    Report.objects.create(plan=plan, content=b"%PDF-", sha256="0" * 64)
    Forecast.objects.create(plan=plan, subject="workload", key="assistant", title="Assistant")
    Scenario.objects.create(engagement=engagement, name="rent", title="Rent", created_by=lead)
    OwnInitiative.objects.create(
        engagement=engagement, identifier="own-access", reason="Ours", changed_by=lead
    )
    decision = Decision.objects.create(
        engagement=engagement,
        initiative="access",
        title="Access",
        plan=plan,
        choice="rejected",
        reason="No",
        decided_by=lead,
        decided_at=timezone.now(),
    )
    decision.events.create(by=lead, values={"action": "decided"})
    return setting


def rows_of(model: type[models.Model], path: str = "") -> Iterator[tuple[str, int]]:
    """Each model that leads to an engagement, by the path of its fields, with how many rows it has."""
    for relation in model._meta.related_objects:
        below = relation.related_model
        where = f"{path}/{below.__name__}.{relation.field.name}"
        yield where, below._base_manager.count()
        if below.__name__ not in path:
            yield from rows_of(below, where)


def test_an_engagement_is_deleted_with_everything_that_hangs_on_it(setting: Setting) -> None:
    empty_before = [where for where, count in rows_of(Engagement) if not count]
    assert empty_before == []
    setting.engagement.delete()
    assert [where for where, count in rows_of(Engagement) if count] == []


def test_a_milestone_that_an_upgrade_needs_is_not_deleted_alone(setting: Setting) -> None:
    upgrade = setting.engagement.upgrades.get()
    rows: models.QuerySet[Milestone] = models.QuerySet(Milestone)
    with pytest.raises(RestrictedError):
        rows.filter(pk=upgrade.milestone_id).delete()
    assert Milestone.objects.filter(pk=upgrade.milestone_id).exists()
