"""What people type about themselves and others."""

import re
import unicodedata
from math import floor
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Branding, Invitation, Membership, Paper, Role, User, normalise_email
from accounts.models.branding import COVER_TEXT
from accounts.services import (
    LEAST_CONTRAST,
    UnwelcomeLogoError,
    contrast_with_white,
    dark_enough,
    read_logo,
)

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
        return visible_line(super().to_python(value) or "", gettext("A name has visible characters only."))


class InvitationForm(forms.Form):
    """Whom to invite, as what; offers only the roles that the inviting person may give."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, own: Membership, **options: Any) -> None:
        super().__init__(*args, **options)
        self.own = own
        self.fields["role"].choices = [  # type: ignore[attr-defined]  # -- a field of choices
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
        self.fields["role"].choices = grantable_choices(own)  # type: ignore[attr-defined]  # -- a field of choices

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


class ColourField(forms.CharField):
    """A colour as #rrggbb that can be read on white, and that white text can be read on; or nothing."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "placeholder": "#0d5c70"}
        )
        super().__init__(required=False, max_length=7, widget=widget, **options)

    def to_python(self, value: Any) -> str:
        colour = (super().to_python(value) or "").lower()
        if not colour:
            return ""
        if not re.fullmatch(r"#[0-9a-f]{6}", colour):
            raise ValidationError(gettext("Write a colour as # and six digits, for example #0d5c70."))
        contrast = contrast_with_white(colour)
        if contrast < LEAST_CONTRAST:
            raise ValidationError(
                gettext(
                    "%(colour)s is too light: its contrast with white is %(contrast)s to 1, and text needs %(least)s. "
                    "Choose a darker one: %(remedy)s is the same colour, dark enough."
                )
                % {
                    "colour": colour,
                    "contrast": localize(floor(10 * contrast) / 10),
                    "least": localize(LEAST_CONTRAST),
                    "remedy": dark_enough(colour),
                }
            )
        return colour


class BrandingForm(forms.Form):
    """What reports to an organisation bear."""

    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        help_text=_("PNG or JPEG, up to 1 MB, about 900 pixels wide. It stands on white."),
    )
    remove_logo = forms.BooleanField(label=_("Remove the logo that is kept"), required=False)
    main_colour = ColourField(
        label=_("Main colour"),
        help_text=_("The field of the cover, with white text on it. As # and six digits."),
    )
    second_colour = ColourField(
        label=_("Second colour"),
        help_text=_("Numbers and small headings on white. As # and six digits."),
    )
    cover_text = forms.CharField(
        label=_("Line on cover and foot of each page"),
        required=False,
        max_length=COVER_TEXT,
        help_text=_("How the report is to be kept, for example: Strictly confidential, for the board only."),
    )
    paper = forms.ChoiceField(
        label=_("Paper"),
        choices=Paper.choices,
        required=False,
        help_text=_("Reports are laid out for it: for example US Letter for readers in the United States."),
    )

    def __init__(self, *args: Any, branding: Branding | None, **options: Any) -> None:
        if branding is not None:
            kept = ("main_colour", "second_colour", "cover_text", "paper")
            options["initial"] = {name: getattr(branding, name) for name in kept}
        super().__init__(*args, **options)

    def clean_cover_text(self) -> str:
        return visible_line(self.cleaned_data["cover_text"], gettext("The line has visible characters only."))

    def clean_logo(self) -> bytes | None:
        sent = self.cleaned_data["logo"]
        if not sent:
            return None
        try:
            return read_logo(sent.file)
        except UnwelcomeLogoError as error:
            raise ValidationError(str(error)) from error

    @property
    def chosen(self) -> dict[str, Any]:
        """What to keep, once the form is valid; a new logo wins over the wish to remove the old one."""
        sent = dict(self.cleaned_data)
        wants_none = sent.pop("remove_logo")
        return sent | {"logo": b"" if wants_none and sent["logo"] is None else sent["logo"]}


def visible_line(text: str, refusal: str) -> str:
    """Return a text on one line. Raises ValidationError with `refusal` for invisible characters in it."""
    line = " ".join(text.split())
    if any(unicodedata.category(char) in {"Cc", "Cf", "Cs"} for char in line):
        raise ValidationError(refusal)
    return line
