"""An assessment of one organisation, pinned to a bank version."""

from typing import Literal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation, Role
from assessments.models.bank import BankVersion
from assessments.models.bank_translation import read_shown
from assessments.question_bank.model import Bank

Right = Literal["view", "answer", "manage", "read_results"]


class Engagement(models.Model):
    """One round of questions to one organisation.

    `role` is the role of the person who asks; the query that takes the user sets it. Without it nothing is allowed.
    `open_threads` is how many open conversations that person sees, set likewise.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("an engagement", "Open")
        CLOSED = "closed", pgettext_lazy("an engagement", "Closed")

    class Profile(models.TextChoices):
        """Which questions are asked: those marked quick, or all."""

        QUICK = "quick", _("Quick: the most telling question of each practice")
        FULL = "full", _("Full: every question")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="engagements", verbose_name=_("organisation")
    )
    title = models.CharField(_("title"), max_length=200)
    bank = models.ForeignKey(
        BankVersion, on_delete=models.PROTECT, related_name="engagements", verbose_name=_("question bank")
    )
    status = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.OPEN)
    profile = models.CharField(
        _("how much is asked"), max_length=10, choices=Profile.choices, default=Profile.FULL
    )
    due_on = models.DateField(_("due date"), null=True, blank=True)
    target_level = models.PositiveSmallIntegerField(
        _("target level"), default=3, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("started by")
    )
    created_at = models.DateTimeField(_("started on"), auto_now_add=True)

    role: str = ""
    open_threads: int = 0

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["open", "closed"]), name="engagement_status_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(profile__in=["quick", "full"]), name="engagement_profile_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(target_level__gte=1, target_level__lte=5),
                name="engagement_target_is_a_level",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether answers may still be given."""
        return self.status == self.State.OPEN

    def read_bank(self) -> Bank:
        """Return the part of its bank that the profile asks, in the language of the page.

        Ids, levels, conditions and the fingerprint of the whole bank are the same in every language.
        """
        return read_shown(self.bank.fingerprint, self.profile)

    def allows(self, right: Right) -> bool:
        """Return whether `role` has the right; every member may view."""
        return {
            "view": bool(self.role),
            "answer": self.can_answer,
            "manage": self.can_manage,
            "read_results": self.can_read_results,
        }[right]

    @property
    def can_answer(self) -> bool:
        """Whether the person who asks may answer questions."""
        return bool(self.role) and Role(self.role).can_answer

    @property
    def can_manage(self) -> bool:
        """Whether the person who asks runs this engagement."""
        return bool(self.role) and Role(self.role).can_manage

    @property
    def can_read_results(self) -> bool:
        """Whether the person who asks may see plans and reports."""
        return bool(self.role) and Role(self.role).can_read_results


class Bookmark(models.Model):
    """The page of questions on which a person was last."""

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="bookmarks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    group = models.CharField(max_length=100)
    visited_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["engagement", "user"], name="bookmark_is_one_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.group}"
