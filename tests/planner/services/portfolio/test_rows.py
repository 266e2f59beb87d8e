"""The rows of a portfolio: whose they are, what they say, and how many queries they cost."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from assessments.models import Submission
from planner.models import Decision, Plan
from planner.services.portfolio.rows import Row, rows_of
from tests.assessments.samples import Setting, make_member
from tests.factories import make_organisation
from tests.planner.services.portfolio.portfolios import DAY, MOMENT, make_bank, make_clients, make_plans

pytestmark = pytest.mark.django_db


@pytest.fixture
def setting() -> Setting:
    return make_bank()[0]


def row_of(setting: Setting, **later: int) -> Row:
    (row,) = rows_of(setting.consultant, DAY + timedelta(**later))
    return row


def test_a_portfolio_holds_what_the_person_may_read_and_nothing_else(setting: Setting) -> None:
    other = make_member(make_organisation(), Role.CONSULTANT, "other")
    make_clients(3, other, setting.engagement.bank)
    make_clients(2, setting.respondent, setting.engagement.bank, role=Role.RESPONDENT)
    assert len(rows_of(other, DAY)) == 3
    assert [row.pk for row in rows_of(setting.reader, DAY)] == [setting.engagement.pk]
    assert rows_of(setting.respondent, DAY) == []


def test_two_thousand_engagements_cost_as_many_queries_as_two(setting: Setting) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            rows_of(setting.consultant, DAY)
        return len(caught)

    make_clients(2, setting.consultant, setting.engagement.bank)
    few = queries()
    make_clients(60, setting.consultant, setting.engagement.bank)
    assert queries() == few <= 7


def test_the_newest_plan_without_a_scenario_speaks_for_an_engagement(setting: Setting) -> None:
    make_plans([setting.engagement], setting.lead, score=2.0)
    make_plans([setting.engagement], setting.lead, score=3.5)
    newest = Plan.objects.order_by("-pk")[0]
    make_plans([setting.engagement], setting.lead, score=5.0)
    of_a_scenario = Plan.objects.order_by("-pk")[0].headline
    of_a_scenario.is_plain = False
    of_a_scenario.save()
    row = row_of(setting)
    assert row.headline is not None
    assert row.headline.plan_id == newest.pk
    assert row.score("hardware") == 3.5
    assert row.score("gardening") is None


def test_an_open_engagement_past_its_date_is_late_until_everything_is_handed_in(setting: Setting) -> None:
    setting.engagement.due_on = DAY
    setting.engagement.save()
    assert row_of(setting, days=-15).flags == ()
    assert row_of(setting, days=-14).flags == ("soon",)
    assert row_of(setting, days=0).flags == ("soon",)
    assert row_of(setting, days=1).flags == ("late",)
    for domain in setting.engagement.read_bank().domains:
        Submission.objects.create(engagement=setting.engagement, domain=domain.id, state="submitted")
    assert row_of(setting, days=1).flags == ("no-plan",)


def test_a_returned_questionnaire_is_not_handed_in(setting: Setting) -> None:
    Submission.objects.create(engagement=setting.engagement, domain="hardware", state="returned")
    assert row_of(setting).handed_in == 0


def test_what_blocks_is_told_with_the_most_pressing_first(setting: Setting) -> None:
    make_plans([setting.engagement], setting.lead)
    headline = Plan.objects.get().headline
    headline.workloads = {"ready": 0, "conditional": 0, "blocked": 1, "unknown": 0, "late": 2}
    headline.save()
    Plan.objects.create(
        engagement=setting.engagement, requested_by=setting.lead, request_id=uuid.uuid4(), state="failed", reason="No",
        inputs_text="{}",
    )  # fmt: skip
    row = row_of(setting)
    assert row.flags == ("failed", "blocked", "late-live")
    assert [colour for _text, colour in row.problems] == ["blocked", "blocked", "conditional"]


@pytest.mark.parametrize(
    ("finish", "progress", "is_late"),
    [("2026-Q1", "not_started", True), ("2026-Q2", "not_started", False), ("", "not_started", False)],
)
def test_an_accepted_initiative_is_overdue_after_the_quarter_it_was_to_end_in(
    setting: Setting, finish: str, progress: str, is_late: bool
) -> None:
    Decision.objects.create(
        engagement=setting.engagement, initiative="access", title="Access", choice="accepted", reason="Because",
        decided_by=setting.lead, decided_at=MOMENT, forecast_finish=finish, progress=progress,
    )  # fmt: skip
    assert ("initiatives-late" in row_of(setting).flags) == is_late


def test_an_initiative_that_is_done_is_not_overdue(setting: Setting) -> None:
    Decision.objects.create(
        engagement=setting.engagement, initiative="access", title="Access", choice="accepted", reason="Because",
        decided_by=setting.lead, decided_at=MOMENT, forecast_finish="2026-Q1", progress="done", percent_done=100,
        started_in="2026-Q1", finished_in="2026-Q2",
    )  # fmt: skip
    assert row_of(setting).flags == ()
