"""A plan is written in the language in which it was asked for, and can be made again in it."""

import io
import json
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from django.core.management import call_command
from django.urls import reverse

from assessments.models import BankTranslation, forget_translations
from assessments.question_bank.translation import Translation, texts_of
from assessments.services import store_translation
from planner.models import Plan, Report
from planner.services.frozen.inputs import PlanInputs, canonical_text
from planner.services.frozen.verification import differences
from planner.services.plans.make import make_plan
from planner.services.plans.request import request_plan
from tests.assessments.samples import Setting, signed_in
from tests.planner.samples import make_planned_setting

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.any_database,
]  # languages of results: no database says otherwise


@pytest.fixture
def setting() -> Iterator[Setting]:
    forget_translations()
    made = make_planned_setting()
    bank = made.engagement.bank
    store_translation(
        bank, Translation("de", {at: f"DE: {text}" for at, text in texts_of(bank.read()).items()})
    )
    yield made
    forget_translations()


def plan_in(setting: Setting, language: str) -> Plan:
    plan = request_plan(
        engagement=setting.engagement, user=setting.lead, request_id=uuid.uuid4(), language=language
    )
    make_plan(plan, lambda step, fraction: None)()
    return Plan.objects.get(pk=plan.pk)


def test_english_inputs_are_the_same_text_as_before_there_were_languages(setting: Setting) -> None:
    english = request_plan(engagement=setting.engagement, user=setting.lead, request_id=uuid.uuid4())
    assert not {"language", "translation"} & english.inputs.keys()
    read = PlanInputs.from_json(english.inputs)
    assert (read.language, read.translation) == ("en", "")
    assert canonical_text(read.to_json()) == english.inputs_text


def test_a_german_plan_is_german_in_snapshot_report_and_page(setting: Setting) -> None:
    plan = plan_in(setting, "de")
    assert plan.inputs["language"] == "de"
    assert {domain["title"][:4] for domain in plan.snapshot["maturity"]["domains"]} == {"DE: "}
    report = pypdf.PdfReader(io.BytesIO(bytes(Report.objects.get(plan=plan, variant="executive").content)))
    assert str(report.root_object["/Lang"]) == "de"
    page = signed_in(setting.reader).get(reverse("planner:plan-detail", args=[plan.pk])).content.decode()
    assert '<html lang="en"' in page
    assert 'class="stack dashboard" lang="de"' in page


def test_the_numbers_are_those_of_the_english_plan(setting: Setting) -> None:
    german, english = plan_in(setting, "de").snapshot, plan_in(setting, "en").snapshot
    assert german["maturity"]["overall"]["score"] == english["maturity"]["overall"]["score"]
    assert german["inputs"]["estate"] == english["inputs"]["estate"]
    assert german["roadmap"]["spending"] == english["roadmap"]["spending"]
    assert german["fingerprint"] != english["fingerprint"]


def test_a_german_plan_is_verified_also_after_the_translation_was_corrected(setting: Setting) -> None:
    plan = plan_in(setting, "de")
    assert differences(plan.snapshot) == []
    row = BankTranslation.objects.get(bank=setting.engagement.bank)
    store_translation(row.bank, replace(row.read(), texts={**row.read().texts, "title": "Besser"}))
    assert differences(plan.snapshot) == []


def test_the_form_takes_the_language_and_proposes_that_of_the_page(setting: Setting) -> None:
    setting.lead.language = "de"
    setting.lead.save()
    lead, here = signed_in(setting.lead), [setting.engagement.pk]
    assert (
        '<option value="de" selected>' in lead.get(reverse("planner:plan-list", args=here)).content.decode()
    )
    lead.post(reverse("planner:plan-request", args=here), {"request_id": str(uuid.uuid4()), "language": "de"})
    assert Plan.objects.get().inputs["language"] == "de"


@pytest.mark.any_database
@pytest.mark.parametrize("asked", ["option", "document"])
def test_assess_writes_in_the_language_of_the_option_or_the_document(asked: str, tmp_path: Path) -> None:
    text = Path("examples/hospital.yaml").read_text()
    document, result = tmp_path / "in.yaml", tmp_path / "out.json"
    document.write_text(text + ("\nlanguage: de\n" if asked == "document" else ""))
    option = ["--language=de"] if asked == "option" else []
    call_command("assess", str(document), f"--json={result}", *option)
    snapshot = json.loads(result.read_text())
    assert snapshot["inputs"]["language"] == "de"
    assert snapshot["maturity"]["domains"][0]["title"] == "Hardware und Plattform"
    assert differences(snapshot) == []
