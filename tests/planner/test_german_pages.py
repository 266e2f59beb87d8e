"""What a German reader sees of workloads, limits and plans, and what scripts say: nothing of it is English."""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assessments.models import Engagement, forget_translations
from assessments.question_bank.load import SHIPPED
from assessments.question_bank.translation_files import load_translations
from assessments.services import store_translation
from jobs.models import UNKNOWN_REASON, WORKER_STOPPED, Job
from planner.forms import WORKLOAD_FORMS
from planner.models import Plan, Scenario
from planner.services.frozen.summary import summary_lines
from planner.services.plans.make import make_plan
from planner.services.plans.request import mark_plan_failed, request_plan
from tests.accounts.german import english_in, texts_of
from tests.assessments.samples import Setting, signed_in
from tests.planner.german import english_in as core_english_in
from tests.planner.samples import make_planned_setting, shipped_bank

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.any_database,
]  # the language of pages: no database says otherwise

# A long German word that was cut off may end like an English one.
_CUT_WORD = re.compile(r"\w+…")
NAMES = {"consultant": "Anna Weiss", "lead": "Bernd Vogt", "reader": "Dirk Lang"}


@pytest.fixture
def klinik() -> Iterator[Setting]:
    """An engagement that can be planned, its people, questions and workloads with German names."""
    setting = make_planned_setting(workloads=2)
    bank = shipped_bank()
    store_translation(setting.engagement.bank, load_translations(SHIPPED, bank)["de"])
    for role, name in NAMES.items():
        User.objects.filter(pk=getattr(setting, role).pk).update(name=name, language="de")
    User.objects.filter(pk=setting.consultant.pk).update(is_staff=True)
    setting.engagement.organisation.name = "Aurelia Kliniken"
    setting.engagement.organisation.save()
    Engagement.objects.filter(pk=setting.engagement.pk).update(title="KI 2026")
    for workload, title in zip(setting.engagement.workloads.all(), ("Assistenz", "Auskunft"), strict=True):
        workload.title = title
        workload.save()
    Scenario.objects.create(
        engagement=setting.engagement,
        name="anders",
        title="Anders",
        changes={"acquire": "rent", "budget_factor": 0.8, "answers": {"hw-01-sizing": {"level": 4}}},
        created_by=setting.lead,
    )
    consultant, lead, reader = (User.objects.get(pk=getattr(setting, role).pk) for role in NAMES)
    yield replace(setting, consultant=consultant, lead=lead, reader=reader)
    forget_translations()


def plan_in_german(setting: Setting, title: str = "") -> Plan:
    """A plan that waits to be made."""
    engagement = Engagement.objects.get(pk=setting.engagement.pk)
    return request_plan(
        engagement=engagement, user=setting.lead, request_id=uuid.uuid4(), title=title, language="de"
    )


def finished(setting: Setting) -> Plan:
    """A plan that was made."""
    plan = plan_in_german(setting)
    write = make_plan(plan, lambda step, fraction: None)
    with transaction.atomic():
        write()
    return plan


def failed(reason: str) -> Callable[[Setting], Plan]:
    """A plan that was given up."""

    def make(setting: Setting) -> Plan:
        plan = plan_in_german(setting)
        mark_plan_failed(plan.pk, reason)
        return plan

    return make


def in_third_attempt(setting: Setting) -> Plan:
    """A plan whose worker stopped before."""
    plan = plan_in_german(setting)
    Job.objects.filter(key=plan.job_key).update(attempts=3, reason=WORKER_STOPPED)
    return plan


def english_on(page: str) -> list[str]:
    """What is English on a page, whichever catalogue it should have come from."""
    page = _CUT_WORD.sub("…", page)
    return list(dict.fromkeys([*english_in(page), *core_english_in(texts_of(page))]))


@dataclass(frozen=True, slots=True)
class Visit:
    """A page about workloads or limits: the end of its address, and who looks."""

    name: str
    needs: tuple[str, ...] = ()
    who: str = "consultant"

    def address(self, setting: Setting) -> str:
        """Where it is."""
        return reverse(f"planner:{self.name}", args=[setting.engagement.pk, *self.needs])


VISITS = (
    Visit("workload-list"),
    *(Visit("workload-create", (kind,)) for kind in WORKLOAD_FORMS),
    Visit("workload-edit", ("assistant-1",)),
    Visit("workload-delete", ("assistant-1",)),
    Visit("constraints-edit"),
    Visit("plan-list"),
    Visit("plan-list", who="reader"),
    Visit("decision-list"),
    Visit("decision-list", who="reader"),
    Visit("scenario-list"),
    Visit("scenario-list", who="reader"),
    Visit("scenario-create"),
    Visit("scenario-edit", ("anders",)),
    Visit("scenario-delete", ("anders",)),
    Visit("plan-compare"),
)


@pytest.mark.parametrize("visit", VISITS, ids=lambda visit: "-".join((visit.name, *visit.needs, visit.who)))
def test_a_page_of_workloads_and_limits_shows_a_german_reader_no_english(
    klinik: Setting, visit: Visit
) -> None:
    page = signed_in(getattr(klinik, visit.who)).get(visit.address(klinik))
    assert (page.status_code, page.headers["Content-Language"]) == (200, "de")
    assert english_on(page.content.decode()) == []


def test_pages_without_a_workload_or_a_plan_are_german(klinik: Setting) -> None:
    klinik.engagement.workloads.all().delete()
    pages = [Visit("workload-list"), Visit("plan-list"), Visit("plan-list", who="reader")]
    read = [
        signed_in(getattr(klinik, visit.who)).get(visit.address(klinik)).content.decode() for visit in pages
    ]
    assert [english_on(page) for page in read] == [[], [], []]


@pytest.mark.parametrize(
    "make",
    [plan_in_german, in_third_attempt, failed(WORKER_STOPPED), failed(UNKNOWN_REASON), failed("")],
    ids=["waiting", "third attempt", "stopped", "unknown reason", "no reason"],
)
@pytest.mark.parametrize("who", ["consultant", "reader"])
def test_a_plan_on_its_way_speaks_german(klinik: Setting, make: Callable[[Setting], Plan], who: str) -> None:
    plan = make(klinik)
    client = signed_in(getattr(klinik, who))
    for name in ("plan-detail", "plan-progress"):
        page = client.get(reverse(f"planner:{name}", args=[plan.pk])).content.decode()
        assert english_on(page) == []


def test_a_finished_plan_in_german_has_no_english(klinik: Setting) -> None:
    plan = finished(klinik)
    page = signed_in(klinik.consultant).get(reverse("planner:plan-detail", args=[plan.pk])).content.decode()
    assert f"Plan {plan.pk}" in page
    assert english_on(page) == []


def test_a_comparison_in_german_has_no_english(klinik: Setting) -> None:
    finished(klinik)
    page = signed_in(klinik.consultant).get(Visit("plan-compare").address(klinik)).content.decode()
    assert "Geld innerhalb des Plans" in page
    assert english_on(page) == []


def test_the_summary_of_a_plan_in_german_has_no_english(klinik: Setting) -> None:
    finished(klinik)
    lines = summary_lines(Plan.objects.get().snapshot)
    assert any(line.startswith("Fahrplan: ") for line in lines)
    assert core_english_in(lines) == []


def test_a_german_reader_of_an_english_plan_reads_the_rest_of_the_page_in_german(klinik: Setting) -> None:
    plan = plan_in_german(klinik)
    Plan.objects.filter(pk=plan.pk).update(inputs_text=plan.inputs_text.replace('"language":"de"', ""))
    page = signed_in(klinik.consultant).get(reverse("planner:plan-detail", args=[plan.pk])).content.decode()
    assert english_on(page) == []


def reply_to(client: Client, visit: Visit, setting: Setting, **typed: str) -> Any:
    """What comes back for what was typed."""
    page = client.get(visit.address(setting))
    shown = {name: field.value() for name, field in _fields(page)} if "form" in page.context else {}
    kept = {name: str(value) for name, value in shown.items() if value not in (None, "", False)}
    return client.post(visit.address(setting), {**kept, **typed}, follow=True)


def _fields(page: Any) -> Iterator[tuple[str, Any]]:
    form = page.context["form"]
    for name in form.fields:
        yield name, form[name]


@pytest.mark.parametrize(
    ("visit", "typed"),
    [
        (Visit("constraints-edit"), {}),
        (Visit("constraints-edit"), {"start": "bald", "quarters": "99", "budget_usd": "viel"}),
        (Visit("constraints-edit"), {"budget_usd": "1 Mio. 2 Mio.", "people_ml_engineers": "-1"}),
        (Visit("constraints-edit"), {"residency": "Bayern", "discount_rate": "8000 %", "quarters": "1,5"}),
        (Visit("workload-edit", ("assistant-1",)), {}),
        (Visit("workload-edit", ("assistant-1",)), {"title": "", "value": "0", "deadline": "Mai"}),
        (Visit("workload-edit", ("assistant-1",)), {"model": "lama-3", "accelerator": "h1000"}),
        (Visit("workload-edit", ("assistant-1",)), {"requests_per_second": "4 / 3 / 2"}),
        (Visit("workload-edit", ("assistant-1",)), {"requests_per_second": "1 / 2"}),
        (Visit("workload-edit", ("assistant-1",)), {"prompt_p50": "3000", "prompt_p95": "1"}),
        (Visit("workload-edit", ("assistant-1",)), {"prompt_p50": "0", "accelerators": "1,5"}),
        (Visit("workload-edit", ("assistant-1",)), {"accelerators": "5 Mio."}),
        (Visit("workload-create", ("retrieval",)), {"title": "Suche"}),
        (Visit("workload-create", ("training",)), {"title": "T", "model": "bge-m3", "tokens": "2 Bananen"}),
        (Visit("workload-delete", ("assistant-1",)), {}),
        (Visit("scenario-edit", ("anders",)), {"title": "", "budget_factor": "-99", "delay_quarters": "1,5"}),
        (Visit("scenario-edit", ("anders",)), {"title": "Neu", "delay_quarters": "9", "answer_1": "7"}),
        (Visit("scenario-edit", ("anders",)), {"title": "Neu", "delay_quarters": "9"}),
        (Visit("scenario-delete", ("anders",)), {}),
    ],
)
def test_what_becomes_of_what_was_typed_is_said_in_german(
    klinik: Setting, visit: Visit, typed: dict[str, str]
) -> None:
    reply = reply_to(signed_in(klinik.consultant), visit, klinik, **typed)
    assert reply.status_code in (200, 422)
    assert english_on(reply.content.decode()) == []


@pytest.mark.parametrize("typed", [{}, {"request_id": str(uuid.uuid4())}], ids=["nothing", "no workload"])
def test_a_plan_that_cannot_be_asked_for_is_refused_in_german(klinik: Setting, typed: dict[str, str]) -> None:
    klinik.engagement.workloads.all().delete()
    address = reverse("planner:plan-request", args=[klinik.engagement.pk])
    reply = signed_in(klinik.consultant).post(address, typed, follow=True)
    assert 'class="alert' in reply.content.decode()
    assert english_on(reply.content.decode()) == []


def test_a_workload_that_cannot_be_planned_any_more_is_named(klinik: Setting) -> None:
    workload = klinik.engagement.workloads.get(name="assistant-2")
    workload.deadline = "2020-Q1"
    workload.save()
    address = reverse("planner:plan-request", args=[klinik.engagement.pk])
    reply = signed_in(klinik.consultant).post(address, {"request_id": str(uuid.uuid4())}, follow=True)
    assert f"{workload.title}: 2020-Q1" in reply.content.decode()
    assert english_on(reply.content.decode()) == []


class _ScriptTexts(HTMLParser):
    """Finds what the scripts of a page say."""

    said: dict[str, str]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if given.get("id") == "script-texts":
            self.said = {name: text for name, text in given.items() if name.startswith("data-")}


def test_what_the_scripts_of_the_questionnaire_say_is_german(klinik: Setting) -> None:
    address = reverse("assessments:questionnaire-resume", args=[klinik.engagement.pk])
    page = signed_in(klinik.lead).get(address, follow=True).content.decode()
    parser = _ScriptTexts()
    parser.feed(page)
    assert parser.said["data-saving"] == "Wird gespeichert …"
    assert {name: text for name, text in parser.said.items() if english_in(f"<p>{text}</p>")} == {}


_SCRIPTS = Path(settings.BASE_DIR) / "static" / "js"
_COMMENT = re.compile(r"^\s*//.*$|\s// .*$", re.MULTILINE)
_LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"|\'((?:[^\'\\\n]|\\.)*)\'|`((?:[^`\\]|\\.)*)`')
# Two words with a blank between them, or one that begins like a sentence: a person may read that.
_READABLE = re.compile(r"[A-Za-z]{2,}[.,:;…]? [A-Za-z…]|^[A-Z]")
_READ_BY_PROGRAMS = {
    "use strict",
    "save-state__text save-state--${kind}",
    "textarea, input:not([type=radio], [type=checkbox])",
    "DOMContentLoaded",
    "Enter",
    "Escape",
    "X-CSRFToken",
}


def readable_in(code: str) -> set[str]:
    """Return the literals of a script that a person may read."""
    found = ("".join(groups) for groups in _LITERAL.findall(_COMMENT.sub("", code)))
    return {text for text in found if _READABLE.search(text)} - _READ_BY_PROGRAMS


@pytest.mark.parametrize("script", sorted(_SCRIPTS.glob("*.js")), ids=lambda script: script.name)
def test_a_script_holds_no_text_that_a_person_reads(script: Path) -> None:
    assert readable_in(script.read_text(encoding="utf-8")) == set()


def test_a_text_in_a_script_would_be_noticed() -> None:
    assert readable_in('show("Saving …"); show(`${count} more questions`); // "A comment."') == {
        "Saving …",
        "${count} more questions",
    }


# "Start" leads to the first page of the admin; the others are the kind of a job, and what a plan is called.
GERMAN_AS_WELL = {"Start", "plan", "Plan"}


@pytest.mark.parametrize(
    "page", ["planner_workload", "planner_planningconstraints", "planner_plan", "planner_report", "jobs_job"]
)
def test_the_admin_of_plans_and_jobs_is_german(klinik: Setting, page: str) -> None:
    failed(WORKER_STOPPED)(klinik)
    Job.objects.update(reason=WORKER_STOPPED)
    User.objects.filter(pk=klinik.consultant.pk).update(is_superuser=True)
    client = signed_in(klinik.consultant)
    rows = client.get(reverse(f"admin:{page}_changelist"))
    assert set(english_on(rows.content.decode())) <= GERMAN_AS_WELL
    for row in rows.context["cl"].result_list:
        shown = client.get(reverse(f"admin:{page}_change", args=[row.pk])).content.decode()
        assert set(english_on(shown)) <= GERMAN_AS_WELL


def test_decisions_their_history_and_their_refusals_are_german(klinik: Setting) -> None:
    plan = Plan.objects.get(pk=finished(klinik).pk)
    initiative, left_out = (plan.snapshot["roadmap"][kind][0]["id"] for kind in ("initiatives", "left_out"))
    client, engagement = signed_in(klinik.consultant), klinik.engagement.pk
    where = reverse("planner:decision-edit", args=[engagement, initiative])
    accepted = {"choice": "accepted", "reason": "Vorgabe", "owner": "Anna Weiss", "revision": "0"}
    progress = {"progress": "under_way", "percent_done": "40", "started_in": "2026-Q1", "spent_usd": "12"}
    done = {"progress": "done", "started_in": "2026-Q1", "finished_in": "2026-Q2", "spent_usd": "9"}
    deferred = {"choice": "deferred", "deferred_to": "2099-Q1", "reason": "Später", "revision": "0"}
    other = reverse("planner:decision-edit", args=[engagement, left_out])
    live = reverse("planner:go-live-record", args=[engagement, "assistant-1"])
    pages = [
        client.get(where),
        client.post(where, accepted | {"owner": "", "deferred_to": "x"}),
        client.post(where, accepted, follow=True),
        client.post(where, accepted | {"reason": "Anders"}),
        client.post(f"{where}progress/", {"progress": "done", "percent_done": "4", "revision": "1"}),
        client.post(
            f"{where}progress/", {"progress": "under_way", "revision": "1", "finished_in": "2099-Q1"}
        ),
        client.post(f"{where}progress/", progress | {"revision": "1"}, follow=True),
        client.post(f"{where}progress/", done | {"revision": "2"}, follow=True),
        client.post(other, deferred | {"deferred_to": "2020-Q1"}),
        client.post(other, deferred, follow=True),
        client.post(f"{other}withdraw/", {"reason": "", "revision": "1"}),
        client.post(f"{other}withdraw/", {"reason": "Versehen", "revision": "1"}, follow=True),
        client.post(live, {"went_live_in": "2099-Q1", "shown": ""}),
        client.post(live, {"went_live_in": "2026-Q1", "shown": ""}, follow=True),
        client.post(live, {"went_live_in": "2026-Q2", "shown": ""}),
    ]
    assert {page.headers["Content-Language"] for page in pages} == {"de"}
    assert [english_on(page.content.decode()) for page in pages] == [[]] * len(pages)
