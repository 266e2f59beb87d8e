"""A bank in the reader's language: stored beside it, shown on pages, without a part in any answer."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation as django_language
from openpyxl import load_workbook

from assessments.models import Answer, BankTranslation, BankVersion, forget_translations
from assessments.queries import bank_of, engagement_progress
from assessments.question_bank.translation import Translation, texts_of
from assessments.services import publish_shipped, store_translation
from tests.assessments.samples import Setting, sample_bank, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def read_anew() -> Iterator[None]:
    forget_translations()
    yield
    forget_translations()


@pytest.fixture
def german(setting: Setting) -> Translation:
    """Every text of the sample bank begins with "DE:"; stored."""
    texts = {place: f"DE: {text}" for place, text in texts_of(sample_bank()).items()}
    made = Translation("de", texts)
    store_translation(setting.engagement.bank, made)
    return made


@pytest.fixture
def lead(setting: Setting) -> Client:
    setting.lead.language = "de"
    setting.lead.save()
    return signed_in(setting.lead)


def test_shipped_translations_are_stored_once_with_their_version() -> None:
    newest = publish_shipped()[-1].bank_version
    stored = BankTranslation.objects.get(bank=newest, language="de")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        publish_shipped()
    assert not [one for one in queries.captured_queries if one["sql"].startswith(("INSERT", "UPDATE"))]
    assert BankTranslation.objects.get(bank=newest, language="de").loaded_at == stored.loaded_at
    assert BankVersion.objects.get(pk=newest.pk).read().title == "AI infrastructure readiness"


def test_a_page_asks_in_the_language_of_the_person(
    setting: Setting, german: Translation, lead: Client
) -> None:
    here = f"/engagements/{setting.engagement.pk}/questions/compute/"
    assert "DE: How good is hw-level?" in lead.get(here).content.decode()
    english = signed_in(setting.respondent).get(here).content.decode()
    assert "How good is hw-level?" in english
    assert "DE: " not in english


def test_without_a_translation_questions_are_in_english(setting: Setting, lead: Client) -> None:
    page = lead.get(f"/engagements/{setting.engagement.pk}/questions/compute/").content.decode()
    assert "How good is hw-level?" in page


def test_the_language_changes_no_id_no_fingerprint_and_no_progress(
    setting: Setting, german: Translation
) -> None:
    english, progress = bank_of(setting.engagement), engagement_progress(setting.engagement, setting.lead)
    with django_language.override("de"):
        shown = bank_of(setting.engagement)
        assert shown.title == "DE: Sample bank"
        assert shown.fingerprint == english.fingerprint
        assert [one.id for one in shown.questions()] == [one.id for one in english.questions()]
        assert engagement_progress(setting.engagement, setting.lead) == progress
    with django_language.override("de-at"):
        assert bank_of(setting.engagement).title == "DE: Sample bank"


def test_a_translation_is_read_from_the_database_once(setting: Setting, german: Translation) -> None:
    with django_language.override("de"):
        bank_of(setting.engagement)
        with CaptureQueriesContext(connection) as queries:
            bank_of(setting.engagement)
    assert not queries.captured_queries


def test_a_corrected_translation_is_shown_and_the_earlier_one_is_kept(
    setting: Setting, german: Translation
) -> None:
    corrected = replace(german, texts={**german.texts, "title": "Ein Katalog"})
    store_translation(setting.engagement.bank, corrected)
    with django_language.override("de"):
        assert bank_of(setting.engagement).title == "Ein Katalog"
        store_translation(setting.engagement.bank, german)
        assert bank_of(setting.engagement).title == "DE: Sample bank"
    kept = {row.fingerprint for row in BankTranslation.objects.filter(bank=setting.engagement.bank)}
    assert kept == {german.fingerprint, corrected.fingerprint}


def test_a_workbook_can_be_written_in_another_language(
    setting: Setting, german: Translation, tmp_path: Path
) -> None:
    call_command("export_bank", "sample@1", str(tmp_path / "out.xlsx"), "--language=de")
    book = load_workbook(BytesIO((tmp_path / "out.xlsx").read_bytes()))
    assert [sheet.title for sheet in book] == ["1 DE  Hardware", "2 DE  Data"]
    with pytest.raises(CommandError, match="only a workbook"):
        call_command("export_bank", "sample@1", str(tmp_path / "out.yaml"), "--language=de")
    assert not Answer.objects.exists()


def test_a_bank_that_is_not_translated_has_no_workbook_in_the_language(
    setting: Setting, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="not translated to Deutsch"):
        call_command("export_bank", "sample@1", str(tmp_path / "out.xlsx"), "--language=de")
