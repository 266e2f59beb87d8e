"""The admin panel: everything in it is limited to the consultant's organisations."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth import admin as auth_admin  # noqa: F401 -- registers groups, which are taken out below
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from accounts.admin import audit, clients, people
from accounts.admin.scope import OrganisationScopedAdmin, OrganisationScopedInline

__all__ = ["OrganisationScopedAdmin", "OrganisationScopedInline", "audit", "clients", "people"]

admin.site.site_title = admin.site.site_header = "Plumbline"
admin.site.index_title = _("Clients and engagements")
# One door: the admin's own form would not be throttled.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # -- as allauth documents it
admin.site.unregister(Group)  # rights follow from roles only
