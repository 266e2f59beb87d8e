"""Who is asked to answer what, and what became of each questionnaire."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.engagement import Engagement
from assessments.models.immutable import WriteOnce, WriteOnceQuerySet


class Assignment(models.Model):
    """One person asked to answer a domain, a practice or a question (`target` is its id) by a date.

    delegated_from: the assignment of the person who handed it on, with a note.
    reminded_at: when the last reminder was queued, so that nobody is reminded twice.
    """

    class Scope(models.TextChoices):
        DOMAIN = "domain", _("Questionnaire")
        PRACTICE = "practice", _("Practice")
        QUESTION = "question", _("Question")

    engagement = models.ForeignKey(
        Engagement, on_delete=models.CASCADE, related_name="assignments", verbose_name=_("engagement")
    )
    scope = models.CharField(_("kind of what is asked"), max_length=10, choices=Scope.choices)
    target = models.CharField(_("what is asked"), max_length=100)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="assignments",
        verbose_name=_("person"),
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    assigned_at = models.DateTimeField(_("asked on"))
    delegated_from = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="delegated_to",
        verbose_name=_("handed on from"),
    )
    note = models.TextField(_("note"), blank=True)
    due_on = models.DateField(_("wanted by"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded on"), null=True, blank=True)

    class Meta:
        ordering = ["engagement", "scope", "target", "id"]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.CheckConstraint(
                condition=Q(scope__in=["domain", "practice", "question"]), name="assignment_scope_is_known"
            ),
            models.UniqueConstraint(
                fields=["engagement", "scope", "target", "person"], name="assignment_is_made_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target}: {self.person_id}"


class Submission(models.Model):
    """Where one questionnaire (domain) stands: open, submitted, returned with a note, or accepted, which locks it.

    revision counts the steps, so that two people who act at once do not act on different states.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Being answered")
        SUBMITTED = "submitted", _("Submitted for review")
        RETURNED = "returned", pgettext_lazy("a questionnaire", "Returned")
        ACCEPTED = "accepted", pgettext_lazy("a questionnaire", "Accepted")

    engagement = models.ForeignKey(
        Engagement, on_delete=models.CASCADE, related_name="submissions", verbose_name=_("engagement")
    )
    domain = models.CharField(_("questionnaire"), max_length=100)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    revision = models.PositiveIntegerField(_("number of steps"), default=0)

    class Meta:
        ordering = ["engagement", "domain"]
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = [
            models.UniqueConstraint(fields=["engagement", "domain"], name="submission_is_one_per_domain"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "submitted", "returned", "accepted"]),
                name="submission_state_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.domain}: {self.state}"

    @property
    def is_locked(self) -> bool:
        """Whether its answers can be read, not changed."""
        return self.state == self.State.ACCEPTED


class SubmissionStep(WriteOnce):
    """One step of a submission, kept for good: who moved it to which state, when, and with what words."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="steps", verbose_name=_("submission")
    )
    revision = models.PositiveIntegerField(_("number of the step"))
    state = models.CharField(_("state"), max_length=10, choices=Submission.State.choices)
    note = models.TextField(_("note"), blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made on"))

    objects = WriteOnceQuerySet.as_manager()

    class Meta:
        ordering = ["submission", "revision"]
        verbose_name = _("step of a submission")
        verbose_name_plural = _("steps of a submission")
        constraints = [
            models.UniqueConstraint(fields=["submission", "revision"], name="submission_step_counts"),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(note=""), name="submission_returned_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}.{self.revision}"
