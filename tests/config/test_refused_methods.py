"""Where only forms may be sent to, a browser that opens the address gets a page, not an empty answer."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.assessments.samples import Setting, make_setting, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def setting() -> Setting:
    return make_setting()


def evidence_address(setting: Setting) -> str:
    return reverse("assessments:evidence-add", args=[setting.engagement.pk, "hw-note"])


def test_a_form_sent_while_signed_out_leads_to_a_page_after_signing_in(setting: Setting) -> None:
    refused = Client().post(evidence_address(setting))
    assert refused["Location"] == f"/account/login/?next={evidence_address(setting)}"
    opened = signed_in(setting.respondent).get(evidence_address(setting))
    assert (opened.status_code, opened["Allow"]) == (405, "POST")
    assert "it was not saved" in opened.content.decode()


def test_the_page_is_in_the_language_of_the_person(setting: Setting) -> None:
    setting.respondent.language = "de"
    setting.respondent.save()
    opened = signed_in(setting.respondent).get(evidence_address(setting))
    assert "wurde nichts gespeichert" in opened.content.decode()


@pytest.mark.parametrize("method", ["put", "delete", "options"])
def test_other_methods_are_refused_without_a_page(setting: Setting, method: str) -> None:
    refused = getattr(signed_in(setting.respondent), method)(evidence_address(setting))
    assert (refused.status_code, refused.content) == (405, b"")
