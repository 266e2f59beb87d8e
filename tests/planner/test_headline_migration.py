"""Plans that were finished before there were headlines get theirs by the migration, also those of an old release."""

import json
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps

from planner.models import Headline, Plan
from planner.services.plans.headline import headline_of
from tests.assessments.samples import make_setting
from tests.planner.services.portfolio.portfolios import make_plans

OLD = Path(__file__).parent / "reports" / "snapshots" / "release_1_2.json"
MIGRATION = import_module("planner.migrations.0004_headlines")


@pytest.mark.django_db
def test_a_plan_of_an_earlier_release_gets_the_headline_that_it_would_have_been_given() -> None:
    setting = make_setting()
    make_plans([setting.engagement] * 3, setting.lead)
    Headline.objects.all().delete()
    Plan.objects.update(snapshot_text=OLD.read_text())
    MIGRATION.tell_headlines(apps, None)
    expected = headline_of(json.loads(OLD.read_text()))
    assert Headline.objects.count() == 3
    for headline in Headline.objects.all():
        assert {name: getattr(headline, name) for name in expected} == expected
        assert headline.engagement == setting.engagement
