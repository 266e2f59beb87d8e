"""Numbers beyond all measure: refused, or answered without a breakdown, from the form to the PDF."""

import io
import json
import math
import uuid
from datetime import date
from typing import Any

import pypdf
import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from assessments.document import DocumentError, parse_document
from planner.charts.from_snapshot import snapshot_charts
from planner.charts.svg import chart_svg
from planner.models import Plan, Workload
from planner.reports.build import build_pdf
from planner.services.documents.assess import read_assess_document
from planner.services.frozen.evaluation import evaluate
from planner.services.frozen.inputs import canonical_text
from planner.services.plans.make import make_plan
from tests.assessments.samples import Setting, signed_in
from tests.planner.numbers import numbers_in
from tests.planner.samples import make_planned_setting, shipped_bank

KINDS = {
    "inference": "model: llama-3-8b, requests_per_second: {n}",
    "inference lengths": "model: llama-3-8b, requests_per_second: 1, prompt_tokens: {n}, output_tokens: {n}",
    "inference targets": "model: llama-3-8b, requests_per_second: 1, "
    "targets: {{time_to_first_token_ms_p95: {n}, inter_token_latency_ms_p95: {n}}}",
    "training": "model: llama-3-70b, tokens: {n}",
    "training deadline": "model: llama-3-8b, tokens: 1e12, deadline_days: {n}",
    "training measured": "model: llama-3-8b, tokens: 1e12, accelerator: h100-sxm, accelerators: 8, "
    "measured_tokens_per_second_per_accelerator: {n}",
    "training shape": "model: {{parameters: {n}}}, tokens: 1e12",
    "fine_tuning": "model: llama-3-70b, method: lora, tokens: {n}, epochs: {n}, runs: {n}",
    "retrieval": "vectors: {n}, queries_per_second: {n}",
    "retrieval corpus": "corpus_tokens: {n}, refreshes_per_year: {n}",
    "batch_inference": "model: llama-3-8b, requests: {n}, prompt_tokens: {n}, output_tokens: {n}",
}
NUMBERS = ("0", "-1", "1e-300", "1e-12", "1e-6", "1e12", "1e24", "1e30", "1e308", ".inf", ".nan", "9" * 400)
BUDGETS = ("{}", "{budget_usd: 1e6, people: {ml_engineers: 1}, quarters: 4}")
DOCUMENT = (
    "organisation: {{name: X}}\nanswers: {answers}\nworkloads: [{workload}]\nconstraints: {constraints}\n"
)
TODAY = date(2026, 11, 21)

TYPED = {
    "inference": {"model": "llama-3-8b", "requests_per_second": "2"},
    "training": {"model": "llama-3-8b", "tokens": "1T"},
    "fine_tuning": {"model": "llama-3-8b", "tokens": "1M", "method": "lora", "epochs": "3", "runs": "1"},
    "retrieval": {
        "vectors": "1M", "queries_per_second": "5", "refreshes_per_year": "1", "index": "hnsw", "model": "bge-m3",
    },
    "batch_inference": {"model": "llama-3-8b", "requests": "1M"},
}  # fmt: skip
LENGTHS = {"prompt_p50": "100", "prompt_p95": "200", "output_p50": "50", "output_p95": "90"}
COMMON = {"title": "Extreme", "data_class": "internal", "place": "either", "value": "1", "precision": "bf16"}


def answered(workload: str, *, answers: str = "[]", constraints: str = "{}") -> dict[str, Any] | None:
    """The snapshot of a document with one workload, or None when it is refused."""
    text = DOCUMENT.format(answers=answers, workload=workload, constraints=constraints)
    try:
        inputs = read_assess_document(parse_document(text, file="x.yaml"), shipped_bank(), today=TODAY)
    except DocumentError:
        return None
    return evaluate(inputs, shipped_bank())


def assert_tells_everything(snapshot: dict[str, Any], *, in_print: bool = True) -> None:
    """No NaN in the data, in any chart, or, where it is looked into, in the PDF."""
    numbers = json.loads(canonical_text(snapshot), parse_float=float)
    assert all(math.isfinite(number) for number in numbers_in(numbers))
    for chart in snapshot_charts(snapshot).values():
        drawn = chart_svg(chart, 640)
        assert "nan" not in drawn.split("<text")[0].lower()
        assert ">nan" not in drawn.lower()
    if not in_print:
        return
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(build_pdf(snapshot))).pages)
    assert " nan" not in text.lower()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_workload_beyond_measure_is_refused_or_answered(kind: str, number: str) -> None:
    written = f"{{name: a, kind: {kind.split()[0]}, {KINDS[kind].format(n=number)}}}"
    for constraints in BUDGETS:
        snapshot = answered(written, constraints=constraints)
        if snapshot is not None:
            # The report of a plan with means has every page that one without has.
            assert_tells_everything(snapshot, in_print=constraints == BUDGETS[-1])
    if number in ("0", "-1", "1e30", "1e308", ".inf", ".nan", "9" * 400) and kind != "retrieval corpus":
        assert snapshot is None


@pytest.mark.parametrize("number", ["0", "1e-12", "1e12", "1e24"])
def test_an_estate_beyond_measure_is_refused_or_answered(number: str) -> None:
    bank = shipped_bank()
    workload = "{name: a, kind: inference, model: llama-3-8b, accelerator: h100-sxm, requests_per_second: 10}"
    for question in bank.questions():
        if question.kind == "quantity" and question.estate:
            snapshot = answered(workload, answers=f"[{{question: {question.id}, value: {number}}}]")
            if snapshot is not None:
                canonical_text(snapshot)
    rows = [
        f"{{question: hw-01-accelerators, rows: [{{type: h100-sxm, count: {number}}}]}}",
        f"{{question: ta-01-staff, rows: [{{role: ml_engineers, count: {number}}}]}}",
        f"{{question: hw-09-sites, rows: [{{name: s, country: DEU, power: {number}, racks: {number}}}]}}",
    ]
    for row in rows:
        snapshot = answered(workload, answers=f"[{row}]")
        if snapshot is not None:
            assert_tells_everything(snapshot)


@pytest.mark.parametrize(
    "constraints",
    [
        "{budget_usd: 0, people: {ml_engineers: 0}, quarters: 1}",
        "{budget_usd: 1e-12, people: {ml_engineers: 1e-12}, quarters: 40}",
        "{budget_usd: 1e15, people: {ml_engineers: 1e15}, quarters: 40}",
        "{budget_usd: [0, 1e15], quarters: 2, carry_over: false}",
        "{discount_rate: 1, electricity_usd_per_kwh: 10}",
        "{discount_rate: 0, electricity_usd_per_kwh: 0, start: 2199-Q4, quarters: 40}",
    ],
)
def test_constraints_at_their_ends_are_answered(constraints: str) -> None:
    snapshot = answered(
        "{name: a, kind: inference, model: llama-3-8b, requests_per_second: 100}", constraints=constraints
    )
    assert snapshot is not None
    assert_tells_everything(snapshot)


@pytest.fixture
def setting(db: None) -> Setting:
    return make_planned_setting()


TYPED_NUMBERS = ("0", "-1", "1e-12", "0.000001", "1e12", "1e24", "1e308", "NaN", "∞", "9" * 60)


@pytest.mark.parametrize("number", TYPED_NUMBERS)
def test_what_a_form_takes_can_be_kept_and_shown(setting: Setting, number: str) -> None:
    lead = fill_in(setting, "inference", number)
    assert answers_of_pages(lead, setting) == {200}


@pytest.mark.any_database
@pytest.mark.parametrize("number", TYPED_NUMBERS)
@pytest.mark.parametrize("kind", TYPED)
def test_what_a_form_takes_can_be_planned(setting: Setting, kind: str, number: str) -> None:
    lead = fill_in(setting, kind, number)
    assert answers_of_pages(lead, setting) == {200}
    if not Workload.objects.exists():
        return
    sent = {"request_id": str(uuid.uuid4())}
    lead.post(reverse("planner:plan-request", args=[setting.engagement.pk]), sent)
    plan = Plan.objects.first()
    if plan is not None:
        write = make_plan(plan, lambda step, fraction: None)
        with transaction.atomic():
            write()
        assert lead.get(reverse("planner:plan-detail", args=[plan.pk])).status_code == 200


def fill_in(setting: Setting, kind: str, number: str) -> Client:
    """Type a number into each field of a workload in turn; return the lead's browser.

    At most three workloads are left, all of which took the number.
    """
    lead = signed_in(setting.lead)
    where = reverse("planner:workload-create", args=[setting.engagement.pk, kind])
    usual = {**COMMON, **TYPED[kind], **LENGTHS, "sequence_length": "4096"}
    assert lead.post(where, usual).status_code == 302
    untouched = what_was_kept(Workload.objects.latest("pk"))
    numeric = [key for key, value in {**TYPED[kind], **LENGTHS}.items() if value[0].isdigit()]
    for field in [*numeric, "deadline_days", "accelerators", "value", "sequence_length"]:
        assert lead.post(where, usual | {field: number}).status_code in (302, 422), field
    typed = Workload.objects.filter(title=COMMON["title"]).order_by("-pk")
    took = [workload.pk for workload in typed if what_was_kept(workload) != untouched]
    Workload.objects.exclude(pk__in=took[:3]).delete()
    return lead


def answers_of_pages(lead: Client, setting: Setting) -> set[int]:
    """The status codes of every page that shows what was kept."""
    pages = [
        reverse(f"planner:{page}", args=[setting.engagement.pk]) for page in ("workload-list", "plan-list")
    ]
    pages += [
        reverse("planner:workload-edit", args=[setting.engagement.pk, workload.name])
        for workload in Workload.objects.all()
    ]
    return {lead.get(page).status_code for page in pages}


def what_was_kept(workload: Workload) -> tuple[object, ...]:
    return workload.specification, workload.value, workload.deadline


@pytest.mark.parametrize(
    "number", ["-1", "1e-12", "1e15", "1e24", "NaN", "0 " * 900, "1 2 3", "9" * 60, "1e999"]
)
def test_the_form_of_constraints_takes_or_refuses_a_number(setting: Setting, number: str) -> None:
    lead = signed_in(setting.lead)
    where = reverse("planner:constraints-edit", args=[setting.engagement.pk])
    usual = {"start": "2027-Q1", "quarters": "4", "budget_usd": "100k", "discount_rate": "8 %"}
    for field in (*usual, "people_ml_engineers", "electricity_usd_per_kwh", "residency"):
        assert lead.post(where, {**usual, field: number}).status_code in (302, 422), field
        assert lead.get(where).status_code == 200, field
