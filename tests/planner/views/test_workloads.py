"""Describing workloads in the browser."""

import pytest
from django.urls import reverse

from planner.models import Workload
from planner.services.frozen.validation import bare_document, read_inputs_workloads
from planner.services.plans.gather import inputs_of
from tests.assessments.samples import Setting, signed_in
from tests.planner.samples import make_planned_setting, make_workload

pytestmark = pytest.mark.any_database  # pages: no database says otherwise

COMMON = {
    "title": "Ärzte-Assistent", "data_class": "health", "place": "on_premises", "value": "2", "deadline": "2027-Q4",
}  # fmt: skip
FORMS = {
    "inference": {
        "model": "Llama 3 70B", "requests_per_second": "2 / 3 / 5", "prompt_p50": "1,200", "prompt_p95": "6000",
        "output_p50": "250", "output_p95": "900", "precision": "fp8",
        "first_token_ms": "800", "between_tokens_ms": "40",
    },
    "training": {
        "model": "llama-3-8b", "tokens": "2T", "deadline_days": "60", "sequence_length": "8192", "precision": "bf16",
    },
    "fine_tuning": {
        "model": "llama-3-8b", "tokens": "50 million", "method": "lora", "epochs": "3", "runs": "10",
        "sequence_length": "4096", "precision": "bf16",
    },
    "retrieval": {
        "corpus_tokens": "500M", "queries_per_second": "10", "refreshes_per_year": "2", "model": "bge-m3",
        "index": "hnsw",
    },
    "batch_inference": {
        "model": "llama-3-8b", "requests": "2 million", "deadline_days": "10", "prompt_p50": "900",
        "prompt_p95": "2000", "output_p50": "100", "output_p95": "300", "precision": "fp8",
    },
}  # fmt: skip


@pytest.fixture
def setting(db: None) -> Setting:
    return make_planned_setting(workloads=0)


def create(setting: Setting, kind: str, **typed: str):
    address = reverse("planner:workload-create", args=[setting.engagement.pk, kind])
    return signed_in(setting.lead).post(address, {**COMMON, **FORMS[kind], **typed})


@pytest.mark.parametrize("kind", FORMS)
def test_each_kind_is_described_and_read_by_the_core(kind: str, setting: Setting) -> None:
    response = create(setting, kind)
    assert response.status_code == 302, response.context["form"].errors
    inputs = inputs_of(setting.engagement, as_of=setting.engagement.created_at.date())
    (workload,) = read_inputs_workloads(inputs, bare_document(inputs))
    assert workload.kind == kind
    assert workload.name == "arzte-assistent"


@pytest.mark.parametrize("kind", FORMS)
def test_a_stored_workload_fills_the_form_that_saves_it_unchanged(kind: str, setting: Setting) -> None:
    create(setting, kind)
    before = Workload.objects.get()
    address = reverse("planner:workload-edit", args=[setting.engagement.pk, before.name])
    client = signed_in(setting.lead)
    form = client.get(address).context["form"]
    shown = {field.html_name: field.value() for field in form if field.value() not in (None, "")}
    response = client.post(address, shown)
    assert response.status_code == 302, response.context["form"].errors
    after = Workload.objects.get()
    assert (after.specification, after.document) == (before.specification, before.document)


@pytest.mark.parametrize(
    ("kind", "typed", "field", "reason"),
    [
        ("inference", {"model": "lama-3-70b"}, "model", "llama3-70b"),
        ("inference", {"accelerator": "h1000"}, "accelerator", "h100"),
        ("inference", {"requests_per_second": "-3"}, "requests_per_second", "at least"),
        ("inference", {"prompt_p95": "10"}, "prompt_p95", "p50"),
        ("inference", {"deadline": "next year"}, "deadline", "2027-Q3"),
        ("training", {"tokens": "many"}, "tokens", "number"),
        ("training", {"accelerators": "1.5"}, "accelerators", "whole"),
        ("retrieval", {"corpus_tokens": ""}, "corpus_tokens", "either"),
        ("inference", {"value": "0"}, "value", "0.01"),
    ],
)
def test_a_wrong_entry_is_a_fault_of_its_field_and_nothing_is_saved(
    kind: str, typed: dict[str, str], field: str, reason: str, setting: Setting
) -> None:
    response = create(setting, kind, **typed)
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert list(errors) == [field]
    assert reason in str(errors[field])
    assert not Workload.objects.exists()


def test_two_workloads_with_one_title_get_two_names(setting: Setting) -> None:
    create(setting, "inference")
    create(setting, "inference")
    assert sorted(Workload.objects.values_list("name", flat=True)) == ["arzte-assistent", "arzte-assistent-2"]


def test_keys_that_the_page_does_not_show_survive_it(setting: Setting) -> None:
    create(setting, "inference")
    workload = Workload.objects.get()
    workload.specification["engine"] = {"name": "sglang"}
    workload.save()
    address = reverse("planner:workload-edit", args=[setting.engagement.pk, workload.name])
    signed_in(setting.lead).post(address, {**COMMON, **FORMS["inference"], "requests_per_second": "5"})
    saved = Workload.objects.get().specification
    assert saved["engine"] == {"name": "sglang"}
    assert saved["requests_per_second"] == 5.0


def test_a_workload_is_removed_only_after_the_question(setting: Setting) -> None:
    workload = make_workload(setting)
    address = reverse("planner:workload-delete", args=[setting.engagement.pk, workload.name])
    client = signed_in(setting.lead)
    assert client.get(address).status_code == 200
    assert Workload.objects.exists()
    assert client.post(address).status_code == 302
    assert not Workload.objects.exists()


def test_a_title_is_shown_as_text(setting: Setting) -> None:
    make_workload(setting, title="<script>alert(1)</script>")
    page = signed_in(setting.lead).get(reverse("planner:workload-list", args=[setting.engagement.pk]))
    assert "<script>alert" not in page.content.decode()


def test_the_list_needs_as_many_queries_for_thirty_as_for_one(
    setting: Setting, django_assert_max_num_queries
) -> None:
    client = signed_in(setting.lead)
    address = reverse("planner:workload-list", args=[setting.engagement.pk])
    make_workload(setting, "w-0")
    with django_assert_max_num_queries(8) as one:
        client.get(address)
    for number in range(1, 30):
        make_workload(setting, f"w-{number}")
    with django_assert_max_num_queries(8) as thirty:
        client.get(address)
    assert len(one) == len(thirty)
