"""In which language pages and letters are, and how one chooses it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, reverse
from pytest_django import Settings

from accounts.models import Invitation, Organisation, Role, User
from accounts.services import LetterNotSentError, letter_language, send_invitation
from accounts.urls import entrance_patterns, urlpatterns
from tests.accounts.german import english_in, texts_of
from tests.factories import (
    PASSWORD,
    add_member,
    expire,
    make_invitation,
    make_member,
    make_organisation,
    make_superuser,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]  # texts: no database says otherwise

SITE = "https://plumbline.example/"
SWITCH = "/language/"
# Names of models, fields and actions; Django has its own German for the rest.
OURS_IN_THE_ADMIN = {
    "People",
    "Organisations",
    "Memberships",
    "Invitations",
    "Clients and people",
    "people",
    "invited",
    "Invite people",
    "Send again, with a new link",
    "Revoke",
    "Sector:",
    "Country:",
    "E-mail address:",
    "Role:",
    "Administers the installation",
    "To the engagements",
    "Your account",
    "Sign out",
}


def german_client(user: User | None = None) -> Client:
    client = Client(headers={"accept-language": "de-AT,de;q=0.9,en;q=0.5"})
    if user:
        client.force_login(user)
    return client


def language_of(response: HttpResponse) -> str:
    """What a page says of itself, in its header and in its first element."""
    found = re.search(r'<html lang="(\w+)" dir="ltr">', response.content.decode())
    assert found
    assert response.headers["Content-Language"] == found[1]
    return found[1]


def klinik() -> Organisation:
    """An organisation with people and invitations in every state."""
    organisation = make_organisation("Klinikum Rheinland")
    add_member(organisation, Role.READER, make_user("lena@example.org", name="Lena Brandt"))
    off = add_member(organisation, Role.LEAD, make_user("max@example.org", name="Max Vogt")).user
    User.objects.filter(pk=off.pk).update(is_active=False)
    expire(make_invitation(organisation, email="alt@example.org").invitation)
    sent = make_invitation(organisation, email="neu@example.org", role=Role.READER)
    send_invitation(sent, site_url=SITE)
    make_invitation(organisation, email="offen@example.org")
    return organisation


def accept_pages(organisation: Organisation) -> dict[str, HttpResponse]:
    """The page behind the link of an invitation, in each of its states."""
    anna = make_user("anna@example.org", name="Anna Weiss", password=PASSWORD)
    make_user("ruht@example.org", name="Ruht", is_active=False)
    tokens = {
        email: make_invitation(organisation, email=email, invited_by=anna).token
        for email in ("frisch@example.org", "anna@example.org", "ruht@example.org", "weg@example.org")
    }
    links = {email: reverse("accounts:invitation-accept", args=[token]) for email, token in tokens.items()}
    Invitation.objects.filter(email="weg@example.org").update(expires_at="2020-01-01T00:00Z")
    stranger = german_client()
    pages = {
        "join": stranger.get(links["frisch@example.org"]),
        "join refused": stranger.post(links["frisch@example.org"], {"name": "", "password": "x"}),
        "sign in": stranger.get(links["anna@example.org"]),
        "inactive": stranger.get(links["ruht@example.org"]),
        "expired": stranger.get(links["weg@example.org"]),
        "accept": german_client(anna).get(links["anna@example.org"]),
        "other account": german_client(anna).get(links["frisch@example.org"]),
    }
    Invitation.objects.filter(email="weg@example.org").update(revoked_at="2020-01-01T00:00Z")
    pages["revoked"] = stranger.get(links["weg@example.org"])
    german_client(anna).post(links["anna@example.org"])
    pages["accepted"] = stranger.get(links["anna@example.org"])
    return pages


def managed_pages(organisation: Organisation) -> dict[str, HttpResponse]:
    """The pages of those who manage, also after refusals and changes."""
    own = add_member(organisation, Role.CONSULTANT, make_user("clara@example.org", name="Clara"))
    member = organisation.memberships.get(user__email="lena@example.org")
    invitation = organisation.invitations.get(email="offen@example.org")
    client = german_client(own.user)

    def to(name: str, *more: int) -> str:
        return reverse(f"accounts:{name}", args=[organisation.pk, *more])

    refused = {"email": "lena@example.org", "role": "reader"}
    return {
        "list": client.get(to("member-list")),
        "branding": client.get(to("branding-edit")),
        "not a colour": client.post(to("branding-edit"), {"main_colour": "#ffffff", "second_colour": "?"}),
        "ask": client.get(to("member-remove", member.pk)),
        "invited already": client.post(to("invitation-create"), refused),
        "no address": client.post(to("invitation-create"), {"email": "?", "role": "?"}),
        "invited": client.post(
            to("invitation-create"), {"email": "b@example.org", "role": "reader"}, follow=True
        ),
        "sent again": client.post(to("invitation-resend", invitation.pk), follow=True),
        "revoked": client.post(to("invitation-revoke", invitation.pk), follow=True),
        "last manager": client.post(to("member-remove", own.pk), follow=True),
        "changed": client.post(to("member-change", member.pk), {"role": "lead"}, follow=True),
        "not changed": client.post(to("member-change", member.pk), {"role": "?"}, follow=True),
        "removed": client.post(to("member-remove", member.pk), follow=True),
    }


def own_pages() -> dict[str, HttpResponse]:
    """One's own pages, and those of the entrance."""
    person = make_user("jan@example.org", name="Jan", password=PASSWORD)
    without_password = make_user("ohne@example.org", name="Ohne")
    pages = {}
    for pattern in entrance_patterns:
        if pattern.name == "account_reset_password_from_key":
            where = reverse(pattern.name, args=["1", "2-3"])
        else:
            where = reverse(pattern.name)
        pages[f"{pattern.name}, outside"] = german_client().get(where, follow=True)
        pages[f"{pattern.name}, inside"] = german_client(person).get(where)
    client = german_client(person)
    wrong = {"oldpassword": "x", "password1": "y", "password2": "z"}
    return pages | {
        "profile": client.get(reverse("accounts:profile-edit")),
        "profile refused": client.post(reverse("accounts:profile-edit"), {"name": "a\u200bb"}),
        "saved": client.post(reverse("accounts:profile-edit"), {"name": "Jan"}, follow=True),
        "wrong password": german_client().post(
            reverse("account_login"), {"login": "a@b.de", "password": "x"}
        ),
        "password refused": client.post(reverse("account_change_password"), wrong),
        "set password": german_client(without_password).get(reverse("account_set_password")),
        "not here": client.get("/nirgends/"),
    }


def view_of(response: HttpResponse) -> str:
    """The name of the address that a page was found at, or nothing when there is none."""
    try:
        return str(response.resolver_match.view_name)
    except Resolver404:
        return ""


def test_no_page_of_accounts_shows_english_to_a_german_reader() -> None:
    organisation = klinik()
    pages = own_pages() | managed_pages(organisation) | accept_pages(organisation)
    shown = {name: page for name, page in pages.items() if not 300 <= page.status_code < 400}
    only_posted = {
        "invitation-create", "invitation-resend", "invitation-revoke", "member-change", "branding-remove",
        "language-choose",
    }  # fmt: skip
    a_picture = {"branding-logo"}
    expected = {pattern.name for pattern in urlpatterns if pattern.name} - only_posted - a_picture
    assert {f"accounts:{name}" for name in expected} <= set(map(view_of, shown.values()))
    assert {name: language_of(page) for name, page in shown.items()} == dict.fromkeys(shown, "de")
    # Some ways end at the list of engagements, which belongs to another room.
    ours = {name: page for name, page in shown.items() if not view_of(page).startswith("assessments:")}
    assert {name: found for name, page in ours.items() if (found := english_in(page.content.decode()))} == {}


def test_english_on_a_german_page_would_be_noticed() -> None:
    page = """<html><p>Anmelden</p><p> Sign
      in </p><p>Invitation to Klinikum</p><a title="Dark"></a><p>a sentence that nobody has marked, by
      the way</p><button name="language">English</button><script>the()</script></html>"""
    assert english_in(page) == [
        "Sign in",
        "Invitation to Klinikum",
        "Dark",
        "a sentence that nobody has marked, by the way",
    ]


@pytest.mark.parametrize("place", ["/nirgends/", "/account/login/", "/invitations/unbekannt/"])
def test_what_is_not_here_is_said_in_german(place: str) -> None:
    page = german_client().get(place)
    assert language_of(page) == "de"
    assert english_in(page.content.decode()) == []


def test_refusals_and_faults_are_said_in_german() -> None:
    organisation = make_organisation("Klinikum")
    reader = make_member(organisation, Role.READER)
    refused = german_client(reader).get(reverse("accounts:member-list", args=[organisation.pk]))
    careful = Client(enforce_csrf_checks=True, headers={"accept-language": "de"})
    too_long_open = careful.post(reverse("account_login"))
    fragile = german_client(make_user(name="Jan"))
    fragile.raise_request_exception = False

    def fail(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if "accounts_membership" in sql:
            raise OperationalError("the connection was lost")
        return execute(sql, *rest)

    with connection.execute_wrapper(fail):
        broken = fragile.get(reverse("accounts:profile-edit"))
    found = {page.status_code: english_in(page.content.decode()) for page in (refused, broken)}
    assert found == {403: [], 500: []}
    assert (too_long_open.status_code, english_in(too_long_open.content.decode())) == (403, [])
    assert [language_of(page) for page in (refused, too_long_open, broken)] == ["de", "de", "de"]


def test_the_admin_of_people_is_german() -> None:
    client = german_client(make_superuser())
    klinik()
    for model in ("organisation", "membership", "invitation", "user"):
        for page in ("changelist", "add"):
            response = client.get(reverse(f"admin:accounts_{model}_{page}"))
            assert language_of(response) == "de"
            assert [text for text in texts_of(response.content.decode()) if text in OURS_IN_THE_ADMIN] == []


def test_without_a_wish_pages_are_english() -> None:
    assert language_of(Client().get(reverse("account_login"))) == "en"
    other = Client(headers={"accept-language": "fr,it;q=0.9"})
    assert language_of(other.get(reverse("account_login"))) == "en"


def test_the_switch_is_on_every_page_before_and_after_signing_in() -> None:
    form = f'action="{SWITCH}"'
    assert Client().get(reverse("account_login")).content.decode().count(form) == 1
    assert german_client(make_user()).get(reverse("accounts:profile-edit")).content.decode().count(form) == 1


def test_the_switch_comes_back_and_is_remembered_by_the_browser() -> None:
    client = Client()
    answer = client.post(SWITCH, {"language": "de", "next": "/account/login/?next=/you/"})
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/you/")
    cookie = answer.cookies["language"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("de", True, "Lax")
    assert language_of(client.get(reverse("account_login"))) == "de"
    client.post(SWITCH, {"language": "en", "next": "/"})
    assert language_of(client.get(reverse("account_login"))) == "en"


def test_the_switch_of_somebody_signed_in_holds_on_other_devices() -> None:
    person = make_user(name="Jan")
    first = Client()
    first.force_login(person)
    first.post(SWITCH, {"language": "de", "next": "/you/"})
    person.refresh_from_db()
    assert person.language == "de"
    other = Client(headers={"accept-language": "en"})
    other.force_login(person)
    assert language_of(other.get(reverse("accounts:profile-edit"))) == "de"


def test_the_own_page_offers_to_follow_the_browser_again() -> None:
    person = make_user(name="Jan")
    client = german_client(person)
    client.post(SWITCH, {"language": "en", "next": "/you/"})
    assert language_of(client.get(reverse("accounts:profile-edit"))) == "en"
    saved = client.post(reverse("accounts:profile-edit"), {"name": "Jan", "language": ""}, follow=True)
    person.refresh_from_db()
    assert person.language == ""
    assert language_of(saved) == "de"
    german = client.post(reverse("accounts:profile-edit"), {"name": "Jan", "language": "de"}, follow=True)
    assert "Gespeichert." in german.content.decode()


@pytest.mark.parametrize("language", ["fr", "", "x" * 300, "../de"])
def test_a_language_that_is_not_offered_changes_nothing(language: str) -> None:
    person = make_user(name="Jan", language="de")
    client = Client()
    client.force_login(person)
    assert "language" not in client.post(SWITCH, {"language": language, "next": "/you/"}).cookies
    person.refresh_from_db()
    assert person.language == "de"


def test_a_language_that_is_offered_no_more_is_passed_over() -> None:
    assert language_of(german_client(make_user(language="fr")).get(reverse("accounts:profile-edit"))) == "de"


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "http://["])
def test_the_switch_leads_to_no_other_site(away: str) -> None:
    answer = Client().post(SWITCH, {"language": "de", "next": away}, headers={"referer": away})
    assert answer["Location"] == "/"


def test_the_switch_is_a_post_with_a_token() -> None:
    assert Client().get(SWITCH).status_code == 405
    assert Client(enforce_csrf_checks=True).post(SWITCH, {"language": "de"}).status_code == 403


def test_after_a_refused_form_the_switch_leads_to_a_page_that_opens() -> None:
    own = add_member(make_organisation(), Role.LEAD)
    client = german_client(own.user)
    here = reverse("accounts:member-list", args=[own.organisation_id])
    refused = client.post(
        reverse("accounts:invitation-create", args=[own.organisation_id]),
        {"email": "?"},
        headers={"referer": f"http://testserver{here}"},
    )
    (given,) = re.findall(r'name="next"\s+value="([^"]*)"', refused.content.decode())
    answer = client.post(SWITCH, {"language": "en", "next": given})
    assert answer["Location"] == f"http://testserver{here}"


def test_no_cache_gives_one_readers_language_to_another() -> None:
    for client in (german_client(), german_client(make_user())):
        for place in ("/account/login/", "/nirgends/"):
            varies = {name.strip() for name in client.get(place).headers["Vary"].split(",")}
            assert {"Accept-Language", "Cookie"} <= varies


def test_a_letter_is_in_the_language_of_its_reader_else_of_its_sender() -> None:
    german, english = make_user("de@example.org", language="de"), make_user("en@example.org", language="en")
    assert letter_language("DE@example.org ", english) == "de"
    assert letter_language("en@example.org", german) == "en"
    assert letter_language("new@example.org", german) == "de"
    assert letter_language("new@example.org", make_user()) == "en"


def test_an_invitation_is_german_from_a_german_sender() -> None:
    sender = make_user("clara@example.org", name="Clara Weiss", language="de")
    issued = make_invitation(
        make_organisation("Klinikum"), email="neu@example.org", role=Role.READER, invited_by=sender
    )
    send_invitation(issued, site_url=SITE)
    (letter,) = mail.outbox
    assert letter.subject == "Einladung zu Klinikum bei Plumbline"
    assert "Clara Weiss (clara@example.org) lädt Sie bei Plumbline zu „Klinikum“ ein." in letter.body
    assert "Ihre Rolle: Geschäftsleitung (nur lesen). Liest die Ergebnisübersicht" in letter.body
    assert re.search(r"Er gilt einmal, bis \d+\. \w+ \d{4} \d\d:\d\d UTC:", letter.body)
    assert english_in(letter.body) == []


def test_an_invitation_to_a_german_reader_leaves_the_senders_page_english() -> None:
    own = add_member(make_organisation("Klinikum"), Role.LEAD)
    make_user("hans@example.org", language="de")
    client = Client()
    client.force_login(own.user)
    given = {"email": "hans@example.org", "role": "reader"}
    page = client.post(reverse("accounts:invitation-create", args=[own.organisation_id]), given, follow=True)
    (letter,) = mail.outbox
    assert letter.subject == "Einladung zu Klinikum bei Plumbline"
    assert language_of(page) == "en"
    assert "An invitation is on its way to hans@example.org." in page.content.decode()


def test_a_new_password_is_offered_in_the_language_of_the_account() -> None:
    make_user("hans@example.org", language="de", password=PASSWORD)
    for email in ("hans@example.org", "niemand@example.org"):
        client = Client() if email.startswith("hans") else german_client()
        client.post(reverse("account_reset_password"), {"email": email})
    known, unknown = mail.outbox
    assert (known.subject, unknown.subject) == (
        "Plumbline: Neues Passwort wählen",
        "Plumbline: Kein Konto für diese Adresse",
    )
    for letter in (known, unknown):
        assert english_in(re.sub(r"https?://\S+", "", letter.body)) == []


def test_a_letter_that_was_not_taken_is_told_in_the_senders_language(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 9, False
    make_user("hans@example.org", language="de")
    issued = make_invitation(
        make_organisation(), email="hans@example.org", invited_by=make_user(language="en")
    )
    with pytest.raises(LetterNotSentError, match="the mail server did not take the letter"):
        send_invitation(issued, site_url=SITE)


def test_the_switch_names_each_language_as_its_speakers_do() -> None:
    page = german_client().get(reverse("account_login")).content.decode()
    assert re.findall(r'<button class="language-switch__one".*?>(\w+)</button>', page, re.DOTALL) == [
        "English",
        "Deutsch",
    ]
