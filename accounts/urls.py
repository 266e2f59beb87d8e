"""URLs of people and invitations, and those of allauth that an installation by invitation needs."""

from allauth.account.urls import urlpatterns as allauth_patterns
from django.urls import path

from accounts.views import branding, invitations, language, people, profile

app_name = "accounts"

urlpatterns = [
    path("you/", profile.profile_edit, name="profile-edit"),
    path("language/", language.language_choose, name="language-choose"),
    path("organisations/<int:pk>/people/", people.member_list, name="member-list"),
    path("organisations/<int:pk>/people/invite/", people.invitation_create, name="invitation-create"),
    path("organisations/<int:pk>/people/<int:member_pk>/role/", people.member_change, name="member-change"),
    path("organisations/<int:pk>/people/<int:member_pk>/remove/", people.member_remove, name="member-remove"),
    path(
        "organisations/<int:pk>/invitations/<int:invitation_pk>/resend/",
        people.invitation_resend,
        name="invitation-resend",
    ),
    path(
        "organisations/<int:pk>/invitations/<int:invitation_pk>/revoke/",
        people.invitation_revoke,
        name="invitation-revoke",
    ),
    path("organisations/<int:pk>/branding/", branding.branding_edit, name="branding-edit"),
    path("organisations/<int:pk>/branding/remove/", branding.branding_remove, name="branding-remove"),
    path("organisations/<int:pk>/branding/logo.png", branding.branding_logo, name="branding-logo"),
    path("invitations/<str:token>/", invitations.invitation_accept, name="invitation-accept"),
]

# Not here: changing one's address (an invitation is for an address that was proven by its link).
_ENTRANCE = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}

entrance_patterns = [pattern for pattern in allauth_patterns if pattern.name in _ENTRANCE]
