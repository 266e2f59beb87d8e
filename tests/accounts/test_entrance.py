"""Signing in and out, passwords, one's own account."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import Role, User
from accounts.urls import entrance_patterns
from tests.factories import PASSWORD, add_member, make_member, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    """Attempts are counted in the cache, across tests."""
    cache.clear()


def sign_in(client: Client, email: str, password: str) -> int:
    return client.post(reverse("account_login"), {"login": email, "password": password}).status_code


def test_signing_in_leads_to_the_engagements(client: Client) -> None:
    make_user("ada@example.org", password=PASSWORD)
    response = client.post(reverse("account_login"), {"login": "ADA@example.org", "password": PASSWORD})
    assert response["Location"] == reverse("assessments:engagement-list")


def test_signing_in_does_not_lead_to_another_site(client: Client) -> None:
    make_user("ada@example.org", password=PASSWORD)
    given = {"login": "ada@example.org", "password": PASSWORD, "next": "https://evil.example/"}
    assert client.post(reverse("account_login"), given)["Location"] == reverse("assessments:engagement-list")


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client: Client) -> None:
    make_user("ada@example.org", password=PASSWORD)
    answers = []
    for email in ("ada@example.org", "nobody@example.org"):
        response = client.post(reverse("account_login"), {"login": email, "password": "wrong"})
        answers.append((response.status_code, response.context["form"].non_field_errors()))
    assert answers[0] == answers[1]
    assert "_auth_user_id" not in client.session


def test_guessing_a_password_is_throttled(client: Client) -> None:
    make_user("ada@example.org", password=PASSWORD)
    for _ in range(12):
        sign_in(client, "ada@example.org", "wrong")
    assert sign_in(client, "ada@example.org", PASSWORD) != 302
    assert "_auth_user_id" not in client.session


def test_somebody_switched_off_does_not_sign_in(client: Client) -> None:
    make_user("ada@example.org", password=PASSWORD, is_active=False)
    sign_in(client, "ada@example.org", PASSWORD)
    assert "_auth_user_id" not in client.session


def test_signing_out_is_a_post(client: Client) -> None:
    client.force_login(make_user())
    assert client.get(reverse("account_logout")).status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post(reverse("account_logout"))["Location"] == reverse("account_login")
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up_without_an_invitation(client: Client) -> None:
    given = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    page = client.get(reverse("account_signup"))
    client.post(reverse("account_signup"), given)
    assert "By invitation only" in page.content.decode()
    assert not User.objects.exists()


def test_of_allauth_only_the_entrance_is_open() -> None:
    assert sorted(pattern.name for pattern in entrance_patterns) == [
        "account_change_password",
        "account_inactive",
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "account_set_password",
        "account_signup",
    ]
    with pytest.raises(NoReverseMatch):
        reverse("account_email")


def test_a_forgotten_password_is_replaced_by_a_link(client: Client) -> None:
    user = make_user("ada@example.org", password="the old password")
    client.post(reverse("account_reset_password"), {"email": "ADA@example.org"})
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["ada@example.org"], "Plumbline: Choose a new password")
    found = re.search(r"http://testserver(/\S+)", str(letter.body))
    assert found is not None
    form = client.get(found[1], follow=True)
    action = form.context["action_url"]
    response = client.post(action, {"password1": PASSWORD, "password2": PASSWORD}, follow=True)
    user.refresh_from_db()
    assert (response.status_code, user.check_password(PASSWORD)) == (200, True)
    assert "no longer works" in Client().get(found[1], follow=True).content.decode()


def test_asking_for_a_link_does_not_tell_who_has_an_account(client: Client) -> None:
    make_user("ada@example.org", password=PASSWORD)
    known, unknown = (
        client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        for email in ("ada@example.org", "nobody@example.org")
    )
    assert known.redirect_chain == unknown.redirect_chain
    assert "no account for nobody@example.org" in mail.outbox[1].body


def test_a_password_is_changed_with_the_old_one(client: Client) -> None:
    user = make_user("ada@example.org", password="the old password")
    client.force_login(user)
    url = reverse("account_change_password")
    wrong = {"oldpassword": "no", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post(url, wrong).status_code == 200
    user.refresh_from_db()
    assert user.check_password("the old password")
    assert client.post(url, wrong | {"oldpassword": "the old password"})["Location"] == reverse(
        "accounts:profile-edit"
    )
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_somebody_without_a_password_is_asked_to_choose_one(client: Client) -> None:
    client.force_login(make_user())
    response = client.get(reverse("account_change_password"), follow=True)
    assert response.redirect_chain == [(reverse("account_set_password"), 302)]
    assert "Choose a password" in response.content.decode()


def test_every_entrance_page_wears_our_look(client: Client) -> None:
    names = ["account_login", "account_signup", "account_reset_password", "account_reset_password_done"]
    names += ["account_reset_password_from_key_done", "account_inactive"]
    for name in names:
        content = client.get(reverse(name)).content.decode()
        assert "css/tokens.css" in content, name
        assert not re.search(r"<style|style=\"|<script>|\son[a-z]+=", content), name


def test_one_changes_only_ones_own_name(client: Client) -> None:
    user, other = make_user(name="Old"), make_user(name="Other")
    client.force_login(user)
    given = {"name": "  New \t Name ", "email": "x@example.org", "is_superuser": "1", "pk": other.pk}
    assert client.post(reverse("accounts:profile-edit"), given).status_code == 302
    before = user.email
    user.refresh_from_db()
    other.refresh_from_db()
    assert (user.name, user.email, user.is_superuser, other.name) == ("New Name", before, False, "Other")


def test_a_refused_name_is_not_shown_as_the_persons(client: Client) -> None:
    client.force_login(make_user(name="Ada"))
    response = client.post(reverse("accounts:profile-edit"), {"name": ""})
    assert (response.status_code, str(response.wsgi_request.user)) == (422, "Ada")


def test_ones_account_shows_ones_roles_only(client: Client) -> None:
    own = make_organisation("Own Organisation")
    add_member(make_organisation("Foreign Organisation"), Role.LEAD)
    client.force_login(make_member(own, Role.LEAD))
    content = client.get(reverse("accounts:profile-edit")).content.decode()
    assert "Own Organisation" in content
    assert "Foreign Organisation" not in content


def test_ones_account_is_behind_the_door(client: Client) -> None:
    url = reverse("accounts:profile-edit")
    assert client.get(url)["Location"] == f"{reverse('account_login')}?next={url}"


def test_a_page_that_is_not_there_wears_our_look(client: Client) -> None:
    client.force_login(make_user())
    response = client.get("/nowhere/")
    assert (response.status_code, "Not here" in response.content.decode()) == (404, True)
