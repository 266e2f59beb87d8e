"""What reports to a client bear of the consultancy: logo, two colours, a line for the cover; and their paper."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Organisation

COVER_TEXT = 120
_is_colour = RegexValidator(r"^#[0-9a-f]{6}\Z", _("Write a colour as # and six digits, for example #0d5c70."))


class Paper(models.TextChoices):
    """The sheet reports are laid out for."""

    USUAL = "", _("As usual in the country")
    A4 = "a4", "A4"
    LETTER = "letter", "US Letter"


class Branding(models.Model):
    """One organisation's branding. A plan keeps a copy of it, so that its report stays the same afterwards.

    logo: PNG that this installation wrote itself, without transparency; never the bytes that were sent.
    """

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, related_name="branding", verbose_name=_("organisation")
    )
    logo = models.BinaryField(_("logo"), default=bytes, blank=True)
    main_colour = models.CharField(
        _("main colour"), max_length=7, blank=True, default="", validators=[_is_colour]
    )
    second_colour = models.CharField(
        _("second colour"), max_length=7, blank=True, default="", validators=[_is_colour]
    )
    cover_text = models.CharField(_("line on the cover"), max_length=COVER_TEXT, blank=True, default="")
    paper = models.CharField(_("paper"), max_length=6, blank=True, choices=Paper, default=Paper.USUAL)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("changed by")
    )
    changed_at = models.DateTimeField(_("changed on"), auto_now=True)

    class Meta:
        verbose_name = _("branding")
        verbose_name_plural = _("brandings")
        constraints = (
            models.CheckConstraint(
                condition=Q(main_colour="") | Q(main_colour__startswith="#"),
                name="branding_main_is_a_colour",
            ),
            models.CheckConstraint(
                condition=Q(second_colour="") | Q(second_colour__startswith="#"),
                name="branding_second_is_a_colour",
            ),
            models.CheckConstraint(condition=Q(paper__in=Paper.values), name="branding_paper_is_known"),
        )

    def __str__(self) -> str:
        return gettext("Branding of %(organisation)s") % {"organisation": self.organisation}
