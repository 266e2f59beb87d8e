"""The forms of a file of initiatives: chosen, then stored as it was previewed."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from planner.services.initiatives.file import LARGEST_FILE
from planner.services.initiatives.keep import LONGEST_REASON

LONGEST_NAME = 200


class InitiativeFileForm(forms.Form):
    """A file of initiatives; its text is in `text` once the form is valid."""

    file = forms.FileField(
        label=_("YAML file"),
        help_text=_("In the form of the download, at most 1 MB; it may name only what is to change."),
    )

    name = ""

    def clean_file(self) -> str:
        """Return the text of the file; its name is in `name`."""
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile) or (file.size or 0) > LARGEST_FILE:
            raise ValidationError(gettext("The file is larger than 1 MB."))
        try:
            self.name = str(file.name)[-LONGEST_NAME:]
            content: bytes = file.read(LARGEST_FILE + 1)
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ValidationError(gettext("This is not UTF-8 text: save the file as UTF-8.")) from error


class InitiativeFileApplyForm(forms.Form):
    """What was previewed, to be stored."""

    text = forms.CharField(max_length=LARGEST_FILE, strip=False, widget=forms.Textarea)
    name = forms.CharField(max_length=LONGEST_NAME, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=80, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        help_text=_("Where the figures come from: it stands in the catalogue, for those who ask later."),
        error_messages={"required": _("Say why: the reason stands in the catalogue.")},
    )
