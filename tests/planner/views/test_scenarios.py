"""Scenarios in the browser: offered, written, planned together or not at all."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jobs.models import Job
from planner.models import Plan, PlanningConstraints, Scenario
from planner.services.frozen.inputs import PlanInputs
from planner.services.plans.request import mark_plan_failed
from planner.services.scenarios.keep import MOST_SCENARIOS, READY_MADE, request_scenario_plans
from tests.assessments.samples import Setting, level, save, signed_in
from tests.planner.samples import CONSTRAINTS, make_planned_setting

pytestmark = pytest.mark.any_database  # pages: no database says otherwise

MOST_QUERIES = 22


@pytest.fixture
def setting(db: None) -> Setting:
    return make_planned_setting()


@pytest.fixture
def lead(setting: Setting) -> Client:
    return signed_in(setting.lead)


def at(name: str, setting: Setting, *args: str) -> str:
    return reverse(f"planner:scenario-{name}", args=[setting.engagement.pk, *args])


def make_scenario(setting: Setting, name: str = "rent", **changes: Any) -> Scenario:
    return Scenario.objects.create(
        engagement=setting.engagement,
        name=name,
        title=name.capitalize(),
        changes=changes or {"acquire": "rent"},
        created_by=setting.lead,
    )


def edit(client: Client, setting: Setting, typed: dict[str, str], name: str = "rent") -> Any:
    """Open the page of a scenario and send it back with what was typed."""
    seen = client.get(at("edit", setting, name)).context["seen"]
    return client.post(at("edit", setting, name), {**typed, "seen": seen})


def request_id() -> str:
    return str(uuid.uuid4())


def said(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


@pytest.mark.parametrize("ready", READY_MADE, ids=lambda ready: ready.key)
def test_a_ready_made_scenario_is_added_once(setting: Setting, lead: Client, ready: Any) -> None:
    PlanningConstraints.objects.update(document={**CONSTRAINTS, "quarters": 8})
    for _ in range(2):
        assert lead.post(at("offer", setting), {"key": ready.key}).status_code == 302
    scenario = Scenario.objects.get()
    assert (scenario.name, scenario.title) == (ready.key, str(ready.title))
    assert scenario.changes == ready.changes.to_json()


def test_nobody_waits_longer_than_the_plan_lasts(setting: Setting, lead: Client) -> None:
    page = lead.post(at("offer", setting), {"key": "a-year-later"}, follow=True)
    assert "the plan ends after 4 quarters" in said(page)
    assert not Scenario.objects.exists()


def test_another_accelerator_is_a_scenario(setting: Setting, lead: Client) -> None:
    lead.post(at("offer", setting), {"accelerator": "h100-sxm"})
    scenario = Scenario.objects.get()
    assert (scenario.name, scenario.changes) == ("on-h100-sxm", {"accelerator": "h100-sxm"})


@pytest.mark.parametrize("typed", [{}, {"key": "steal"}, {"accelerator": "h1000"}])
def test_what_is_not_offered_is_not_added(setting: Setting, lead: Client, typed: dict[str, str]) -> None:
    page = lead.post(at("offer", setting), typed, follow=True)
    assert "Choose one of the scenarios" in said(page)
    assert not Scenario.objects.exists()


def test_a_budget_that_nobody_named_cannot_be_cut(setting: Setting, lead: Client) -> None:
    PlanningConstraints.objects.update(document={"start": "2027-Q1", "quarters": 4})
    page = lead.post(at("offer", setting), {"key": "less-budget"}, follow=True)
    assert "no budget is named" in said(page)
    assert not Scenario.objects.exists()


WRITTEN = {
    "title": "Cheaper and later",
    "note": "For the board",
    "acquire": "rent",
    "accelerator": "h100-sxm",
    "owned_utilisation": "80 %",
    "load_factor": "+50",
    "delay_quarters": "2",
    "deadline_quarters": "1",
    "budget_factor": "−20 %",
    "hardware_price_factor": "10",
    "electricity_usd_per_kwh": "0.3",
    "people_factor": "-50",
    "target_level": "4",
    "pinned": ["I-HW-01a"],
    "excluded": ["I-HW-05a"],
    "question_1": "hw-01-sizing",
    "answer_1": "5",
    "question_2": "",
    "answer_2": "",
}
CHANGES = {
    "acquire": "rent",
    "accelerator": "h100-sxm",
    "owned_utilisation": 0.8,
    "load_factor": 1.5,
    "delay_quarters": 2,
    "deadline_quarters": 1,
    "budget_factor": 0.8,
    "hardware_price_factor": 1.1,
    "electricity_usd_per_kwh": 0.3,
    "people_factor": 0.5,
    "target_level": 4,
    "pinned": ["I-HW-01a"],
    "excluded": ["I-HW-05a"],
    "answers": {"hw-01-sizing": {"level": 5}},
}


def test_every_change_is_written_read_and_kept(setting: Setting, lead: Client) -> None:
    response = lead.post(at("create", setting), WRITTEN)
    assert response.status_code == 302, response.context["form"].errors
    scenario = Scenario.objects.get()
    assert (scenario.name, scenario.title, scenario.note) == (
        "cheaper-and-later",
        "Cheaper and later",
        "For the board",
    )
    assert scenario.changes == CHANGES
    context = lead.get(at("edit", setting, scenario.name)).context
    shown = {
        field.html_name: field.value() for field in context["form"] if field.value() not in (None, "", [])
    }
    response = lead.post(at("edit", setting, scenario.name), {**shown, "seen": context["seen"]})
    assert response.status_code == 302, response.context["form"].errors
    assert Scenario.objects.get().changes == CHANGES


def test_a_changed_answer_can_be_taken_back(setting: Setting, lead: Client) -> None:
    make_scenario(setting, answers={"hw-01-sizing": {"level": 5}}, acquire="buy")
    edit(lead, setting, {"title": "Buy", "acquire": "buy"})
    assert Scenario.objects.get().changes == {"acquire": "buy"}


@pytest.mark.parametrize(
    ("typed", "field", "reason"),
    [
        ({"title": ""}, "title", "required"),
        ({"budget_factor": "-99"}, "budget_factor", "−95 %"),
        ({"budget_factor": "less"}, "budget_factor", "number"),
        ({"load_factor": "3 TB"}, "load_factor", "TB"),
        ({"deadline_quarters": "-2"}, "deadline_quarters", "before the plan begins"),
        ({"delay_quarters": "4"}, "delay_quarters", "nothing could begin"),
        ({"delay_quarters": "1.5"}, "delay_quarters", "whole"),
        ({"owned_utilisation": "120 %"}, "owned_utilisation", "1"),
        ({"electricity_usd_per_kwh": "-1"}, "electricity_usd_per_kwh", "at least"),
        ({"accelerator": "h1000"}, "accelerator", "h1000"),
        ({"pinned": ["nothing"]}, "pinned", "nothing"),
        ({"pinned": ["I-HW-01a"], "excluded": ["I-HW-01a"]}, "excluded", "choose one of the two"),
        ({"question_1": "hw-01-sizing", "answer_1": "9"}, "answer_1", "1 to 5"),
        ({"question_1": "hw-01-sizing"}, "answer_1", "level"),
        ({"answer_2": "3"}, "question_2", "Choose the question"),
    ],
)
def test_a_wrong_entry_is_a_fault_of_its_field_and_nothing_is_saved(
    setting: Setting, lead: Client, typed: dict[str, Any], field: str, reason: str
) -> None:
    setting.engagement.workloads.update(deadline="2027-Q2")
    response = lead.post(at("create", setting), {"title": "Trial", **typed})
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert list(errors) == [field]
    assert reason in str(errors[field])
    assert not Scenario.objects.exists()


def test_two_scenarios_with_one_title_get_two_names(setting: Setting, lead: Client) -> None:
    for _ in range(2):
        lead.post(at("create", setting), {"title": "New", "acquire": "buy"})
    assert sorted(Scenario.objects.values_list("name", flat=True)) == ["new-2", "new-3"]


def test_there_is_a_limit_to_scenarios(setting: Setting, lead: Client) -> None:
    for number in range(MOST_SCENARIOS):
        make_scenario(setting, f"s-{number}")
    page = lead.post(at("create", setting), {"title": "One more"})
    assert page.status_code == 422
    assert "at most 40 scenarios" in page.content.decode()
    assert "at most 40 scenarios" in said(lead.post(at("offer", setting), {"key": "buy"}, follow=True))
    assert Scenario.objects.count() == MOST_SCENARIOS


def test_the_list_says_each_change_in_plain_words(setting: Setting) -> None:
    make_scenario(setting, budget_factor=0.8, answers={"hw-01-sizing": {"level": 5}})
    page = signed_in(setting.reader).get(at("list", setting)).content.decode()
    assert "The budget is 20 % lower." in page
    assert "is answered with: 5 optimised" in page
    assert "Plan this scenario" not in page


def test_a_scenario_that_a_colleague_changed_meanwhile_is_not_overwritten_unseen(
    setting: Setting, lead: Client
) -> None:
    make_scenario(setting)
    shown = lead.get(at("edit", setting, "rent")).context["seen"]
    edit(lead, setting, {"title": "Of a colleague", "budget_factor": "-20 %"})
    mine = {"title": "Mine", "acquire": "buy"}
    refused = lead.post(at("edit", setting, "rent"), {**mine, "seen": shown})
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "This scenario was changed while you were writing" in page
    assert "Of a colleague" in page
    assert "The budget is 20 % lower." in page
    assert 'value="Mine"' in page
    assert Scenario.objects.get().title == "Of a colleague"
    again = {**mine, "seen": refused.context["seen"]}
    assert lead.post(at("edit", setting, "rent"), again).status_code == 302
    assert Scenario.objects.get().changes == {"acquire": "buy"}


def test_changes_that_can_no_longer_be_read_are_mended_on_their_page(setting: Setting, lead: Client) -> None:
    make_scenario(setting, unheard_of=3)
    assert "can no longer be read" in lead.get(at("list", setting)).content.decode()
    assert lead.get(at("edit", setting, "rent")).status_code == 200
    edit(lead, setting, {"title": "Rent", "acquire": "rent"})
    assert Scenario.objects.get().changes == {"acquire": "rent"}


def test_all_scenarios_are_planned_once_over_the_same_answers(setting: Setting, lead: Client) -> None:
    make_scenario(setting)
    make_scenario(setting, "cheaper", budget_factor=0.5)
    typed = {"request_id": request_id()}
    first = lead.post(at("request", setting), typed, follow=True)
    assert "3 plans are being made." in said(first)
    save(setting, level(5), question="hw-01-sizing")
    lead.post(at("request", setting), typed)
    plans = {plan.scenario.name if plan.scenario else "": plan for plan in Plan.objects.all()}
    assert set(plans) == {"", "rent", "cheaper"}
    assert Job.objects.filter(kind="plan").count() == 3
    read = {name: PlanInputs.from_json(plan.inputs) for name, plan in plans.items()}
    assert all(inputs.answers == read[""].answers for inputs in read.values())
    assert {inputs.as_of for inputs in read.values()} == {read[""].as_of}
    assert read[""].scenario == {}
    assert read["rent"].scenario == {"name": "rent", "title": "Rent", "changes": {"acquire": "rent"}}
    assert read["cheaper"].constraints["budget_usd"] == 150e3
    assert plans["rent"].title == "Rent"


def test_one_scenario_is_planned_alone(setting: Setting, lead: Client) -> None:
    make_scenario(setting)
    make_scenario(setting, "cheaper", budget_factor=0.5)
    lead.post(at("request", setting), {"request_id": request_id(), "scenario": "cheaper"})
    assert [plan.title for plan in Plan.objects.all()] == ["Cheaper"]


def test_a_scenario_that_cannot_be_planned_says_why_and_nothing_is_queued(
    setting: Setting, lead: Client
) -> None:
    make_scenario(setting)
    make_scenario(setting, "broken", pinned=["unheard-of"])
    make_scenario(setting, "late", delay_quarters=9)
    page = lead.post(at("request", setting), {"request_id": request_id()}, follow=True)
    assert "Broken: there is no initiative unheard-of" in said(page)
    assert "Late: the plan ends after 4 quarters" in said(page)
    assert not Plan.objects.exists()
    assert not Job.objects.filter(kind="plan").exists()


@pytest.mark.parametrize("typed", [{}, {"request_id": "7"}])
def test_an_incomplete_request_plans_nothing(setting: Setting, lead: Client, typed: dict[str, str]) -> None:
    make_scenario(setting)
    assert "incomplete" in said(lead.post(at("request", setting), typed, follow=True))
    assert not Plan.objects.exists()


def test_a_scenario_of_somebody_else_cannot_be_planned_or_opened(setting: Setting, lead: Client) -> None:
    typed = {"request_id": request_id(), "scenario": "theirs"}
    assert lead.post(at("request", setting), typed).status_code == 404
    for name in ("edit", "delete"):
        assert lead.get(at(name, setting, "theirs")).status_code == 404


def test_progress_is_asked_for_until_every_plan_is_made(setting: Setting, lead: Client) -> None:
    make_scenario(setting)
    lead.post(at("request", setting), {"request_id": request_id(), "scenario": "rent"})
    waiting = lead.get(at("progress", setting))
    assert "hx-trigger" in waiting.content.decode()
    assert "HX-Refresh" not in waiting
    mark_plan_failed(Plan.objects.get().pk, "KeyError: innards")
    ended = lead.get(at("progress", setting))
    assert "Failed" in ended.content.decode()
    assert "innards" not in ended.content.decode()
    assert ended["HX-Refresh"] == "true"


def test_a_scenario_is_removed_after_the_question_and_its_plans_stay(setting: Setting, lead: Client) -> None:
    scenario = make_scenario(setting)
    request_scenario_plans(
        engagement=setting.engagement,
        user=setting.lead,
        request_id=uuid.uuid4(),
        scenarios=[scenario],
        with_plain=False,
    )
    assert lead.get(at("delete", setting, "rent")).status_code == 200
    assert Scenario.objects.exists()
    lead.post(at("delete", setting, "rent"))
    assert not Scenario.objects.exists()
    assert Plan.objects.get().inputs["scenario"]["name"] == "rent"
    (plain,) = lead.get(at("list", setting)).context["cards"]
    assert plain.planned.newest is None, "a plan of a removed scenario is no plan without changes"


def test_titles_are_shown_as_text(setting: Setting, lead: Client) -> None:
    make_scenario(setting, "evil", acquire="buy")
    Scenario.objects.update(title="<script>alert(1)</script>", note="<b>x</b>")
    for page in (at("list", setting), at("edit", setting, "evil"), at("delete", setting, "evil")):
        assert "<script>alert" not in lead.get(page).content.decode()


def test_the_list_needs_as_many_queries_for_thirty_as_for_one(
    setting: Setting, lead: Client, django_assert_max_num_queries: Any
) -> None:
    make_scenario(setting, "s-0")
    lead.post(at("request", setting), {"request_id": request_id()})
    with django_assert_max_num_queries(MOST_QUERIES) as one:
        lead.get(at("list", setting))
    for number in range(1, 30):
        make_scenario(setting, f"s-{number}")
    lead.post(at("request", setting), {"request_id": request_id()})
    assert Plan.objects.count() == 33
    with django_assert_max_num_queries(MOST_QUERIES) as thirty:
        lead.get(at("list", setting))
    assert len(one) == len(thirty)
