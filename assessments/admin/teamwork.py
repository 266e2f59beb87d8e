"""Evidence, measurements, assignments, submissions and conversations, to be looked at: their own pages change them."""

from typing import cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.admin import OrganisationScopedAdmin, OrganisationScopedInline
from assessments.models import (
    Assignment,
    Evidence,
    Message,
    ProbeReading,
    Submission,
    SubmissionStep,
    Thread,
)

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

    @admin.display(description=_("its page"))
    def page(self, piece: Evidence) -> str:
        """A link to where it is reviewed: files are handed out there only."""
        address = reverse("assessments:evidence-list", args=[piece.engagement_id, piece.question])
        return format_html('<a href="{}">{}</a>', address, gettext("Go to its page"))


@admin.register(ProbeReading)
class ProbeReadingAdmin(ReadOnlyAdmin):
    """Which outputs of commands were sent, and by whom; what they say is on their own page."""

    list_display = ("command", "machine", "engagement", "read_by", "read_at")
    list_filter = ("engagement", "command")
    search_fields = ("command", "machine", "read_by__name", "read_by__email")
    list_select_related = ("engagement", "read_by")
    fields = (
        "engagement",
        "command",
        "machine",
        "page",
        "read_by",
        "read_at",
        "accepted_questions",
        "accepted_at",
    )
    readonly_fields = ("page",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProbeReading]:
        """Leave the outputs where they are: each may have megabytes."""
        rows = super().get_queryset(request).defer("source_text", "findings")
        return cast("QuerySet[ProbeReading]", rows)

    @admin.display(description=_("its page"))
    def page(self, reading: ProbeReading) -> str:
        """A link to where it is read, and deleted."""
        address = reverse("assessments:probe-detail", args=[reading.engagement_id, reading.pk])
        return format_html('<a href="{}">{}</a>', address, gettext("Go to its page"))


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
    fields = ("author", "shown", "written_at")
    readonly_fields = ("shown",)
    organisation_lookup = "thread__engagement__organisation"
    superusers_may = READ_ONLY

    @admin.display(description=_("text"))
    def shown(self, message: Message) -> str:
        """The text as people read it."""
        return message.shown


@admin.register(Thread)
class ThreadAdmin(ReadOnlyAdmin):
    """Conversations, with what was written."""

    list_display = ("name", "engagement", "rule", "state", "opened_by", "opened_at")
    list_filter = ("engagement", "state", "is_standing")
    search_fields = ("title", "rule")
    list_select_related = ("engagement", "opened_by")
    fields = (
        "engagement", "name", "rule", "questions", "practice", "people", "opened_by", "opened_at", "state",
        "is_standing", "closed_by", "closed_at", "closing",
    )  # fmt: skip
    readonly_fields = ("name",)
    inlines = (MessageInline,)

    @admin.display(description=_("title"), ordering="title")
    def name(self, thread: Thread) -> str:
        """The title as people read it."""
        return thread.shown_title
