"""Who gets in where: every named address of the project, with every method, for every kind of person."""

import pytest
from django.apps import apps
from django.db import transaction
from django.http import HttpResponseBase
from django.urls import reverse

from tests.security.clinic import CLIENT_NAME, INSIDERS, OUTSIDERS, PEOPLE, Clinic
from tests.security.routes import (
    CONSULTANTS_MAY,
    MODEL_PAGES,
    OF_A_CLIENT,
    OF_ONESELF,
    OF_THE_ADMIN,
    named_routes,
    registered_models,
    tabled_names,
)

pytestmark = pytest.mark.any_database  # rights and doors: no database says otherwise

METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
# Rows that a visit leaves behind by itself.
UNTOLD = {"sessions.session", "admin.logentry", "contenttypes.contenttype", "accounts.auditentry"}


def test_every_named_address_has_a_row() -> None:
    assert named_routes() == tabled_names()


def test_every_model_in_the_admin_has_a_row() -> None:
    assert registered_models() == set(CONSULTANTS_MAY)


@pytest.mark.parametrize("name", OF_A_CLIENT)
def test_an_address_of_a_client_opens_to_those_who_may(clinic: Clinic, name: str) -> None:
    route = OF_A_CLIENT[name]
    for method in route.methods:
        expected = {who: expected_outcome(who, route.may) for who in PEOPLE}
        found = {
            who: outcome(ask(clinic, who, method, address(clinic, name, route.args), dict(route.data)))
            for who in PEOPLE
        }
        assert found == expected, method


@pytest.mark.any_database
@pytest.mark.parametrize("name", OF_A_CLIENT)
def test_no_method_at_an_address_of_a_client_tells_or_changes_anything(clinic: Clinic, name: str) -> None:
    route = OF_A_CLIENT[name]
    shut_out = [who for who in PEOPLE if who not in route.may]
    before = everything()
    for who in shut_out:
        for method in METHODS:
            response = clinic.client(who).generic(method.upper(), address(clinic, name, route.args))
            assert response.status_code in (302, 403, 404, 405), (who, method)
            if who not in INSIDERS:
                assert CLIENT_NAME not in response.content.decode(), (who, method)
    assert everything() == before


@pytest.mark.parametrize("name", sorted(OF_ONESELF))
def test_a_page_of_oneself_asks_to_sign_in_and_shows_no_client(clinic: Clinic, name: str) -> None:
    assert outcome(clinic.client("not signed in").get(reverse(name))) == "sign in"
    for who in OUTSIDERS:
        assert CLIENT_NAME not in clinic.client(who).get(reverse(name), follow=True).content.decode()


@pytest.mark.parametrize("name", OF_THE_ADMIN)
def test_the_admin_opens_to_consultants_only(clinic: Clinic, name: str) -> None:
    args = [clinic.numbers.get(part, "accounts") for part in OF_THE_ADMIN[name]]
    for who in PEOPLE:
        response = clinic.client(who).get(reverse(name, args=args), follow=True)
        if "consultant" not in who:
            is_shut = response.status_code == 403 or response.redirect_chain
            assert is_shut, who
            assert "Clients and engagements" not in response.content.decode(), who
        if who not in INSIDERS:
            assert CLIENT_NAME not in response.content.decode(), who


@pytest.mark.any_database
@pytest.mark.parametrize("page", MODEL_PAGES)
@pytest.mark.parametrize("model", CONSULTANTS_MAY)
def test_rows_in_the_admin_open_to_their_consultant_only(clinic: Clinic, model: str, page: str) -> None:
    row = apps.get_model(*model.split("_")).objects.order_by("pk").first()
    args = [] if page in ("changelist", "add") else [row.pk if row else 1]
    here = reverse(f"admin:{model}_{page}", args=args)
    before = everything()
    for who in PEOPLE:
        for method in ("get", "post"):
            if who == "consultant" and method == "post":
                continue
            data = {"post": "yes", "_save": "Save"} if method == "post" else {}
            response = getattr(clinic.client(who), method)(here, data)
            is_in = response.status_code == 200
            text = response.content.decode()
            if who == "consultant":
                assert is_in == consultant_may(model, page), page
            elif who == "foreign consultant" and model != "assessments_bankversion":
                assert is_in <= (page in ("changelist", "add")), method
                assert CLIENT_NAME not in text, method
                assert "respondent@example.org" not in text, method
            elif "consultant" not in who:
                assert not is_in, (who, method)
    assert everything() == before


def consultant_may(model: str, page: str) -> bool:
    """Whether a consultant gets a page of a row of their own client."""
    rights = CONSULTANTS_MAY[model].split()
    return {"changelist": "view", "history": "view", "change": "view"}.get(page, page) in rights


def expected_outcome(who: str, may: tuple[str, ...]) -> str:
    """What somebody finds at an address of a client."""
    if who == "not signed in":
        return "sign in"
    if who in OUTSIDERS:
        return "not found"
    return "in" if who in may else "refused"


def address(clinic: Clinic, name: str, args: tuple[str, ...]) -> str:
    """Where a page of the clinic is."""
    return reverse(name, args=[clinic.numbers[part] for part in args])


def ask(clinic: Clinic, who: str, method: str, where: str, data: dict[str, str]) -> HttpResponseBase:
    """Send a request and take back what it did, so that the next one finds the same."""
    client = clinic.client(who)
    with transaction.atomic():
        response: HttpResponseBase = getattr(client, method)(where, data)
        transaction.set_rollback(True)
    return response


def outcome(response: HttpResponseBase) -> str:
    """What an answer means to the one who asked."""
    if response.status_code == 302 and response.headers["Location"].startswith(reverse("account_login")):
        return "sign in"
    names = {200: "in", 302: "in", 409: "in", 422: "in", 403: "refused", 404: "not found"}
    return names.get(response.status_code, str(response.status_code))


def everything() -> dict[str, list[dict[str, object]]]:
    """All rows of all models; signing in notes when, which is no change."""
    return {
        model._meta.label_lower: [
            {**row, "last_login": None} for row in model._default_manager.order_by("pk").values()
        ]
        for model in apps.get_models()
        if model._meta.label_lower not in UNTOLD
    }
