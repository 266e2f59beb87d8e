"""Each page: who gets in, who does not, and that everybody has to sign in."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Organisation, Role, User
from assessments.models import Content
from tests.assessments.samples import Setting, answer, save, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]  # rights: no database says otherwise

ALL = ("consultant", "lead", "respondent", "reader")
ANSWER = ("consultant", "lead", "respondent")
MANAGE = ("consultant", "lead")
PAGES = [
    ("get", "engagement-detail", ["engagement"], ALL),
    ("get", "questionnaire-resume", ["engagement"], ANSWER),
    ("get", "questionnaire-group", ["engagement", "compute"], ANSWER),
    ("post", "questionnaire-group", ["engagement", "compute"], ANSWER),
    ("post", "answer-save", ["engagement", "hw-level"], ANSWER),
    ("post", "answer-choose", ["engagement", "hw-level"], ("respondent",)),
    ("get", "answer-history", ["answer"], ANSWER),
    ("post", "answer-countersign", ["answer"], MANAGE),
    ("get", "engagement-create", ["organisation"], MANAGE),
    ("post", "engagement-create", ["organisation"], MANAGE),
    ("post", "engagement-status", ["engagement"], MANAGE),
]


def address(setting: Setting, name: str, parts: list[str]) -> str:
    save(setting, Content("not_applicable", reason="Rented"))
    known: dict[str, object] = {
        "engagement": setting.engagement.pk,
        "answer": answer(setting).pk,
        "organisation": setting.engagement.organisation_id,
    }
    return reverse(f"assessments:{name}", args=[known.get(part, part) for part in parts])


@pytest.mark.parametrize(("method", "name", "parts", "roles"), PAGES)
def test_a_stranger_finds_nothing(
    setting: Setting, method: str, name: str, parts: list[str], roles: tuple[str, ...]
) -> None:
    stranger = User.objects.create_user("stranger@example.org")
    elsewhere = Organisation.objects.create(name="Elsewhere", slug="elsewhere")
    Membership.objects.create(user=stranger, organisation=elsewhere, role=Role.LEAD)
    assert getattr(signed_in(stranger), method)(address(setting, name, parts)).status_code == 404


@pytest.mark.parametrize(("method", "name", "parts", "roles"), PAGES)
def test_nobody_gets_in_without_signing_in(
    setting: Setting, method: str, name: str, parts: list[str], roles: tuple[str, ...]
) -> None:
    response = getattr(Client(), method)(address(setting, name, parts))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("role", ALL)
@pytest.mark.parametrize(("method", "name", "parts", "roles"), PAGES)
def test_a_role_without_the_right_is_refused(
    setting: Setting, method: str, name: str, parts: list[str], roles: tuple[str, ...], role: str
) -> None:
    client = signed_in(getattr(setting, role))
    data = {"choose": "hw-level:1"} if name == "answer-choose" else {}
    status = getattr(client, method)(address(setting, name, parts), data).status_code
    if role in roles:
        assert status in (200, 302, 422)
    elif name == "answer-choose" and role in MANAGE:
        assert status == 404  # the save is somebody else's
    else:
        assert status == 403


@pytest.mark.parametrize(("name", "method"), [("answer-save", "get"), ("answer-history", "post")])
def test_each_page_has_its_method(setting: Setting, name: str, method: str) -> None:
    parts = {"answer-save": ["engagement", "hw-level"], "answer-history": ["answer"]}[name]
    assert getattr(signed_in(setting.lead), method)(address(setting, name, parts)).status_code == 405


@pytest.mark.parametrize(
    ("name", "parts"),
    [("questionnaire-group", ["engagement", "nothing"]), ("answer-save", ["engagement", "hw-nothing"])],
)
def test_what_the_bank_has_not_is_not_found(setting: Setting, name: str, parts: list[str]) -> None:
    assert signed_in(setting.lead).post(address(setting, name, parts)).status_code == 404
