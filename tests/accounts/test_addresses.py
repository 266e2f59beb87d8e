"""Where links in letters lead."""

from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import Invitation, User
from accounts.services import check_site_url, site_url
from assessments.services import assign
from tests.assessments.samples import Setting, make_setting, signed_in
from tests.assessments.teamwork.letters import sent_letters

SITE = "https://plumbline.example:8443"


@pytest.fixture
def setting(db: None) -> Setting:
    return make_setting()


def test_without_the_setting_it_is_what_was_asked_or_the_first_host_served(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", "8123")
    settings.PLUMBLINE_URL, settings.HTTPS = "", False
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    assert site_url(RequestFactory().get("/somewhere/", headers={"host": "localhost"})) == "http://localhost"
    assert site_url() == "http://127.0.0.1:8123"
    settings.ALLOWED_HOSTS, settings.HTTPS = [".example", "plumbline.example", "other.example"], True
    assert site_url() == "https://plumbline.example"


def test_with_the_setting_it_is_that_whatever_was_asked(settings: Any) -> None:
    settings.PLUMBLINE_URL = SITE
    assert site_url() == site_url(RequestFactory().get("/", headers={"host": "localhost"})) == SITE


def test_a_worker_writes_letters_with_it(setting: Setting, settings: Any) -> None:
    settings.PLUMBLINE_URL = SITE
    assign(
        engagement=setting.engagement,
        scope="domain",
        target="hardware",
        person=setting.respondent,
        assigned_by=setting.lead,
    )
    (letter,) = sent_letters()
    where = reverse("assessments:engagement-detail", args=[setting.engagement.pk])
    assert f"{SITE}{where}" in str(letter.body)


def test_invitations_lead_to_it(setting: Setting, settings: Any) -> None:
    settings.PLUMBLINE_URL = SITE
    organisation = setting.engagement.organisation
    address = reverse("accounts:invitation-create", args=[organisation.pk])
    signed_in(setting.lead).post(address, {"email": "new@example.org", "role": "respondent"})
    assert Invitation.objects.get().email == "new@example.org"
    body = str(mail.outbox[-1].body)
    assert f"{SITE}/" in body
    assert "testserver" not in body


def test_a_new_password_is_chosen_there_whatever_host_was_asked(setting: Setting, settings: Any) -> None:
    settings.PLUMBLINE_URL = SITE
    Client().post(reverse("account_reset_password"), {"email": setting.respondent.email})
    body = str(mail.outbox[-1].body)
    assert f"{SITE}/account/" in body
    assert "testserver" not in body
    link = next(line for line in body.splitlines() if line.startswith(SITE))
    page = Client().get(link.removeprefix(SITE), follow=True)
    assert page.status_code == 200
    assert 'type="password"' in page.content.decode()
    assert User.objects.filter(email=setting.respondent.email).exists()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://plumbline.example",
        "https://plumbline.example",
        "https://plumbline.example:8443",
        "http://10.0.0.5:8000",
        "http://[::1]:8000",
        "https://Plumbline.Example",
    ],
)
def test_the_check_accepts_nothing_and_addresses_without_a_path(settings: Any, url: str) -> None:
    settings.PLUMBLINE_URL = url
    assert check_site_url() == []


@pytest.mark.parametrize(
    "url",
    [
        "plumbline.example",
        "//plumbline.example",
        "ftp://plumbline.example",
        "https://",
        "https://:8443",
        "https://plumbline.example/plumbline",
        "https://plumbline.example/?a=b",
        "https://plumbline.example?a",
        "https://plumbline.example#a",
        "https://ann:secret@plumbline.example",
        "https://plumbline.example:port",
        "https://plumbline.example:99999",
        "https://plumbline.example:",
        "https://plumb line.example",
        "https://plumbline.example\nBcc: all@example.org",
        "javascript:alert(1)",
        "https://[::1",
    ],
)
def test_the_check_refuses_at_the_start_what_links_cannot_begin_with(settings: Any, url: str) -> None:
    settings.PLUMBLINE_URL = url
    with pytest.raises(SystemCheckError, match="PLUMBLINE_URL must be http://host") as refusal:
        call_command("check", stdout=StringIO(), stderr=StringIO())
    assert repr(url) in str(refusal.value)
    assert "https://plumbline.example or http://10.0.0.5:8000" in str(refusal.value)
