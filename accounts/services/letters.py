"""Letters: plain text, in which a name can add neither a header, nor a line, nor a link."""

import re
import unicodedata

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, Role
from accounts.services.invitations import Issued

_LINK = re.compile(r"[a-z][a-z0-9+.-]*:/+|\bwww\.", re.IGNORECASE)
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


class LetterNotSentError(RuntimeError):
    """The mail server did not take the letter; what it announces is saved."""


def one_line(text: str, limit: int = 80) -> str:
    """Return a name for a letter: one line, no control or direction characters, nothing that starts a link.

    >>> one_line("Acme\\r\\nBcc: all@example.org")
    'Acme Bcc: all@example.org'
    >>> one_line("Win https://evil.example/now")
    'Win evil.example/now'
    """
    visible = "".join(" " if unicodedata.category(char) in _HIDDEN else char for char in text)
    while (plain := _LINK.sub("", visible)) != visible:
        visible = plain
    short = " ".join(visible.split())
    return short if len(short) <= limit else short[: limit - 1].rstrip() + "…"


def send_invitation(issued: Issued, *, site_url: str) -> None:
    """Send the link to the invited address; call it after the commit.

    site_url: where people reach the installation, for example https://plumbline.example/.
    Raises LetterNotSentError.
    """
    invitation = issued.invitation
    letter = EmailMessage(
        subject=f"Invitation to {one_line(invitation.organisation.name)} on Plumbline",
        body=render_to_string("accounts/email/invitation.txt", _context(issued, site_url)),
        to=[invitation.email],
    )
    try:
        letter.send()
    except OSError as error:  # of the network, and every smtplib error
        raise LetterNotSentError(f"the mail server did not take the letter to {invitation.email}") from error
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=timezone.now())


def _context(issued: Issued, site_url: str) -> dict[str, object]:
    invitation, sender = issued.invitation, issued.invitation.invited_by
    return {
        "organisation": one_line(invitation.organisation.name),
        "inviter": one_line(sender.name) if sender else "",
        "inviter_email": sender.email if sender else "",
        "role": Role(invitation.role).label,
        "explanation": Role(invitation.role).explanation,
        "link": site_url.rstrip("/") + reverse("accounts:invitation-accept", args=[issued.token]),
        "site_url": site_url,
        "expires_at": invitation.expires_at,
    }
