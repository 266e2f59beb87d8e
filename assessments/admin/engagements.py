"""The consultant's view of engagements, answers and banks. Answers and banks are read here, never edited."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.admin import OrganisationScopedAdmin, OrganisationScopedInline
from accounts.models import User
from assessments.models import Answer, AnswerRevision, BankVersion, Engagement, read_shown
from assessments.queries import participants_of, progress_of
from assessments.question_bank.model import Question
from assessments.question_bank.values import show_value

READ_ONLY = frozenset({"view"})


@admin.register(Engagement)
class EngagementAdmin(OrganisationScopedAdmin):
    """Engagements of the consultant's organisations, with how far they are."""

    list_display = ("title", "organisation", "progress", "people", "status", "due_on", "questionnaire")
    list_filter = ("status", "organisation", "bank")
    search_fields = ("title", "organisation__name")
    fields = ("organisation", "title", "bank", "status", "due_on", "target_level", "created_by", "created_at")
    readonly_fields = ("created_by", "created_at")
    date_hierarchy = "created_at"
    consultants_may = frozenset({"view", "add", "change"})
    superusers_may = frozenset({"view", "add", "change"})
    same_for_all = frozenset({"bank"})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Engagement]:
        """Read the bank's name without its document."""
        rows = super().get_queryset(request).select_related("organisation", "bank", "created_by")
        return cast("QuerySet[Engagement]", rows.defer("bank__document"))

    def get_readonly_fields(self, request: HttpRequest, obj: Engagement | None = None) -> tuple[str, ...]:
        """Keep organisation and bank as they were once somebody may have answered."""
        return (*self.readonly_fields, "organisation", "bank") if obj else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: Engagement, form: Any, change: bool) -> None:
        """Note who started it."""
        if not change:
            obj.created_by = cast(User, request.user)
        super().save_model(request, obj, form, change)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the list; the progress of its page is read at once, not row by row."""
        response = super().changelist_view(request, extra_context)
        changelist = getattr(response, "context_data", {}).get("cl")
        if changelist is not None:
            engagements = list(changelist.result_list)
            progress = progress_of(engagements, cast(User, request.user))
            people = participants_of(engagements)
            for engagement in engagements:
                engagement.tally = progress[engagement.pk].total
                engagement.answering = people[engagement.pk]
            changelist.result_list = engagements
        return response

    @admin.display(description=_("progress"))
    def progress(self, engagement: Engagement) -> str:
        """How many questions anybody has answered."""
        tally = getattr(engagement, "tally", None)
        return _part_of(tally.anyone, tally.asked) if tally else ""

    @admin.display(description=_("answering"))
    def people(self, engagement: Engagement) -> str:
        """How many of those who may answer have begun."""
        people = getattr(engagement, "answering", ())
        return _part_of(sum(person.answered > 0 for person in people), len(people)) if people else ""

    @admin.display(description="")
    def questionnaire(self, engagement: Engagement) -> str:
        """A link to the engagement's own pages."""
        return format_html(
            '<a href="{}">{}</a>',
            reverse("assessments:engagement-detail", args=[engagement.pk]),
            gettext("Go to its pages"),
        )


class RevisionInline(OrganisationScopedInline):
    """Every save of an answer."""

    model = AnswerRevision
    fields = (
        "revision",
        "shown",
        "status",
        "basis",
        "comment",
        "reason",
        "saved_by",
        "saved_at",
        "became_current",
    )
    readonly_fields = ("shown",)
    organisation_lookup = "answer__engagement__organisation"
    superusers_may = READ_ONLY
    verbose_name_plural = _("history")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Read what `shown` needs with the rows."""
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.select_related("answer__engagement__bank", "saved_by").defer(
            "answer__engagement__bank__document"
        )

    @admin.display(description=_("answer"))
    def shown(self, revision: AnswerRevision) -> str:
        """The value as people read it."""
        return _shown(revision.answer, revision.value)


@admin.register(Answer)
class AnswerAdmin(OrganisationScopedAdmin):
    """What people answered, with its history."""

    organisation_lookup = "engagement__organisation"
    superusers_may = READ_ONLY
    list_display = (
        "question",
        "engagement",
        "respondent",
        "shown",
        "status",
        "basis",
        "revision",
        "updated_at",
    )
    list_filter = ("engagement", "status", "basis", "is_countersigned", "respondent")
    search_fields = ("question", "comment", "reason", "respondent__email", "respondent__name")
    fields = (
        "engagement", "question", "text", "respondent", "shown", "status", "basis", "comment", "reason", "evidence",
        "is_countersigned", "countersigned_by", "answered_at", "updated_at",
    )  # fmt: skip
    readonly_fields = ("text", "shown")
    inlines = (RevisionInline,)
    list_select_related = ("engagement__bank", "respondent")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Answer]:
        """Leave the bank's document where it is."""
        return cast("QuerySet[Answer]", super().get_queryset(request).defer("engagement__bank__document"))

    @admin.display(description=_("answer"))
    def shown(self, answer: Answer) -> str:
        """The value as people read it."""
        return _shown(answer, answer.value)

    @admin.display(description=_("what was asked"))
    def text(self, answer: Answer) -> str:
        """What was asked."""
        question = _question(answer)
        return question.text if question else answer.question


@admin.register(BankVersion)
class BankVersionAdmin(OrganisationScopedAdmin):
    """Published banks belong to nobody and change never."""

    superusers_may = READ_ONLY
    list_display = ("name", "key", "version", "fingerprint", "published_at")
    fields = ("key", "version", "name", "fingerprint", "published_at")
    readonly_fields = ("name",)

    @admin.display(description=_("title"), ordering="title")
    def name(self, bank: BankVersion) -> str:
        """The title as people read it."""
        return read_shown(bank.fingerprint, Engagement.Profile.FULL).title

    def within(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        """Limit nothing: a bank holds no client's data."""
        return rows.defer("document")


def _part_of(part: int, whole: int) -> str:
    return gettext("%(part)s of %(whole)s") % {"part": part, "whole": whole}


def _question(answer: Answer) -> Question | None:
    """Return what was asked, in the language of the page; None when the bank of the engagement asks it no longer."""
    questions = read_shown(answer.engagement.bank.fingerprint, Engagement.Profile.FULL).questions()
    return next((question for question in questions if question.id == answer.question), None)


def _shown(answer: Answer, value: dict[str, Any] | None) -> str:
    question = _question(answer)
    if value is None:
        return "–"
    return show_value(question, value) if question else gettext("(no longer asked)")
