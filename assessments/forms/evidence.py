"""Evidence as it is sent, and as it is judged."""

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from assessments.models import Evidence
from assessments.services.evidence import LARGEST_FILE_BYTES, LONGEST_TITLE
from assessments.services.file_content import ENDINGS_TEXT, KINDS

LONGEST_NOTE = 2000
_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class EvidenceForm(forms.Form):
    """A file or a link, with a title."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(KINDS)}),
        help_text=format_lazy(
            _("At most {megabytes} MB. Kinds: {endings}."),
            megabytes=LARGEST_FILE_BYTES // 1_000_000,
            endings=ENDINGS_TEXT,
        ),
    )
    link = forms.URLField(
        label=_("Or a link"),
        required=False,
        max_length=1000,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("To a document, a ticket or a dashboard that the reviewer can open."),
    )
    title = forms.CharField(
        label=_("What it shows"),
        required=False,
        max_length=LONGEST_TITLE,
        help_text=_(
            "For example: capacity plan of May, page 3. Left blank, the name of the file or the link counts."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse both or neither."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and bool(cleaned.get("file")) == bool(cleaned.get("link")):
            self.add_error(None, gettext("Send either a file or a link."))
        return cleaned


class EvidenceReviewForm(forms.Form):
    """Accepted or rejected, with a note; until when it counts. `seen` is the state that the page showed."""

    decision = forms.ChoiceField(
        choices=[
            (Evidence.State.ACCEPTED, pgettext_lazy("evidence", "Accept")),
            (Evidence.State.REJECTED, pgettext_lazy("evidence", "Reject")),
        ]
    )
    seen = forms.ChoiceField(choices=Evidence.State.choices, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Whoever added it reads this. A rejection needs one."),
    )
    expires_on = forms.DateField(
        label=_("Counts until"),
        required=False,
        widget=_DATE,
        help_text=_("From this day on it no longer counts. Blank: for good."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a reason when it is rejected."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("decision") == Evidence.State.REJECTED and not cleaned.get("note"):
            self.add_error("note", gettext("Say why it does not count."))
        return cleaned
