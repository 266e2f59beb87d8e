"""The audit log in the admin: read, searched and exported, by nobody changed."""

import csv
from collections import Counter
from collections.abc import Iterable
from io import StringIO

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.scope import OrganisationScopedAdmin
from accounts.models import Action, AuditEntry
from accounts.services.audit import record
from accounts.spreadsheet_text import safe_text

READ_ONLY = frozenset({"view"})
HEAD = (
    "entry", "at_utc", "action", "person", "name", "email", "address", "organisation", "kind", "key", "object",
    "details", "request",
)  # fmt: skip


@admin.register(AuditEntry)
class AuditEntryAdmin(OrganisationScopedAdmin):
    """Consultants see the entries of their organisations; those of the installation, as sign-ins, superusers only."""

    consultants_may = superusers_may = READ_ONLY
    list_display = ("at", "action", "who", "organisation", "kind", "title", "address")
    list_display_links = ("at",)
    list_filter = ("action", "organisation")
    list_select_related = ("organisation",)
    list_per_page = 50
    search_fields = ("actor_name", "actor_email", "title", "kind", "subject_id", "action", "request_id")
    search_help_text = gettext_lazy("Person, object or its key, action")
    date_hierarchy = "at"
    show_full_result_count = False
    actions = ("export",)
    fields = (
        "at", "action", "who", "actor_key", "address", "organisation", "kind", "subject_id", "title", "details_text",
        "request_id",
    )  # fmt: skip
    readonly_fields = ("who", "actor_key")

    @admin.display(description=gettext_lazy("person"), ordering="actor_name")
    def who(self, entry: AuditEntry) -> str:
        """The name and address of that time."""
        if entry.actor_name and entry.actor_email:
            return f"{entry.actor_name} <{entry.actor_email}>"
        return entry.actor_name or entry.actor_email or "–"

    @admin.display(description=gettext_lazy("key of the account"))
    def actor_key(self, entry: AuditEntry) -> str:
        """What stays of somebody who was forgotten."""
        return str(entry.actor_id or "–")

    @admin.action(description=gettext_lazy("Export as CSV"), permissions=["view"])
    def export(self, request: HttpRequest, rows: QuerySet[AuditEntry]) -> HttpResponse:
        """Hand out the chosen entries, which search and filters have limited; that is recorded, too."""
        chosen = rows.select_related("organisation").order_by("pk")
        content, counts = _csv_of(chosen.iterator(chunk_size=1000))
        for organisation, count in counts.items():
            record(
                Action.AUDIT_EXPORTED,
                organisation=organisation,
                title=_("Audit log"),
                form="csv",
                entries=count,
            )
        name = f"audit-log-{timezone.now():%Y-%m-%d}.csv"
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        }
        return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _csv_of(entries: Iterable[AuditEntry]) -> tuple[bytes, Counter[int | None]]:
    """Return a CSV file in UTF-8 with the mark that spreadsheets know it by, and its rows by organisation."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEAD)
    counts: Counter[int | None] = Counter()
    for entry in entries:
        writer.writerow([safe_text(cell) for cell in _cells(entry)])
        counts[entry.organisation_id] += 1
    return text.getvalue().encode("utf-8-sig"), counts


def _cells(entry: AuditEntry) -> tuple[str, ...]:
    """Return what one row says, in the order of the head: keys and not their translations, which programs read."""
    return (
        str(entry.pk), entry.at.isoformat(), entry.action, str(entry.actor_id or ""), entry.actor_name,
        entry.actor_email, entry.address, entry.organisation.name if entry.organisation else "", entry.kind,
        entry.subject_id, entry.title, entry.details_text, entry.request_id,
    )  # fmt: skip
