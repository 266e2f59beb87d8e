"""People: superusers change accounts; a consultant sees those of their organisations."""

from typing import TYPE_CHECKING, Any, cast

from allauth.account import admin as allauth_admin
from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin.recorded import RecordedAdmin
from accounts.admin.scope import OrganisationScopedAdmin
from accounts.models import Membership, User
from accounts.queries import organisations_administered
from accounts.services import LastManagerError, check_may_leave, follow_staff

if TYPE_CHECKING:
    _UserForm = forms.ModelForm[User]
else:
    _UserForm = forms.ModelForm


class UserForm(_UserForm):
    """Refuses to switch off somebody on whom an organisation depends."""

    def clean_is_active(self) -> bool:
        is_active = bool(self.cleaned_data["is_active"])
        if self.instance.pk and not is_active:
            try:
                check_may_leave(self.instance)
            except LastManagerError as error:
                raise ValidationError(str(error)) from error
        return is_active


@admin.register(User)
class UserAdmin(OrganisationScopedAdmin):
    """Accounts. None is deleted: answers keep their author; switch it off instead."""

    form = UserForm
    superusers_may = frozenset({"view", "add", "change"})
    list_display = ("__str__", "email", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("name", "email")
    fields = ("email", "name", "is_active", "is_superuser", "is_staff", "last_login", "created_at")
    readonly_fields = ("is_staff", "last_login", "created_at")

    def within(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        user = cast(User, request.user)
        if user.is_superuser and user.is_active:
            return rows
        mine = Membership.objects.filter(organisation__in=organisations_administered(user).values("pk"))
        return rows.filter(pk__in=mine.values("user"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep the last superuser from locking themselves out."""
        is_self = obj is not None and obj.pk == request.user.pk
        return (*self.readonly_fields, "is_active", "is_superuser") if is_self else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        obj.is_staff = obj.is_staff or obj.is_superuser
        super().save_model(request, obj, form, change)
        follow_staff(obj)
        if change and "email" in form.changed_data:
            EmailAddress.objects.filter(user=obj).delete()  # or the old address would still sign in


admin.site.unregister(EmailAddress)


@admin.register(EmailAddress)
class EmailAddressAdmin(RecordedAdmin, allauth_admin.EmailAddressAdmin):  # type: ignore[misc]  # -- allauth has no types
    """The addresses by which allauth knows people; for superusers."""

    actions = None  # one at a time: each change is recorded
