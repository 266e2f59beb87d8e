"""The audit log: who did what, when, and from where. Rows are added; the database refuses to change or delete them."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Organisation


class Action(models.TextChoices):
    """Everything that is recorded. What is not listed here is not."""

    SIGNED_IN = "signed-in", _("Signed in")
    SIGN_IN_FAILED = "sign-in-failed", _("Sign-in failed")
    SIGNED_OUT = "signed-out", _("Signed out")
    PASSWORD_CHANGED = "password-changed", _("Password changed")
    ORGANISATION_CREATED = "organisation-created", _("Organisation created")
    MEMBER_ADDED = "member-added", _("Member added")
    ROLE_CHANGED = "role-changed", _("Role changed")
    MEMBER_REMOVED = "member-removed", _("Member removed")
    INVITATION_SENT = "invitation-sent", _("Invitation sent")
    INVITATION_ACCEPTED = "invitation-accepted", _("Invitation accepted")
    INVITATION_REVOKED = "invitation-revoked", _("Invitation revoked")
    BRANDING_CHANGED = "branding-changed", _("Branding changed")
    BRANDING_REMOVED = "branding-removed", _("Branding removed")
    ENGAGEMENT_CREATED = "engagement-created", _("Engagement created")
    ENGAGEMENT_CLOSED = "engagement-closed", _("Engagement closed")
    ENGAGEMENT_REOPENED = "engagement-reopened", _("Engagement opened again")
    PROFILE_CHOSEN = "profile-chosen", _("Length of the questionnaire chosen")
    BANK_UPGRADED = "bank-upgraded", _("Moved to another question bank version")
    UPGRADE_CANCELLED = "upgrade-cancelled", _("Moved back to the question bank version before")
    MILESTONE_TAKEN = "milestone-taken", _("Milestone taken")
    ASSIGNED = "assigned", _("Questions assigned")
    UNASSIGNED = "unassigned", _("Assignment removed")
    SUBMITTED = "questionnaire-submitted", _("Questionnaire submitted")
    RETURNED = "questionnaire-returned", _("Questionnaire returned")
    ACCEPTED = "questionnaire-accepted", _("Questionnaire accepted")
    REOPENED = "questionnaire-reopened", _("Questionnaire opened again")
    COUNTERSIGNED = "answer-countersigned", _("“Does not apply” countersigned")
    CONSENSUS_RECORDED = "consensus-recorded", _("Consensus recorded")
    OVERRIDE_RECORDED = "override-recorded", _("Override recorded")
    SETTLEMENT_WITHDRAWN = "settlement-withdrawn", _("Consensus or override withdrawn")
    EVIDENCE_ADDED = "evidence-added", _("Evidence added")
    EVIDENCE_ACCEPTED = "evidence-accepted", _("Evidence accepted")
    EVIDENCE_REJECTED = "evidence-rejected", _("Evidence rejected")
    EVIDENCE_REMOVED = "evidence-removed", _("Evidence removed")
    EVIDENCE_DOWNLOADED = "evidence-downloaded", _("Evidence downloaded")
    MEASUREMENT_ADDED = "measurement-added", _("Measurement added")
    MEASUREMENT_REMOVED = "measurement-removed", _("Measurement removed")
    MEASUREMENTS_ACCEPTED = "measurements-accepted", _("Measurements accepted as answers")
    WORKLOAD_ADDED = "workload-added", _("Workload added")
    WORKLOAD_CHANGED = "workload-changed", _("Workload changed")
    WORKLOAD_REMOVED = "workload-removed", _("Workload removed")
    WENT_LIVE = "went-live", _("Quarter of going live recorded")
    CONSTRAINTS_CHANGED = "constraints-changed", _("Constraints changed")
    SCENARIO_ADDED = "scenario-added", _("Scenario added")
    SCENARIO_CHANGED = "scenario-changed", _("Scenario changed")
    SCENARIO_REMOVED = "scenario-removed", _("Scenario removed")
    INITIATIVE_CHANGED = "initiative-changed", _("Own initiative stored")
    INITIATIVE_REMOVED = "initiative-removed", _("Own initiative removed")
    INITIATIVES_IMPORTED = "initiatives-imported", _("File of initiatives stored")
    PLAN_REQUESTED = "plan-requested", _("Plan requested")
    PLAN_RETRIED = "plan-retried", _("Plan tried again")
    DECIDED = "decided", _("Decided on an initiative")
    PROGRESS_RECORDED = "progress-recorded", _("Progress of an initiative recorded")
    DECISION_WITHDRAWN = "decision-withdrawn", _("Decision withdrawn")
    RESULT_VIEWED = "result-viewed", _("Result viewed")
    REPORT_DOWNLOADED = "report-downloaded", _("Report downloaded")
    EXPORTED = "exported", _("Exported as a file")
    AUDIT_EXPORTED = "audit-exported", _("Audit log exported")
    ADMIN_ADDED = "admin-added", _("Added in the admin")
    ADMIN_CHANGED = "admin-changed", _("Changed in the admin")
    ADMIN_DELETED = "admin-deleted", _("Deleted in the admin")
    JOB_RETRIED = "job-retried", _("Job tried again")
    PERSON_FORGOTTEN = "person-forgotten", _("Person blanked in the audit log")
    PEOPLE_FORGOTTEN = "people-forgotten", _("People blanked in old entries of the audit log")

    @property
    def is_change(self) -> bool:
        """Whether it changes rows, and so is recorded in the transaction of the change."""
        return self not in _LOOKS


_LOOKS = frozenset({
    Action.SIGNED_IN, Action.SIGN_IN_FAILED, Action.SIGNED_OUT, Action.EVIDENCE_DOWNLOADED, Action.RESULT_VIEWED,
    Action.REPORT_DOWNLOADED, Action.EXPORTED, Action.AUDIT_EXPORTED,
})  # fmt: skip


class AuditEntry(models.Model):
    """One action. The references have no constraint: an entry outlives the rows it is about, and stays as it is.

    actor: None for the program itself, and for somebody who has not signed in.
    kind, subject_id: what it was done to, as "planner.plan" and its key; title: what that was called then.
    details_text: canonical JSON of a few figures and keys; never a secret, never what somebody wrote.
    actor_name, actor_email, address, title: may be blanked, and nothing else may. The digests keep a proof of what was
    there: each is over the text and a random salt that is blanked with it, so that nobody can guess it afterwards.
    """

    at = models.DateTimeField(_("when"))
    action = models.CharField(_("action"), max_length=40, choices=Action)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, db_constraint=False, related_name="+",
        verbose_name=_("person"),
    )  # fmt: skip
    actor_name = models.CharField(_("name"), max_length=150, blank=True)
    actor_email = models.EmailField(_("e-mail address"), blank=True)
    address = models.CharField(_("network address"), max_length=45, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.DO_NOTHING, null=True, db_constraint=False, related_name="+",
        verbose_name=_("organisation"),
    )  # fmt: skip
    kind = models.CharField(_("kind of object"), max_length=60, blank=True)
    subject_id = models.CharField(_("key of the object"), max_length=40, blank=True)
    title = models.CharField(_("object"), max_length=200, blank=True)
    details_text = models.TextField(_("details"), default="{}")
    request_id = models.CharField(_("request"), max_length=64, blank=True)
    actor_salt = models.CharField(max_length=32, editable=False, blank=True)
    actor_digest = models.CharField(max_length=64, editable=False)
    title_salt = models.CharField(max_length=32, editable=False, blank=True)
    title_digest = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = _("entry of the audit log")
        verbose_name_plural = _("audit log")
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=["at"], name="audit_by_time"),
            models.Index(fields=["action", "at"], name="audit_by_action"),
            models.Index(fields=["kind", "subject_id"], name="audit_by_subject"),
        )

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.title or self.subject_id or '–'}"

    @property
    def details(self) -> dict[str, Any]:
        """What is known of it beyond the columns."""
        found: dict[str, Any] = json.loads(self.details_text)
        return found

    @property
    def digest(self) -> str:
        """SHA-256 over all that is never blanked, as 64 hexadecimal digits."""
        return digest_of(
            self.pk, self.at.isoformat(), self.action, self.actor_id, self.organisation_id, self.kind, self.subject_id,
            self.details_text, self.request_id, self.actor_digest, self.title_digest,
        )  # fmt: skip

    def digest_of_actor(self) -> str:
        """What `actor_digest` is over."""
        return digest_of(self.actor_salt, self.actor_name, self.actor_email, self.address)

    def digest_of_title(self) -> str:
        """What `title_digest` is over."""
        return digest_of(self.title_salt, self.title)

    @property
    def is_actor_blank(self) -> bool:
        """Whether all that names the person was blanked."""
        return not (self.actor_salt or self.actor_name or self.actor_email or self.address)

    @property
    def is_title_blank(self) -> bool:
        """Whether what the object was called was blanked."""
        return not (self.title_salt or self.title)


class AuditSeal(models.Model):
    """A link of the chain over the log: its digest covers the entry and the link before.

    Links are added after the entries' transactions, one at a time: writers of entries never wait for each other.
    """

    position = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, models.PROTECT, related_name="seal")
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("seal of the audit log")
        verbose_name_plural = _("seals of the audit log")
        ordering = ("position",)
        constraints = (
            models.CheckConstraint(condition=models.Q(position__gt=0), name="audit_seals_count_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.position}:{self.digest}"


def digest_of(*parts: object) -> str:
    """Return SHA-256 over parts in their order, as 64 hexadecimal digits."""
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
