"""What is around the pages: forged requests, addresses to go on to, host names, letters."""

import re
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, User
from planner.services.plans.request import mark_plan_failed
from tests.factories import PASSWORD, make_user
from tests.planner.samples import make_requested_plan
from tests.security.clinic import Clinic
from tests.security.routes import OF_A_CLIENT
from tests.security.test_outsiders import address, everything

pytestmark = pytest.mark.any_database  # rights and doors: no database says otherwise

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "http:evil.example",
    "https:/evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    " https://evil.example",
    "\thttps://evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "http://[",
]


@pytest.mark.parametrize("name", [name for name, route in OF_A_CLIENT.items() if "post" in route.methods])
def test_a_forged_form_changes_nothing(clinic: Clinic, name: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    consultant = clinic.people["consultant"]
    assert consultant is not None
    browser.force_login(consultant)
    before = everything()
    response = browser.post(address(clinic, name, OF_A_CLIENT[name].args), dict(OF_A_CLIENT[name].data))
    assert response.status_code == 403
    assert everything() == before


@pytest.mark.parametrize("name", [name for name, route in OF_A_CLIENT.items() if "get" in route.methods])
def test_looking_at_a_page_changes_nothing_but_the_bookmark(clinic: Clinic, name: str) -> None:
    before = everything() | {"assessments.bookmark": []}
    for who in ("respondent", "reader", "lead", "consultant"):
        clinic.client(who).get(
            address(clinic, name, OF_A_CLIENT[name].args) + "?status=closed&clear=hw-level"
        )
    assert everything() | {"assessments.bookmark": []} == before


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_and_out_leads_nowhere_else(db: None, target: str) -> None:
    user = make_user(password=PASSWORD)
    for data in ({"next": target}, {}):
        query = "" if data else f"?next={target}"
        browser = Client()
        response = browser.post(
            reverse("account_login") + query, {"login": user.email, "password": PASSWORD, **data}
        )
        assert response.status_code == 302
        assert response["Location"] == reverse("assessments:engagement-list")
        response = browser.post(reverse("account_logout") + query, data)
        assert response["Location"] == reverse("account_login")


@pytest.mark.parametrize("target", ELSEWHERE)
def test_saving_a_page_leads_to_a_page_of_the_questionnaire(clinic: Clinic, target: str) -> None:
    where = reverse("assessments:questionnaire-group", args=[clinic.engagement.pk, "compute"])
    response = clinic.client("respondent").post(where, {"go": target})
    assert response["Location"] == where


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver:80@evil.example", "", "[", "a\x00"]
)
def test_a_request_to_another_host_makes_no_letter(clinic: Clinic, host: str) -> None:
    lead = clinic.client("lead")
    typed = {"email": "new@example.org", "role": "reader"}
    where = reverse("accounts:invitation-create", args=[clinic.organisation.pk])
    assert lead.post(where, typed, headers={"host": host}).status_code == 400
    reset = reverse("account_reset_password")
    assert Client().post(reset, {"email": "lead@example.org"}, headers={"host": host}).status_code == 400
    assert mail.outbox == []


def test_what_a_proxy_says_about_the_host_is_not_believed(clinic: Clinic) -> None:
    clinic.client("lead").post(
        reverse("accounts:invitation-create", args=[clinic.organisation.pk]),
        {"email": "new@example.org", "role": "reader"},
        headers={
            "x-forwarded-host": "evil.example",
            "x-forwarded-proto": "https",
            "forwarded": "host=evil.example",
        },
    )
    assert set(re.findall(r"https?://[^/\s]+", str(mail.outbox[0].body))) == {"http://testserver"}


@pytest.mark.parametrize(
    "name",
    [
        "Acme\r\nBcc: all@example.org",
        "Acme\nSubject: x",
        "Win https://evil.example/ now",
        "\u202eemcA",
        "A" * 200,
    ],
)
def test_names_write_no_header_and_no_link_into_a_letter(clinic: Clinic, name: str) -> None:
    Organisation.objects.filter(pk=clinic.organisation.pk).update(name=name)
    User.objects.filter(email="lead@example.org").update(name=name[:150])
    lead = clinic.client("lead")
    where = reverse("accounts:invitation-create", args=[clinic.organisation.pk])
    lead.post(where, {"email": "new@example.org", "role": "reader"})
    (letter,) = mail.outbox
    assert letter.to == ["new@example.org"]
    assert (letter.cc, letter.bcc) == ([], [])
    assert "\n" not in str(letter.subject)
    assert set(letter.message().keys()) <= {
        "Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From", "To", "Date", "Message-ID",
    }  # fmt: skip
    assert set(re.findall(r"https?://[^/\s]+", str(letter.body))) == {"http://testserver"}


@pytest.mark.parametrize(
    "address_text",
    ["a@example.org\nBcc: b@example.org", "a@example.org,b@example.org", "a@b@c.org", "a\x00@example.org"],
)
def test_an_address_is_one_address(clinic: Clinic, address_text: str) -> None:
    where = reverse("accounts:invitation-create", args=[clinic.organisation.pk])
    response = clinic.client("lead").post(where, {"email": address_text, "role": "reader"})
    assert response.status_code == 422
    assert mail.outbox == []


def test_every_page_forbids_frames_foreign_scripts_and_guessing_of_types(clinic: Clinic) -> None:
    for who, where in [("not signed in", "/account/login/"), ("lead", "/"), ("consultant", "/admin/")]:
        headers = clinic.client(who).get(where).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("who", ["lead", "reader"])
def test_the_page_of_a_failed_plan_shows_no_innards_to_a_client(clinic: Clinic, who: str) -> None:
    plan = make_requested_plan(clinic.setting)
    mark_plan_failed(plan.pk, f"FileNotFoundError: {Path(__file__)} Traceback (most recent call last)")
    for name in ("plan-detail", "plan-progress"):
        text = clinic.client(who).get(reverse(f"planner:{name}", args=[plan.pk])).content.decode()
        assert "could not be made" in text
        for innards in ("Traceback", "FileNotFoundError", ".py"):
            assert innards not in text
    listed = (
        clinic.client(who).get(reverse("planner:plan-list", args=[clinic.engagement.pk])).content.decode()
    )
    assert "FileNotFoundError" not in listed


def test_an_unforeseen_error_shows_no_innards(clinic: Clinic) -> None:
    type(clinic.plan).objects.filter(pk=clinic.plan.pk).update(snapshot_text='{"no": "snapshot"}')
    response = clinic.client("lead").get(reverse("planner:plan-detail", args=[clinic.plan.pk]))
    assert response.status_code == 500
    assert "KeyError" not in response.content.decode()
    assert "Traceback" not in response.content.decode()
