"""Workloads, plans, reports and decisions in the admin panel, each within the consultant's organisations."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.admin import OrganisationScopedAdmin, OrganisationScopedInline
from planner.models import (
    Decision,
    DecisionEvent,
    Forecast,
    OwnInitiative,
    Plan,
    PlanningConstraints,
    Report,
    Scenario,
    Workload,
)


@admin.register(Workload)
class WorkloadAdmin(OrganisationScopedAdmin):
    """Workloads: changed on their own page, which checks them; listed here."""

    organisation_lookup = "engagement__organisation"
    list_display = ("title", "engagement", "kind", "data_class", "place", "value", "deadline")
    list_filter = ("kind", "data_class", "place")
    list_select_related = ("engagement",)
    search_fields = ("title", "engagement__title", "engagement__organisation__name")
    readonly_fields = ("engagement", "name", "kind", "specification", "went_live_in")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(PlanningConstraints)
class PlanningConstraintsAdmin(OrganisationScopedAdmin):
    """Constraints, read only: their page checks them."""

    organisation_lookup = "engagement__organisation"
    list_display = ("engagement", "updated_at")
    list_select_related = ("engagement",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: PlanningConstraints | None = None) -> bool:
        return False


class _FrozenAdmin(OrganisationScopedAdmin):
    """Results are frozen: read, never written."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False


@admin.register(Plan)
class PlanAdmin(_FrozenAdmin):
    """Plans with their state and a way to the dashboard."""

    organisation_lookup = "engagement__organisation"
    list_display = (
        "__str__",
        "engagement",
        "state",
        "requested_by",
        "requested_at",
        "short_fingerprint",
        "page",
    )
    list_filter = ("state",)
    list_select_related = ("engagement", "requested_by")
    search_fields = ("title", "fingerprint", "engagement__title", "engagement__organisation__name")
    fields = (
        "engagement",
        "title",
        "requested_by",
        "requested_at",
        "state",
        "why",
        "finished_at",
        "fingerprint",
    )
    date_hierarchy = "requested_at"

    @admin.display(description=_("reason"))
    def why(self, plan: Plan) -> str:
        """Why it failed."""
        return plan.shown_reason

    @admin.display(description=_("fingerprint"))
    def short_fingerprint(self, plan: Plan) -> str:
        """The first characters, as printed in the report's footer."""
        return plan.fingerprint[:12]

    @admin.display(description=_("page"))
    def page(self, plan: Plan) -> str:
        """A link to the dashboard."""
        address = reverse("planner:plan-detail", args=[plan.pk])
        return format_html('<a href="{}">{}</a>', address, gettext("Open"))


@admin.register(Report)
class ReportAdmin(_FrozenAdmin):
    """Reports with a download."""

    organisation_lookup = "plan__engagement__organisation"
    list_display = ("__str__", "variant", "created_at", "download")
    list_select_related = ("plan", "plan__engagement")
    exclude = ("content",)

    @admin.display(description="PDF")
    def download(self, report: Report) -> str:
        """A link to the file."""
        address = reverse("planner:report-download", args=[report.plan_id])
        return format_html('<a href="{}">{}</a>', address, gettext("Download"))


class DecisionEventInline(OrganisationScopedInline):
    """The history of a decision, on its page: read, never written."""

    model = DecisionEvent
    organisation_lookup = "decision__engagement__organisation"
    superusers_may = frozenset({"view", "delete"})
    fields = ("at", "by", "values")
    readonly_fields = fields
    can_delete = False


@admin.register(Decision)
class DecisionAdmin(_FrozenAdmin):
    """Decisions with their history; they are made on the pages of the engagement."""

    organisation_lookup = "engagement__organisation"
    list_display = ("title", "engagement", "choice", "progress", "owner", "decided_by", "decided_at")
    list_filter = ("choice", "progress")
    list_select_related = ("engagement", "decided_by")
    search_fields = ("title", "initiative", "owner", "engagement__title", "engagement__organisation__name")
    date_hierarchy = "decided_at"
    inlines = (DecisionEventInline,)


@admin.register(Forecast)
class ForecastAdmin(_FrozenAdmin):
    """What plans forecast, beside each other."""

    organisation_lookup = "plan__engagement__organisation"
    list_display = ("title", "subject", "plan", "start", "finish", "cost_usd", "chance")
    list_filter = ("subject",)
    list_select_related = ("plan",)
    search_fields = ("title", "key", "plan__title", "plan__engagement__title")


@admin.register(Scenario)
class ScenarioAdmin(_FrozenAdmin):
    """Scenarios, read only: their page checks what they change."""

    organisation_lookup = "engagement__organisation"
    list_display = ("title", "name", "engagement", "created_by", "created_at", "updated_at")
    list_select_related = ("engagement", "created_by")
    search_fields = ("title", "name", "note", "engagement__title", "engagement__organisation__name")
    date_hierarchy = "created_at"


@admin.register(OwnInitiative)
class OwnInitiativeAdmin(_FrozenAdmin):
    """Own initiatives, read only: their page checks them."""

    organisation_lookup = "engagement__organisation"
    list_display = ("__str__", "identifier", "engagement", "reason", "changed_by", "changed_at")
    list_select_related = ("engagement", "changed_by")
    search_fields = ("identifier", "reason", "engagement__title", "engagement__organisation__name")
    date_hierarchy = "changed_at"
