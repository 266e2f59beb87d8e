"""What is changed in the admin is recorded in the audit log, whichever the rows; nobody has to think of it."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse

from accounts.models import Action
from accounts.services.audit import record

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]
else:
    _ModelAdmin = admin.ModelAdmin


class RecordedAdmin(_ModelAdmin):
    """The base of every admin that can add, change or delete.

    recorded_by_services: of add, change, delete, what is saved through services that record it themselves.
    """

    recorded_by_services: ClassVar[frozenset[str]] = frozenset()

    def organisation_key_of(self, row: Model) -> int | None:
        """Return the key of the organisation that a row belongs to; None for the installation's own."""
        return None

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        self._record(Action.ADMIN_ADDED, "add", obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        self._record(Action.ADMIN_CHANGED, "change", obj, fields=_changed_fields(message))
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        for row in queryset:
            self._record(Action.ADMIN_DELETED, "delete", row)
        return super().log_deletions(request, queryset)

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *place: Any
    ) -> HttpResponse | None:
        """Run an action; deletions at once with what is recorded of them (the admin does the rest so by itself)."""
        if "delete_selected" not in request.POST.getlist("action"):
            return super().response_action(request, queryset, *place)
        with transaction.atomic():
            return super().response_action(request, queryset, *place)

    def _record(self, action: Action, what: str, row: Model, **details: Any) -> None:
        if what not in self.recorded_by_services:
            record(action, row, organisation=self.organisation_key_of(row), **details)


def _changed_fields(message: Any) -> list[str]:
    """Return what the admin says was changed: the fields' titles, never what was typed."""
    parts = message if isinstance(message, list) else []
    return [str(field) for part in parts for field in part.get("changed", {}).get("fields", ())]
