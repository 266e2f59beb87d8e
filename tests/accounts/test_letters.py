"""What an invitation looks like in a mailbox, also with hostile names."""

from email.message import EmailMessage as Parsed

import pytest
from django.core import mail
from pytest_django import Settings

from accounts.models import Role
from accounts.services import LetterNotSentError, one_line, send_invitation
from tests.factories import make_invitation, make_organisation, make_user

pytestmark = pytest.mark.django_db

SITE = "https://plumbline.example/"


def test_the_letter_names_organisation_role_and_link() -> None:
    inviter = make_user("clara@example.org", name="Clara Lindqvist")
    issued = make_invitation(
        make_organisation("Rheinland Hospital Group"),
        email="new@example.org",
        role=Role.READER,
        invited_by=inviter,
    )
    send_invitation(issued, site_url=SITE)
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (
        ["new@example.org"],
        "Invitation to Rheinland Hospital Group on Plumbline",
    )
    assert "Clara Lindqvist (clara@example.org) invites you to “Rheinland Hospital Group”" in letter.body
    assert "Executive reader" in letter.body
    assert f"\n\n{SITE}invitations/{issued.token}/\n\n" in letter.body
    issued.invitation.refresh_from_db()
    assert issued.invitation.sent_at is not None


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("Acme\r\nBcc: victim@example.org", "Acme Bcc: victim@example.org"),
        ("Acme\nBcc:x\n\nPay now", "Acme Bcc:x Pay now"),
        ("Win https://evil.example/now", "Win evil.example/now"),
        ("hthttp://tp://evil.example", "evil.example"),
        ("Go to www.evil.example", "Go to evil.example"),
        ("JavaScript:/alert", "alert"),
        ("gpj.\u202eexe\u200b.Acme\x07", "gpj. exe .Acme"),
        ("line\u2028separator", "line separator"),
        ("<script>alert(1)</script> & Söhne", "<script>alert(1)</script> & Söhne"),
        ("A" * 200, "A" * 79 + "…"),
    ],
)
def test_a_name_adds_no_header_no_line_and_no_link(hostile: str, shown: str) -> None:
    assert one_line(hostile) == shown
    inviter = make_user("clara@example.org", name=hostile[:150])
    issued = make_invitation(make_organisation(hostile), email="new@example.org", invited_by=inviter)
    send_invitation(issued, site_url=SITE)
    (letter,) = mail.outbox
    message: Parsed = letter.message()
    plain = make_invitation(make_organisation("Acme"), email="new@example.org", invited_by=inviter)
    send_invitation(plain, site_url=SITE)
    assert message.keys() == mail.outbox[1].message().keys()
    assert letter.recipients() == ["new@example.org"]
    assert letter.body.count("\n") == mail.outbox[1].body.count("\n")
    assert letter.body.count("://") == 2  # the invitation's link and the site


def test_a_mail_server_that_is_away_is_said_and_keeps_the_invitation(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 9, False
    issued = make_invitation(make_organisation())
    with pytest.raises(LetterNotSentError, match=issued.invitation.email):
        send_invitation(issued, site_url=SITE)
    issued.invitation.refresh_from_db()
    assert (issued.invitation.sent_at, issued.invitation.state) == (None, "waiting")
