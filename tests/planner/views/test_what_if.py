"""What-if in the browser: read by whoever may read results, planned by whoever may manage; every mistake is said."""

import json
import uuid
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Action
from planner.forms.what_if import MOST_DRAWN
from planner.models import Plan, Scenario, Simulation
from planner.services.frozen.evaluation import evaluate
from planner.services.frozen.inputs import PlanInputs, canonical_text, fingerprint_of
from planner.services.plans.request import request_plan
from planner.services.plans.simulated import services_of
from planner.services.what_if.look import forget_all
from planner.sizing.size import Sizing
from tests.assessments.samples import Setting, signed_in
from tests.audit_log import the_one
from tests.factories import make_user
from tests.planner.samples import job_state, make_planned_setting, make_requested_plan, shipped_bank

pytestmark = pytest.mark.any_database  # rights and pages: no database says otherwise

FRAGMENT = {"HX-Request": "true"}
MOST_QUERIES = 14


@cache
def evaluated(inputs_text: str) -> tuple[str, dict[str, dict[str, Any]]]:
    """The snapshot of these inputs and what was simulated for it, computed once for all tests."""
    kept: list[Sizing] = []
    snapshot = evaluate(PlanInputs.from_json(json.loads(inputs_text)), shipped_bank(), keep=kept.append)
    return canonical_text(snapshot), services_of(kept[0])


def make_finished_plan(setting: Setting, language: str = "en") -> Plan:
    """A plan without a report, which what-if does not read."""
    plan = request_plan(
        engagement=setting.engagement, user=setting.lead, request_id=uuid.uuid4(), language=language
    )
    text, _ = evaluated(plan.inputs_text)
    Plan.objects.filter(pk=plan.pk).update(
        state=Plan.State.DONE,
        finished_at=timezone.now(),
        snapshot_text=text,
        fingerprint=fingerprint_of(json.loads(text)),
    )
    return Plan.objects.get(pk=plan.pk)


@pytest.fixture
def setting(db: None) -> Setting:
    return make_planned_setting()


@pytest.fixture
def plan(setting: Setting) -> Plan:
    return make_finished_plan(setting)


def page(client: Client, plan: Plan, *, is_fragment: bool = False, **typed: Any) -> str:
    address = reverse("planner:what-if", args=[plan.pk])
    response = client.get(address, typed, headers=FRAGMENT if is_fragment else {})
    assert response.status_code == 200
    return response.content.decode()


def test_the_dashboard_leads_to_what_if(setting: Setting, plan: Plan) -> None:
    dashboard = signed_in(setting.reader).get(reverse("planner:plan-detail", args=[plan.pk]))
    assert reverse("planner:what-if", args=[plan.pk]) in dashboard.content.decode()


def test_untouched_it_shows_the_plan_as_it_is(setting: Setting, plan: Plan) -> None:
    shown = page(signed_in(setting.reader), plan)
    assert "Nothing changes against the plan." in shown
    assert shown.count('type="range"') == 6
    assert "With these changes" not in shown


def test_a_reader_looks_but_plans_nothing(setting: Setting, plan: Plan) -> None:
    assert "Plan this" not in page(signed_in(setting.reader), plan)
    assert "Plan this" in page(signed_in(setting.lead), plan)


def test_a_look_is_recorded_when_the_page_opens_and_not_at_each_slider(setting: Setting, plan: Plan) -> None:
    client = signed_in(setting.reader)
    page(client, plan)
    page(client, plan, is_fragment=True, budget="50")
    entry = the_one(Action.RESULT_VIEWED)
    assert (entry.actor, entry.title, entry.details) == (setting.reader, str(plan), {"what": "what-if"})


def test_without_javascript_the_button_shows_what_changes(setting: Setting, plan: Plan) -> None:
    shown = page(signed_in(setting.reader), plan, budget="10", hardware="200", load="100")
    assert "The budget is 90 % lower." in shown
    assert "Accelerators cost 100 % more, bought or rented." in shown
    assert "The same in the plan" in shown
    assert "search" not in shown.split("With these changes")[1].split("</ul>")[0]


def test_htmx_gets_the_picture_alone_and_what_would_be_planned(setting: Setting, plan: Plan) -> None:
    shown = page(signed_in(setting.lead), plan, is_fragment=True, budget="50", utilisation="60")
    assert "<html" not in shown
    assert '<input type="hidden" name="budget" value="50">' in shown
    assert 'name="utilisation"' not in shown
    # htmx complains of what has no place on the page: a reader's has no form that plans.
    assert "what-if-chosen" not in page(signed_in(setting.reader), plan, is_fragment=True, budget="50")


def test_the_address_says_what_was_changed_and_nothing_else(setting: Setting, plan: Plan) -> None:
    client, address = signed_in(setting.reader), reverse("planner:what-if", args=[plan.pk])
    typed = {"budget": "50", "load": "100", "acquire": "rent", "target": ""}
    assert (
        client.get(address, typed, headers=FRAGMENT)["HX-Replace-Url"] == f"{address}?budget=50&acquire=rent"
    )
    assert client.get(address, headers=FRAGMENT)["HX-Replace-Url"] == address


@pytest.mark.parametrize(
    ("typed", "field", "reason"),
    [
        ({"budget": "900"}, "budget", "less than or equal to 300"),
        ({"budget": "much"}, "budget", "Enter a number."),
        ({"delay": "6"}, "delay", "the plan ends after 4 quarters"),
        ({"question": "hw-05-orchestration", "answer": "7"}, "answer", "the level must be 1 to 5"),
        ({"question": "no-such", "answer": "3"}, "question", "Select a valid choice"),
        ({"answer": "3"}, "question", "Choose the question that this answers."),
        ({"acquire": "steal"}, "acquire", "Select a valid choice"),
    ],
)
def test_a_mistake_is_said_at_its_field_and_leaves_the_picture(
    typed: dict[str, str], field: str, reason: str, setting: Setting, plan: Plan
) -> None:
    client = signed_in(setting.reader)
    response = client.get(reverse("planner:what-if", args=[plan.pk]), typed, headers=FRAGMENT)
    said = response.content.decode().split(f'<div id="id_{field}_error"')[1].split("</div>")[0]
    assert (response["HX-Reswap"], reason in said, "<svg" in response.content.decode()) == (
        "none",
        True,
        False,
    )
    whole = page(client, plan, **typed)
    assert reason in whole.split(f'id="id_{field}_error"')[1].split("</div>")[0]
    assert "As in the plan" in whole


def test_another_answer_is_said_and_changes_the_verdict_that_rests_on_it(
    setting: Setting, plan: Plan
) -> None:
    shown = page(
        signed_in(setting.reader), plan, is_fragment=True, question="hw-05-orchestration", answer="5"
    )
    assert "is answered with: 5 optimised" in shown


def test_titles_of_users_are_escaped(setting: Setting) -> None:
    setting.engagement.workloads.update(title="<script>alert(1)</script>")
    shown = page(signed_in(setting.lead), make_finished_plan(setting), budget="50")
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_plan_this_keeps_a_scenario_and_queues_its_plan_once(setting: Setting, plan: Plan) -> None:
    lead, address = signed_in(setting.lead), reverse("planner:what-if-plan", args=[plan.pk])
    typed = {"request_id": str(uuid.uuid4()), "title": "Half the budget", "budget": "50", "delay": "1"}
    first, second = lead.post(address, typed), lead.post(address, typed)
    made = Plan.objects.exclude(pk=plan.pk).get()
    assert first["Location"] == second["Location"] == reverse("planner:plan-detail", args=[made.pk])
    scenario = Scenario.objects.get()
    assert (scenario.title, scenario.changes) == (
        "Half the budget",
        {"budget_factor": 0.5, "delay_quarters": 1},
    )
    assert (made.scenario, made.title, job_state(made)) == (scenario, "Half the budget", "queued")
    assert made.inputs["constraints"]["budget_usd"] == 150e3


def test_a_scenario_of_a_scenario_does_what_both_do(setting: Setting, plan: Plan) -> None:
    lead = signed_in(setting.lead)
    typed = {"request_id": str(uuid.uuid4()), "title": "Half", "budget": "50"}
    lead.post(reverse("planner:what-if-plan", args=[plan.pk]), typed)
    half = Plan.objects.get(title="Half")
    Plan.objects.filter(pk=half.pk).update(
        state="done", snapshot_text=plan.snapshot_text, fingerprint="f" * 64, finished_at=plan.finished_at
    )
    typed = {"request_id": str(uuid.uuid4()), "title": "Quarter", "budget": "50"}
    lead.post(reverse("planner:what-if-plan", args=[half.pk]), typed)
    assert Scenario.objects.get(title="Quarter").changes == {"budget_factor": 0.25}


@pytest.mark.parametrize(
    "typed", [{"title": "Same"}, {"title": "", "budget": "50"}, {"title": "Bad", "budget": "x"}]
)
def test_nothing_is_kept_without_a_change_or_a_name(
    typed: dict[str, str], setting: Setting, plan: Plan
) -> None:
    address = reverse("planner:what-if-plan", args=[plan.pk])
    response = signed_in(setting.lead).post(address, {"request_id": str(uuid.uuid4()), **typed}, follow=True)
    assert "Nothing is planned yet" in response.content.decode()
    assert (Scenario.objects.count(), Plan.objects.count()) == (0, 1)


def test_what_cannot_be_planned_keeps_no_scenario(setting: Setting, plan: Plan) -> None:
    setting.engagement.workloads.all().delete()
    address = reverse("planner:what-if-plan", args=[plan.pk])
    typed = {"request_id": str(uuid.uuid4()), "title": "Less", "budget": "50"}
    response = signed_in(setting.lead).post(address, typed, follow=True)
    assert "describe at least one workload first" in response.content.decode()
    assert (Scenario.objects.count(), Plan.objects.count()) == (0, 1)


def test_strangers_find_nothing_and_readers_may_not_plan(setting: Setting, plan: Plan) -> None:
    look, make = (reverse(f"planner:{name}", args=[plan.pk]) for name in ("what-if", "what-if-plan"))
    stranger, reader = signed_in(make_user()), signed_in(setting.reader)
    assert (stranger.get(look).status_code, stranger.post(make).status_code) == (404, 404)
    assert (reader.get(look).status_code, reader.post(make).status_code) == (200, 403)
    assert signed_in(setting.respondent).get(look).status_code == 403


def test_an_unfinished_plan_has_nothing_to_change(setting: Setting) -> None:
    waiting = make_requested_plan(setting)
    lead = signed_in(setting.lead)
    assert lead.get(reverse("planner:what-if", args=[waiting.pk])).status_code == 404
    assert lead.post(reverse("planner:what-if-plan", args=[waiting.pk])).status_code == 404


@pytest.mark.parametrize("workloads", [1, 4])
def test_the_queries_do_not_grow_with_the_workloads(
    workloads: int, db: None, django_assert_max_num_queries: Any
) -> None:
    setting = make_planned_setting(workloads=workloads)
    plan = make_finished_plan(setting)
    client = signed_in(setting.lead)
    page(client, plan)
    with django_assert_max_num_queries(MOST_QUERIES):
        page(client, plan, is_fragment=True, budget="50")


def test_of_many_workloads_those_that_change_are_told_and_of_a_few_the_charts_are_drawn(db: None) -> None:
    setting = make_planned_setting(workloads=MOST_DRAWN + 2)
    plan = make_finished_plan(setting)
    client = signed_in(setting.lead)
    whole = page(client, plan)
    assert "Nothing changes for" in whole
    assert 'name="charts"' in whole
    dear = page(client, plan, is_fragment=True, electricity="0.9")
    assert dear.count("<article") == MOST_DRAWN + 2
    # The matrix twice, and two charts of each workload that is drawn.
    assert dear.count('<svg xmlns="http://www.w3.org/2000/svg"') == 2 + 2 * MOST_DRAWN
    last = f"assistant-{MOST_DRAWN + 2}"
    assert f"?electricity=0.9&amp;charts={last}#what-if-" in dear
    one = page(client, plan, is_fragment=True, electricity="0.9", charts=last)
    assert one.count('<svg xmlns="http://www.w3.org/2000/svg"') == 2 + 2


@pytest.fixture
def what_is_kept_is_forgotten() -> Iterator[None]:
    yield
    forget_all()


@pytest.mark.usefixtures("what_is_kept_is_forgotten")
def test_what_the_plan_simulated_is_not_simulated_again(setting: Setting, plan: Plan) -> None:
    client = signed_in(setting.reader)

    def first_look() -> str:
        forget_all()
        return page(client, plan, is_fragment=True, electricity="0.9")

    simulated_anew = first_look()
    _, services = evaluated(plan.inputs_text)
    Simulation.objects.create(plan=plan, services=services)
    assert first_look() == simulated_anew
    ((workload, by_accelerator),) = services.items()
    more_spare = {
        name: found | {"coefficient": 100 * found["coefficient"]} for name, found in by_accelerator.items()
    }
    Simulation.objects.update(services={workload: more_spare})
    assert ("<td>2 × L40S</td>" in simulated_anew, "<td>4 × L40S</td>" in first_look()) == (True, True)


def test_a_plan_of_another_release_says_so(setting: Setting, plan: Plan) -> None:
    older = json.loads(plan.snapshot_text)
    older["verdicts"]["workloads"][0]["dimensions"][0]["status"] = "blocked"
    Plan.objects.filter(pk=plan.pk).update(snapshot_text=canonical_text(older), fingerprint="e" * 64)
    client, said = signed_in(setting.reader), "This release of Plumbline judges"
    assert said in page(client, plan, budget="50")
    Plan.objects.filter(pk=plan.pk).update(snapshot_text=plan.snapshot_text, fingerprint=plan.fingerprint)
    assert said not in page(client, plan, budget="50")


def test_it_speaks_the_language_of_the_plan(setting: Setting) -> None:
    plan = make_finished_plan(setting, "de")
    shown = page(signed_in(setting.reader), plan, budget="50", delay="6")
    for text in ("Was wäre, wenn …", "Strompreis", "Wie im Plan", "Etwas kann nicht so sein"):
        assert text in shown
    shown = page(signed_in(setting.reader), plan, is_fragment=True, budget="50")
    for text in (
        "Mit diesen Änderungen",
        "Das Budget ist 50 % niedriger.",
        "Kosten eines Laufs oder eines Jahres",
    ):
        assert text in shown
