"""What limits an admin to one consultant's organisations. Default: a consultant sees, and changes nothing."""

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, ForeignKey, ManyToManyField, Model, QuerySet
from django.forms import ModelChoiceField, ModelMultipleChoiceField
from django.http import HttpRequest

from accounts.admin.recorded import RecordedAdmin
from accounts.models import Organisation, User
from accounts.queries import is_administrator, organisations_administered

if TYPE_CHECKING:
    _TabularInline = admin.TabularInline[Any, Any]
    _Options = admin.options.BaseModelAdmin[Any]
else:
    _TabularInline, _Options = admin.TabularInline, object


class OrganisationScope(_Options):
    """Rows, choices and permissions within the organisations that the person administers.

    organisation_lookup: the path from the row to its organisation, "" when the row is one.
    consultants_may: what consultants may do in their organisations, of view, add, change, delete.
    superusers_may: the same for superusers, in all.
    same_for_all: names of relations whose choices belong to no organisation, such as a published question bank.
    """

    organisation_lookup: ClassVar[str] = "organisation"
    consultants_may: ClassVar[frozenset[str]] = frozenset({"view"})
    superusers_may: ClassVar[frozenset[str]] = frozenset({"view", "add", "change", "delete"})
    same_for_all: ClassVar[frozenset[str]] = frozenset()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return only rows of the person's organisations."""
        return self.within(super().get_queryset(request), request)

    def within(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        """Limit rows; a superuser sees all, also those without an organisation."""
        user = cast(User, request.user)
        if is_administrator(user) and user.is_superuser:
            return rows
        mine = organisations_administered(user).values("pk")
        return rows.filter(**{f"{self.organisation_lookup or 'pk'}__in": mine})

    def allows(self, request: HttpRequest, action: str, obj: Model | None = None) -> bool:
        """Whether the person may do this, to this row."""
        user = cast(User, request.user)
        if not is_administrator(user):
            return False
        if user.is_superuser:
            return action in self.superusers_may
        return action in self.consultants_may and (obj is None or self._is_mine(request, obj))

    def _is_mine(self, request: HttpRequest, obj: Model) -> bool:
        return obj.pk is None or self.within(type(obj)._base_manager.filter(pk=obj.pk), request).exists()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.allows(request, "view")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.allows(request, "view", obj) or self.allows(request, "change", obj)

    def has_add_permission(self, request: HttpRequest, *parent: Any) -> bool:
        return self.allows(request, "add")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.allows(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.allows(request, "delete", obj)

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **options: Any
    ) -> "ModelChoiceField[Any] | None":
        options["queryset"] = self._choices(db_field, request, options.get("queryset"))
        return super().formfield_for_foreignkey(db_field, request, **options)

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **options: Any
    ) -> "ModelMultipleChoiceField[Any] | None":
        options["queryset"] = self._choices(db_field, request, options.get("queryset"))
        return super().formfield_for_manytomany(db_field, request, **options)

    def _choices(
        self, field: "Field[Any, Any]", request: HttpRequest, given: QuerySet[Any] | None
    ) -> QuerySet[Any]:
        """Limit what a relation may point to; without a rule for it, consultants may choose nothing."""
        model = cast("type[Model]", field.related_model)
        rows = given if given is not None else model._default_manager.all()
        user = cast(User, request.user)
        if (is_administrator(user) and user.is_superuser) or field.name in self.same_for_all:
            return rows
        if model is Organisation:
            return rows.filter(pk__in=organisations_administered(user).values("pk"))
        other = self.admin_site._registry.get(model)
        return other.within(rows, request) if isinstance(other, OrganisationScope) else rows.none()


class OrganisationScopedAdmin(OrganisationScope, RecordedAdmin):
    """The base of every admin of rows that belong to an organisation."""

    def organisation_key_of(self, row: Model) -> int | None:
        """Follow the path from the row to its organisation."""
        if isinstance(row, Organisation):
            return row.pk
        found: Any = row
        for name in self.organisation_lookup.split("__"):
            found = getattr(found, name, None)
        return found.pk if isinstance(found, Organisation) else None

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Allow in an address only what the list's filters offer.

        Django allows every column of the row, also those that are not shown: letter by letter, `?password__startswith=`
        would give away the hash, and `?organisations=` who else has a person as a member.
        """
        listed: Any = super().get_list_filter(request)
        offered = {item if isinstance(item, str) else item[0] for item in listed}
        return lookup.split("__")[0] in {*offered, self.date_hierarchy} and super().lookup_allowed(
            lookup, value, request
        )

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Offer in filters on relations only what the listed rows point to: a name is a leak, too."""
        return [self._scoped_filter(item) for item in super().get_list_filter(request)]

    def _scoped_filter(self, item: Any) -> Any:
        if not isinstance(item, str) or "__" in item:
            return item
        try:
            field = self.model._meta.get_field(item)
        except FieldDoesNotExist:
            return item
        return (item, admin.RelatedOnlyFieldListFilter) if field.is_relation else item


class OrganisationScopedInline(OrganisationScope, _TabularInline):
    """Rows of a parent that is limited already; the permissions are asked once, of the parent."""

    extra = 0

    def _is_mine(self, request: HttpRequest, obj: Model) -> bool:
        """Return True: the parent page was reached through its own limited rows."""
        return True
