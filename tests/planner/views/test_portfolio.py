"""The page of all engagements, and of one organisation over time."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from assessments.services import take_milestone
from tests.assessments.samples import Setting, level, make_member, save, signed_in
from tests.factories import make_organisation
from tests.planner.samples import make_finished_plan, make_planned_setting
from tests.planner.services.portfolio.portfolios import make_bank, make_clients, make_plans

pytestmark = pytest.mark.django_db
PORTFOLIO = reverse("planner:portfolio")


def test_the_portfolio_shows_each_engagement_with_its_levels_and_what_to_look_at() -> None:
    setting, bank = make_bank()
    make_clients(6, setting.consultant, bank)
    page = signed_in(setting.consultant).get(PORTFOLIO).content.decode()
    assert "7 engagements" in page
    assert page.count("<tr>") >= 7
    assert "Client 0003" in page
    assert "heat--1" in page
    assert "Past its date" in page
    assert 'aria-sort="ascending"' in page
    assert "How the organisations spread" in page


def test_filters_and_pages_keep_what_was_asked_for() -> None:
    setting, bank = make_bank()
    make_clients(90, setting.consultant, bank)
    client = signed_in(setting.consultant)
    page = client.get(PORTFOLIO, {"sector": "Manufacturing", "sort": "-index"}).content.decode()
    assert "30 engagements" in page
    page = client.get(PORTFOLIO, {"page": "2"}).content.decode()
    assert "Page 2 of 3" in page
    assert "page=3" in page
    assert "Page 3 of 3" in client.get(PORTFOLIO, {"page": "99"}).content.decode()
    assert client.get(PORTFOLIO, {"page": "x", "sort": "x", "flag": "x"}).status_code == 200
    assert "No engagement is like that" in client.get(PORTFOLIO, {"q": "nowhere"}).content.decode()


def test_the_portfolio_of_a_stranger_holds_nothing_of_others() -> None:
    setting, _bank = make_bank()
    stranger = make_member(make_organisation(), Role.CONSULTANT, "stranger")
    for person in (stranger, setting.respondent):
        page = signed_in(person).get(PORTFOLIO).content.decode()
        assert "Aurelia" not in page
        assert "Nothing here yet" in page


def test_the_portfolio_costs_at_most_twelve_queries() -> None:
    setting, bank = make_bank()
    make_clients(50, setting.consultant, bank)
    client = signed_in(setting.consultant)
    client.get(PORTFOLIO)
    with CaptureQueriesContext(connection) as caught:
        client.get(PORTFOLIO)
    assert len(caught) <= 12


def test_names_of_clients_are_not_markup() -> None:
    setting, _bank = make_bank()
    organisation = setting.engagement.organisation
    organisation.name = "<b>Bold</b> & Sons"
    organisation.sector = '"><script>'
    organisation.save()
    page = signed_in(setting.consultant).get(PORTFOLIO).content.decode()
    assert "<b>Bold" not in page
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; Sons" in page
    assert '"><script>' not in page


def over_time(setting: Setting) -> str:
    address = reverse("planner:organisation-over-time", args=[setting.engagement.organisation_id])
    return signed_in(setting.reader).get(address).content.decode()


def test_an_organisation_over_time_shows_milestones_and_plans() -> None:
    setting = make_planned_setting()
    take_milestone(engagement=setting.engagement, by=setting.lead, title="Kick-off")
    save(setting, level(5), question="hw-01-sizing")
    plan = make_finished_plan(setting, "After the workshop")
    page = over_time(setting)
    assert "Kick-off" in page
    assert "After the workshop" in page
    assert reverse("planner:plan-detail", args=[plan.pk]) in page
    assert "1 blocked" in page or "1 conditional" in page or "1 ready" in page


def test_an_organisation_without_anything_measured_says_what_to_do() -> None:
    assert "Take a milestone, or ask for a plan" in over_time(make_bank()[0])


def test_the_headline_of_a_plan_is_that_of_its_snapshot() -> None:
    plan = make_finished_plan(make_planned_setting())
    overall = plan.snapshot["maturity"]["overall"]
    assert plan.headline.index == pytest.approx(overall["index"])
    assert plan.headline.is_plain
    assert plan.headline.as_of == date.fromisoformat(plan.snapshot["inputs"]["as_of"])
    assert (
        sum(plan.headline.workloads[state] for state in ("ready", "conditional", "blocked", "unknown")) == 1
    )


def test_queries_over_time_are_at_most_twelve_and_do_not_grow_with_the_plans() -> None:
    setting, _bank = make_bank()
    client = signed_in(setting.reader)
    address = reverse("planner:organisation-over-time", args=[setting.engagement.organisation_id])
    make_plans([setting.engagement], setting.lead)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    make_plans([setting.engagement] * 8, setting.lead)
    with CaptureQueriesContext(connection) as many:
        assert client.get(address).status_code == 200
    assert len(many) == len(few) <= 12
