"""What people type about themselves and others."""

import unicodedata
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, Membership, Role, User, normalise_email

if TYPE_CHECKING:
    _UserForm = forms.ModelForm[User]
else:
    _UserForm = forms.ModelForm


class PersonNameField(forms.CharField):
    """A name on one line, without invisible characters."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Your name"))
        options.setdefault("max_length", 150)
        options.setdefault("widget", forms.TextInput(attrs={"autocomplete": "name"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        name = " ".join((super().to_python(value) or "").split())
        if any(unicodedata.category(char) in {"Cc", "Cf", "Cs"} for char in name):
            raise ValidationError(gettext("A name has visible characters only."))
        return name


class InvitationForm(forms.Form):
    """Whom to invite, as what; offers only the roles that the inviting person may give."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, own: Membership, **options: Any) -> None:
        super().__init__(*args, **options)
        self.own = own
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.value, format_html("<strong>{}</strong><span>{}</span>", role.label, role.explanation))
            for role in Role(own.role).grantable
        ]
        self.fields["role"].initial = Role.RESPONDENT.value

    def clean_email(self) -> str:
        """Refuse what would replace an invitation that the inviting person may not revoke."""
        email = normalise_email(self.cleaned_data["email"])
        waiting = Invitation.objects.pending().filter(organisation=self.own.organisation_id, email=email)
        if waiting.exclude(role__in=Role(self.own.role).grantable).exists():
            raise ValidationError(
                gettext("This person is invited already, to a role that yours does not give or take.")
            )
        return email

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class RoleForm(forms.Form):
    """Another role for a member."""

    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, own: Membership, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].choices = grantable_choices(own)  # type: ignore[attr-defined]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


def grantable_choices(own: Membership) -> list[tuple[str, str]]:
    """Return value and label of the roles that the holder of `own` may give."""
    return [(role.value, str(role.label)) for role in Role(own.role).grantable]


class JoinForm(forms.Form):
    """A new person's name and password; the address is the invitation's."""

    name = PersonNameField()
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "At least ten characters. A few unrelated words are easier to keep than signs and digits."
        ),
    )
    again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.email = email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        password = cleaned.get("password")
        if password and "again" in cleaned and password != cleaned["again"]:
            self.add_error("again", gettext("This is not the same password."))
        if password:
            self._check_password(password, User(email=self.email, name=cleaned.get("name", "")))
        return cleaned

    def _check_password(self, password: str, user: User) -> None:
        try:
            password_validation.validate_password(password, user)
        except ValidationError as error:
            self.add_error("password", error)


class ProfileForm(_UserForm):
    """A person's own name and language."""

    name = PersonNameField()
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("As the browser asks")), *settings.LANGUAGES],
        help_text=_("Of these pages and of the letters to you."),
    )

    class Meta:
        model = User
        fields = ("name", "language")


class LanguageForm(forms.Form):
    """A language of the switch."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)
