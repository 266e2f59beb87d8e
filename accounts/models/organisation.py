"""Clients, and who may do what in them."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody may do in one organisation. A right that is not listed here does not exist."""

    CONSULTANT = "consultant", _("Consultant")
    LEAD = "lead", _("Organisation lead")
    RESPONDENT = "respondent", _("Respondent")
    READER = "reader", _("Executive reader")

    @property
    def can_manage(self) -> bool:
        """Invite people, describe workloads and constraints, ask for plans."""
        return self in (Role.CONSULTANT, Role.LEAD)

    @property
    def can_answer(self) -> bool:
        """See and answer the questionnaire."""
        return self in (Role.CONSULTANT, Role.LEAD, Role.RESPONDENT)

    @property
    def can_read_results(self) -> bool:
        """See the dashboard and the report."""
        return self in (Role.CONSULTANT, Role.LEAD, Role.READER)

    @property
    def grantable(self) -> "tuple[Role, ...]":
        """The roles that somebody in this role may give and take: never one above their own."""
        if self is Role.CONSULTANT:
            return tuple(Role)
        return (Role.LEAD, Role.RESPONDENT, Role.READER) if self is Role.LEAD else ()

    @property
    def explanation(self) -> str:
        """One sentence for people who choose a role."""
        return str(_EXPLANATIONS[self.value])


_EXPLANATIONS = {
    "consultant": _(
        "Runs the engagement: sets up, invites, answers, plans, and has the admin pages of this client."
    ),
    "lead": _("Runs it on the client’s side: invites, answers, describes workloads, asks for plans."),
    "respondent": _("Answers questions. Sees no results."),
    "reader": _("Reads the dashboard and the report. Answers nothing."),
}

MANAGERS = tuple(role for role in Role if role.can_manage)


class Organisation(models.Model):
    """A client."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(
        _("short name"), max_length=80, unique=True, help_text=_("For file names and addresses.")
    )
    sector = models.CharField(
        _("sector"),
        max_length=100,
        blank=True,
        help_text=_("For example: hospital group, manufacturing."),
    )
    country = models.CharField(
        _("country"),
        max_length=3,
        blank=True,
        validators=[
            RegexValidator(r"^[A-Z]{3}\Z", _("Three capital letters (ISO 3166-1), for example DEU."))
        ],
        help_text=_("Three letters (ISO 3166-1), for example DEU."),
    )
    created_at = models.DateTimeField(_("created on"), auto_now_add=True)
    people: "models.ManyToManyField[models.Model, Membership]" = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="accounts.Membership",
        related_name="organisations",
        verbose_name=_("people"),
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name", "pk")
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="organisation_has_a_name"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page of its people."""
        return reverse("accounts:member-list", kwargs={"pk": self.pk})


class Membership(models.Model):
    """One person's role in one organisation."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name=_("person"),
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role)
    created_at = models.DateTimeField(_("member since"), auto_now_add=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ("organisation", "user__name", "user__email")
        constraints = (
            models.UniqueConstraint(fields=["user", "organisation"], name="membership_is_one_per_person"),
            models.CheckConstraint(condition=Q(role__in=list(Role.values)), name="membership_role_is_known"),
        )
        indexes = (models.Index(fields=["organisation", "role"], name="membership_by_role"),)

    def __str__(self) -> str:
        names = {"role": self.get_role_display(), "organisation": self.organisation}
        place = gettext("%(role)s of %(organisation)s") % names
        return f"{self.user}, {place}"
