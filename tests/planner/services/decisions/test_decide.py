"""Deciding, recording progress, taking back: what is stored, what is refused, and what the next plan makes of it."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django.plugin import DjangoDbBlocker

from assessments.services import create_engagement
from jobs.models import Job
from planner.models import Decision, DecisionEvent, Forecast, Plan
from planner.roadmap.forecast import forecasts_of
from planner.services.decisions.decide import (
    DecisionError,
    StaleDecisionError,
    StaleGoLiveError,
    UnknownInitiativeError,
    decide,
    record_go_live,
    record_progress,
    withdraw,
)
from planner.services.decisions.faults import DecisionTerms, ProgressReport, progress_faults, terms_faults
from planner.services.plans.decided import with_decided
from planner.services.plans.gather import inputs_of
from planner.services.plans.make import make_plan
from planner.services.scenarios.keep import READY_MADE, add_ready_made, request_scenario_plans
from tests.assessments.samples import Setting
from tests.kept import kept_rows
from tests.planner.samples import (
    CONSTRAINTS,
    make_finished_plan,
    make_planned_setting,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
ACCEPTED = DecisionTerms("accepted", "The regulator asks for it", "Anna Weiss")
DEFERRED = DecisionTerms("deferred", "Nobody has time", deferred_to="2099-Q1")
REJECTED = DecisionTerms("rejected", "We rent instead")
UNDER_WAY = ProgressReport("under_way", 40, "2026-Q1")
DONE = ProgressReport("done", None, "2026-Q1", "2026-Q2", Decimal("51000.50"))


@pytest.fixture(scope="module")
def made_plan(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Plan]:
    with kept_rows(django_db_blocker):
        yield make_finished_plan(make_planned_setting())


@pytest.fixture
def plan(made_plan: Plan) -> Plan:
    return Plan.objects.select_related("engagement").get(pk=made_plan.pk)


def first_of(plan: Plan) -> dict[str, Any]:
    return plan.snapshot["roadmap"]["initiatives"][0]


def decided(plan: Plan, terms: DecisionTerms = ACCEPTED, base: int = 0, initiative: str = "") -> Decision:
    return decide(
        engagement=plan.engagement, initiative=initiative or first_of(plan)["id"], plan=plan, terms=terms,
        base_revision=base, by=plan.requested_by,
    )  # fmt: skip


def progressed(decision: Decision, report: ProgressReport, base: int | None = None) -> Decision:
    revision = decision.revision if base is None else base
    return record_progress(decision=decision, report=report, base_revision=revision, by=decision.decided_by)


def test_what_is_accepted_keeps_reason_owner_and_what_its_plan_forecast(plan: Plan) -> None:
    item = first_of(plan)
    decision = Decision.objects.get(pk=decided(plan).pk)
    assert (decision.title, decision.plan, decision.revision) == (item["title"], plan, 1)
    assert (decision.choice, decision.reason, decision.owner) == ("accepted", ACCEPTED.reason, "Anna Weiss")
    periods = plan.snapshot["roadmap"]["periods"]
    assert decision.forecast_start == periods[item["start"]]
    assert decision.forecast_finish == periods[item["finish"] - 1]
    assert (decision.forecast_usd, decision.forecast_low_usd, decision.forecast_high_usd) == (
        Decimal(item["cost_usd"]), Decimal(item["cost_low_usd"]), Decimal(item["cost_high_usd"]),
    )  # fmt: skip


def test_every_change_is_an_event_with_all_that_was_said(plan: Plan) -> None:
    decision = decided(plan)
    decision = progressed(decision, UNDER_WAY)
    decision = progressed(decision, DONE)
    told = [(e.values["action"], e.values["revision"], e.values["progress"]) for e in decision.events.all()]
    assert told == [("decided", 1, "not_started"), ("progress", 2, "under_way"), ("progress", 3, "done")]
    last = decision.events.last()
    assert last is not None
    assert (last.values["percent_done"], last.values["spent_usd"]) == (100, "51000.50")
    assert (last.values["reason"], last.by) == (ACCEPTED.reason, plan.requested_by)


def test_saying_the_same_again_changes_nothing_also_from_a_stale_page(plan: Plan) -> None:
    first, again = decided(plan), decided(plan, base=0)
    assert (first.pk, again.revision, DecisionEvent.objects.count()) == (again.pk, 1, 1)
    progressed(first, UNDER_WAY)
    progressed(first, UNDER_WAY, base=1)
    assert (Decision.objects.get().revision, DecisionEvent.objects.count()) == (2, 2)


@pytest.mark.parametrize("base", [0, 1, 7])
def test_a_stale_form_is_refused_with_what_is_stored_and_loses_nothing(plan: Plan, base: int) -> None:
    decided(plan)
    stored = decided(plan, REJECTED, base=1)
    with pytest.raises(StaleDecisionError) as refused:
        decided(plan, DEFERRED, base=base)
    assert refused.value.stored is not None
    assert (refused.value.stored.choice, refused.value.stored.revision) == ("rejected", 2)
    assert Decision.objects.get() == stored
    assert DecisionEvent.objects.count() == 2


def test_progress_and_taking_back_from_a_stale_page_are_refused(plan: Plan) -> None:
    decision = progressed(decided(plan), UNDER_WAY)
    with pytest.raises(StaleDecisionError):
        progressed(decision, DONE, base=1)
    with pytest.raises(StaleDecisionError) as refused:
        withdraw(decision=decision, reason="No", base_revision=1, by=decision.decided_by)
    assert refused.value.stored is not None
    assert refused.value.stored.progress == "under_way"
    assert Decision.objects.get().revision == 2


def test_an_initiative_that_nobody_knows_is_not_decided(plan: Plan) -> None:
    with pytest.raises(UnknownInitiativeError):
        decided(plan, initiative="no-such-thing")
    other = create_engagement(
        organisation=plan.engagement.organisation, title="Other", created_by=plan.requested_by
    )
    with pytest.raises(UnknownInitiativeError):
        decide(
            engagement=other, initiative=first_of(plan)["id"], plan=plan, terms=ACCEPTED, base_revision=0,
            by=plan.requested_by,
        )  # fmt: skip
    assert not Decision.objects.exists()


def test_what_a_plan_leaves_out_can_be_decided_and_has_no_forecast(plan: Plan) -> None:
    row = plan.snapshot["roadmap"]["left_out"][0]
    decision = decided(plan, initiative=row["id"])
    assert (decision.title, decision.forecast_finish, decision.forecast_usd) == (row["title"], "", None)


def test_a_forecast_stays_when_only_the_reason_changes_and_moves_with_another_choice(plan: Plan) -> None:
    decided(plan)
    later = make_finished_plan(Setting(plan.engagement, *[plan.requested_by] * 4), "Later")
    kept = decided(later, DecisionTerms("accepted", "Another reason", "Bernd Vogt"), base=1)
    assert (kept.plan, kept.owner) == (plan, "Bernd Vogt")
    moved = decided(later, DEFERRED, base=2)
    assert moved.plan == later


def test_what_is_no_longer_accepted_loses_its_progress_and_the_history_keeps_it(plan: Plan) -> None:
    decision = progressed(decided(plan), ProgressReport("under_way", 40, "2026-Q1", "", Decimal(9)))
    stopped = decided(plan, REJECTED, base=2)
    assert (stopped.progress, stopped.percent_done, stopped.started_in, stopped.spent_usd) == (
        "not_started", 0, "", None,
    )  # fmt: skip
    assert [event.values["percent_done"] for event in decision.events.all()] == [0, 40, 0]


def test_what_is_taken_back_is_open_again_and_keeps_its_history(plan: Plan) -> None:
    decision = decided(plan)
    taken = withdraw(decision=decision, reason=" A mistake ", base_revision=1, by=plan.requested_by)
    assert (taken.choice, taken.reason, taken.owner, taken.revision) == ("open", "A mistake", "", 2)
    assert [event.values["action"] for event in taken.events.all()] == ["decided", "withdrawn"]
    assert with_decided(CONSTRAINTS, Decision.objects.all()) == CONSTRAINTS
    again = decided(plan, base=2)
    assert (again.pk, again.choice, again.revision) == (taken.pk, "accepted", 3)


@pytest.mark.parametrize(
    ("terms", "faults"),
    [
        (DecisionTerms("accepted", "", "Anna"), {"reason": "Say why"}),
        (DecisionTerms("accepted", "x", ""), {"owner": "Name who answers for it"}),
        (DecisionTerms("accepted", "x" * 2001, "y" * 121), {"reason": "at most 2000", "owner": "at most 120"}),
        (DecisionTerms("maybe", "x"), {"choice": "Choose accepted, deferred or rejected"}),
        (DecisionTerms("open", "x"), {"choice": "Choose accepted, deferred or rejected"}),
        (DecisionTerms("deferred", "x"), {"deferred_to": "Name the quarter"}),
        (DecisionTerms("deferred", "x", "", "2027"), {"deferred_to": "for example 2027-Q3"}),
        (DecisionTerms("deferred", "x", "", "2026-Q3"), {"deferred_to": "This quarter is over"}),
        (DecisionTerms("rejected", "x", "", "2027-Q1"), {"deferred_to": "Leave this empty, or choose “Deferred”"}),
        (DecisionTerms("deferred", "x", "", "2026-Q4"), {}),
    ],
)  # fmt: skip
def test_a_faulty_decision_names_field_and_remedy(terms: DecisionTerms, faults: dict[str, str]) -> None:
    assert_faults(terms_faults(terms, None, TODAY), faults)


@pytest.mark.parametrize(
    ("report", "faults"),
    [
        (ProgressReport("stuck"), {"progress": "Choose how far"}),
        (ProgressReport("not_started", 5, "2026-Q1"), {"percent_done": "Leave this", "started_in": "Leave this"}),
        (ProgressReport("under_way"), {"percent_done": "from 0 to 99", "started_in": "Name the quarter"}),
        (ProgressReport("under_way", 100, "2026-Q1"), {"percent_done": "for 100 choose “Done”"}),
        (ProgressReport("under_way", -1, "2026-Q1"), {"percent_done": "from 0 to 99"}),
        (ProgressReport("under_way", 5, "2026-5"), {"started_in": "Write a quarter"}),
        (ProgressReport("under_way", 5, "2027-Q1"), {"started_in": "has not begun yet"}),
        (ProgressReport("under_way", 5, "2026-Q1", "2026-Q2"), {"finished_in": "or choose “Done”"}),
        (ProgressReport("under_way", 5, "2026-Q1", "", Decimal(-1)), {"spent_usd": "from 0 to a trillion"}),
        (ProgressReport("under_way", 5, "2026-Q1", "", Decimal("NaN")), {"spent_usd": "from 0 to a trillion"}),
        (
            ProgressReport("done", 80),
            {
                "percent_done": "leave this empty", "started_in": "Name the quarter in which it began",
                "finished_in": "Name the quarter in which it was finished", "spent_usd": "Say what was spent",
            },
        ),
        (ProgressReport("done", 100, "2026-Q3", "2026-Q2", Decimal(0)), {"finished_in": "before it began (2026-Q3)"}),
        (ProgressReport("not_started"), {}),
        (ProgressReport("under_way", 0, "2026-Q4"), {}),
        (ProgressReport("done", 100, "2026-Q2", "2026-Q2", Decimal(0)), {}),
    ],
)  # fmt: skip
def test_faulty_progress_names_field_and_remedy(report: ProgressReport, faults: dict[str, str]) -> None:
    assert_faults(progress_faults(report, TODAY), faults)


def assert_faults(found: list[Any], expected: dict[str, str]) -> None:
    assert {fault.field for fault in found} == set(expected)
    for fault in found:
        assert expected[fault.field] in fault.reason


def test_what_is_refused_leaves_nothing_behind(plan: Plan) -> None:
    with pytest.raises(DecisionError, match="reason: Say why"):
        decided(plan, DecisionTerms("accepted", "  ", "Anna"))
    assert not Decision.objects.exists()
    decision = decided(plan, REJECTED)
    with pytest.raises(DecisionError, match="progress: Only what is accepted has progress"):
        progressed(decision, UNDER_WAY)
    with pytest.raises(DecisionError, match="reason"):
        withdraw(decision=decision, reason=" ", base_revision=1, by=plan.requested_by)
    assert (Decision.objects.get().revision, DecisionEvent.objects.count()) == (1, 1)


def test_what_is_done_stays_accepted_until_its_progress_is_put_right(plan: Plan) -> None:
    decision = progressed(decided(plan), DONE)
    with pytest.raises(DecisionError, match="recorded as done"):
        decided(plan, REJECTED, base=2)
    progressed(decision, ProgressReport("not_started"))
    assert decided(plan, REJECTED, base=3).choice == "rejected"


def test_the_database_refuses_progress_that_does_not_fit(plan: Plan) -> None:
    decision = decided(plan)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(progress="done", percent_done=40)


def test_a_decision_is_a_change_from_which_conclusions_are_drawn(plan: Plan) -> None:
    Job.objects.exclude(kind="plan").delete()
    decided(plan)
    assert Job.objects.filter(kind="engagement_changed").exists()


def test_a_decision_takes_the_place_of_what_constraints_say_of_its_initiative(plan: Plan) -> None:
    name = first_of(plan)["id"]
    constraints = {**CONSTRAINTS, "excluded": [name, "other"], "earliest": {name: "2027-Q2"}}
    decision = decided(plan)
    found = with_decided(constraints, [decision])
    assert found == {**CONSTRAINTS, "excluded": ["other"], "pinned": [name]}


@pytest.mark.parametrize(
    ("terms", "report", "key", "value"),
    [
        (ACCEPTED, None, "pinned", None),
        (REJECTED, None, "excluded", None),
        (DEFERRED, None, "earliest", "2099-Q1"),
        (ACCEPTED, UNDER_WAY, "under_way", 0.4),
        (ACCEPTED, DONE, "done", None),
    ],
)
def test_the_inputs_of_the_next_plan_say_what_was_decided(
    plan: Plan, terms: DecisionTerms, report: ProgressReport | None, key: str, value: object
) -> None:
    decision = decided(plan, terms)
    if report:
        progressed(decision, report)
    constraints = inputs_of(plan.engagement, as_of=TODAY).constraints
    name = decision.initiative
    assert constraints[key] == ([name] if value is None else {name: value})
    others = {"pinned", "excluded", "earliest", "under_way", "done"} - {key}
    assert others.isdisjoint(constraints)


def test_the_next_plan_heeds_what_was_decided(plan: Plan) -> None:
    assert {item["id"] for item in plan.snapshot["roadmap"]["initiatives"]} == {
        "I-HW-01a",
        "rent-assistant-1",
    }
    progressed(decided(plan, ACCEPTED, initiative="I-HW-01a"), DONE)
    decided(plan, REJECTED, initiative="rent-assistant-1")
    decided(plan, ACCEPTED, initiative="buy-assistant-1")
    following = make_finished_plan(Setting(plan.engagement, *[plan.requested_by] * 4), "Next")
    roadmap = following.snapshot["roadmap"]
    assert [item["id"] for item in roadmap["initiatives"]] == ["buy-assistant-1"]
    assert roadmap["initiatives"][0]["why"].endswith("Decided before this plan.")
    assert roadmap["left_out"] == []
    assert any("recorded as done" in note for note in roadmap["assumptions"])


def test_forecasts_are_written_with_the_plan_and_once(plan: Plan) -> None:
    rows = list(Forecast.objects.filter(plan=plan).order_by("pk"))
    lines = forecasts_of(plan.snapshot)
    assert [(row.subject, row.key, row.finish, row.cost_usd, row.chance) for row in rows] == [
        (line.subject, line.key, line.finish, line.cost_usd, line.chance) for line in lines
    ]
    assert {row.subject for row in rows} == {"initiative", "workload"}
    write = make_plan(plan, lambda step, fraction: None)
    with transaction.atomic():
        write()
    assert Forecast.objects.filter(plan=plan).count() == len(lines)


def test_a_plan_of_a_scenario_forecasts_nothing(plan: Plan) -> None:
    ready = next(one for one in READY_MADE if one.key == "more-budget")
    scenario = add_ready_made(engagement=plan.engagement, user=plan.requested_by, ready=ready)
    (asked,) = request_scenario_plans(
        engagement=plan.engagement, user=plan.requested_by, request_id=plan.request_id, scenarios=[scenario],
        with_plain=False,
    )  # fmt: skip
    write = make_plan(asked, lambda step, fraction: None)
    with transaction.atomic():
        write()
    assert not Forecast.objects.filter(plan=asked).exists()


def test_when_a_workload_went_live_is_recorded_and_a_stale_page_is_refused(plan: Plan) -> None:
    workload = plan.engagement.workloads.get()
    assert record_go_live(workload=workload, quarter="2026-q3", shown="").went_live_in == "2026-Q3"
    assert record_go_live(workload=workload, quarter="2026-Q3", shown="").went_live_in == "2026-Q3"
    with pytest.raises(StaleGoLiveError) as stale:
        record_go_live(workload=workload, quarter="2026-Q2", shown="")
    assert stale.value.stored == "2026-Q3"
    with pytest.raises(DecisionError, match="went_live_in: This quarter has not begun yet"):
        record_go_live(workload=workload, quarter="2090-Q1", shown="2026-Q3")
    with pytest.raises(DecisionError, match="went_live_in: Write a quarter"):
        record_go_live(workload=workload, quarter="soon", shown="2026-Q3")
    assert record_go_live(workload=workload, quarter="", shown="2026-Q3").went_live_in == ""


def test_decisions_go_with_their_engagement_and_outlive_their_plan(plan: Plan) -> None:
    decided(plan)
    engagement = plan.engagement
    plan.delete()
    assert Decision.objects.get().plan is None
    engagement.delete()
    assert not Decision.objects.exists()
    assert not DecisionEvent.objects.exists()
