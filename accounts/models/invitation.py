"""A link by e-mail that makes somebody a member."""

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Organisation, Role
from accounts.models.user import normalise_email

LIFETIME = timedelta(days=14)


def hash_token(token: str) -> str:
    """Return what is stored of a link's token; the token is 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def next_expiry() -> datetime:
    """Return when a link that is made now stops working."""
    return timezone.now() + LIFETIME


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations by state."""

    def pending(self) -> "InvitationQuerySet":
        """Neither accepted nor revoked; the link may be too old."""
        return self.filter(accepted_at=None, revoked_at=None)

    def usable(self) -> "InvitationQuerySet":
        """Those whose link works now."""
        return self.pending().filter(expires_at__gt=timezone.now())


class Invitation(models.Model):
    """An offer of a role to an address. Its token is known only to the letter: here is the hash."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("organisation")
    )
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=12, choices=Role)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("invited by"),
    )
    created_at = models.DateTimeField(_("created on"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent on"), null=True, editable=False)
    expires_at = models.DateTimeField(_("works until"), default=next_expiry, editable=False)
    accepted_at = models.DateTimeField(_("accepted on"), null=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("accepted by"),
    )
    revoked_at = models.DateTimeField(_("revoked on"), null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ("-created_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="invitation_is_pending_once",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None), name="invitation_is_accepted_or_revoked"
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="invitation_email_is_lower_case"),
            models.CheckConstraint(condition=Q(role__in=list(Role.values)), name="invitation_role_is_known"),
        )

    def __str__(self) -> str:
        names = {"role": self.get_role_display(), "organisation": self.organisation}
        place = gettext("%(role)s of %(organisation)s") % names
        return f"{self.email}, {place}"

    def clean(self) -> None:
        self.email = normalise_email(self.email)

    @property
    def state(self) -> str:
        """One of accepted, revoked, expired, waiting."""
        if self.accepted_at:
            return "accepted"
        if self.revoked_at:
            return "revoked"
        return "waiting" if self.expires_at > timezone.now() else "expired"
