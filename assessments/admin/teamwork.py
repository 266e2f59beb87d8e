"""Evidence, assignments, submissions and conversations, to be looked at: they are changed on their own pages."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from accounts.admin import OrganisationScopedAdmin, OrganisationScopedInline
from assessments.models import Assignment, Evidence, Message, Submission, SubmissionStep, Thread

READ_ONLY = frozenset({"view"})


class ReadOnlyAdmin(OrganisationScopedAdmin):
    """Rows of an engagement that nobody edits here."""

    organisation_lookup = "engagement__organisation"
    superusers_may = READ_ONLY


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    """What was added to prove answers."""

    list_display = ("title", "question", "engagement", "added_by", "state", "expires_on")
    list_filter = ("engagement", "state")
    search_fields = ("title", "question")
    list_select_related = ("engagement", "added_by")
    fields = (
        "engagement", "question", "title", "page", "link", "content_type", "size_bytes", "sha256", "added_by",
        "added_at", "state", "reviewed_by", "reviewed_at", "review_note", "expires_on",
    )  # fmt: skip
    readonly_fields = ("page",)

    @admin.display(description="its page")
    def page(self, piece: Evidence) -> str:
        """A link to where it is reviewed: files are handed out there only."""
        address = reverse("assessments:evidence-list", args=[piece.engagement_id, piece.question])
        return format_html('<a href="{}">Go to its page</a>', address)


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin):
    """Who is asked what."""

    list_display = ("target", "scope", "engagement", "person", "assigned_by", "due_on", "reminded_at")
    list_filter = ("engagement", "scope")
    search_fields = ("target", "person__name", "person__email")
    list_select_related = ("engagement", "person", "assigned_by")


class StepInline(OrganisationScopedInline):
    """What became of a questionnaire."""

    model = SubmissionStep
    fields = ("revision", "state", "note", "made_by", "made_at")
    organisation_lookup = "submission__engagement__organisation"
    superusers_may = READ_ONLY


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    """Where each questionnaire stands."""

    list_display = ("domain", "engagement", "state", "revision")
    list_filter = ("engagement", "state")
    list_select_related = ("engagement",)
    inlines = (StepInline,)


class MessageInline(OrganisationScopedInline):
    """What was written."""

    model = Message
    fields = ("author", "text", "written_at")
    organisation_lookup = "thread__engagement__organisation"
    superusers_may = READ_ONLY


@admin.register(Thread)
class ThreadAdmin(ReadOnlyAdmin):
    """Conversations, with what was written."""

    list_display = ("title", "engagement", "rule", "state", "opened_by", "opened_at")
    list_filter = ("engagement", "state", "is_standing")
    search_fields = ("title", "rule")
    list_select_related = ("engagement", "opened_by")
    inlines = (MessageInline,)
