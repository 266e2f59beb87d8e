"""Letters: plain text, in which a name can add neither a header, nor a line, nor a link."""

import re
import unicodedata

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Invitation, Role, User, normalise_email
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


def letter_language(email: str, sender: User | None = None) -> str:
    """Return the language of a letter: what the recipient chose, else the sender, else the one of this request."""
    people = User.objects.filter(email=normalise_email(email))
    chosen = people.values_list("language", flat=True).first() or (sender.language if sender else "")
    return chosen or translation.get_language() or settings.LANGUAGE_CODE


def send_invitation(issued: Issued, *, site_url: str) -> None:
    """Send the link to the invited address; call it after the commit.

    site_url: where people reach the installation, for example https://plumbline.example/.
    Raises LetterNotSentError.
    """
    invitation = issued.invitation
    with translation.override(letter_language(invitation.email, invitation.invited_by)):
        name = one_line(invitation.organisation.name)
        letter = EmailMessage(
            subject=_("Invitation to %(organisation)s on Plumbline") % {"organisation": name},
            body=render_to_string("accounts/email/invitation.txt", _context(issued, site_url)),
            to=[invitation.email],
        )
    try:
        letter.send()
    except OSError as error:  # of the network, and every smtplib error
        raise LetterNotSentError(
            _("the mail server did not take the letter to %(email)s") % {"email": invitation.email}
        ) from error
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
