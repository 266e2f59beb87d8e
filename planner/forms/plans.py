"""The button that makes a plan."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.language import DEFAULT, LANGUAGES


class PlanRequestForm(forms.Form):
    """`request_id` makes pressing the button twice one plan."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(
        max_length=120,
        required=False,
        label=_("Name of this plan"),
        help_text=_("For example “Baseline” or “With the new data hall”."),
    )
    language = forms.ChoiceField(
        choices=[*LANGUAGES.items()],
        required=False,
        label=_("Language of the plan and its report"),
    )

    def clean_language(self) -> str:
        """Return the chosen language, English without a choice."""
        return str(self.cleaned_data["language"] or DEFAULT)
