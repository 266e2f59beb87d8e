"""The page behind an invitation's link."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Role, User
from accounts.queries import role_of
from accounts.services import revoke_invitation, send_invitation
from tests.factories import (
    PASSWORD,
    expire,
    make_invitation,
    make_member,
    make_organisation,
    make_user,
)

pytestmark = pytest.mark.django_db

JOIN = {"name": "New Person", "password": PASSWORD, "again": PASSWORD}


def link(token: str) -> str:
    return reverse("accounts:invitation-accept", args=[token])


def test_from_the_letter_to_the_engagements(client: Client) -> None:
    organisation = make_organisation("Rheinland Hospital Group")
    issued = make_invitation(
        organisation, email="new@example.org", invited_by=make_member(organisation, Role.LEAD)
    )
    send_invitation(issued, site_url="http://testserver/")
    found = re.search(r"http://testserver(/invitations/\S+)", str(mail.outbox[0].body))
    assert found is not None
    page = client.get(found[1])
    text = page.content.decode()
    assert page.status_code == 200
    assert "Rheinland Hospital Group" in text
    assert "Respondent" in text
    assert "new@example.org" in text
    response = client.post(found[1], JOIN)
    user = User.objects.get(email="new@example.org")
    assert (response.status_code, response["Location"]) == (302, reverse("assessments:engagement-list"))
    assert (user.name, role_of(user, organisation)) == ("New Person", Role.RESPONDENT)
    assert client.session["_auth_user_id"] == str(user.pk)


def test_looking_at_the_page_changes_nothing(client: Client) -> None:
    issued = make_invitation(make_organisation())
    for _ in range(3):
        response = client.get(link(issued.token))
    issued.invitation.refresh_from_db()
    assert (issued.invitation.state, User.objects.count()) == ("waiting", 0)
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "A\u202eB"}, "visible characters"),
        ({"password": "short", "again": "short"}, "at least 10 characters"),
        ({"password": "password1234", "again": "password1234"}, "too common"),
        ({"password": "newperson1@example.org", "again": "newperson1@example.org"}, "too similar"),
        ({"again": "something else"}, "not the same password"),
    ],
)
def test_a_wrong_entry_is_said_and_joins_nobody(client: Client, given: dict[str, str], message: str) -> None:
    issued = make_invitation(make_organisation(), email="newperson1@example.org")
    response = client.post(link(issued.token), JOIN | given)
    text = response.content.decode()
    assert (response.status_code, message in text, User.objects.count()) == (422, True, 0)
    assert PASSWORD not in text


@pytest.mark.parametrize("state", ["accepted", "revoked", "expired"])
def test_a_link_that_is_over_says_so(client: Client, state: str) -> None:
    issued = make_invitation(make_organisation(), email="new@example.org")
    if state == "accepted":
        Client().post(link(issued.token), JOIN)
    elif state == "revoked":
        revoke_invitation(invitation=issued.invitation)
    else:
        expire(issued.invitation)
    before = (User.objects.count(), Membership.objects.count())
    for response in (client.get(link(issued.token)), client.post(link(issued.token), JOIN)):
        assert response.status_code == 410
    assert (User.objects.count(), Membership.objects.count()) == before
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: t + "A", str.swapcase, lambda t: "x" * len(t)]
)
def test_a_tampered_link_is_unknown(client: Client, change: Callable[[str], str]) -> None:
    issued = make_invitation(make_organisation())
    assert client.get(link(change(issued.token))).status_code == 404
    assert client.post(link(change(issued.token)), JOIN).status_code == 404
    assert client.get(link(issued.invitation.token_hash)).status_code == 404
    assert not User.objects.exists()


def test_somebody_with_an_account_signs_in_first_and_then_accepts(client: Client) -> None:
    user = make_user("new@example.org", password=PASSWORD)
    issued = make_invitation(make_organisation(), email="new@example.org", role=Role.READER)
    url = link(issued.token)
    sign_in = f"{reverse('account_login')}?next={url}"
    assert f'href="{sign_in}"' in client.get(url).content.decode()
    assert client.post(url, JOIN).status_code == 403
    response = client.post(sign_in, {"login": "New@Example.org", "password": PASSWORD, "next": url})
    assert response["Location"] == url
    assert "Accept the invitation" in client.get(url).content.decode()
    assert role_of(user, issued.invitation.organisation) is None
    assert client.post(url).status_code == 302
    assert role_of(user, issued.invitation.organisation) == Role.READER
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_another_account_may_not_accept(client: Client) -> None:
    other = make_user("other@example.org")
    client.force_login(other)
    issued = make_invitation(make_organisation(), email="new@example.org")
    page = client.get(link(issued.token))
    assert (page.status_code, "You are signed in as" in page.content.decode()) == (200, True)
    assert client.post(link(issued.token), JOIN).status_code == 403
    issued.invitation.refresh_from_db()
    assert (issued.invitation.state, Membership.objects.count()) == ("waiting", 0)


def test_an_account_that_is_switched_off_may_not_accept(client: Client) -> None:
    make_user("new@example.org", is_active=False)
    issued = make_invitation(make_organisation(), email="new@example.org")
    assert [
        client.get(link(issued.token)).status_code,
        client.post(link(issued.token), JOIN).status_code,
    ] == [403, 403]
    assert not Membership.objects.exists()


def test_joining_needs_a_csrf_token() -> None:
    issued = make_invitation(make_organisation())
    assert Client(enforce_csrf_checks=True).post(link(issued.token), JOIN).status_code == 403
    assert not User.objects.exists()


def test_joining_gives_a_new_session_key(client: Client) -> None:
    issued = make_invitation(make_organisation())
    client.session.save()
    before = client.session.session_key
    client.post(link(issued.token), JOIN)
    assert client.session.session_key != before
