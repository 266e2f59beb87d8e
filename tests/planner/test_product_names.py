"""Accelerators are read by the titles of the catalogue, where a question bank lists them by name."""

import pytest
from django.urls import reverse

from accounts.models import User
from assessments.language import LANGUAGES
from assessments.models import Content
from assessments.question_bank.export import bank_document
from assessments.question_bank.load import SHIPPED_VERSIONS, load_bank
from assessments.question_bank.model import Bank
from assessments.question_bank.product_names import product_name
from assessments.question_bank.stored import fingerprint
from assessments.question_bank.values import parse_value, show_value
from planner.sizing.catalogue import load_catalogue
from tests.assessments.samples import make_setting, save, signed_in
from tests.planner.samples import shipped_bank

QUESTION = "hw-01-accelerators"
BANKS = [load_bank(folder) for folder in SHIPPED_VERSIONS]


def test_a_product_that_no_catalogue_has_is_called_by_its_id() -> None:
    assert product_name("abacus-1") == "abacus-1"


@pytest.mark.parametrize("bank", BANKS, ids=lambda bank: bank.version)
def test_every_accelerator_that_a_bank_lists_is_shown_and_understood_by_its_title(bank: Bank) -> None:
    question = bank.question(QUESTION)
    for id, title in question.columns[0].choices:
        assert title == load_catalogue().accelerators[id].title
        for written in (id, title):
            value = parse_value(question, {"rows": [{"type": written, "count": "8"}]})
            assert value["rows"][0]["type"] == id
            assert show_value(question, value).startswith(f"{title}, ")


@pytest.mark.parametrize("bank", BANKS, ids=lambda bank: bank.version)
def test_titles_of_a_catalogue_are_no_part_of_a_bank(bank: Bank) -> None:
    assert fingerprint(bank) == bank.fingerprint
    assert "L40S" not in str(bank_document(bank))


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_answer_names_accelerators_by_title_in_every_language(language: str) -> None:
    setting = make_setting(shipped_bank())
    answer = Content("answered", {"rows": [{"type": "l40s", "count": 8.0}]})
    row = save(setting, answer, question=QUESTION).answer
    User.objects.filter(pk=setting.respondent.pk).update(language=language)
    client = signed_in(setting.respondent)
    history = client.get(reverse("assessments:answer-history", args=[row.pk])).content.decode()
    assert "<p>L40S, " in history
    assert "l40s" not in history
    page = client.get(reverse("assessments:questionnaire-group", args=[setting.engagement.pk, "compute"]))
    assert '<option value="l40s" selected>L40S</option>' in page.content.decode()
