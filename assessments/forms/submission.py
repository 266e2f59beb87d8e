"""The next step of a questionnaire, as it is sent."""

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy

from assessments.models import Submission

LONGEST_NOTE = 2000


class SubmitForm(forms.Form):
    """A note to the reviewer, and the revision that the page showed."""

    seen = forms.IntegerField(min_value=0, max_value=2**31 - 2)
    note = forms.CharField(required=False, max_length=LONGEST_NOTE)


class ReviewForm(SubmitForm):
    """Accepted, returned or opened again; the last two say why."""

    step = forms.ChoiceField(
        choices=[
            (Submission.State.ACCEPTED, pgettext_lazy("a questionnaire", "Accept")),
            (Submission.State.RETURNED, pgettext_lazy("a questionnaire", "Return")),
            (Submission.State.OPEN, pgettext_lazy("a questionnaire", "Open again")),
        ]
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a note where there must be one."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("step") != Submission.State.ACCEPTED and not cleaned.get("note"):
            self.add_error("note", gettext("Write what is missing, or why it is opened again."))
        return cleaned
