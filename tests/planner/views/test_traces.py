"""The dashboard of a plan: each claim leads to what it rests on, for those who may read it, and to nobody else."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from planner.models import Plan
from planner.services.frozen.inputs import canonical_text
from planner.views.derivations import figures_of
from planner.views.traces import Sources
from tests.assessments.samples import Setting, signed_in
from tests.factories import make_user
from tests.planner.reports.snapshots import hospital
from tests.planner.samples import make_finished_plan, make_planned_setting, make_requested_plan

pytestmark = pytest.mark.any_database  # rights and pages: no database says otherwise

OLD = Path(__file__).parents[1] / "reports" / "snapshots" / "release_1_2.json"
_MADE: list[dict[str, Any]] = []


class _Page(HTMLParser):
    """The links and the ids of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "a" and known.get("href"):
            self.links.add(known["href"] or "")
        if known.get("id"):
            self.ids.add(known["id"] or "")


@pytest.fixture
def setting(db: None) -> Setting:
    return make_planned_setting(workloads=2)


def stored(setting: Setting, snapshot: dict[str, Any]) -> Plan:
    """A finished plan with a given result."""
    plan = make_requested_plan(setting)
    Plan.objects.filter(pk=plan.pk).update(
        state=Plan.State.DONE,
        reason="",
        finished_at=timezone.now(),
        snapshot_text=canonical_text(snapshot),
        fingerprint=snapshot["fingerprint"],
    )
    return Plan.objects.select_related("engagement").get(pk=plan.pk)


def finished(setting: Setting) -> Plan:
    """A plan that was really made. It is made once: the settings of all tests are alike."""
    if not _MADE:
        _MADE.append(make_finished_plan(setting).snapshot)
    return stored(setting, _MADE[0])


def page_of(client: Client, plan: Plan) -> tuple[str, _Page]:
    response = client.get(reverse("planner:plan-detail", args=[plan.pk]))
    assert response.status_code == 200
    text = response.content.decode()
    return text, _Page(text)


def broken(client: Client, page: _Page, most: int) -> Iterator[str]:
    """The links that lead nowhere, or to a place that the page does not have; most: pages of a kind looked at."""
    pages: dict[str, tuple[int, set[str]]] = {}
    kinds: Counter[str] = Counter()
    for link in sorted(page.links):
        address, _, place = link.partition("#")
        if not address:
            if place not in page.ids:
                yield link
            continue
        if address not in pages:
            kind = resolve(address.partition("?")[0]).view_name
            kinds[kind] += 1
            if kinds[kind] > most:
                continue
            response = client.get(address, follow=True)
            text = b"".join(response) if response.streaming else response.content
            pages[address] = response.status_code, _Page(text.decode(errors="replace")).ids
        status, ids = pages[address]
        if status != 200 or (place and place not in ids):
            yield link


def test_every_link_of_the_dashboard_leads_somewhere_for_everyone_who_reads_it(setting: Setting) -> None:
    plan = finished(setting)
    for person, most in ((setting.lead, 4), (setting.reader, 1000)):
        client = signed_in(person)
        page = page_of(client, plan)[1]
        assert [link for link in broken(client, page, most) if "report.pdf" not in link] == []
        assert any("#q-" in link or "/review/" in link for link in page.links)
        assert {"#figures-1", "#figures-2"} <= page.links


def test_those_who_manage_are_led_to_the_workshop_and_readers_to_the_practice(setting: Setting) -> None:
    plan = finished(setting)
    lead, reader = (page_of(signed_in(person), plan)[1].links for person in (setting.lead, setting.reader))
    number = setting.engagement.pk
    review = reverse("assessments:review-question", args=[number, "hw-01-sizing"]).replace(
        "hw-01-sizing/", ""
    )
    form = reverse("planner:workload-edit", args=[number, "assistant-1"])
    assert any(link.startswith(review) for link in lead)
    assert form in lead
    assert not any(link.startswith(review) for link in reader)
    assert form not in reader


def test_what_nobody_has_answered_is_a_link_to_where_it_is_answered(setting: Setting) -> None:
    plan = finished(setting)
    text, page = page_of(signed_in(setting.lead), plan)
    assert "To be answered:" in text
    questionnaire = reverse("assessments:engagement-detail", args=[setting.engagement.pk]) + "questions/"
    assert any(link.startswith(questionnaire) and "#q-" in link for link in page.links)


def test_strangers_and_respondents_see_nothing_of_it(setting: Setting) -> None:
    address = reverse("planner:plan-detail", args=[finished(setting).pk])
    assert signed_in(make_user()).get(address).status_code == 404
    assert signed_in(setting.respondent).get(address).status_code == 403


def test_every_dimension_of_every_workload_is_on_the_page_with_its_reasons(setting: Setting) -> None:
    plan = finished(setting)
    response = signed_in(setting.lead).get(reverse("planner:plan-detail", args=[plan.pk]))
    panels = response.context["workload_panels"]
    assert len(panels) == 2
    for panel in panels:
        assert len(panel.verdicts) == 12
        for verdict in panel.verdicts:
            assert verdict.reason
            assert verdict.answers or verdict.needs or verdict.links
            assert verdict.remedy or not verdict.is_open
            assert all(need.reason for need in verdict.needs)


def test_a_figure_unfolds_the_steps_that_lead_to_it(setting: Setting) -> None:
    plan = finished(setting)
    engagement = plan.engagement
    engagement.role = "lead"
    snapshot = plan.snapshot
    sources = Sources(engagement, snapshot)
    figures = {f.label: f for f in figures_of(snapshot, snapshot["verdicts"]["workloads"][0], sources)}
    assert [step.step for step in figures["Replicas"].steps][-1] == "replicas"
    assert {"price to rent", "electricity"} <= {
        step.step for step in figures["Cost, capital and operating"].steps
    }
    assert "Accelerators" in figures
    assert all(figure.how and figure.steps for figure in figures.values())
    typed = [
        link for figure in figures.values() for step in figure.steps for link in step.origin if link.address
    ]
    assert reverse("planner:workload-edit", args=[engagement.pk, "assistant-1"]) in {
        link.address for link in typed
    }


def test_an_initiative_leads_to_the_practice_it_lifts_and_to_the_workload_that_needs_it(
    setting: Setting,
) -> None:
    plan = finished(setting)
    response = signed_in(setting.reader).get(reverse("planner:plan-detail", args=[plan.pk]))
    initiatives = response.context["initiatives"]
    assert initiatives
    assert all(item.lifts or item.workloads for item in initiatives)
    practice = reverse("assessments:practice-detail", args=[setting.engagement.pk, "HW-01"])
    assert practice in {link.address for item in initiatives for link in item.lifts}


def test_texts_of_a_plan_are_escaped(setting: Setting) -> None:
    snapshot = hospital()
    snapshot["verdicts"]["workloads"][0]["dimensions"][0]["reason"] = "<script>alert(1)</script>"
    snapshot["inputs"]["answers"][0]["shown"] = "<img src=x>"
    text, _ = page_of(signed_in(setting.lead), stored(setting, snapshot))
    assert "<script>alert(1)" not in text
    assert "<img src=x>" not in text


def test_a_plan_of_an_earlier_release_is_shown_as_it_was_meant(setting: Setting) -> None:
    snapshot = json.loads(OLD.read_text())
    assert snapshot["versions"]["engine"] == "1.2.0"
    text, page = page_of(signed_in(setting.reader), stored(setting, snapshot))
    assert re.search(r"By load: \d+ ?% fewer replicas, hardly more late requests", text)
    assert "Clinical assistant for physicians" in text
    assert {"#figures-1", "#figures-2"} <= page.links
