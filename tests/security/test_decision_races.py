"""People decide, record progress, take back or rewrite a scenario at once: one does, the others are told."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from accounts.services import add_member
from jobs.models import Job
from planner.models import Decision, DecisionEvent, Plan, Scenario, Workload
from planner.services.frozen.inputs import canonical_text
from planner.services.scenarios.keep import state_of
from tests.assessments.samples import Setting
from tests.factories import make_user
from tests.planner.reports.snapshots import hospital
from tests.planner.samples import make_planned_setting, make_requested_plan
from tests.security.test_races import AT_ONCE, at_once

pytestmark = pytest.mark.django_db(transaction=True)
TOLD = "This decision was changed while you were writing"
PERCENTS = ("10", "20", "30", "40")


@pytest.fixture
def setting(transactional_db: None) -> Setting:
    return make_planned_setting()


@pytest.fixture
def people(setting: Setting) -> list[Client]:
    """As many people who may decide, each signed in before the race."""
    return [browser_of(user) for user in (setting.lead, *(deciding(setting) for _ in range(AT_ONCE - 1)))]


@pytest.fixture
def plan(setting: Setting) -> Plan:
    plan, snapshot = make_requested_plan(setting), hospital()
    Plan.objects.filter(pk=plan.pk).update(
        state=Plan.State.DONE,
        finished_at=timezone.now(),
        snapshot_text=canonical_text(snapshot),
        fingerprint=snapshot["fingerprint"],
    )
    return Plan.objects.get(pk=plan.pk)


def deciding(setting: Setting) -> User:
    user = make_user()
    add_member(organisation=setting.engagement.organisation, user=user, role=Role.LEAD)
    return user


def browser_of(user: User) -> Client:
    browser = Client(raise_request_exception=False)
    browser.force_login(user)
    return browser


def page_of(plan: Plan, part: str = "edit") -> str:
    initiative = plan.snapshot["roadmap"]["initiatives"][0]["id"]
    return reverse(f"planner:decision-{part}", args=[plan.engagement_id, initiative])


def terms(plan: Plan, choice: str = "accepted", owner: str = "Anna Weiss") -> dict[str, str]:
    return {"choice": choice, "reason": "It is due", "owner": owner, "revision": "0", "plan": str(plan.pk)}


def accepted(person: Client, plan: Plan) -> Decision:
    assert person.post(page_of(plan), terms(plan)).status_code == 302
    return Decision.objects.get()


def told(send: Callable[[int], Any]) -> list[int]:
    """Send at once; return the statuses in order, after seeing that each refusal says why."""
    responses = at_once(send)
    assert all(TOLD in one.content.decode() for one in responses if one.status_code == 409)
    return sorted(one.status_code for one in responses)


def actions() -> list[tuple[str, int]]:
    """What the history says was done, with the revision that it made."""
    rows = DecisionEvent.objects.order_by("pk").values_list("values", flat=True)
    return [(values["action"], values["revision"]) for values in rows]


def test_of_several_who_decide_differently_at_once_one_does_and_the_others_are_told(
    people: list[Client], plan: Plan
) -> None:
    where = page_of(plan)
    found = told(lambda number: people[number].post(where, terms(plan, owner=f"Owner {number}")))
    assert found == [302, 409, 409, 409]
    decision = Decision.objects.get()
    event = DecisionEvent.objects.get()
    assert (decision.revision, event.values["owner"], event.by) == (1, decision.owner, decision.decided_by)


def test_accepting_and_rejecting_at_once_leaves_one_decision_that_its_history_tells(
    people: list[Client], plan: Plan
) -> None:
    decision, choices = accepted(people[0], plan), ("rejected", "accepted", "rejected", "accepted")

    def send(number: int) -> Any:
        typed = terms(plan, choices[number], f"Owner {number}") | {"revision": str(decision.revision)}
        return people[number].post(page_of(plan), typed)

    assert told(send) == [302, 409, 409, 409]
    decision.refresh_from_db()
    assert actions() == [("decided", 1), ("decided", 2)]
    last = DecisionEvent.objects.latest("pk")
    assert (last.values["choice"], last.values["owner"]) == (decision.choice, decision.owner)


def test_saying_the_same_at_once_is_one_decision_and_nobody_is_refused(
    people: list[Client], plan: Plan
) -> None:
    where = page_of(plan)
    assert told(lambda number: people[number].post(where, terms(plan))) == [302] * AT_ONCE
    assert actions() == [("decided", 1)]


def test_progress_recorded_at_once_is_recorded_once(people: list[Client], plan: Plan) -> None:
    decision, where = accepted(people[0], plan), page_of(plan, "progress")

    def send(number: int) -> Any:
        typed = {"progress": "under_way", "percent_done": PERCENTS[number], "started_in": "2026-Q1"}
        return people[number].post(where, {**typed, "revision": str(decision.revision)})

    assert told(send) == [302, 409, 409, 409]
    decision.refresh_from_db()
    assert actions() == [("decided", 1), ("progress", 2)]
    assert DecisionEvent.objects.latest("pk").values["percent_done"] == decision.percent_done


def test_a_decision_taken_back_at_once_is_taken_back_once(people: list[Client], plan: Plan) -> None:
    decision, where = accepted(people[0], plan), page_of(plan, "withdraw")

    def send(number: int) -> Any:
        typed = {"reason": f"No longer wanted, says {number}", "revision": str(decision.revision)}
        return people[number].post(where, typed)

    assert told(send) == [302, 409, 409, 409]
    assert actions() == [("decided", 1), ("withdrawn", 2)]


def test_progress_and_taking_back_at_once_leave_one_of_them(people: list[Client], plan: Plan) -> None:
    decision = accepted(people[0], plan)
    progress = {"progress": "under_way", "percent_done": "10", "started_in": "2026-Q1"}
    asked = [("progress", progress), ("withdraw", {"reason": "No longer wanted"})] * 2

    def send(number: int) -> Any:
        part, typed = asked[number]
        return people[number].post(page_of(plan, part), {**typed, "revision": str(decision.revision)})

    # Who asks for the same as the first to come finds it done.
    assert told(send) == [302, 302, 409, 409]
    decision.refresh_from_db()
    assert [action for action, _ in actions()] == [
        "decided",
        "withdrawn" if decision.is_open else "progress",
    ]
    assert decision.progress == ("not_started" if decision.is_open else "under_way")


def test_a_go_live_recorded_at_once_is_recorded_once(people: list[Client], setting: Setting) -> None:
    where = reverse("planner:go-live-record", args=[setting.engagement.pk, Workload.objects.get().name])
    quarters = ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4")

    def send(number: int) -> int:
        return people[number].post(where, {"went_live_in": quarters[number], "shown": ""}).status_code

    assert sorted(at_once(send)) == [302, 422, 422, 422]
    assert Workload.objects.get().went_live_in in quarters


def test_a_scenario_rewritten_at_once_is_rewritten_once_and_the_others_are_told(
    people: list[Client], setting: Setting
) -> None:
    scenario = make_scenario(setting)
    where, seen = at(setting, "edit", scenario), state_of(scenario)

    def send(number: int) -> Any:
        return people[number].post(where, {"title": f"Title {number}", "acquire": "buy", "seen": seen})

    responses = at_once(send)
    assert sorted(one.status_code for one in responses) == [302, 409, 409, 409]
    stored = Scenario.objects.get().title
    assert all(stored in one.content.decode() for one in responses if one.status_code == 409)


def test_a_scenario_removed_while_its_plan_is_asked_for_breaks_nothing(
    people: list[Client], setting: Setting
) -> None:
    scenario = make_scenario(setting)

    def send(number: int) -> int:
        if number % 2:
            return people[number].post(at(setting, "delete", scenario)).status_code
        typed = {"request_id": str(uuid.uuid4()), "scenario": scenario.name, "language": "en"}
        address = reverse("planner:scenario-request", args=[setting.engagement.pk])
        return people[number].post(address, typed).status_code

    assert set(at_once(send)) <= {302, 404}
    assert not Scenario.objects.exists()
    assert Job.objects.filter(kind="plan").count() == Plan.objects.count()
    connection.check_constraints()


def make_scenario(setting: Setting) -> Scenario:
    return Scenario.objects.create(
        engagement=setting.engagement,
        name="rent",
        title="Rent",
        changes={"acquire": "rent"},
        created_by=setting.lead,
    )


def at(setting: Setting, part: str, scenario: Scenario) -> str:
    return reverse(f"planner:scenario-{part}", args=[setting.engagement.pk, scenario.name])


def test_plan_this_pressed_twice_at_once_keeps_one_scenario_and_one_plan(
    people: list[Client], plan: Plan, setting: Setting
) -> None:
    where = reverse("planner:what-if-plan", args=[plan.pk])
    typed = {"request_id": str(uuid.uuid4()), "title": "Half the budget", "budget": "50"}
    places = at_once(lambda number: people[0 if number % 2 else 1].post(where, typed)["Location"])
    made = Plan.objects.exclude(pk=plan.pk).get()
    assert set(places) == {reverse("planner:plan-detail", args=[made.pk])}
    assert Scenario.objects.count() == 1
